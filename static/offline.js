// Roll call without coverage. What the server gave is kept in this browser, locked with a key from the person's code
// (PBKDF2, AES-GCM); the key itself is never stored. Taken away after 12 hours by the server's clock, at log-out, when
// the server says so, and when the clock of the device has been turned. See docs/adr/0019.
"use strict";

{
  const ROUNDS = 600000;
  const SHORTEST = 8;
  const MINUTE = 60 * 1000;
  const SLACK = 2 * MINUTE; // a clock may be set right by so much
  const WRONG = 5 * MINUTE;
  const STORE = "samsteg-upprop";
  const room = document.querySelector("[data-offline]");
  const parts = Object.fromEntries(
    ["state", "said", "fetch", "unlock", "roll", "drop"].map((name) => [name, room.querySelector(`[data-${name}]`)]),
  );
  const words = document.querySelector("template[data-words]").content;
  let key = null;
  let bundle = null; // what the server gave
  let marks = {}; // by token: id, mark, at, base, over, clash
  let problem = "";
  let sending = false;
  let again = false;

  const say = (name, values = {}) => {
    const text = words.querySelector(`[data-word=${name}]`).textContent;
    return Object.entries(values).reduce((told, [hole, value]) => told.replaceAll(`{${hole}}`, value), text);
  };

  // What is kept: "meta" in clear (handle, times, salt, how many are unsent), "bundle" and "marks" sealed.
  const opened = () =>
    new Promise((done, failed) => {
      const asked = indexedDB.open(STORE, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  const kept = async (mode, act) => {
    const base = await opened();
    try {
      return await new Promise((done, failed) => {
        const work = base.transaction("kept", mode);
        const asked = act(work.objectStore("kept"));
        work.oncomplete = () => done(asked.result);
        work.onerror = () => failed(work.error);
      });
    } finally {
      base.close();
    }
  };
  const read = (name) => kept("readonly", (store) => store.get(name));
  const write = (name, value) => kept("readwrite", (store) => store.put(value, name));

  const derive = async (code, salt) => {
    const plain = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    return crypto.subtle.deriveKey(how, plain, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  };
  const seal = async (value) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) };
  };
  const unseal = async (sealed) => {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.data);
    return JSON.parse(new TextDecoder().decode(plain));
  };

  const unsent = () => Object.values(marks).filter((one) => !one.sent).length;
  const save = async () => {
    await write("marks", await seal(marks));
    const meta = await read("meta");
    await write("meta", { ...meta, unsent: unsent(), latest: Math.max(meta.latest, Date.now()) });
  };

  const wipe = async (why) => {
    const count = (await read("meta"))?.unsent ?? 0;
    [key, bundle, marks] = [null, null, {}];
    await kept("readwrite", (store) => store.clear());
    await show(why && say(why, { n: count }));
  };

  // Whether the device may go on by its own clock; what is over is taken away at once.
  const fresh = async () => {
    const meta = await read("meta");
    if (!meta) return false;
    const now = Date.now();
    if (now < meta.latest - SLACK) await wipe("back");
    else if (now >= meta.expires) await wipe("expired");
    else {
      await write("meta", { ...meta, latest: Math.max(meta.latest, now) });
      return true;
    }
    return false;
  };

  const status = (meta) => {
    if (!meta) return "";
    const waits = bundle ? unsent() : meta.unsent;
    const until = new Date(meta.expires).toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" });
    const told = [waits ? say("unsent", { n: waits }) : say("sent"), problem && say(problem), say("until", { at: until })];
    return told.filter(Boolean).join(" ");
  };

  const show = async (said = "") => {
    const meta = await read("meta");
    parts.said.hidden = !said;
    parts.said.firstElementChild.textContent = said;
    parts.state.textContent = status(meta);
    parts.fetch.hidden = Boolean(meta);
    parts.unlock.hidden = !meta || Boolean(bundle);
    parts.roll.hidden = !bundle;
    parts.drop.hidden = !meta;
    if (!bundle) parts.roll.replaceChildren();
  };

  const labelOf = (mark) => document.querySelector("template[data-person]").content.querySelector(`[data-mark=${mark}]`).textContent;

  const line = (person) => {
    const item = document.querySelector("template[data-person]").content.cloneNode(true).firstElementChild;
    item.dataset.token = person.token;
    item.querySelector("h3").textContent = person.name;
    item.querySelector("[role=group]").setAttribute("aria-label", person.name);
    return item;
  };
  const draw = () => {
    parts.roll.replaceChildren(
      ...bundle.sessions.map((session) => {
        const section = document.querySelector("template[data-session]").content.cloneNode(true).firstElementChild;
        section.querySelector("h2").textContent = `${session.group} ${session.time}`;
        const left = section.querySelector("[data-left-out]");
        left.hidden = !session.left_out;
        left.textContent = say("left", { n: session.left_out });
        section.querySelector("ul").append(...session.people.map(line));
        return section;
      }),
    );
    if (!bundle.sessions.length) parts.roll.textContent = say("none");
    paint();
  };
  const paint = () => {
    const issued = Object.fromEntries(bundle.sessions.flatMap((one) => one.people.map((each) => [each.token, each.mark])));
    for (const item of parts.roll.querySelectorAll("[data-token]")) {
      const own = marks[item.dataset.token];
      const mark = own?.mark ?? issued[item.dataset.token];
      for (const button of item.querySelectorAll("[data-mark]")) {
        button.setAttribute("aria-pressed", String(button.dataset.mark === mark));
      }
      const clash = item.querySelector("[data-clash]");
      clash.hidden = !own?.clash;
      if (!own?.clash) continue;
      const told = own.clash.words ?? say(own.clash.now ? "clash" : "cleared", { ...own.clash, mine: labelOf(own.mark) });
      clash.firstElementChild.textContent = told;
      clash.querySelector("[data-keep=mine]").hidden = Boolean(own.clash.words);
    }
  };

  const mark = async (token, value) => {
    const before = marks[token];
    const base = before?.sent ? before.id : before?.base;
    // A mark that may be on its way keeps its id as the one that this follows.
    const follows = before && !before.sent && before.tried ? before.id : base;
    const over = before?.stands ?? (before?.sent ? undefined : before?.over);
    marks[token] = { id: crypto.randomUUID(), mark: value, at: new Date().toISOString(), base: follows, over, sent: false };
    await save();
    paint();
    await show();
    await send();
  };

  const choose = async (token, whose) => {
    const own = marks[token];
    if (whose === "theirs") marks[token] = { ...own, mark: own.clash.now ?? "", stands: own.clash.now_id, clash: null, sent: true };
    else marks[token] = { ...own, over: own.clash.now_id, clash: null };
    await save();
    paint();
    await show();
    await send();
  };

  const ask = async (address, options = {}) => {
    const answer = await fetch(address, { redirect: "manual", credentials: "same-origin", cache: "no-store", ...options });
    return answer.type === "opaqueredirect" ? null : answer;
  };
  const post = (address, csrf, body) =>
    ask(address, { method: "POST", headers: { "X-CSRFToken": csrf, "Content-Type": "application/json" }, body });

  // The server's word about this device: null when it can't be had now.
  const contact = async (handle) => {
    try {
      const answer = await ask(`/upprop/lage/?paket=${handle}`);
      problem = answer ? "" : "login";
      if (!answer) return null;
      return answer.ok ? await answer.json() : { open: false };
    } catch {
      problem = "offline";
      return null;
    }
  };

  const send = async () => {
    again = true; // also what is pressed while something is on its way
    if (sending) return;
    sending = true;
    try {
      while (again) {
        again = false;
        await exchange();
      }
    } finally {
      sending = false;
    }
  };
  const exchange = async () => {
    if (!(await fresh())) return;
    const told = await contact((await read("meta")).handle);
    if (told && !told.open) return wipe("ended");
    if (told && bundle) await deliver(told.csrf);
    if (await read("meta")) await show();
  };
  const deliver = async (csrf) => {
    const waits = Object.entries(marks).filter(([, one]) => !one.sent && !one.clash);
    if (!waits.length) return;
    for (const [, one] of waits) one.tried = true;
    await save();
    const body = { handle: bundle.handle, marks: waits.map(([token, one]) => ({ ...one, token })) };
    let taken = null;
    try {
      const answer = await post("/upprop/skicka/", csrf, JSON.stringify(body));
      if (!answer) problem = "login";
      else if (answer.ok) taken = await answer.json();
    } catch {
      problem = "offline";
    }
    if (!taken) return;
    const held = new Set(taken.held);
    for (const one of Object.values(marks)) {
      if (held.has(one.id)) [one.sent, one.over] = [true, undefined];
      const clash = taken.clashes.find((each) => each.id === one.id);
      if (clash) one.clash = clash;
      else if (taken.refused[one.id]) one.clash = { words: taken.refused[one.id] };
    }
    await save();
    paint();
  };

  const get = async (code) => {
    let given = null;
    try {
      const token = await ask("/upprop/lage/");
      const { csrf } = token?.ok ? await token.json() : {};
      const answer = csrf && (await post("/upprop/paket/", csrf, ""));
      given = answer?.ok ? await answer.json() : null;
    } catch {
      given = null;
    }
    if (!given) return show(say("failed"));
    const now = Date.now();
    if (Math.abs(new Date(given.now).getTime() - now) > WRONG) return show(say("clock"));
    const salt = crypto.getRandomValues(new Uint8Array(16));
    key = await derive(code, salt);
    [bundle, marks] = [given, {}];
    const expires = new Date(given.expires).getTime();
    await write("meta", { handle: given.handle, salt, expires, latest: now, unsent: 0 });
    await write("bundle", await seal(bundle));
    await save();
    draw();
    await show();
  };

  const unlock = async (code) => {
    if (!(await fresh())) return;
    const meta = await read("meta");
    try {
      key = await derive(code, meta.salt);
      bundle = await unseal(await read("bundle"));
      marks = await unseal(await read("marks"));
    } catch {
      [key, bundle] = [null, null];
      await show(say("wrong"));
      return;
    }
    draw();
    await show();
    await send();
  };

  const typed = (form) => {
    const field = form.querySelector("input");
    const code = field.value;
    field.value = "";
    return code;
  };
  parts.fetch.addEventListener("submit", async (event) => {
    event.preventDefault();
    const code = typed(parts.fetch);
    if (code.length < SHORTEST) await show(say("short"));
    else await get(code);
  });
  parts.unlock.addEventListener("submit", async (event) => {
    event.preventDefault();
    await unlock(typed(parts.unlock));
  });
  parts.roll.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    const token = button?.closest("[data-token]")?.dataset.token;
    if (!token || !(await fresh())) return;
    if (button.dataset.mark) await mark(token, button.dataset.mark);
    else await choose(token, button.dataset.keep);
  });
  parts.drop.addEventListener("click", () => wipe("dropped"));

  const begin = async () => {
    navigator.serviceWorker?.register("/upprop/sw.js", { scope: "/upprop/" });
    await show();
    await send();
  };
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  window.addEventListener("online", send);
  window.setInterval(send, MINUTE);
  begin();
}
