// The till's page without reloading: the same forms to the same addresses, the keyboard always in the field,
// a sound for each answer, the camera as a scanner (till-camera.js), and seals where the line is down (till-line.js).
// Without this file the page works, too.
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
const GATEWAY = [502, 503, 504]; // what a proxy says for a server that does not answer
const HABIT_MS = 2000; // and hands press Enter although the twelfth letter has sent the code

let raw = ""; // what was typed, before it was grouped: the address of a coupon's page minds its capitals
let shown = ""; // what the field shows for it
let attempt = null; // what is being asked, of which coupon, and its id, until it is answered
let refused = ""; // what was typed for the last no
let busy = false;
let grace = 0; // for how long an Enter more is meant for the screen before
let camera = null; // while it looks
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
  if (shown && !never()) missing(false);
  $("missing").textContent = plain ? groups("·".repeat(LETTERS)).slice(shown.length) : "";
}

function setField(text) {
  raw = text;
  drawField();
}

field.addEventListener("input", (event) => {
  const had = symbols(raw).length;
  const place = field.selectionStart, atEnd = place === field.value.length;
  const before = symbols(field.value.slice(0, place)).length;
  raw = event.data && field.value === shown + event.data ? raw + event.data : field.value;
  drawField();
  watchTyping(event, had, atEnd);
  if (atEnd || !isPlain(raw)) return;
  const caret = before + Math.floor(Math.max(0, before - 1) / GROUP);
  field.setSelectionRange(caret, caret);
});

// A hand is told at once of a letter that no code has, and needs no Enter; a scanner brings its own.
const NEVER = [[/[O0]/, "round"], [/[I1L]/, "straight"], [/[AEU]/, "vowel"]];
let correcting = false, checkingTyped = 0;

function watchTyping(event, had, atEnd) {
  const has = symbols(raw).length, byHand = !isScanner() && !event.inputType?.startsWith("insertFrom");
  if (has < had || !atEnd) correcting = has > 0; // a space or dash corrects nothing
  clearTimeout(checkingTyped);
  checkingTyped = setTimeout(sayNever, SCANNER_MS);
  if (byHand && !correcting && isPlain(raw) && has === LETTERS && had === LETTERS - 1 && !never()) submit(true);
}

function never() {
  return isPlain(raw) && symbols(raw).length <= LETTERS ? NEVER.find(([letters]) => letters.test(symbols(raw))) : null;
}

function sayNever() {
  const found = never();
  amiss(found ? hint.dataset[found[1]].replace("?", symbols(raw).match(found[0])[0]) : "");
}

const hint = $("hint"), hintWords = hint.dataset.words;
function missing(yes) { amiss(yes ? hint.dataset.missing : ""); }

function amiss(sentence) {
  const yes = Boolean(sentence);
  hint.textContent = sentence || hintWords;
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
  if (body.dataset.view === "sum" && sumKey(event)) return;
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
  if (body.dataset.view === "sum") {
    const isSecond = !amount().value && performance.now() - shownAt < grace;
    return isSecond ? undefined : submitSum(false);
  }
  if (symbols(raw) || body.dataset.view === "idle") submit();
  else if (performance.now() - shownAt > grace) next();
}

function focusField() { // the sum's, while it is asked for
  (body.dataset.view === "sum" ? amount() : field).focus();
}

document.addEventListener("pointerup", (event) => {
  wakeSound();
  if (!event.target.closest("a, button, input, select")) focusField();
});
window.addEventListener("focus", focusField);

// ---- asking

form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });

async function submit(byItself = false) {
  const code = raw.trim();
  if (busy) return focusField();
  clearTimeout(checkingTyped); // what was typed is looked at now, and must not be once more
  if (!symbols(code)) { missing(true); return field.focus(); }
  turn("idle"); // an old verdict must not be taken for this one
  verdict.replaceChildren();
  const coupon = couponOf(code);
  attempt = { code, coupon, id: attempt?.coupon === coupon ? attempt.id : randomId() };
  const values = new FormData(form);
  values.set("code", code);
  values.set("request", attempt.id);
  const answer = (await withoutLine(attempt)) ?? (await ask(form.action, values)) ?? (await withoutLine(attempt));
  if (!answer) return;
  attempt = null;
  grace = byItself ? HABIT_MS : SECOND_ENTER_MS;
  refused = answer.view === "no" ? code : "";
  setField("");
  show(answer);
  play(answer.view);
}

// What names the coupon in what was typed or scanned, read as the server reads it (app/actions/typed.py): whoever typed
// a code, heard nothing and scans it then means the same one.
const MEANT = { B: "8", S: "5", Z: "2" };
function couponOf(code) {
  if (!isPlain(code)) return code;
  const letters = symbols(code);
  const own = letters.length > LETTERS ? letters.slice(0, LETTERS).replaceAll("Z", "Y") : letters;
  return own.replace(/[BSZ]/g, (letter) => MEANT[letter]);
}

document.addEventListener("submit", async (event) => {
  if (event.target.id === "sum") {
    event.preventDefault();
    return submitSum(event.submitter?.id === "skip");
  }
  const undo = event.target.closest("form.undo, #why");
  if (!undo) return;
  event.preventDefault();
  const values = new FormData(undo);
  if (event.submitter?.name) values.set(event.submitter.name, event.submitter.value); // the reason that was picked
  const isHere = values.get("redemption").startsWith(HERE);
  const answer = await (isHere ? undoHere : ask)(undo.action, values);
  if (!answer) return;
  show(answer);
  focusField();
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
    if (GATEWAY.includes(response.status)) throw new Error(response.status);
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
    focusField();
  }
}

