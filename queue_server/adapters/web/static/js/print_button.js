// The button that prints a page; without scripts the browser's own menu does it.

import { find } from "./dom.js";

find("#print").hidden = false;
find("#print").addEventListener("click", () => print());
