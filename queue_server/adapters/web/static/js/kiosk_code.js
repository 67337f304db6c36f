// The kiosk's way for a code: an appointment's or a dossier's, typed or scanned, becomes a number or an explanation.

import { insist, NoAnswer, request } from "./api.js";
import { el, icon, setText } from "./dom.js";
import { closedWords } from "./opening_words.js";

const LONGEST = 64;
const LEAST = 3;
const ROWS = ["1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM-./"];

/** Refusals that the code itself explains, with the text that tells about it. */
const EXPLAINED = {
  appointment_early: "code_appointment_early",
  appointment_late: "code_appointment_late",
  slip_early: "code_slip_early",
  slip_delayed: "code_slip_delayed",
};

/** Return the text after a key: a character a code may have, "Backspace", "Clear"; others change nothing. */
export function typedCode(text, key) {
  if (key === "Backspace") return text.slice(0, -1);
  if (key === "Clear") return "";
  const letter = [...key].length === 1 ? key.toUpperCase() : "";
  return /^[\p{L}\p{N}./_-]$/u.test(letter) && text.length < LONGEST ? text + letter : text;
}

/** Take the number that a code is good for; throws what `request` throws. */
export function arrive(office, code, language) {
  const body = { code, language };
  return insist(() => request("POST", `/offices/${encodeURIComponent(office)}/arrivals`, { body }));
}

/** Return the sentence about a code that gave no number: when to come, where it is known. */
export async function whyNot(office, code, refusal, texts) {
  if (refusal instanceof NoAnswer) return texts.say("no_answer");
  if (refusal.opening) return closedWords(refusal, texts).join(" · ");
  const key = EXPLAINED[refusal.code];
  if (!key) return texts.error(refusal.code);
  try {
    const about = await request("GET", `/offices/${encodeURIComponent(office)}/arrivals?code=${encodeURIComponent(code)}`);
    return texts.say(key, moments(about, texts.language));
  } catch {
    return texts.error(refusal.code);
  }
}

/** Return day and times of a code in words; the server writes them in the office's own time. */
export function moments(about, language) {
  const at = about.begins_at ?? `${about.due}T00:00:00`;
  const [year, month, day] = at.slice(0, 10).split("-").map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  // 7/12 is July to some who read English.
  const [locale, style] = language === "en" ? ["en-GB", "long"] : [language, "numeric"];
  const words = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: style, year: "numeric", timeZone: "UTC" });
  return { day: words.format(date), time: at.slice(11, 16), from: (about.check_in_from ?? at).slice(11, 16) };
}

/** Type a code: returns {element, sending, key(name), send(on), fail(sentence)}. */
export function codeScreen({ texts, start, onChange, onSend, onBack }) {
  let code = start;
  const shown = el("span.typed");
  const hint = el("span.hint", {}, texts.say("code_hint"));
  const told = el("p.told", { role: "status" });
  const refusal = el("p.notice", { role: "alert", hidden: true });
  const go = el("button.key.go", { type: "button", onclick: () => onSend(code) }, texts.say("code_go"), icon("arrow-right"));
  const button = (name, label, kind = "", spoken = null) =>
    el(`button.key${kind}`, { type: "button", "aria-label": spoken, "data-key": name, onclick: () => key(name) }, label);
  const element = el(
    "div.find.code",
    {},
    el(
      "div.heading",
      {},
      el("h1", { tabindex: "-1" }, texts.say("code_title")),
      el("button.button.back", { type: "button", onclick: onBack }, icon("arrow-left"), texts.say("back")),
    ),
    el("div.field", {}, icon("ticket"), hint, shown, el("span.caret", { "aria-hidden": "true" })),
    told,
    el("div.results", {}, refusal),
    el(
      "div.keyboard",
      { role: "group", "aria-label": texts.say("keyboard") },
      ...ROWS.map((letters) => el("div.keys", {}, ...[...letters].map((one) => button(one, one)))),
      el(
        "div.keys",
        {},
        button("Clear", texts.say("key_clear"), ".wide"),
        go,
        button("Backspace", icon("backspace"), ".wide", texts.say("key_delete")),
      ),
    ),
  );

  function show() {
    setText(shown, code);
    hint.hidden = Boolean(code);
    setText(told, code ? "" : texts.say("code_scan"));
    go.disabled = code.length < LEAST;
  }

  function key(name) {
    if (name === "Enter") {
      if (code.length >= LEAST) onSend(code);
      return;
    }
    const next = typedCode(code, name);
    if (next === code) return;
    code = next;
    refusal.hidden = true;
    onChange(code);
    show();
  }

  show();
  return {
    element,
    sending: false,
    update: () => {},
    key,
    /** Show what was scanned. */
    fill(text) {
      code = text.slice(0, LONGEST);
      onChange(code);
      show();
    },
    send(sending) {
      this.sending = sending;
      element.toggleAttribute("data-sending", sending);
      go.setAttribute("aria-busy", String(sending));
      if (sending) refusal.hidden = true;
    },
    fail: (sentence) => {
      refusal.replaceChildren(icon("warning"), el("span", {}, sentence));
      refusal.hidden = false;
    },
  };
}
