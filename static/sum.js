/* Works out the sum that a form brings along (ALTCHA, altcha.org), beside the page, and lets the button go when done. */
"use strict";

const asked = document.querySelector("[data-sum]");
const form = asked.closest("form"), button = form.querySelector("button.go");
const sum = JSON.parse(asked.dataset.sum);
const worker = new Worker("/static/sum-worker.js");

button.disabled = true;
form.setAttribute("aria-busy", "true");

function finish(number) {
  worker.terminate();
  if (number !== null) {
    const { algorithm, challenge, salt, signature } = sum;
    form.elements.altcha.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    asked.textContent = asked.dataset.done;
  }
  button.disabled = false;
  form.removeAttribute("aria-busy");
}

worker.addEventListener("message", (event) => finish(event.data));
worker.addEventListener("error", () => finish(null));
worker.postMessage(sum);
