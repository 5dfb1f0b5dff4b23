// The sum of a purchase: keys for fingers, and whatever a scanner types meanwhile is the next customer's code.
"use strict";

const MOST_OF_SUM = 9; // letters of one
const MOST_AT_ONCE = 5; // of them that a hand types as fast as a scanner: more are a code, or the goods'

let burst = ""; // what came as fast as a scanner types

const sumForm = () => $("sum");
const amount = () => $("amount");

function openSum() { // called once the screen is there
  burst = "";
  keyGaps = []; // a hand's first keys must not pass for the end of the scan before
  amount().inputMode = "none"; // our keys are larger than the glass's
  amount().focus();
  amount().setSelectionRange(amount().value.length, amount().value.length);
}

function typeSum(key) {
  const sum = amount(), sign = sumForm().dataset.sign;
  if (key === "back") sum.value = sum.value.slice(0, -1);
  else if (sum.value.length < MOST_OF_SUM && !(key === sign && sum.value.includes(sign))) sum.value += key;
  sum.removeAttribute("aria-invalid");
}

// Whether the key was the sum's business; else it is the first customer's no more, and goes into the code's field.
function sumKey(event) {
  const { key } = event;
  if (key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return false;
  burst = isScanner() || keyGaps.at(-1) < SCANNER_MS ? burst + key : key; // its first keys are too few for a pace
  const isSum = /^[0-9.,]+$/.test(burst);
  if (burst.length > 1 && (!isSum || burst.length > MOST_AT_ONCE)) {
    const scanned = burst.slice(0, -1); // the last letter follows by itself
    next();
    setField(scanned);
    return true;
  }
  event.preventDefault();
  if (isSum) typeSum(/[.,]/.test(key) ? sumForm().dataset.sign : key);
  else if (key === " ") document.activeElement.click?.();
  amount().focus();
  return true;
}

async function submitSum(skip) {
  const values = new FormData(sumForm());
  if (skip) values.set("skip", "1");
  const answer = await ask(sumForm().action, values);
  if (!answer) return;
  refused = answer.view === "no" ? values.get("code") : "";
  show(answer);
  play(answer.view);
}

verdict.addEventListener("click", (event) => {
  const key = event.target.closest("#pad button");
  if (!key) return;
  typeSum(key.dataset.key);
  amount().focus();
});

if (body.dataset.view === "sum") openSum();
