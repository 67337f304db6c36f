// The bar of the pages that people read: remembers the theme they choose.

import { find } from "./dom.js";

const THEMES = ["light", "dark", "contrast"];
const YEAR_S = 365 * 24 * 3600;

const here = document.querySelector(".menu [aria-current]");
for (const box of here ? [here.closest("ul"), here.closest(".menu")] : []) {
  // A menu that scrolls begins at the page that is shown.
  const [place, frame] = [here.getBoundingClientRect(), box.getBoundingClientRect()];
  box.scrollBy(place.left - frame.left - (frame.width - place.width) / 2, place.top - frame.top - (frame.height - place.height) / 2);
}

const root = document.documentElement;
const button = find("#theme");
button.hidden = false;
button.addEventListener("click", () => {
  const next = THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length];
  root.dataset.theme = next;
  root.dataset.themeChosen = "";
  document.cookie = `moiso_theme=${next}; path=/; max-age=${YEAR_S}; samesite=lax`;
});
