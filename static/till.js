// The till's page without reloading: the same forms to the same addresses, the keyboard always in the field,
// a sound for each answer, the browser's own QR reader where it has one. Without this file the page works, too.
"use strict";

const $ = (id) => document.getElementById(id);
const { body } = document;
const form = $("form"), field = $("code"), verdict = $("verdict"), trouble = $("trouble"), eye = $("eye");
const UNDO = JSON.parse(body.dataset.undo);
const LETTERS = 12, GROUP = 4;
const CHECKING_AFTER_MS = 300, ANSWER_WITHIN_MS = 8000, RETRY_MS = 3000, PROBE_MS = 20000;
const SCANNER_MS = 60; // between two keys of a hand scanner; no hand is that fast
const PAUSE_MS = 500, PACE_KEYS = 7; // how fast keys come is told by the last few since a pause: one of a scanner's may be late
const CONTROLS = ["b", "i", "j", "m", "]", "\\"]; // what scanners send as control characters, and browsers act on
const SECOND_ENTER_MS = 700; // some scanners send CR and LF

let raw = ""; // what was typed, before it was grouped: the address of a coupon's page minds its capitals
let shown = ""; // what the field shows for it
let attempt = null; // what is being asked, and its id, until it is answered
let refused = ""; // what was typed for the last no
let busy = false;
let stream = null; // the camera's picture, while it looks
let shownAt = 0, lastKeyAt = -Infinity, keyGaps = [];

body.classList.add("scripted");

// ---- the field

const isPlain = (text) => /^[\s0-9a-z-]*$/i.test(text);
const symbols = (text) => text.replace(/[^0-9a-z]/gi, "").toUpperCase();
const groups = (text) => text.replace(new RegExp(`.{${GROUP}}(?=.)`, "g"), "$& ");

function drawField() {
  const plain = isPlain(raw);
  shown = plain ? groups(symbols(raw)) : raw;
  if (field.value !== shown) field.value = shown;
  field.parentElement.classList.toggle("long", !plain || symbols(raw).length > LETTERS);
  $("typed").textContent = shown;
  if (shown) missing(false);
  $("missing").textContent = plain ? groups("·".repeat(LETTERS)).slice(shown.length) : "";
}

function setField(text) {
  raw = text;
  drawField();
}

field.addEventListener("input", (event) => {
  const place = field.selectionStart, atEnd = place === field.value.length;
  const before = symbols(field.value.slice(0, place)).length;
  raw = event.data && field.value === shown + event.data ? raw + event.data : field.value;
  drawField();
  if (atEnd || !isPlain(raw)) return;
  const caret = before + Math.floor(Math.max(0, before - 1) / GROUP);
  field.setSelectionRange(caret, caret);
});

const hint = $("hint"), hintWords = hint.dataset.words;
function missing(yes) {
  hint.textContent = yes ? hint.dataset.missing : hintWords;
  hint.classList.toggle("amiss", yes);
  if (yes) hint.setAttribute("role", "alert"); else hint.removeAttribute("role");
  if (yes) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
}

form.addEventListener("reset", (event) => { event.preventDefault(); next(); });

// ---- keys: whatever has the focus, what is typed or scanned goes into the field

document.addEventListener("keydown", (event) => {
  const { key } = event;
  keepPace(event);
  wakeSound();
  if (event.ctrlKey && CONTROLS.includes(key.toLowerCase())) return event.preventDefault();
  if (key === "Escape") return next();
  if (key === "Tab" && isScanner() && symbols(raw)) { event.preventDefault(); return submit(); }
  if (key === "Enter") return enter(event);
  const types = key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (types && (key !== " " || event.target === field)) startTyping();
});

function keepPace({ timeStamp, repeat }) { // a key that is held down comes as fast as a scanner's, and is a hand's
  const gap = timeStamp - lastKeyAt;
  lastKeyAt = timeStamp;
  keyGaps = repeat || gap > PAUSE_MS ? [] : [...keyGaps, gap].slice(-PACE_KEYS);
}

