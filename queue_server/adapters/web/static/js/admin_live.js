// Keeps the state of screens on an open page of the back office fresh, but never under somebody's hands.

import { find } from "./dom.js";

const EVERY_MS = 4000;

/** Whether somebody is about to enter something there, or has. */
function isInUse(live) {
  const here = live.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
  return here || [...live.querySelectorAll("input:not([type=hidden])")].some((input) => input.value);
}

async function refresh() {
  const live = find("#live");
  if (document.hidden || isInUse(live)) return;
  try {
    const answer = await fetch(live.dataset.address, { cache: "no-store" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#live");
    // Looked at again, since the answer may have taken its time.
    if (fresh && !isInUse(live)) replace(live, document.adoptNode(fresh));
  } catch {
    // The next turn asks again.
  }
}

/** Put the new state in the place of the old one; a button or link that has the focus keeps it. */
function replace(live, fresh) {
  const { textContent: words } = live.contains(document.activeElement) ? document.activeElement : { textContent: null };
  live.replaceWith(fresh);
  if (words) [...fresh.querySelectorAll("a, button")].find((one) => one.textContent === words)?.focus({ preventScroll: true });
}

setInterval(refresh, EVERY_MS);
