// Prints the page once its picture is there, and tells the kiosk around it when that is done.

import { find } from "./dom.js";

const tell = (done) => parent !== window && parent.postMessage({ printed: done }, location.origin);

addEventListener("afterprint", () => tell(true));
find("#paper")
  .decode()
  .then(
    () => window.print(),
    () => tell(false),
  );
