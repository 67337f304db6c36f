// Shows the layout that is being edited on a small TV beside its form, and says what is wrong with it.

import { Refused, request } from "./api.js";
import { find, setText } from "./dom.js";

const QUIET_MS = 300;
const PLACES = ["column", "row", "columns", "rows"];
const SIZES = { wide: [1920, 1080], tall: [1080, 1920] };

const form = find("form.form");
const frame = find("#frame");
const screen = find("#screen");
const fault = find("#preview-fault");
let ready = false;
let timer = null;
let asked = 0;

/** Return the layout in the form, as the API takes it. */
function layout() {
  const data = new FormData(form);
  const text = (name) => (data.get(name) ?? "").toString().trim();
  const number = (name) => (text(name) ? Number(text(name).replace(",", ".")) : undefined);
  const places = (name) =>
    [...data.entries()]
      .filter(([key, value]) => key.startsWith(`${name}-`) && value)
      .sort(([, one], [, other]) => Number(one) - Number(other))
      .map(([key]) => key.slice(name.length + 1));
  const zones = (name) => {
    const parts = [...form.querySelectorAll(`#f-${name} .part`)].map((part) => part.id.slice(name.length + 1));
    return parts
      .map((part) => [part, ...PLACES.map((place) => text(`${name}-${part}-${place}`))])
      .filter((zone) => zone.slice(1).some(Boolean))
      .map((zone) => zone.join(" "));
  };
  const ticker = Object.fromEntries(
    ["vi", "en"].map((code) => [code, text(`ticker-${code}`).replaceAll("\r\n", "\n")]).filter(([, one]) => one),
  );
  return {
    office: screen.dataset.office,
    code: text("code") || "preview",
    name: text("name") || "preview",
    theme: text("theme") || undefined,
    languages: places("languages"),
    landscape: zones("landscape"),
    portrait: zones("portrait"),
    services: places("services"),
    counters: places("counters"),
    recent: number("recent"),
    waits: data.get("waits") === "yes",
    call_s: number("call_s"),
    ticker,
    media: places("media"),
    picture_s: number("picture_s"),
    dark_from: text("dark_from") || null,
    dark_until: text("dark_until") || null,
  };
}

/** Show the layout as it is now; what the server says of an older one is dropped. */
async function show() {
  if (!ready) return;
  const mine = ++asked;
  try {
    const shown = await request("POST", "/admin/layouts/check", { body: layout() });
    if (mine !== asked) return;
    // At any time of the day the preview shows the layout, not the night.
    frame.contentWindow.postMessage({ layout: { ...shown, dark_from: null } }, location.origin);
    fault.hidden = true;
  } catch (error) {
    if (mine !== asked || !(error instanceof Refused)) return;
    setText(fault, [labelOf(error.about.field), fault.dataset.invalid].filter(Boolean).join(": "));
    fault.hidden = false;
  }
}

/** Return what the form calls the field that a refusal names, and the zone in it, if it names them. */
function labelOf(path) {
  const [field, zone] = (path ?? "").split(".").map((one) => CSS.escape(one));
  const labels = [field && `label[for="f-${field}"], #f-${field} > legend`, zone && `#${field}-${zone}.part`].filter(Boolean);
  return labels.map((one) => form.querySelector(one)?.textContent.trim()).filter(Boolean).join(", ");
}

/** Scale the TV's picture, which has a real screen's size, into its place. */
function fit() {
  const [width, height] = SIZES[screen.dataset.shape];
  const scale = Math.min(screen.clientWidth / width, (innerHeight * 0.7) / height);
  frame.style.width = `${width}px`;
  frame.style.height = `${height}px`;
  frame.style.transform = `scale(${scale})`;
  screen.style.height = `${height * scale}px`;
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(show, QUIET_MS);
});
addEventListener("message", (event) => {
  if (event.origin !== location.origin || event.source !== frame.contentWindow || !event.data?.ready) return;
  ready = true;
  show();
});
const buttons = document.querySelectorAll(".shapes [data-shape]");
for (const button of buttons) {
  button.addEventListener("click", () => {
    screen.dataset.shape = button.dataset.shape;
    for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
    fit();
  });
}
addEventListener("resize", fit);
fit();
// The frame may have been ready before this script was.
frame.contentWindow.postMessage({ hello: true }, location.origin);
