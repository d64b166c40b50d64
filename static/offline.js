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
  const MOST = 200; // guests, or others
  const STORE = "samsteg-upprop";
  const room = document.querySelector("[data-offline]");
  const parts = Object.fromEntries(
    ["state", "said", "fetch", "unlock", "roll", "drop"].map((name) => [name, room.querySelector(`[data-${name}]`)]),
  );
  const words = document.querySelector("template[data-words]").content;
  let key = null;
  let bundle = null; // what the server gave
  let marks = {}; // by token: id, mark, at, base, over, clash
  let told = {}; // by token of a session: id, guests, note, base (guests and note as the server had them), sent, clashes
  let problem = "";
  let sending = false;
  let again = false;

  const say = (name, values = {}) => {
    const text = words.querySelector(`[data-word=${name}]`).textContent;
    return Object.entries(values).reduce((told, [hole, value]) => told.replaceAll(`{${hole}}`, value), text);
  };

  // What is kept: "meta" in clear (handle, times, salt, how many are unsent), "bundle", "marks" and "told" sealed.
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

  const unsent = () => [...Object.values(marks), ...Object.values(told)].filter((one) => !one.sent).length;
  const save = async () => {
    await write("marks", await seal(marks));
    await write("told", await seal(told));
    const meta = await read("meta");
    await write("meta", { ...meta, unsent: unsent(), latest: Math.max(meta.latest, Date.now()) });
  };

  const wipe = async (why) => {
    const count = (await read("meta"))?.unsent ?? 0;
    [key, bundle, marks, told] = [null, null, {}, {}];
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
        if (session.token) drawTold(section.querySelector("[data-told]"), session);
        return section;
      }),
    );
    if (!bundle.sessions.length) parts.roll.textContent = say("none");
    paint();
    paintTold(true);
  };

  // How many guests, and the note to the day. How many came without being on the list is a line of the note.
  const labelled = (box, session) => {
    for (const field of box.querySelectorAll("[data-field]")) {
      field.id = `${field.dataset.field}-${session.token}`;
      const label = field.closest(".s-field");
      label.querySelector("label").htmlFor = field.id;
      const about = [...label.querySelectorAll(".s-hint, [data-wrong]")];
      about.forEach((one, at) => (one.id = `${field.id}-${at}`));
      field.setAttribute("aria-describedby", about.map((one) => one.id).join(" "));
    }
  };
  const drawTold = (box, session) => {
    box.hidden = false;
    box.dataset.told = session.token;
    labelled(box, session);
  };
  const issuedOf = (token) => bundle.sessions.find((one) => one.token === token);
  const toldOf = (token) => {
    const { guests, note } = issuedOf(token);
    return told[token] ?? { guests, note: flat(note), base: { guests, note: flat(note) }, sent: true };
  };
  const flat = (text) => text.replaceAll("\r\n", "\n");
  const OTHERS = new RegExp(say("others").replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace("{n}", "(\\d{1,3})"));
  const othersIn = (note) => note.match(OTHERS)?.[1] ?? "";
  const withOthers = (note, count) => {
    const rest = note.replace(OTHERS, "").trim();
    return [rest, count ? say("others", { n: count }) : ""].filter(Boolean).join("\n");
  };
  // `all`: also what the person may be writing just now.
  const paintTold = (all = false) => {
    for (const box of parts.roll.querySelectorAll("[data-told]:not([hidden])")) {
      const own = toldOf(box.dataset.told);
      const shown = { guests: own.guests || "", note: own.note, others: othersIn(own.note) };
      for (const field of box.querySelectorAll("[data-field]")) {
        if (all || field !== document.activeElement) field.value = shown[field.dataset.field];
      }
      for (const clash of box.querySelectorAll("[data-told-clash]")) {
        const found = own.clashes?.find((one) => one.field === clash.dataset.toldClash);
        clash.hidden = !found;
        if (!found) continue;
        const values = { by: found.by, now: found.now, mine: own[found.field] };
        clash.firstElementChild.textContent = say("told", values);
      }
      const refused = box.querySelector("[data-told-refused]");
      refused.hidden = !own.refused;
      refused.firstElementChild.textContent = own.refused ?? "";
    }
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

  const numberIn = (field) => {
    const text = field.value.trim();
    return /^\d{0,3}$/.test(text) && Number(text) <= MOST ? Number(text) : null;
  };
  const wrong = (field, isWrong) => {
    const box = field.closest(".s-field");
    field.setAttribute("aria-invalid", String(isWrong));
    box.classList.toggle("s-bad", isWrong);
    box.querySelector("[data-wrong]").hidden = !isWrong;
  };
  const tell = async (field) => {
    const token = field.closest("[data-told]").dataset.told;
    const own = toldOf(token);
    let { guests, note } = own;
    if (field.dataset.field === "note") note = field.value;
    else {
      const count = numberIn(field);
      wrong(field, count === null);
      if (count === null) return;
      if (field.dataset.field === "guests") guests = count;
      else note = withOthers(note, count);
    }
    if (guests === own.guests && note === own.note) return show();
    told[token] = { id: crypto.randomUUID(), guests, note, base: own.base, tried: own.tried, sent: false };
    await save();
    paintTold();
    await show();
  };
  const chooseTold = async (token, name, whose) => {
    const own = told[token];
    const { now } = own.clashes.find((one) => one.field === name);
    const clashes = own.clashes.filter((one) => one.field !== name);
    const kept = whose === "theirs" ? { [name]: now } : {};
    told[token] = { ...own, ...kept, id: crypto.randomUUID(), base: { ...own.base, [name]: now }, clashes };
    await save();
    paintTold(true);
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
    const tells = Object.entries(told).filter(([, one]) => !one.sent && !one.clashes?.length && !one.refused);
    if (!waits.length && !tells.length) return;
    for (const [, one] of waits) one.tried = true;
    await save();
    const body = {
      handle: bundle.handle,
      marks: waits.map(([token, one]) => ({ ...one, token })),
      told: tells.map(([token, { id, guests, note, base, tried }]) => ({ id, token, guests, note, base, tried })),
    };
    for (const [, one] of tells) one.tried = { id: one.id, guests: one.guests, note: one.note };
    await save();
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
    taken.told.forEach(takeTold);
    await save();
    paint();
    paintTold();
  };
  // What was written while it was on its way is newer, and follows what the server has now. Where no answer came, the
  // server is told what it may have (`tried`), so that nobody is asked to choose between two answers of their own.
  const takeTold = (answer) => {
    const now = { guests: answer.guests, note: flat(answer.note) };
    for (const [token, one] of Object.entries(told)) {
      const sent = one.id === answer.id;
      if (answer.held && sent) told[token] = { ...now, id: one.id, base: now, sent: true };
      else if (answer.held && one.tried?.id === answer.id) told[token] = { ...one, base: now, tried: null };
      else if (sent) told[token] = { ...one, clashes: answer.clashes, refused: answer.refused };
    }
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
    [bundle, marks, told] = [given, {}, {}];
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
      const written = await read("told"); // a package from before there was any
      told = written ? await unseal(written) : {};
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
    const box = button?.closest("[data-told-clash]");
    if (box && (await fresh())) {
      return chooseTold(box.closest("[data-told]").dataset.told, box.dataset.toldClash, button.dataset.keep);
    }
    const token = button?.closest("[data-token]")?.dataset.token;
    if (!token || !(await fresh())) return;
    if (button.dataset.mark) await mark(token, button.dataset.mark);
    else await choose(token, button.dataset.keep);
  });
  // Kept while it is written, sent when the field is left.
  parts.roll.addEventListener("input", async (event) => {
    if (event.target.dataset.field && (await fresh())) await tell(event.target);
  });
  parts.roll.addEventListener("change", () => send());
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
