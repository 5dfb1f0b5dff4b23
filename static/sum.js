/* Works out the sum that a form brings along (ALTCHA, altcha.org), beside the page, and lets the button go when done.
   Where that cannot be, the page says what to do instead; by itself after some seconds where not even this runs. */
"use strict";

const LONGEST_MS = 20000; // a slow phone is done by then

const asked = document.querySelector("[data-sum]"), instead = document.querySelector("[data-instead]");
const form = asked.closest("form"), button = form.querySelector("button.go");
const sum = JSON.parse(asked.dataset.sum);
let worker;

function solve() {
  return new Promise((found, failed) => {
    setTimeout(failed, LONGEST_MS);
    worker = new Worker("/static/sum-worker.js");
    worker.addEventListener("message", ({ data }) => (data === null ? failed() : found(data)));
    worker.addEventListener("error", failed);
    worker.postMessage(sum);
  });
}

function bring(number) {
  const { algorithm, challenge, salt, signature } = sum;
  form.elements.altcha.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
  asked.textContent = asked.dataset.done;
}

function giveUp() {
  asked.hidden = true;
  instead.hidden = false;
  instead.classList.remove("late");
  instead.focus();
}

function finish() {
  worker?.terminate();
  button.disabled = false;
  form.removeAttribute("aria-busy");
}

instead.hidden = true;
button.disabled = true;
form.setAttribute("aria-busy", "true");
solve().then(bring).catch(giveUp).finally(finish);
