// Keeps a draft of what is typed in a meeting. Without it the button does.
"use strict";

for (const form of document.querySelectorAll("form[data-minutes]")) {
  const status = form.querySelector("[role=status]");
  const written = () => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
  let kept = written(); // what the server has
  let timer = 0;
  let leaving = false;

  const unsaved = () => written() !== kept;

  const keep = async () => {
    window.clearTimeout(timer);
    if (!unsaved() || leaving) return;
    const now = written();
    try {
      const answer = await fetch(form.dataset.minutes, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
      });
      const said = await answer.json();
      status.textContent = said.text;
      if (answer.ok) kept = now;
    } catch {
      status.textContent = form.dataset.failed;
      timer = window.setTimeout(keep, 10000); // the network may be back by then
    }
  };

  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, 2000);
  });

  form.addEventListener("submit", () => {
    leaving = true;
    window.clearTimeout(timer);
  });

  // A window that closes: what can be sent is sent, and the browser asks first.
  window.addEventListener("beforeunload", (event) => {
    if (unsaved() && !leaving) event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (unsaved() && !leaving) navigator.sendBeacon(form.dataset.minutes, new FormData(form));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  window.addEventListener("pageshow", () => { leaving = false; });
}
