// Keeps an empty page and its files, so that a roll call opens without coverage. Never a page with anybody in it.
"use strict";

const NAME = "{{ name|escapejs }}";
const SHELL = "/upprop/";
const ASSETS = {{ assets|safe }};

const keep = async (address) => {
  const answer = await fetch(address, { cache: "no-store", credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await (await caches.open(NAME)).put(address, answer);
};

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all([SHELL, ...ASSETS].map(keep)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((one) => one !== NAME).map((one) => caches.delete(one))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

const shell = async (request) => {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(SHELL)) ?? Response.error();
  }
};

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const path = new URL(event.request.url).pathname;
  if (path === SHELL) event.respondWith(shell(event.request));
  else if (ASSETS.includes(path)) event.respondWith(caches.match(path).then((kept) => kept ?? fetch(event.request)));
});
