// What a kiosk leads to beside numbers: booking a time by phone, and rating what was done for a scanned ticket.

import { insist, newKey, NoAnswer, request } from "./api.js";
import { el, icon, setText } from "./dom.js";
import { textIn } from "./texts.js";

/** States of a ticket in which somebody has been served. */
const SERVED = ["serving", "finished"];

/** Return whether the holder of a ticket has something to rate. */
export const mayRate = (ticket) => SERVED.includes(ticket?.state);

/** Return the buttons of the home screen for what is offered; null without any. */
export function moreDoors({ texts, onBook, onRate }) {
  const door = (onclick, sign, key) => onclick && el("button.more", { type: "button", onclick }, icon(sign), el("span", {}, texts.say(key)));
  const doors = [door(onBook, "clock", "book"), door(onRate, "face-4", "rate")].filter(Boolean);
  return doors.length ? el("div.mores", {}, ...doors) : null;
}

function heading(texts, title, onBack) {
  return el(
    "div.heading",
    {},
    el("h1", { tabindex: "-1" }, title),
    el("button.button.back", { type: "button", onclick: onBack }, icon("arrow-left"), texts.say("back")),
  );
}

/** The way to book a time: returns {element}. */
export function bookScreen({ texts, office, onBack }) {
  const address = `/o/${encodeURIComponent(office)}/booking/qr.svg?for=${texts.language}`;
  const element = el(
    "div.leads",
    {},
    heading(texts, texts.say("book_title"), onBack),
    el(
      "div.lead",
      {},
      el("img", { src: address, alt: texts.say("book_scan"), width: 400, height: 400 }),
      el("ol", {}, ...["book_scan", "book_choose", "book_come"].map((key) => el("li", {}, texts.say(key)))),
    ),
  );
  return { element };
}

/** The way to rate: returns {element}. */
export function rateDoor({ texts, onBack }) {
  const element = el(
    "div.leads",
    {},
    heading(texts, texts.say("rate_title"), onBack),
    el("div.lead", {}, icon("ticket"), el("p", {}, texts.say("rate_scan"))),
  );
  return { element };
}

/** Rate what was done for a ticket: returns {element, closing(seconds)}. One touch counts at once, reasons may follow. */
export function rateScreen({ texts, token, ticket, reasons, onDone }) {
  const chosen = { score: 0, reasons: new Set() };
  const refusal = el("p.notice", { role: "alert", hidden: true });
  const step = el("div.step", { "aria-live": "polite" });
  const left = el("small.tabular");
  const title = el("h1", { tabindex: "-1" }, texts.say("question"));
  const end = el("span", {}, texts.say("back"));
  let sending = Promise.resolve();

  /** Send what is chosen; one after the other, so that the last one counts. */
  function send() {
    const body = { score: chosen.score, reasons: [...chosen.reasons] };
    const key = newKey();
    sending = sending.then(async () => {
      try {
        await insist(() => request("POST", `/tickets/${encodeURIComponent(token)}/rating`, { body, key }));
        refusal.hidden = true;
      } catch (error) {
        const sentence = error instanceof NoAnswer ? texts.say("no_answer") : texts.error(error.code);
        refusal.replaceChildren(icon("warning"), el("span", {}, sentence));
        refusal.hidden = false;
        setText(title, texts.say("question"));
        step.replaceChildren(faces());
      }
    });
  }

  function rate(score) {
    chosen.score = score;
    setText(title, texts.say("thanks"));
    setText(end, texts.say("done"));
    step.replaceChildren(...about());
    title.focus({ preventScroll: true });
    send();
  }

  const face = (score) =>
    el(
      "button.face",
      { type: "button", "data-score": String(score), onclick: () => rate(score) },
      icon(`face-${score}`),
      el("span", {}, texts.say(`score_${score}`)),
    );
  const faces = () => el("div.faces", { role: "group", "aria-label": texts.say("question") }, ...[5, 4, 3, 2, 1].map(face));

  function about() {
    const buttons = reasons.map((one) => {
      const button = el("button.reason", { type: "button", "aria-pressed": "false", "data-reason": one.code }, textIn(one.name, texts.language));
      button.addEventListener("click", () => {
        if (!chosen.reasons.delete(one.code)) chosen.reasons.add(one.code);
        button.setAttribute("aria-pressed", String(chosen.reasons.has(one.code)));
        send();
      });
      return button;
    });
    const asked = buttons.length > 0 && el("p", {}, texts.say("about"));
    return [asked, el("div.reasons", { role: "group", "aria-label": texts.say("about") }, ...buttons)].filter(Boolean);
  }

  step.replaceChildren(faces());
  const element = el(
    "div.rate",
    {},
    el("p.whose", {}, el("span", {}, texts.say("your_number")), el("strong.number", {}, ticket.number)),
    title,
    refusal,
    step,
    el("button.button.primary.done", { type: "button", onclick: onDone }, end, left),
  );
  return { element, closing: (seconds) => setText(left, texts.count("closing", seconds)) };
}
