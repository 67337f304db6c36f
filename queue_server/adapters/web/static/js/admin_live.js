// Keeps the state of screens on an open page of the back office fresh, but never under somebody's hands.

import { find } from "./dom.js";

const EVERY_MS = 4000;

async function refresh() {
  const live = find("#live");
  const inUse = live.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
  const filled = [...live.querySelectorAll("input:not([type=hidden])")].some((input) => input.value);
  if (document.hidden || inUse || filled) return;
  try {
    const answer = await fetch(live.dataset.address, { cache: "no-store" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#live");
    if (fresh && fresh.innerHTML !== live.innerHTML) live.replaceWith(document.adoptNode(fresh));
  } catch {
    // The next turn asks again.
  }
}

setInterval(refresh, EVERY_MS);
