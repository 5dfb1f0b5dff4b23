// What a coupon's page does while it is open: it asks how the coupon stands and shows what has changed, keeps the
// screen on while the code is in view, shows the code alone on a tap, and has a worker keep the page for when there is
// no line.
// Without script the page shows how things stood when it was opened.
"use strict";

const WITHIN_MS = 4000, AWAKE_MS = 10 * 60_000;
const PACES_MS = [[2 * 60_000, 3000], [AWAKE_MS, 10_000], [Infinity, 30_000]]; // for so long, so often
const live = document.querySelector(".live"), news = live.querySelector(".news");
const wasKept = Boolean(navigator.serviceWorker?.controller);
let version = live.dataset.version, since = Date.now(), turn = 0, timer = 0;

// How it stands.
async function look() {
  clearTimeout(timer);
  keepOn();
  if (document.hidden) return;
  const mine = ++turn;
  try {
    const told = await (await ask(live.dataset.state)).json();
    if (mine === turn && told.version !== version) await redraw(told);
    live.querySelector(".lost span").textContent = told.away;
    live.classList.remove("away");
  } catch {
    if (mine === turn) live.classList.add("away");
  }
  if (mine === turn) wait();
}

function wait() {
  const [, pace] = PACES_MS.find(([until]) => Date.now() - since < until);
  timer = setTimeout(look, pace);
}

function again() { // somebody looks at the page, so it is to be true at once
  since = Date.now();
  if (document.hidden) keepOn();
  else look();
}

async function ask(address) {
  const late = new AbortController(), limit = setTimeout(() => late.abort(), WITHIN_MS);
  try {
    const answer = await fetch(address, { signal: late.signal, cache: "no-store" });
    if (answer.status === 404 || answer.status === 410) location.reload();
    if (!answer.ok) throw new Error(answer.status);
    return new Response(await answer.blob(), answer); // whole, so that a line that hangs is noticed here
  } finally {
    clearTimeout(limit);
  }
}

// The page as it is now, by the server's own words, in the place of what stands here.
async function redraw(told) {
  const address = new URL(location);
  address.searchParams.delete("done");
  const fresh = new DOMParser().parseFromString(await (await ask(address)).text(), "text/html");
  const [sheet, foot] = ["main", "footer"].map((name) => document.querySelector(name));
  const held = [sheet, foot].some((part) => part.contains(document.activeElement));
  const passing = foot.querySelector(".passing"); // its button listens already
  if (passing) fresh.querySelector(".passing")?.replaceWith(passing);
  if (!fresh.querySelector(".stub")) await tearOff(sheet.querySelector(".stub"));
  document.querySelector(".after")?.remove();
  sheet.replaceWith(...fresh.querySelectorAll("main, .after"));
  foot.replaceWith(fresh.querySelector("footer"));
  version = fresh.querySelector(".live").dataset.version;
  news.hidden = false;
  news.replaceChildren(Object.assign(document.createElement("b"), { textContent: told.said }));
  if (held) news.focus();
  watch();
}

async function tearOff(stub) {
  document.querySelector("dialog")?.close();
  if (!stub || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const fall = [{}, { transform: "translateY(3rem) rotate(2deg)", opacity: 0 }];
  await stub.animate(fall, { duration: 240, easing: "ease-in", fill: "forwards" }).finished;
}

// The screen stays on while the code is in view, but not for as long as a page lies forgotten.
const sight = "IntersectionObserver" in window ? new IntersectionObserver(([seen]) => {
  inView = seen.isIntersecting;
  keepOn();
}) : null;
let inView = false, lock = null, isAsking = false;

function watch() {
  inView = false;
  sight?.disconnect();
  const code = document.querySelector(".stub .qr");
  if (code) sight?.observe(code);
  keepOn();
}

async function keepOn() {
  const wanted = () => inView && !document.hidden && Date.now() - since < AWAKE_MS;
  if (!wanted()) {
    lock?.release();
    lock = null;
  } else if (!isAsking && (!lock || lock.released)) {
    isAsking = true;
    try {
      lock = await navigator.wakeLock.request("screen");
    } catch { // this browser has none, or the battery is low
      lock = null;
    }
    isAsking = false;
    if (lock && !wanted()) keepOn();
  }
}

// The code alone, as large as the screen.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.large");
  if (!link || !window.HTMLDialogElement || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const alone = document.createElement("dialog"), back = document.createElement("button");
  alone.className = "alone";
  back.className = "plea";
  back.textContent = link.dataset.back;
  const code = document.querySelector(".stub .code bdi").cloneNode(true);
  code.className = "n code";
  alone.append(link.querySelector(".qr").cloneNode(true), code, back);
  alone.addEventListener("click", () => alone.close());
  alone.addEventListener("close", () => alone.remove());
  document.querySelector("main").append(alone);
  alone.showModal();
  again();
});

// A page that came by the network past the worker is not kept yet.
async function keep() {
  await navigator.serviceWorker.register("/k/worker.js");
  const { active } = await navigator.serviceWorker.ready;
  if (!wasKept) active.postMessage("keep");
}

document.addEventListener("visibilitychange", again);
addEventListener("online", again);
addEventListener("offline", again);
addEventListener("pageshow", ({ persisted }) => { if (persisted) again(); });
watch();
if (live.classList.contains("away")) look();
else wait();
if (navigator.serviceWorker && document.querySelector(".stub")) keep().catch(() => {});
