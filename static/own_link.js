// The part of a personal link after # is sent to nobody by the browser. It is put into the form here and taken away from
// the address, so that the browser's history does not keep it; the other editions of the page get it along.
"use strict";

{
  const token = window.location.hash.slice(1);
  const form = document.querySelector("[data-link]");
  if (token && form) {
    form.querySelector("[name=token]").value = token;
    form.querySelector("[data-typed]").hidden = true;
    for (const link of document.querySelectorAll("[data-edition]")) link.hash = token;
    window.history.replaceState(null, "", window.location.pathname);
  }
}
