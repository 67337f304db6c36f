// Taking a number by phone: choose, confirm, and on to the ticket's page.

import { insist, Intention, NoAnswer, request } from "./api.js";
import { el, find, icon, pageData, setText } from "./dom.js";
import { busyWords, tile } from "./kiosk_screens.js";
import { followServices } from "./office_state.js";
import { createTexts, textIn } from "./texts.js";

const data = pageData();
const texts = createTexts(data.texts, data.language);
const dialog = find("#sure");
const tiles = new Map();
let chosen = null;
let sending = false;

const live = followServices({
  office: data.office,
  services: data.services,
  onChange: (services, rebuilt) => {
    if (rebuilt) offer();
    for (const [code, one] of tiles) one.update(services.get(code));
    if (!chosen) return;
    if (services.has(chosen.service)) showBusy(services.get(chosen.service));
    else dialog.close();
  },
  onAway: (away) => (find("#lost").hidden = !away),
});

offer();

/** Show a tile for each service there is by now. */
function offer() {
  tiles.clear();
  for (const service of live.services.values()) tiles.set(service.code, tile(service, texts, choose));
  find("#tiles").replaceChildren(...[...tiles.values()].map((one) => one.button));
}

function choose(code) {
  const service = live.services.get(code);
  chosen = { service: code, wishes: {} };
  setText(find("#sure-title"), textIn(service.name, data.language));
  showBusy(service);
  find("#refused").hidden = true;
  dialog.showModal();
}

function showBusy(service) {
  setText(find("#sure-busy"), busyWords(service, texts).join(" · "));
}

async function take(priorityClass) {
  if (sending) return;
  sending = true;
  dialog.toggleAttribute("data-sending", true);
  const { service, wishes } = chosen;
  const intention = (wishes[priorityClass] ??= new Intention());
  const body = { service, priority_class: priorityClass, language: data.language, phone: data.phone };
  if (data.code) body.code = data.code;
  try {
    const ticket = await intention.act((key) =>
      insist(() => request("POST", `/offices/${encodeURIComponent(data.office)}/tickets`, { body, key })),
    );
    remember(ticket);
    location.assign(`/t/${encodeURIComponent(ticket.token)}`);
  } catch (error) {
    const sentence = error instanceof NoAnswer ? texts.say("no_answer") : texts.error(error.code);
    find("#refused").replaceChildren(icon("warning"), el("span", {}, sentence));
    find("#refused").hidden = false;
    live.refresh();
  } finally {
    sending = false;
    dialog.toggleAttribute("data-sending", false);
  }
}

function remember(ticket) {
  const kept = { token: ticket.token, number: ticket.number, day: new Date().toDateString() };
  try {
    localStorage.setItem(`moiso.${data.office}`, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing leads to the ticket all the same.
  }
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(`moiso.${data.office}`));
  } catch {
    return null; // forbidden, or damaged
  }
}

/** Lead back to today's number, so that nobody takes a second one only to find the first. */
function offerMine() {
  const kept = remembered();
  if (kept?.day !== new Date().toDateString()) return;
  find("#mine-link").href = `/t/${encodeURIComponent(kept.token)}`;
  find("#mine-link").replaceChildren(icon("ticket"), texts.say("my_number", { number: kept.number }));
  find("#mine").hidden = false;
}

for (const button of dialog.querySelectorAll("[data-class]")) {
  button.addEventListener("click", () => take(button.dataset.class));
}
find("[data-back]", dialog).addEventListener("click", () => dialog.close());
// Told a moment later: the next choice may be open by then.
dialog.addEventListener("close", () => dialog.open || (chosen = null));
offerMine();
