// Single keys that go somewhere: / to the search field, n to a new note, g and a letter to a place of the menu, those that
// a page's own links name in data-key (j, k, t and the arrows in the calendar), ? to the list of keys in the foot of the
// page. They never act inside a field or together with another key, and can be turned off in the foot; the choice stays
// in this browser. Without this file nothing breaks: all of them are links too.
"use strict";

{
  const KEPT = "samsteg.keys";
  const KNOWN = /^(.|Arrow(Left|Right))$/;
  const WAIT = 1500; // milliseconds between g and the letter
  const field = document.querySelector("[data-search-field]");
  const note = document.querySelector("[data-key=n]");
  const said = document.querySelector("[data-keys]");
  const isOn = () => window.localStorage.getItem(KEPT) !== "off";
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const scrolling = (event) => event.key.length > 1 && event.target.closest("[role=region]");
  let goingUntil = 0;

  const show = () => {
    const [on, off] = said.querySelectorAll("[data-when]");
    on.hidden = !isOn();
    off.hidden = isOn();
    for (const [element, key] of [[field, "/"], [note, "n"]]) {
      if (!element) continue;
      if (isOn()) element.setAttribute("aria-keyshortcuts", key);
      else element.removeAttribute("aria-keyshortcuts");
    }
  };

  const search = () => {
    if (!field || !field.offsetParent) return false;
    field.focus();
    field.select();
    return true;
  };

  const list = () => {
    const keys = said.querySelector("details");
    keys.open = true;
    keys.querySelector("summary").focus();
    return true;
  };

  const follow = (link) => {
    if (!link) return false;
    link.click();
    return true;
  };

  const act = (key) => {
    if (goingUntil > Date.now()) {
      goingUntil = 0;
      return follow([...document.querySelectorAll("[data-go]")].find((link) => link.dataset.go === key));
    }
    if (key === "g") goingUntil = Date.now() + WAIT;
    if (key === "/") return search();
    if (key === "?") return list();
    if (key === "n") return follow(note);
    return follow([...document.querySelectorAll("[data-key]")].find((link) => link.dataset.key.split(" ").includes(key)));
  };

  if (said) {
    said.hidden = false;
    show();
    said.addEventListener("click", (event) => {
      if (!event.target.closest("button")) return;
      window.localStorage.setItem(KEPT, isOn() ? "off" : "on");
      show();
      said.querySelector("[data-when]:not([hidden]) button").focus();
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !KNOWN.test(event.key)) return;
      if (isOn() && !typing(event.target) && !scrolling(event) && act(event.key)) event.preventDefault();
    });
  }
}
