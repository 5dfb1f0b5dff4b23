// Keeps the till's page for when its line is down: the network first, the last good copy where it does not answer.
// Only what the page is made of is kept; what it asks goes to the network, and what it gave waits in till-offline.js.
"use strict";

const KEPT = "till", PAGE = "/till", WITHIN_MS = 4000;
const FILES = [
  "till.css", "till.js", "till-sum.js", "till-line.js", "till-offline.js", "seal-reader.js", "till-camera.js",
  "qr-reader.js", "till-card.svg",
].map((name) => `/static/${name}`);

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil((async () => {
    const kept = await caches.open(KEPT), page = await fetch(PAGE);
    await kept.addAll(FILES);
    if (page.ok && !page.redirected) await kept.put(PAGE, page);
  })());
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(pathname === PAGE ? pageFor(request) : elsewhere(request));
  else if (FILES.includes(pathname)) event.respondWith(fileFor(request, pathname));
});

async function pageFor(request) {
  const kept = await caches.open(KEPT), copy = await kept.match(PAGE);
  try {
    const answer = await (copy ? soon(request) : fetch(request));
    if (answer.status >= 502 && copy) return copy; // a gateway without its server
    if (answer.ok) await kept.put(PAGE, answer.clone());
    else if (answer.type === "opaqueredirect") await kept.delete(PAGE); // signed out: this browser is no till now
    return answer;
  } catch (error) {
    if (copy) return copy;
    throw error;
  }
}

async function elsewhere(request) { // the day's list and the like need the line
  try {
    return await fetch(request);
  } catch (error) {
    if (await caches.match(PAGE)) return Response.redirect(PAGE);
    throw error;
  }
}

async function fileFor(request, pathname) {
  const kept = await caches.open(KEPT), copy = await kept.match(pathname);
  try {
    const answer = await (copy ? soon(request) : fetch(request));
    if (answer.status >= 502 && copy) return copy;
    if (answer.ok) await kept.put(pathname, answer.clone());
    return answer;
  } catch (error) {
    if (copy) return copy;
    throw error;
  }
}

function soon(request) { // a line that hangs is no line
  const late = new Promise((_, reject) => { setTimeout(() => reject(new Error("late")), WITHIN_MS); });
  return Promise.race([fetch(request), late]);
}
