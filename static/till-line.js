// The till without a line: seals are checked by till-offline.js and said in the page's words; what was given is told
// once the line is back. And the worker that keeps the page itself.
"use strict";

const WORDS = JSON.parse(body.dataset.words);
const PREPARE_MS = 60_000; // between two looks at what was spent elsewhere
const HERE = "here:"; // before the id of what was given without a line, in the form that undoes it
const LANGUAGE = document.documentElement.lang;

let kept = null; // what till-offline.js opened; null where the browser keeps nothing

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// What the screen shows for a code that nobody could be asked about; null where the line is not down, or where nothing
// can be said of the code without one. Then it stays in the field, and is asked under the same id once the line is back.
async function withoutLine({ code, id }) {
  if (body.dataset.line !== "off") return null;
  if (!kept) { tellOffline(); return null; }
  busy = true;
  try {
    const found = await kept.check(code, id);
    drawLine();
    if (WORDS.open[found.why]) return leaveOpen(found.why);
    return { view: found.view, notice: "", screen: found.view === "yes" ? yesScreen(found) : noScreen(found) };
  } catch (error) {
    console.error(error);
    return leaveOpen("unkept");
  } finally {
    busy = false;
  }
}

function leaveOpen(why) {
  const [reason, said] = WORDS.open[why];
  tell(`${reason} ${filled(WORDS.say, { words: said })}`);
  return null;
}

function yesScreen({ id, code, worth, offer }) {
  const [screen, what, more, terms] = blank("yes-screen");
  const told = offer?.gives.find((one) => isOf(one, worth)); // none for a coupon of an offer that was changed since
  what.textContent = told?.what ?? taken(worth);
  const sentences = [...told?.more ?? [], filled(WORDS.given, { code: groups(code) })];
  more.replaceWith(...sentences.map((sentence) => paragraph("more", sentence)));
  terms.replaceWith(...offer?.terms ? [paragraph("terms", offer.terms)] : []);
  screen.querySelector("[name=redemption]").value = HERE + id;
  return screen;
}

function isOf({ kind, number, words }, worth) {
  return kind === worth.kind && (kind === "item" ? words === worth.words : number === Number(worth.number));
}

function noScreen({ why, at, zone, told }) {
  const [screen, what, more, terms] = blank("no-screen");
  const when = at && {
    day: new Intl.DateTimeFormat(LANGUAGE, { weekday: "long", day: "numeric", month: "long", timeZone: zone }).format(at),
    time: new Intl.DateTimeFormat(LANGUAGE, { timeStyle: "short", timeZone: zone }).format(at),
  };
  const [reason, said] = told ?? WORDS.no[why === "used" && at ? "used_here" : why].map((words) => filled(words, when ?? {}));
  what.textContent = reason;
  more.textContent = filled(WORDS.say, { words: said });
  terms.remove();
  return screen;
}

function blank(name) {
  const screen = $(name).content.cloneNode(true);
  return [screen, screen.querySelector("h2 span"), screen.querySelector(".more"), screen.querySelector(".terms")];
}

function paragraph(kind, words) {
  const made = document.createElement("p");
  made.className = kind;
  made.textContent = words;
  return made;
}

function taken({ kind, number, currency, words }) {
  if (kind === "item") return words;
  const style = { percent: { style: "percent", maximumFractionDigits: 3 }, amount: { style: "currency", currency }, points: {} }[kind];
  const value = kind === "percent" ? number / 100 : Number(number);
  return filled(WORDS[kind], { n: new Intl.NumberFormat(LANGUAGE, style).format(value) });
}

// What the screen shows once what was given without a line is to be undone: as with one, why is asked first. It is undone
// here while it waits, else as the redemption that it became.
async function undoHere(address, values) {
  const id = values.get("redemption").slice(HERE.length), redemption = kept.redemptionOf(id);
  if (redemption) {
    values.set("redemption", redemption);
    return ask(address, values);
  }
  if (!values.has("reason")) return { view: "why", notice: "", screen: whyScreen(values.get("redemption")) };
  const isUndone = await kept.undo(id, values.get("reason"));
  drawLine();
  return { view: "idle", notice: isUndone ? WORDS.undone : WORDS.too_late, screen: new DocumentFragment() };
}

function whyScreen(redemption) {
  const screen = $("why-screen").content.cloneNode(true);
  screen.querySelector("[name=redemption]").value = redemption;
  return screen;
}

// ---- the line is back, or still there

async function report() {
  if (!kept) return;
  try {
    const sum = await kept.report();
    if (sum.told) $("notice").textContent = said(sum);
    if (sum.signedOut) return;
    await kept.prepare();
  } catch (error) {
    console.warn(error); // tried again within a minute
    if (error.name === "LineDown") return offline(); // a network that is joined may still lead nowhere
  }
  drawLine();
}

function said({ told, doubles, refused, late }) {
  const sentences = [filled(WORDS.reported, { n: told })];
  if (doubles) sentences.push(filled(WORDS.doubles, { n: doubles }));
  if (refused) sentences.push(filled(WORDS.refused, { n: refused }));
  if (late) sentences.push(filled(WORDS.late, { n: late }));
  return sentences.join(" ");
}

function drawLine() {
  const isOff = body.dataset.line === "off", waiting = kept?.waiting ?? 0;
  line.textContent = isOff ? line.dataset.off : line.dataset.on;
  if (waiting) line.textContent += ` · ${filled(WORDS.waiting, { n: waiting })}`;
  for (const [till, n] of kept?.others ?? []) line.textContent += ` · ${filled(WORDS.others, { till, n })}`;
}

async function openKept() {
  try {
    const { open } = await import("/static/till-offline.js");
    kept = await open({ mark: body.dataset.till, name: document.querySelector(".bar .till").textContent });
  } catch (error) {
    console.warn(error); // a browser that keeps nothing, as in a private window: the line alone then
    return;
  }
  drawLine();
  if (body.dataset.line === "off") tellOffline(); // what it says depends on what is kept
  else await report();
  setInterval(() => { if (body.dataset.line !== "off") report(); }, PREPARE_MS);
}

openKept();
navigator.serviceWorker?.register("/till/worker.js", { scope: "/till" }).catch((error) => console.warn(error));
