// Shows that a file is being read when it takes more than a second. Without this file nothing breaks.
"use strict";

for (const form of document.querySelectorAll("form[data-progress]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault(); // a double click is one import
      return;
    }
    form.dataset.sent = "yes";
    const progress = form.querySelector(".s-progress");
    if (progress) window.setTimeout(() => { progress.hidden = false; }, 1000);
  });
}

// Coming back with the browser's own button gives a page that can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-progress]")) {
    delete form.dataset.sent;
    const progress = form.querySelector(".s-progress");
    if (progress) progress.hidden = true;
  }
});
