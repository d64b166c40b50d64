// The roll call: each press is sent at once. Without it the button saves all.
"use strict";

for (const form of document.querySelectorAll("form[data-roll]")) {
  const last = new Map(); // by person: the id of the last press, and how to give it up
  const failed = new Set();
  const told = document.createElement("p"); // for who listens
  told.className = "s-sr";
  told.setAttribute("role", "status");
  form.append(told);

  const lineOf = (person) => form.querySelector(`[data-line="${person}"]`);

  const put = (person, html) => {
    const focused = document.activeElement?.id;
    const made = document.createElement("template");
    made.innerHTML = html;
    const parts = [...made.content.children];
    const line = lineOf(person);
    if (!parts.some((part) => part.id === line.id)) line.remove(); // who only came by, and didn't
    for (const part of parts) document.getElementById(part.id)?.replaceWith(part);
    tell(focused, lineOf(person));
  };

  const tell = (focused, line) => {
    if (!line) return;
    if (focused && document.activeElement === document.body) {
      (document.getElementById(focused) || line.querySelector("input[type=radio]")).focus();
    }
    told.textContent = `${line.querySelector("legend").firstChild.textContent}: ${
      line.querySelector(".s-err")?.textContent || form.dataset.saved}`;
  };

  const notSaved = (person, said) => {
    failed.add(person);
    const line = lineOf(person);
    let words = line.querySelector("[data-unsent]");
    if (!words) {
      words = document.createElement("p");
      words.className = "s-err";
      words.dataset.unsent = "";
      line.querySelector("fieldset").append(words);
    }
    told.textContent = words.textContent = said || form.dataset.failed;
  };

  const press = async (person, mark) => {
    const before = last.get(person);
    before?.giveUp.abort();
    const mine = { id: newId(), giveUp: new AbortController() };
    last.set(person, mine);
    const data = new FormData();
    for (const [name, value] of [
      ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value], ["person", person], [`p${person}`, mark],
      [`seen${person}`, form.elements[`seen${person}`].value], ["sent", mine.id], ["base", before?.id || ""],
    ]) data.append(name, value);
    try {
      const answer = await fetch(window.location.href, {
        method: "POST", body: data, headers: { "HX-Request": "true" }, signal: mine.giveUp.signal, redirect: "error",
      });
      const html = await answer.text();
      if (last.get(person) !== mine) return;
      if (answer.status === 409) {
        notSaved(person, html);
        return;
      }
      if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
      failed.delete(person);
      put(person, html);
    } catch {
      if (last.get(person) === mine) notSaved(person);
    }
  };

  const newId = () => {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  form.addEventListener("click", (event) => {
    if (event.target.matches("input[type=radio]")) press(event.target.closest("[data-line]").dataset.line, event.target.value);
  });

  window.addEventListener("online", () => {
    for (const person of failed) {
      const chosen = lineOf(person).querySelector("input[type=radio]:checked");
      if (chosen) press(person, chosen.value);
    }
  });
}
