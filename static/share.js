/* Passes a link on: by what the phone offers for it, else by copying it. Without script the link itself is there. */
"use strict";

const link = document.querySelector("a[data-share]");
const button = document.querySelector("button[data-copied]");

if (link && button && (navigator.share || navigator.clipboard)) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) {
        await navigator.share({ title: link.dataset.share, url: link.href });
      } else {
        await navigator.clipboard.writeText(link.href);
        button.textContent = button.dataset.copied;
      }
    } catch (error) {
      // Closed without a choice: the link is still there.
    }
  });
}
