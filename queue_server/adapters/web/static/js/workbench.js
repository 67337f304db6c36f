// The demo's workbench: what the simulated units show, and keys one can press and hold.

import { NoAnswer, Refused, request } from "./api.js";
import { el, find, icon, pageData, setText } from "./dom.js";
import { segmentDisplay } from "./seven_segment.js";
import { counterNameIn, createTexts, textIn } from "./texts.js";

const POLL_MS = 250;
const POLL_AWAY_MS = 2000;
const DIGITS = 4;
const RED = 1;
const GREEN = 2;
const BLINK = 4;

const data = pageData();
const texts = createTexts(data.texts, data.language);
const counters = new Map(data.counters.map((counter) => [counter.code, counter]));
const services = new Map(data.services.map((service) => [service.code, service]));
const drawn = new Map();

const path = (unit) => `/workbench/units/${encodeURIComponent(unit.line)}/${unit.address}`;

/** Return what is printed on a key. */
function keyLabel(action) {
  const [verb, ...rest] = action.split(":");
  const key = `key_${verb}`;
  if (!texts.has(key)) return action;
  const service = textIn(services.get(rest.join(":"))?.name, data.language);
  return service ? `${texts.say(key)}: ${service}` : texts.say(key);
}

function draw(unit) {
  const isBox = Object.keys(unit.keys).length > 0;
  const display = segmentDisplay(DIGITS);
  const waiting = isBox ? segmentDisplay(2) : null;
  const sound = el("span.sound", { "aria-hidden": "true" }, icon("buzzer"));
  const lamp = el("span.lamp", { "aria-hidden": "true" });
  const keys = Object.entries(unit.keys).map(([key, action]) => keyButton(unit, Number(key), action));
  const element = el(
    `article.unit.${isBox ? "box" : "led"}`,
    { "aria-label": `${texts.say(isBox ? "unit_box" : "unit_led")} ${unit.unit}` },
    el("div.window", {}, display.element, waiting && el("div.small", {}, lamp, waiting.element)),
    isBox && el("div.keys", {}, ...keys),
    el("p.plate", {}, el("span", {}, unit.unit), sound),
  );
  let heard = null;
  const show = (shows) => {
    const powered = Boolean(shows?.power ?? shows);
    element.toggleAttribute("data-off", !powered);
    display.show(powered ? shows.digits : "");
    waiting?.show(powered ? (shows.waiting ?? "") : "");
    const bits = powered ? Number(shows.lamp) || 0 : 0;
    lamp.dataset.lamp = bits & RED && bits & GREEN ? "amber" : bits & RED ? "red" : bits & GREEN ? "green" : "off";
    lamp.toggleAttribute("data-blink", Boolean(bits & BLINK));
    const count = shows?.buzzer?.count ?? 0;
    // Sounds are shorter than the time between two looks: the count tells of those in between.
    element.toggleAttribute("data-sounds", Boolean(shows?.buzzer?.on) || (heard !== null && count !== heard));
    heard = count;
  };
  return { element, show };
}

/** A key that goes down and up as the finger, mouse or keyboard does. */
function keyButton(unit, key, action) {
  const button = el("button.key", { type: "button", "data-action": action.split(":")[0] }, keyLabel(action));
  let down = false;
  const move = (wanted) => {
    if (down === wanted) return;
    down = wanted;
    button.toggleAttribute("data-down", wanted);
    sent = sent.then(() => touch(unit, key, wanted ? "press" : "release"));
  };
  let sent = Promise.resolve();
  button.addEventListener("pointerdown", (event) => {
    button.setPointerCapture(event.pointerId);
    move(true);
  });
  for (const kind of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) button.addEventListener(kind, () => move(false));
  button.addEventListener("keydown", (event) => {
    if ([" ", "Enter"].includes(event.key) && !event.repeat) move(true);
  });
  button.addEventListener("keyup", (event) => [" ", "Enter"].includes(event.key) && move(false));
  return button;
}

async function touch(unit, key, verb) {
  try {
    await request("POST", `${path(unit)}/${verb}`, { body: { key } });
    find("#refused").hidden = true;
  } catch (error) {
    const sentence = error instanceof Refused ? texts.error(error.code) : texts.say("no_answer");
    find("#refused").replaceChildren(icon("warning"), el("span", {}, sentence));
    find("#refused").hidden = false;
  }
}

/** Units stand at their counter: the LED above, the box on the desk. */
function arrange(units) {
  const places = new Map();
  for (const unit of [...units].sort((one, other) => other.address - one.address)) {
    const code = unit.counter?.split(":").at(-1) ?? "";
    if (!places.has(code)) places.set(code, []);
    places.get(code).push(unit);
    if (!drawn.has(unit.unit)) drawn.set(unit.unit, draw(unit));
  }
  const shelf = find("#units");
  shelf.dataset.known = known(units);
  shelf.replaceChildren(
    ...[...places.entries()]
      .sort(([one], [other]) => one.localeCompare(other, "vi", { numeric: true }))
      .map(([code, here]) =>
        el(
          "section.place",
          {},
          el("h3", {}, counters.has(code) ? counterNameIn(counters.get(code).name, data.language) : texts.say("no_counter")),
          ...here.map((unit) => drawn.get(unit.unit).element),
        ),
      ),
  );
}

const known = (units) => units.map((unit) => `${unit.unit} ${unit.counter}`).join();

/** Say what runs in the units. */
function tell({ lines }) {
  const machines = new Set(lines.map((one) => one.machine).filter(Boolean));
  setText(find("#machine"), [...machines].map((machine) => texts.say(`machine_${machine}`)).join(" "));
}

async function look() {
  let again = POLL_MS;
  try {
    if (document.visibilityState === "visible") {
      const { units } = await request("GET", "/workbench/units");
      if (find("#units").dataset.known !== known(units)) arrange(units);
      for (const unit of units) drawn.get(unit.unit).show(unit.shows);
      find("#none").hidden = units.length > 0;
      if (units.length > 0 && !find("#machine").textContent) tell(await request("GET", "/workbench/lines"));
    }
  } catch (error) {
    if (!(error instanceof NoAnswer || error instanceof Refused)) throw error;
    for (const unit of drawn.values()) unit.show(null);
    again = POLL_AWAY_MS;
  }
  setTimeout(look, again);
}

look();
