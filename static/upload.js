// Shows that a file is being read when it takes more than a second, and tells at once when it is too large to send.
// Without this file nothing breaks: the server says the same.
"use strict";

for (const form of document.querySelectorAll("form[data-most]")) {
  const field = form.querySelector("input[type=file]");
  const isTooLarge = () => [...field.files].some((file) => file.size > Number(form.dataset.most));

  const tell = () => {
    form.querySelector(".s-too-large")?.remove();
    if (!isTooLarge()) return;
    const said = document.createElement("span");
    said.className = "s-err s-too-large";
    said.setAttribute("role", "alert");
    said.textContent = form.dataset.tooLarge;
    field.before(said);
  };

  field.addEventListener("change", tell);
  form.addEventListener("submit", (event) => {
    if (!isTooLarge()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell();
    field.focus();
  });
}

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
