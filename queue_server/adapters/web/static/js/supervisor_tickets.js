// Everybody who waits in an office, for a supervisor: found by number or service, and sent elsewhere. Read only while open.

import { request, serverClock } from "./api.js";
import { el, icon, keepingFocus } from "./dom.js";
import { elapsed } from "./elapsed.js";
import { textIn } from "./texts.js";

const MOST_SHOWN = 60;
const STATES = "state=waiting&state=held";

/** Return the panel: {element, look}; `onReassign(ticket)` is called for the one that was chosen, `failed(error)` when its opening found no server. */
export function createTickets({ office, base, texts, language, onReassign, failed }) {
  const say = texts.say;
  const nameOf = (code) => textIn(office.services[code], language) || code;
  const filter = el("input.input", { type: "search", autocomplete: "off", placeholder: say("find") });
  const list = el("ul.tickets", {});
  const more = el("p", {});
  const element = el(
    "details.people",
    { ontoggle: () => look().catch(failed) },
    el("summary", {}, icon("people"), say("who_waits"), icon("down")),
    el("label.field", {}, el("span.hidden-text", {}, say("find")), filter),
    list,
    more,
  );
  let tickets = [];
  filter.addEventListener("input", draw);
  return { element, look };

  async function look() {
    if (!element.open) return;
    tickets = (await request("GET", `${base}/tickets?${STATES}`)).tickets;
    draw();
  }

  function draw() {
    const wanted = filter.value.trim().toLowerCase();
    const found = tickets.filter((one) => !wanted || `${one.number} ${nameOf(one.service)}`.toLowerCase().includes(wanted));
    keepingFocus(list, () => list.replaceChildren(...found.slice(0, MOST_SHOWN).map(row)));
    more.textContent = found.length > MOST_SHOWN ? say("more_wait", { n: found.length - MOST_SHOWN }) : found.length ? "" : say("list_empty");
  }

  function row(one) {
    const words = [
      nameOf(one.service),
      one.priority_class === "normal" ? "" : say(`class_${one.priority_class}`),
      one.state === "held" ? say("tab_held") : "",
    ];
    return el(
      "li",
      {},
      el("span.number", {}, one.number),
      el("span.what", {}, words.filter(Boolean).join(" · ")),
      el("span.tabular", {}, elapsed((serverClock.now() - Date.parse(one.issued_at)) / 1000)),
      el("button.button", { type: "button", "data-keep": `t${one.id}`, onclick: () => onReassign(one) }, icon("transfer"), say("reassign"), el("span.hidden-text", {}, ` ${one.number}`)),
    );
  }
}
