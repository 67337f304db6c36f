// A page that asks for its figures again and again, and says when it can't.

import { NoAnswer, request } from "./api.js";
import { find } from "./dom.js";

/** Ask `path` every `everyMs` while the page is looked at; show(answer) gets each answer. */
export function refresh(path, everyMs, show) {
  const lost = find("#lost");
  const ask = async () => {
    if (document.visibilityState === "visible") {
      try {
        show(await request("GET", path));
        lost.hidden = true;
      } catch (error) {
        if (!(error instanceof NoAnswer) && error.status === 401) location.reload();
        lost.hidden = false;
      }
    }
    setTimeout(ask, everyMs);
  };
  setTimeout(ask, everyMs);
}
