// Keeps the pages of coupons on the device of whoever opened them, for a till without a line: the network first, and
// where it does not answer the copy, which says of when it is. Each coupon has a cache of its own, found by its exact
// address and dropped as a whole once the server says that the coupon is used, over or unknown.
"use strict";

const OURS = "coupon ", MOST = 5, WITHIN_MS = 4000, UNTIL = "Handbill-Copy-Until";
const PAGE = /^\/k\/(\w+)$/, STATE = /^\/k\/(\w+)\/state\.json$/, FILE = /^\/(static|image)\//;
const PARTS = /(?:src|href)="(\/(?:static|image)\/[^"]+)"/g;
let turn = Promise.resolve(); // what changes the copies, one after the other

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => { // a page that came past this worker, the first one
  const address = plain(event.source.url), isOurs = event.data === "keep" && PAGE.test(new URL(address).pathname);
  if (isOurs) event.waitUntil(asked(event, address).catch(() => {}));
});

self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (PAGE.test(pathname)) event.respondWith(request.mode === "navigate" ? pageFor(event) : asked(event, request));
  else if (STATE.test(pathname)) event.respondWith(asked(event, request));
  else if (FILE.test(pathname)) event.respondWith(fileFor(request));
});

async function pageFor(event) {
  const copy = await copyOf(event.request.url), answer = asked(event, event.request);
  try {
    const found = await (copy ? soon(answer) : answer);
    return found.status >= 502 && copy ? copy : found; // a gateway without its server
  } catch (error) {
    if (copy) return copy;
    throw error;
  }
}

async function fileFor(request) {
  const copy = await caches.match(request.url);
  try {
    const found = await (copy ? soon(fetch(request)) : fetch(request));
    return found.status >= 502 && copy ? copy : found;
  } catch (error) {
    if (copy) return copy;
    throw error;
  }
}

// What the server answers; what it means for the copy is seen to when the page has it, late or not.
async function asked(event, request) {
  const answering = fetch(request);
  event.waitUntil(answering.then((answer) => heed(request.url ?? request, answer.clone()), () => {}));
  return answering;
}

function heed(address, answer) {
  turn = turn.then(async () => {
    const { pathname, searchParams } = new URL(address), name = OURS + (PAGE.exec(pathname) ?? STATE.exec(pathname))[1];
    const until = answer.headers.get(UNTIL);
    if ([404, 410].includes(answer.status) || (answer.ok && !until)) await caches.delete(name);
    else if (answer.ok && PAGE.test(pathname) && !searchParams.has("done")) await put(name, plain(address), answer);
  }).catch(() => {});
  return turn;
}

// The copy says by itself, to whoever looks at it, that it is one.
async function put(name, address, answer) {
  const page = await answer.text(), headers = new Headers(answer.headers), kept = await caches.open(name);
  for (const packed of ["Content-Encoding", "Content-Length"]) headers.delete(packed);
  await kept.put(address, new Response(page.replace('class="live"', 'class="live away"'), { headers }));
  await Promise.allSettled(Array.from(page.matchAll(PARTS), ([, file]) => kept.add(file)));
  const others = (await caches.keys()).filter((each) => each.startsWith(OURS) && each !== name);
  for (const oldest of others.slice(0, Math.max(0, others.length + 1 - MOST))) await caches.delete(oldest);
}

async function copyOf(address) {
  const name = OURS + PAGE.exec(new URL(address).pathname)[1];
  const copy = await caches.match(plain(address), { cacheName: name, ignoreVary: true });
  if (!copy || Number(copy.headers.get(UNTIL)) * 1000 > Date.now()) return copy;
  await caches.delete(name);
}

function plain(address) { // without what the last button did
  const url = new URL(address);
  url.searchParams.delete("done");
  url.hash = "";
  return url.href;
}

function soon(answer) { // a line that hangs is no line
  const late = new Promise((_, reject) => { setTimeout(() => reject(new Error("late")), WITHIN_MS); });
  return Promise.race([answer, late]);
}
