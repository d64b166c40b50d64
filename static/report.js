// Keeps a draft of what is being written, puts figures in at the caret, saves on Ctrl+Enter. Without it the buttons do.
"use strict";

for (const form of document.querySelectorAll("form[data-draft]")) {
  const field = form.querySelector("textarea");
  const status = form.querySelector("[role=status]");
  let kept = field.value; // what the server has
  let timer = 0;
  let leaving = false;

  const unsaved = () => field.value !== kept;

  const keep = async () => {
    window.clearTimeout(timer);
    if (!unsaved() || leaving) return;
    const value = field.value;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
      });
      const said = await answer.json();
      status.textContent = said.text;
      if (answer.ok) kept = value;
    } catch {
      status.textContent = form.dataset.failed;
      timer = window.setTimeout(keep, 10000); // the network may be back by then
    }
  };

  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, 2000);
  });

  form.addEventListener("submit", () => {
    leaving = true;
    window.clearTimeout(timer);
  });

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[name=save]"));
    }
  });

  const insert = form.querySelector("button[name=insert]");
  if (insert) {
    insert.addEventListener("click", (event) => {
      event.preventDefault();
      const words = `[${form.querySelector("select[name=figure]").value}]`;
      field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  // A window that closes: what can be sent is sent, and the browser asks first.
  window.addEventListener("beforeunload", (event) => {
    if (unsaved() && !leaving) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (unsaved() && !leaving) navigator.sendBeacon(form.dataset.draft, new FormData(form));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  window.addEventListener("pageshow", () => { leaving = false; });
}