function show(answer) {
  if (answer.screen) verdict.replaceChildren(answer.screen); // made here, without a line
  else [$("recent").innerHTML, verdict.innerHTML] = [answer.recent, answer.verdict];
  $("notice").textContent = answer.notice;
  turn(answer.view);
  drawnAt = shownAt = performance.now();
  drawUndo();
  if (answer.view === "sum") openSum();
}

function turn(view) {
  body.dataset.view = view;
  drawKeyboard();
}

function drawKeyboard() { // none on the glass while there is something to look at; keys and scanners go on
  field.inputMode = camera || body.dataset.view !== "idle" ? "none" : "text";
}

function next() {
  turn("idle");
  verdict.replaceChildren();
  $("notice").textContent = "";
  tell("");
  attempt = null;
  correcting = false;
  clearTimeout(checkingTyped);
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
  correcting = Boolean(again);
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
  if (body.dataset.line !== "off" || trouble.hidden) tellOffline();
  body.dataset.line = "off";
  drawLine();
  clearTimeout(probing);
  probing = setTimeout(probe, RETRY_MS);
}

function online() {
  const isBack = body.dataset.line === "off";
  if (isBack || !trouble.hidden) tell("");
  body.dataset.line = "on";
  drawLine();
  if (isBack) report();
  clearTimeout(probing);
  probing = setTimeout(probe, PROBE_MS);
}

function tellOffline() { tell(kept?.canCheck ? body.dataset.offline : body.dataset.blind); }

async function probe() {
  try {
    const response = await fetch("/readyz", { cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
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
  if (!sound || sound.state !== "running" || mute.getAttribute("aria-pressed") === "true") return;
  if (view !== "yes" && view !== "no") return;
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

// ---- mute, remembered; and the whole screen, where the browser lets it

const mute = $("mute"), full = $("full");

function drawMute() {
  mute.setAttribute("aria-pressed", localStorage.getItem("mute") === "on");
}

mute.addEventListener("click", () => {
  if (localStorage.getItem("mute") === "on") localStorage.removeItem("mute"); else localStorage.setItem("mute", "on");
  drawMute();
  focusField();
});

full.addEventListener("click", async () => {
  const changed = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  await changed.catch(() => {});
  focusField();
});
document.addEventListener("fullscreenchange", () => full.setAttribute("aria-pressed", Boolean(document.fullscreenElement)));

mute.hidden = false;
full.hidden = !document.fullscreenEnabled;
drawMute();

// ---- the camera

const SAME_MS = 3000;
// A code, alone or with its seal, or the address of a coupon's page.
const OURS = /^([0-9a-z]{4}[- ]?){3}( ?[A-Z]{60,})?$|\/k\/[0-9a-z]+$/i;
const WHY_NOT = { // by the names of getUserMedia's errors
  NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "absent", OverconstrainedError: "absent",
  NotReadableError: "taken", AbortError: "taken",
};
const video = $("video"), seenWords = $("seen");
const cameraButton = $("camera"), restButton = $("rest"), torchButton = $("torch");
let opening = false, sameCode = "", sameAt = 0, strange = 0;

async function look() {
  if (opening || camera) return;
  opening = true;
  try {
    const { open } = await import("/static/till-camera.js");
    camera = await open(video, see, () => { rest(); cameraSays("absent"); });
    localStorage.setItem("camera", "on");
    cameraSays("look");
  } catch (error) {
    localStorage.removeItem("camera");
    cameraSays(WHY_NOT[error.name] ?? "refused");
  }
  opening = false;
  camera?.pause(document.hidden);
  drawCamera();
}

function rest() {
  camera?.close();
  camera = null;
  localStorage.removeItem("camera");
  drawCamera();
}

function drawCamera() {
  drawKeyboard();
  video.hidden = restButton.hidden = !camera;
  cameraButton.hidden = Boolean(camera);
  torchButton.hidden = !camera?.torch;
  torchButton.setAttribute("aria-pressed", "false");
  eye.classList.toggle("looking", Boolean(camera));
}

function cameraSays(what) {
  if (seenWords.textContent !== eye.dataset[what]) seenWords.textContent = eye.dataset[what];
  eye.classList.toggle("refused", !["look", "foreign"].includes(what));
}

function see(code) {
  if (busy) return;
  const at = performance.now();
  const fresh = code !== sameCode || at - sameAt > SAME_MS; // the phone is still there: not a second time
  sameCode = code;
  sameAt = at;
  if (!fresh) return;
  clearTimeout(strange);
  if (OURS.test(code)) {
    cameraSays("look");
    setField(code);
    submit();
  } else { // nothing is sent: it would count as a guess
    cameraSays("foreign");
    strange = setTimeout(() => { if (camera) cameraSays("look"); }, SAME_MS);
  }
}

async function light() {
  const isOn = torchButton.getAttribute("aria-pressed") !== "true";
  try {
    await camera.torch(isOn);
    torchButton.setAttribute("aria-pressed", isOn);
  } catch {
    torchButton.hidden = true;
  }
}

cameraButton.addEventListener("click", () => { look(); field.focus(); });
restButton.addEventListener("click", () => { rest(); field.focus(); });
torchButton.addEventListener("click", () => { light(); field.focus(); });
document.addEventListener("visibilitychange", () => camera?.pause(document.hidden));
window.addEventListener("pagehide", () => { camera?.close(); camera = null; drawCamera(); });

// ---- ready

if (body.dataset.view === "idle") raw = field.value;
drawField();
drawUndo();
field.focus();
if (!navigator.mediaDevices?.getUserMedia) {
  seenWords.textContent = eye.dataset.none;
  eye.classList.add("blind");
} else {
  cameraButton.hidden = false;
  if (localStorage.getItem("camera") === "on") look();
}
probing = setTimeout(probe, PROBE_MS);
