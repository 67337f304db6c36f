// The console's lists: who waits, who is held, who was absent, with what can be done for each.

import { el, icon } from "./dom.js";
import { elapsed } from "./elapsed.js";
import { textIn } from "./texts.js";

export const TABS = ["waiting", "held", "no_show"];

/** Return the tab buttons; `count(state)` says how many tickets each has. */
export function tabButtons(count, chosen, texts, onChoose) {
  return TABS.map((state) =>
    el(
      "button.tab",
      {
        type: "button",
        role: "tab",
        id: `tab-${state}`,
        "aria-selected": String(state === chosen),
        "aria-controls": "list",
        tabindex: state === chosen ? "0" : "-1",
        onclick: () => onChoose(state),
      },
      texts.say(`tab_${state}`),
      el("span.count.tabular", {}, String(count(state))),
    ),
  );
}

/** Return the rows of a list. `doing` has call, giveBack, cancel and, where there is a printer, reprint, each called with the ticket; `isSearch` says that the list was narrowed by what somebody typed. */
export function rows(tickets, { services, texts, now, isSearch, canCall, canReceive, doing }) {
  if (!tickets.length) return [el("p.empty", {}, icon(isSearch ? "search" : "people"), texts.say(isSearch ? "list_none_found" : "list_empty"))];
  return [el("ul.rows", {}, ...tickets.map((one) => row(one)))];

  function row(one) {
    const name = textIn(services.get(one.service)?.name, texts.language);
    const since = Date.parse(one.entered_at ?? one.issued_at);
    return el(
      "li.row",
      { "data-ticket": one.number },
      el("span.number", {}, one.number),
      el(
        "span.what",
        {},
        el("span.name", {}, name),
        el(
          "span.more.tabular",
          {},
          icon("clock"),
          elapsed((now - since) / 1000),
          one.state === "held" && el("span.pill", {}, one.held_until ? texts.say("held_until", { time: one.held_until.slice(11, 16) }) : texts.say("held_open")),
          // Until the list is read again, a ticket that was just called is known by its number alone.
          (one.priority_class ?? "normal") !== "normal" && el("span.pill.priority", {}, texts.say(`class_${one.priority_class}`)),
        ),
      ),
      el(
        "span.does",
        {},
        small("note", "details_of", one, doing.details),
        canReceive && ["waiting", "held"].includes(one.state) && small("star", "priority_this", one, doing.priority),
        one.state !== "waiting" && canReceive && small("return", "give_back", one, doing.giveBack),
        canReceive && doing.reprint && small("printer", "reprint_this", one, doing.reprint),
        canCall && small("megaphone", "call_this", one, doing.call, "call"),
        one.state !== "no_show" && canReceive && small("trash", "cancel_this", one, doing.cancel),
      ),
    );
  }

  function small(sign, key, one, act, does) {
    const label = texts.say(key, { number: one.number });
    return el("button.button.quiet.small", { type: "button", title: label, "aria-label": label, "data-does": does, onclick: () => act(one) }, icon(sign));
  }
}
