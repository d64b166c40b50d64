// Escape goes back from what is shown to the participant; the link does the same.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector("[data-back]").click();
});
