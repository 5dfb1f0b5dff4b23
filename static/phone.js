// Looks again every second and changes only what is new, so that nothing somebody types is lost.
"use strict";

const EVERY_MS = 1000;

async function look() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!document.querySelector(".device") && fresh.querySelector(".device")) return location.reload();
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (now && now.innerHTML !== old.innerHTML && !old.contains(document.activeElement)) old.innerHTML = now.innerHTML;
  }
}

async function keepLooking() {
  try {
    await look();
  } catch {
    // The server is away for a moment: what is shown stays.
  }
  setTimeout(keepLooking, EVERY_MS);
}

setTimeout(keepLooking, EVERY_MS);