function isScanner() {
  const sorted = [...keyGaps].sort((a, b) => a - b);
  return sorted.length > 0 && sorted[sorted.length >> 1] < SCANNER_MS;
}

function startTyping() {
  if (body.dataset.view !== "idle") next();
  if (document.activeElement !== field) field.focus();
}

function enter(event) {
  if (event.target.matches("a, button") && !isScanner()) return;
  event.preventDefault();
  if (symbols(raw) || body.dataset.view === "idle") submit();
  else if (performance.now() - shownAt > SECOND_ENTER_MS) next();
}

document.addEventListener("pointerup", (event) => {
  wakeSound();
  if (!event.target.closest("a, button, input")) field.focus();
});
window.addEventListener("focus", () => field.focus());

// ---- asking

form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });

async function submit() {
  const code = raw.trim();
  if (busy) return field.focus();
  if (!symbols(code)) { missing(true); return field.focus(); }
  turn("idle"); // an old verdict must not be taken for this one
  if (attempt?.code !== code) attempt = { code, id: randomId() };
  const values = new FormData(form);
  values.set("code", code);
  values.set("request", attempt.id);
  const answer = await ask(form.action, values);
  if (!answer) return;
  attempt = null;
  refused = answer.view === "no" ? code : "";
  setField("");
  show(answer);
  play(answer.view);
}

document.addEventListener("submit", async (event) => {
  const undo = event.target.closest("form.undo");
  if (!undo) return;
  event.preventDefault();
  const answer = await ask(undo.action, new FormData(undo));
  if (answer) show(answer);
});

async function ask(address, values) {
  busy = field.readOnly = true;
  const slow = setTimeout(() => checking(true), CHECKING_AFTER_MS);
  try {
    const response = await fetch(address, {
      method: "POST", body: new URLSearchParams(values), headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (response.redirected || response.status === 403) { location.assign("/till"); return null; }
    if (!response.ok) { tell(body.dataset.failed); return null; }
    const answer = await response.json();
    online();
    return answer;
  } catch {
    offline();
    return null;
  } finally {
    clearTimeout(slow);
    checking(false);
    busy = field.readOnly = false;
    field.focus();
  }
}

function show(answer) {
  $("recent").innerHTML = answer.recent;
  $("notice").textContent = answer.notice;
  verdict.innerHTML = answer.verdict;
  turn(answer.view);
  drawnAt = shownAt = performance.now();
  drawUndo();
}

function turn(view) {
  body.dataset.view = view;
  drawKeyboard();
}

function drawKeyboard() { // none on the glass while there is something to look at; keys and scanners go on
  field.inputMode = stream || body.dataset.view !== "idle" ? "none" : "text";
}

function next() {
  turn("idle");
  verdict.replaceChildren();
  $("notice").textContent = "";
  tell("");
  attempt = null;
  missing(false);
  setField("");
  field.focus();
}

verdict.addEventListener("click", (event) => {
  const link = event.target.closest("#next, #again");
  if (!link) return;
  event.preventDefault();
  const again = link.id === "again" ? refused : "";
  next();
  setField(again);
  field.focus();
});

const checkButton = $("check"), checkWords = checkButton.textContent;
function checking(now) {
  checkButton.textContent = now ? body.dataset.checking : checkWords;
  checkButton.toggleAttribute("aria-busy", now);
}

function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---- how long each can be undone

let drawnAt = performance.now();
function drawUndo() {
  const passed = (performance.now() - drawnAt) / 1000;
  for (const button of document.querySelectorAll("[data-undo-s]")) {
    const minutes = Math.ceil(Math.max(0, button.dataset.undoS - passed) / 60);
    button.textContent = UNDO[button.dataset.words][minutes];
    if (minutes) continue;
    const state = document.createElement("span");
    state.className = "state";
    state.textContent = button.textContent;
    const whole = button.closest("form");
    if (button.dataset.words === "left") whole.replaceWith(state); else whole.remove();
  }
}
setInterval(drawUndo, 5000);

// ---- the line

const line = $("line").lastElementChild;
let probing = 0;

function tell(sentence) {
  trouble.textContent = sentence;
  trouble.hidden = !sentence;
}

function offline() {
  body.dataset.line = "off";
  line.textContent = line.dataset.off;
  tell(body.dataset.offline);
  clearTimeout(probing);
  probing = setTimeout(probe, RETRY_MS);
}

function online() {
  if (body.dataset.line === "off" || !trouble.hidden) tell("");
  body.dataset.line = "on";
  line.textContent = line.dataset.on;
  clearTimeout(probing);
  probing = setTimeout(probe, PROBE_MS);
}

async function probe() {
  try {
    const response = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (response.ok) online(); else offline();
  } catch { offline(); }
}

window.addEventListener("offline", offline);
window.addEventListener("online", probe);

// ---- sound: yes is high, no is low; browsers allow it after the first key or touch

let sound = null;
function wakeSound() {
  if (!window.AudioContext) return;
  sound ??= new AudioContext();
  if (sound.state === "suspended") sound.resume();
}

function play(view) {
  if (!sound || sound.state !== "running") return;
  const notes = view === "yes" ? [[880, 0, 0.09], [1319, 0.1, 0.22]] : [[196, 0, 0.2], [165, 0.24, 0.34]];
  for (const [pitch, from, length] of notes) {
    const at = sound.currentTime + from, tone = sound.createOscillator(), loudness = sound.createGain();
    tone.type = view === "yes" ? "sine" : "square";
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, at);
    loudness.gain.exponentialRampToValueAtTime(view === "yes" ? 0.4 : 0.15, at + 0.01);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + length);
    tone.connect(loudness).connect(sound.destination);
    tone.start(at);
    tone.stop(at + length + 0.02);
  }
}

