// Shows the ticket that is being laid out as the printer will print it, and makes a logo from a file.

import { find, setText } from "./dom.js";

const QUIET_MS = 300;
const LOGO_WIDE = 460;
const LOGO_HIGH = 200;
const GREYS = 4;

const form = find("form.form");
const strip = find("#paper");
const fault = find("#preview-fault");
const chosen = { width: "80", language: document.documentElement.lang };
const canvas = document.createElement("canvas");
let timer = null;
let asked = 0;

/** Draw what the server answers; a picture that was overtaken by a newer one is dropped. */
async function show() {
  asked += 1;
  const mine = asked;
  const address = `${strip.dataset.address}?${new URLSearchParams(chosen)}`;
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  } catch {
    return; // the next input tries again
  }
  if (mine !== asked) return;
  if (answer.status === 422) {
    setText(fault, (await answer.json()).fault);
    fault.hidden = false;
    return;
  }
  if (!answer.ok) return;
  const picture = await createImageBitmap(await answer.blob());
  if (mine !== asked) return;
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d").drawImage(picture, 0, 0);
  fault.hidden = true;
  strip.dataset.width = chosen.width;
  if (!canvas.isConnected) find("#paper-stored").replaceWith(canvas);
  strip.dataset.shown = String(mine);
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(show, QUIET_MS);
}

function choose(kind) {
  const buttons = document.querySelectorAll(`[data-${kind}][aria-pressed]`);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      chosen[kind] = button.dataset[kind];
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
      show();
    });
  }
}

/** Return a picture as a small PNG of few greys, in base64: what thermal paper can show of it. */
async function logoOf(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LOGO_WIDE / picture.width, LOGO_HIGH / picture.height);
  const small = document.createElement("canvas");
  small.width = Math.max(1, Math.round(picture.width * scale));
  small.height = Math.max(1, Math.round(picture.height * scale));
  const pen = small.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, small.width, small.height);
  pen.drawImage(picture, 0, 0, small.width, small.height);
  const dots = pen.getImageData(0, 0, small.width, small.height);
  for (let at = 0; at < dots.data.length; at += 4) {
    const [red, green, blue] = dots.data.subarray(at, at + 3);
    const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
    dots.data.fill(Math.round((Math.round((grey / 255) * (GREYS - 1)) * 255) / (GREYS - 1)), at, at + 3);
  }
  pen.putImageData(dots, 0, 0);
  return small.toDataURL("image/png").split(",")[1];
}

canvas.setAttribute("role", "img");
canvas.setAttribute("aria-label", find("#preview-title").textContent);
find("#f-logo").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  try {
    find("#logo-data").value = await logoOf(file);
  } catch {
    setText(fault, event.target.dataset.unusable);
    fault.hidden = false;
    return;
  }
  find("#logo-none").hidden = false;
  show();
});
find("#logo-none").addEventListener("click", () => {
  find("#logo-data").value = "";
  find("#f-logo").value = "";
  find("#logo-none").hidden = true;
  show();
});
form.addEventListener("input", soon);
choose("width");
choose("language");
show();
