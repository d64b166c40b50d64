// Keeps a draft of what is typed in a form about a person, and saves on Ctrl+Enter. Without it the buttons do.
"use strict";

for (const form of document.querySelectorAll("form[data-draft]")) {
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("button[name=keep]");
  const address = form.dataset.draft || form.action;
  const PASSING = ["csrfmiddlewaretoken", "once"]; // new each time the page is shown
  const written = () => JSON.stringify([...new FormData(form)].filter(([name]) => !PASSING.includes(name)));
  let kept = written(); // what the server has
  let timer = 0;
  let leaving = false;

  const unsaved = () => written() !== kept;

  const sent = () => {
    const data = new FormData(form);
    data.set("keep", "by itself");
    return data;
  };

  const keep = async () => {
    window.clearTimeout(timer);
    if (!unsaved() || leaving) return;
    const now = written();
    try {
      const answer = await fetch(address, { method: "POST", body: sent(), headers: { Accept: "application/json" } });
      const said = await answer.json();
      status.textContent = said.text;
      if (answer.ok) kept = now;
    } catch {
      status.textContent = form.dataset.failed;
      timer = window.setTimeout(keep, 10000); // the network may be back by then
    }
  };

  if (button) button.remove(); // it is kept by itself

  form.addEventListener("input", () => {
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
      form.requestSubmit(form.querySelector("button.s-btn-1"));
    }
  });

  // A window that closes: what can be sent is sent, and the browser asks first.
  window.addEventListener("beforeunload", (event) => {
    if (unsaved() && !leaving) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (unsaved() && !leaving) navigator.sendBeacon(address, sent());
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  window.addEventListener("pageshow", () => { leaving = false; });
}
