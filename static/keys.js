// The key / goes to the search field. It never acts inside a field or together with another key, and it can be turned
// off in the foot of the page; the choice stays in this browser. Without this file nothing breaks.
"use strict";

{
  const KEPT = "samsteg.keys";
  const field = document.querySelector("[data-search-field]");
  const said = document.querySelector("[data-keys]");
  const isOn = () => window.localStorage.getItem(KEPT) !== "off";
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  const show = () => {
    const [on, off] = said.querySelectorAll("[data-when]");
    on.hidden = !isOn();
    off.hidden = isOn();
    if (isOn()) field.setAttribute("aria-keyshortcuts", "/");
    else field.removeAttribute("aria-keyshortcuts");
  };

  if (field && said) {
    said.hidden = false;
    show();
    said.addEventListener("click", (event) => {
      if (!event.target.closest("button")) return;
      window.localStorage.setItem(KEPT, isOn() ? "off" : "on");
      show();
      said.querySelector("[data-when]:not([hidden]) button").focus();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey) return;
      if (!isOn() || typing(event.target) || !field.offsetParent) return;
      event.preventDefault();
      field.focus();
      field.select();
    });
  }
}
