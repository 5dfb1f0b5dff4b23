/* Finds the number whose SHA-256 after the salt is the challenge; null if there is none, or it cannot be looked for. */
"use strict";

const AT_ONCE = 250; // digests under way together: each is short, and asking for it takes the time

const written = new TextEncoder();

async function hash(text) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", written.encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function find({ challenge, salt, maxnumber }) {
  for (let first = 0; first <= maxnumber; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, maxnumber + 1 - first) }, (_, n) => first + n);
    const found = await Promise.all(numbers.map((number) => hash(salt + number)));
    const at = found.indexOf(challenge);
    if (at >= 0) return first + at;
  }
  return null;
}

// Where the page came without TLS there is no crypto.subtle.
addEventListener("message", ({ data }) => find(data).catch(() => null).then(postMessage));
