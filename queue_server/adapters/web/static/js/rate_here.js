// A kiosk's page about one ticket, or in a language that was chosen: goes away by itself, since others use the screen next;
// every touch restarts the time.

import { find } from "./dom.js";

const { staysS, home } = find("#rate-here").dataset;
let leaving = null;

function stay() {
  clearTimeout(leaving);
  leaving = setTimeout(() => location.replace(home), Number(staysS) * 1000);
}

for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, stay, { passive: true });
stay();
