// Shows who is found under a search field while one types. Arrows go through the hits, Escape closes them, Enter in the
// field sends the form as ever. Without this file nothing breaks: the form does the same.
"use strict";

for (const field of document.querySelectorAll("input[data-find]")) {
  const WAIT = 150; // milliseconds without a key
  const form = field.form;
  const box = document.createElement("div");
  let timer = 0;
  let asked = 0; // an answer that is overtaken is not shown

  box.className = "s-hits";
  box.hidden = true;
  field.after(box);

  const close = () => {
    asked += 1;
    window.clearTimeout(timer);
    box.hidden = true;
    box.replaceChildren();
  };

  const ask = async () => {
    const mine = (asked += 1);
    try {
      const answer = await fetch(field.dataset.find, { method: "POST", body: new FormData(form), redirect: "error" });
      if (mine !== asked) return;
      if (!answer.ok) return close();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== asked) return;
      box.replaceChildren(...page.body.children);
      box.hidden = false;
    } catch {
      if (mine === asked) close();
    }
  };

  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    if (field.value.trim().length < 2) return close();
    timer = window.setTimeout(ask, WAIT);
  });

  form.addEventListener("keydown", (event) => {
    const links = [field, ...box.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape" && !box.hidden) {
      event.preventDefault();
      close();
      field.focus();
    } else if (event.key === "ArrowDown" && at >= 0 && at + 1 < links.length) {
      event.preventDefault();
      links[at + 1].focus();
    } else if (event.key === "ArrowUp" && at > 0) {
      event.preventDefault();
      links[at - 1].focus();
    }
  });

  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) window.setTimeout(() => { if (!form.contains(document.activeElement)) close(); }, 150);
  });
  form.addEventListener("submit", close);
}
