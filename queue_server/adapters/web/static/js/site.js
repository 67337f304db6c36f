// The bar of the pages that people read: remembers the theme they choose.

import { find } from "./dom.js";

const THEMES = ["light", "dark", "contrast"];
const YEAR_S = 365 * 24 * 3600;

const root = document.documentElement;
const button = find("#theme");
button.hidden = false;
button.addEventListener("click", () => {
  const next = THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length];
  root.dataset.theme = next;
  root.dataset.themeChosen = "";
  document.cookie = `moiso_theme=${next}; path=/; max-age=${YEAR_S}; samesite=lax`;
});
