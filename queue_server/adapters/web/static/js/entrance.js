// The screen at the entrance: fetches the code of the moment twice as often as it changes, and says when it can't.

import { find, pageData } from "./dom.js";

const data = pageData();
const image = find("#qr");
const address = image.getAttribute("src");
let failures = 0;

async function renew() {
  try {
    const answer = await fetch(address, { cache: "no-store" });
    if (answer.redirected || answer.status === 403) return location.reload();
    if (!answer.ok) throw new Error(String(answer.status));
    const drawn = URL.createObjectURL(await answer.blob());
    const old = image.src;
    image.src = drawn;
    if (old.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(old), 1000);
    failures = 0;
  } catch {
    failures += 1;
  }
  // An old code is of no use to anybody.
  find("#lost").hidden = failures < 2;
  image.hidden = failures >= 2;
}

setInterval(renew, Math.max(2, data.every_s / 2) * 1000);