// ---- the camera, by the browser's own reader of QR codes

const LOOK_MS = 120, SAME_MS = 3000;
const video = $("video"), seenWords = $("seen"), cameraButton = $("camera"), restButton = $("rest");
let reader = null, sameCode = "", sameAt = 0;

async function findReader() {
  const formats = "BarcodeDetector" in window ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  if (!navigator.mediaDevices || !formats.includes("qr_code")) {
    seenWords.textContent = eye.dataset.none;
    eye.classList.add("blind");
    return;
  }
  reader = new BarcodeDetector({ formats: ["qr_code"] });
  cameraButton.hidden = false;
  if (localStorage.getItem("camera") === "on") look();
}

async function look() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    seenWords.textContent = eye.dataset.refused;
    cameraButton.hidden = true;
    localStorage.removeItem("camera");
    return;
  }
  localStorage.setItem("camera", "on");
  video.srcObject = stream;
  video.play().catch(() => {}); // a picture that does not move is read as well
  drawKeyboard();
  video.hidden = false;
  cameraButton.hidden = true;
  restButton.hidden = false;
  seenWords.textContent = eye.dataset.look;
  eye.classList.add("looking");
  read();
}

function rest() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  localStorage.removeItem("camera");
  drawKeyboard();
  video.hidden = restButton.hidden = true;
  cameraButton.hidden = false;
  eye.classList.remove("looking");
}

async function read() {
  if (!stream) return;
  const found = busy ? [] : await reader.detect(video).catch(() => []);
  const at = performance.now();
  if (found.length) {
    const code = found[0].rawValue;
    const fresh = code !== sameCode || at - sameAt > SAME_MS; // the phone is still there: not a second time
    sameCode = code;
    sameAt = at;
    if (fresh) { setField(code); submit(); }
  }
  setTimeout(read, LOOK_MS);
}

cameraButton.addEventListener("click", () => { look(); field.focus(); });
restButton.addEventListener("click", () => { rest(); field.focus(); });

// ---- ready

if (body.dataset.view === "idle") raw = field.value;
drawField();
drawUndo();
field.focus();
findReader();
probing = setTimeout(probe, PROBE_MS);
