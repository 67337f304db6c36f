// The tablet at a counter: asks whoever was served there, takes one touch, offers reasons, and starts over by itself.

import { insist, newKey, NoAnswer, Refused, request } from "./api.js";
import { coalesce } from "./coalesce.js";
import { el, find, icon, keepingFocus, pageData } from "./dom.js";
import { followBoard } from "./feed.js";
import { counterNameIn, createTexts, textIn } from "./texts.js";

const LOOK_EVERY_MS = 5000;
const REASONS_MS = 12000;
const THANKS_MS = 5000;
/** A touch counts although the server is away for some minutes. */
const PATIENCE = { tries: 60, waitMs: 2000 };

const data = pageData();
const texts = createTexts(data.texts, data.language);
const say = texts.say;
const path = `/counters/${encodeURIComponent(`${data.office}:${data.counter.code}`)}/rating`;
const counterName = counterNameIn(data.counter.name, data.language);
let asked = null;
let step = "wait";
let shown = "";
let chosen = { score: null, reasons: new Set() };
let ending = null;
let unsent = null;

const look = coalesce(async () => {
  try {
    take(await request("GET", path));
  } catch (error) {
    if (error instanceof Refused && error.code === "unauthorized") location.reload();
    else if (!(error instanceof NoAnswer)) throw error;
  }
}, 500);
followBoard({
  office: data.office,
  onBoard: look,
  onAway: (away) => {
    find("#lost").hidden = !away;
    if (!away) look();
  },
});
setInterval(look, LOOK_EVERY_MS);
look();

/** Follow the counter; whoever is in the middle of an answer isn't disturbed. */
function take(news) {
  const isAnswering = step === "reasons" || step === "thanks";
  if (isAnswering && (!news.turn || news.turn === asked.turn)) return;
  asked = news;
  const isRated = news.score !== null || news.turn === unsent;
  show(!news.turn ? "wait" : isRated ? "rated" : news.changeable ? "ask" : "wait");
}

function show(next, after = 0) {
  step = next;
  clearTimeout(ending);
  if (after) ending = setTimeout(() => show(next === "reasons" ? "thanks" : "wait", next === "reasons" ? THANKS_MS : 0), after);
  if (next === "wait") look();
  const key = `${next} ${asked?.turn} ${[...chosen.reasons]}`;
  if (key === shown) return;
  shown = key;
  const part = find("#asking");
  keepingFocus(part, () => part.replaceChildren(...{ wait: waiting, ask: asking, reasons, thanks, rated: thanks }[next]()));
}

function waiting() {
  return [el("p.place", {}, counterName), el("h2", {}, say("welcome")), el("p.soft", {}, say("welcome_more"))];
}

function asking() {
  chosen = { score: null, reasons: new Set() };
  return [
    el("p.place", {}, counterName),
    el("p.whose", {}, el("span", {}, say("number")), el("strong.number", {}, asked.number)),
    el("h2", {}, say("question")),
    el("p.soft", {}, textIn(asked.service, data.language)),
    el(
      "div.faces",
      { role: "group", "aria-label": say("question") },
      ...[5, 4, 3, 2, 1].map((score) =>
        el(
          "button.face",
          { type: "button", "data-score": String(score), "data-keep": `s${score}`, onclick: () => rate(score) },
          el("span.picture", {}, icon(`face-${score}`)),
          el("span.name", {}, say(`score_${score}`)),
        ),
      ),
    ),
  ];
}

function reasons() {
  return [
    el("p.whose", {}, el("span", {}, say("number")), el("strong.number", {}, asked.number)),
    el("h2", {}, say("thanks")),
    el("p.soft", {}, say("about")),
    el(
      "div.reasons",
      { role: "group", "aria-label": say("about") },
      ...asked.reasons.map((one) =>
        el(
          "button.reason",
          { type: "button", "aria-pressed": String(chosen.reasons.has(one.code)), "data-keep": one.code, onclick: () => toggle(one.code) },
          textIn(one.name, data.language),
        ),
      ),
    ),
    el("button.button.primary", { type: "button", "data-keep": "done", onclick: () => show("thanks", THANKS_MS) }, icon("check"), say("done")),
  ];
}

function thanks() {
  return [el("p.place", {}, counterName), el("div.thanks", {}, icon("check"), el("h2", {}, say("thanks"))), el("p.soft", {}, say("helps"))];
}

function toggle(code) {
  if (!chosen.reasons.delete(code)) chosen.reasons.add(code);
  show("reasons", REASONS_MS);
  send();
}

function rate(score) {
  chosen = { score, reasons: new Set() };
  show(asked.reasons.length ? "reasons" : "thanks", asked.reasons.length ? REASONS_MS : THANKS_MS);
  send();
}

let sending = Promise.resolve();

/** Send what was chosen; one after the other, so that the last one counts. */
function send() {
  const body = { turn: asked.turn, score: chosen.score, reasons: [...chosen.reasons] };
  const key = newKey();
  unsent = body.turn;
  sending = sending.then(async () => {
    try {
      await insist(() => request("POST", path, { body, key }), PATIENCE);
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof NoAnswer)) throw error;
      if (asked.turn === body.turn) show("wait");
    }
    if (unsent === body.turn) unsent = null;
  });
}
