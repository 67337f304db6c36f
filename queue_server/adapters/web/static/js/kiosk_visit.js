// Steps of a visit beside choosing and confirming: further services, a wait that is long, a kiosk that staff locked.

import { el, icon, setText } from "./dom.js";
import { tile } from "./kiosk_screens.js";
import { closedWords } from "./opening_words.js";
import { textIn } from "./texts.js";
import { remarkWords, waitingWords } from "./waiting_words.js";

/** Whether somebody is asked before a number that means a long wait, or one that goes on after closing time. */
export function asksAboutWait(service, askMinutes) {
  const wait = service?.expected_wait_s;
  if (!wait || service.waiting === 0) return false;
  return Boolean(wait.after_closing) || (askMinutes > 0 && wait.high >= askMinutes * 60);
}

/** Ask whether a number is still wanted: returns {element, sending, update(services), send(on), fail(sentence)}. */
export function askScreen({ texts, service, onYes, onNo }) {
  const ahead = el("p.ahead.tabular");
  const wait = el("p.wait.tabular");
  const late = el("p.notice.late", { hidden: true }, icon("warning"), el("span", {}, texts.say("ask_closing")));
  const refusal = el("p.notice", { role: "alert", hidden: true });
  const yes = el("button.button.primary.yes", { type: "button", onclick: onYes }, icon("ticket"), texts.say("ask_yes"));
  const element = el(
    "div.asked",
    {},
    el("h1", { tabindex: "-1" }, texts.say("ask_wait")),
    el("div.outlook", {}, el("p.service", {}, textIn(service.name, texts.language)), ahead, wait, late),
    refusal,
    el("div.answers", {}, yes, el("button.button.no", { type: "button", onclick: onNo }, icon("arrow-left"), texts.say("ask_no"))),
  );
  return {
    element,
    sending: false,
    update(now) {
      const known = now.get(service.code);
      if (!known) return;
      setText(ahead, texts.count("ahead", known.waiting));
      const likely = known.expected_wait_s;
      const remark = likely?.after_closing ? "" : remarkWords(likely, texts);
      setText(wait, [waitingWords(likely, texts), remark].filter(Boolean).join(" · "));
      late.hidden = !likely?.after_closing;
    },
    send(sending) {
      this.sending = sending;
      element.toggleAttribute("data-sending", sending);
      yes.setAttribute("aria-busy", String(sending));
      if (sending) refusal.hidden = true;
    },
    fail: (sentence) => {
      refusal.replaceChildren(icon("warning"), el("span", {}, sentence));
      refusal.hidden = false;
    },
  };
}

/** Choose a further service of the same visit, those that can't be had with the reason: returns {element, update(services)}. */
export function furtherScreen({ texts, services, onChoose, onBack }) {
  const tiles = services.map((service) => ({ code: service.code, ...tile(asFurther(service), texts, onChoose) }));
  const element = el(
    "div.home.further",
    {},
    el(
      "div.heading",
      {},
      el("div", {}, el("h1", { tabindex: "-1" }, texts.say("further")), el("p", {}, texts.say("further_more"))),
      el("button.button.back", { type: "button", onclick: onBack }, icon("arrow-left"), texts.say("back")),
    ),
    el("div.tiles", { "data-count": String(tiles.length) }, ...tiles.map((one) => one.button)),
  );
  return { element, update: (now) => tiles.forEach((one) => now.has(one.code) && one.update(asFurther(now.get(one.code)))) };
}

/** The further services that were chosen, each to be taken out again; and the way to one more. */
export function visitList({ texts, services, then, onRemove, onAdd }) {
  const chosen = then.map((code) => services.get(code)).filter(Boolean);
  return el(
    "div.visit",
    {},
    ...chosen.map((one) => {
      const name = textIn(one.name, texts.language);
      return el(
        "button.button.after",
        { type: "button", onclick: () => onRemove(one.code) },
        el("span", {}, texts.say("further_then", { name })),
        el("span.hidden-text", {}, ` – ${texts.say("further_remove")}`),
        icon("close"),
      );
    }),
    onAdd && el("button.button.add", { type: "button", onclick: onAdd }, icon("transfer"), texts.say("further_add")),
  );
}

/** Return whether a service may follow others: it gives numbers now, or will today. */
export function mayFollow(service) {
  const reason = service.opening?.reason;
  return service.open || (reason === "break" && service.opening.left !== 0);
}

/** A service as it is for who comes to it later. */
const asFurther = (service) => (mayFollow(service) ? { ...service, open: true } : service);

/** Return the further service for which a number was refused, null if something else was the reason. */
export function furtherRefused(error) {
  return error.about?.field === "then" && error.about.opening ? (error.about.service ?? null) : null;
}

/** Say which further service can't be had and why; the number may be taken for the rest. */
export function furtherGone(service, error, texts) {
  const [why] = closedWords({ ...service, open: false, opening: error.about.opening }, texts);
  return texts.say("further_gone", { name: textIn(service.name, texts.language), why });
}

/** Return why nobody may take a number at this kiosk, in the office's words; null while somebody may. */
export function lockNote(locks, kiosk) {
  const found = (locks ?? []).filter((one) => one.kiosk === null || one.kiosk === kiosk);
  const own = found.find((one) => one.kiosk !== null) ?? found[0];
  return own ? own.note : null;
}

