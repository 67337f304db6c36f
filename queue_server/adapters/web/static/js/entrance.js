// The screen at the entrance: the code of the moment, and a word when it can't be had.

import { find, pageData } from "./dom.js";
import { followCode } from "./entrance_code.js";

followCode({
  image: find("#qr"),
  everyS: pageData().every_s,
  onState: (state) => {
    // Whoever is not let in any more is led to sign in.
    if (state === "refused") location.reload();
    find("#lost").hidden = state !== "lost";
    find("#qr").hidden = state === "lost";
  },
});
