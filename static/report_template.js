// The sheet beside the form follows what is typed. Without this file it follows what is saved.
"use strict";

const form = document.querySelector("form[data-preview]");
const sheets = document.getElementById("f-sheets");
const state = document.getElementById("f-preview-state");
const WAIT = 600; // milliseconds after the last change
let timer = 0;
let latest = 0;

async function show() {
  const turn = ++latest;
  try {
    const typed = new FormData(form);
    for (const field of form.querySelectorAll("input[type=file]")) typed.delete(field.name);
    const answer = await fetch(form.dataset.preview, { method: "POST", body: typed });
    if (!answer.ok || turn !== latest) return;
    const place = sheets.scrollTop;
    sheets.innerHTML = await answer.text();
    sheets.scrollTop = place;
    state.textContent = state.dataset.typed;
  } catch {
    // Without a connection the sheet stays as it was; what is typed stays in the form.
  }
}

// The table that is being edited is what one wants to see.
function seek() {
  const target = form.dataset.target && document.getElementById(form.dataset.target);
  if (target) sheets.scrollTop += target.getBoundingClientRect().top - sheets.getBoundingClientRect().top - 16;
}

if (form && sheets && state) {
  seek();
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(show, WAIT);
  });
}
