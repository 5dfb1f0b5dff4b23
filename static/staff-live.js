// Looks again every few seconds at what is marked so, while somebody can see it, and changes only what is new.
"use strict";

const EVERY_MS = 5000;
const PATIENCE_MS = 60_000; // between two looks while the server is away

let pause = EVERY_MS;

async function look(place) {
  const answer = await fetch(place.dataset.live, { cache: "no-store", redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  const fresh = await answer.text();
  if (fresh !== place.seen && !place.contains(document.activeElement)) place.innerHTML = place.seen = fresh;
}

async function keepLooking() {
  if (!document.hidden) {
    try {
      await Promise.all([...document.querySelectorAll("[data-live]")].map(look));
      pause = EVERY_MS;
    } catch {
      pause = Math.min(2 * pause, PATIENCE_MS); // away for a moment, or signed out: what is shown stays
    }
  }
  setTimeout(keepLooking, pause);
}

setTimeout(keepLooking, EVERY_MS);
