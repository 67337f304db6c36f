// The kiosk's search for a procedure: fields to begin with, results while one types.

import { NoAnswer, request } from "./api.js";
import { el, icon, setText } from "./dom.js";
import { busyWords } from "./kiosk_screens.js";
import { ROWS, searchable, typed } from "./search_keys.js";
import { textIn } from "./texts.js";

const DEBOUNCE_MS = 200;
const MOST = 12;

/** Return a function that runs `ask(query)` when typing pauses; only the newest answer counts. */
export function newestAnswer(ask, show, waitMs = DEBOUNCE_MS) {
  let timer = null;
  let asked = 0;
  return (query) => {
    clearTimeout(timer);
    const mine = ++asked;
    timer = setTimeout(async () => {
      const answer = await ask(query);
      if (mine === asked) show(answer, query);
    }, waitMs);
  };
}

/** Search for a procedure: returns {element, update(services), key(name), leave()}. */
export function findScreen({ texts, office, services, start, onChoose, onBack, onChange }) {
  let { query, field } = start;
  let live = services;
  let digits = false;
  const shown = el("span.typed");
  const caret = el("span.caret", { "aria-hidden": "true" });
  const hint = el("span.hint", {}, texts.say("find_hint"));
  const results = el("div.results", {});
  const told = el("p.told", { role: "status" });
  const keyboard = el("div.keyboard", { role: "group", "aria-label": texts.say("keyboard") });
  const back = el("button.button.back", { type: "button", onclick: () => goBack() }, icon("arrow-left"), texts.say("back"));
  const element = el(
    "div.find",
    {},
    el("div.heading", {}, el("h1", { tabindex: "-1" }, texts.say("find")), back),
    el("div.field", {}, icon("search"), hint, shown, caret),
    told,
    results,
    keyboard,
  );

  const at = encodeURIComponent(office);
  const ask = async (path) => {
    try {
      return await request("GET", path);
    } catch (error) {
      return { sentence: error instanceof NoAnswer ? texts.say("no_answer") : texts.error(error.code) };
    }
  };
  const search = newestAnswer(
    (text) => ask(`/procedures?office=${at}&limit=${MOST}&q=${encodeURIComponent(text)}`),
    (answer) => searchable(query) && showProcedures(answer),
  );

  function goBack() {
    if (query || field) {
      query = "";
      field = null;
      changed();
    } else onBack();
  }

  /** Show as many as fit, since a kiosk doesn't scroll; the last place leads on to the others, and round again. */
  function fill(items, sentence, from = 0) {
    setText(told, sentence);
    const shownItems = items.slice(from);
    const more = el("button.result.more", { type: "button" }, el("span.name", {}, texts.say("find_more")), icon("arrow-right"));
    results.replaceChildren(...shownItems);
    const full = () => results.scrollHeight > results.clientHeight + 2;
    if (!full() && from === 0) return;
    results.append(more);
    while (shownItems.length > 1 && full()) shownItems.pop().remove();
    const next = from + shownItems.length;
    more.addEventListener("click", () => fill(items, sentence, next < items.length ? next : 0));
  }

  function showProcedures(answer) {
    const found = answer.procedures ?? [];
    const known = found.filter((one) => live.has(one.service));
    const sentence = answer.sentence ?? (known.length ? (answer.sample ? texts.say("sample") : "") : texts.say("find_nothing"));
    fill(known.map((one) => row(one)), sentence);
  }

  function row(one) {
    const service = live.get(one.service);
    return el(
      "button.result",
      { type: "button", disabled: !service.open, onclick: () => onChoose(one), "data-procedure": one.code },
      el("span.prefix", {}, service.prefix),
      el("span.name", {}, one.name),
      el("small.busy.tabular", {}, [textIn(service.name, texts.language), ...busyWords(service, texts)].join(" · ")),
    );
  }

  async function showFields() {
    const answer = await ask(`/fields?office=${at}`);
    if (query || field) return;
    const buttons = (answer.fields ?? []).map((one) =>
      el(
        "button.result.of-field",
        { type: "button", onclick: () => ((field = one.field), changed()) },
        el("span.name", {}, one.field),
        el("small.tabular", {}, texts.count("procedures", one.procedures)),
      ),
    );
    fill(buttons, answer.sentence ?? texts.say("find_field"));
  }

  async function showField() {
    const mine = field;
    const answer = await ask(`/procedures?office=${at}&limit=${MOST}&field=${encodeURIComponent(mine)}`);
    if (!query && field === mine) showProcedures(answer);
  }

  function changed() {
    setText(shown, query || field || "");
    hint.hidden = Boolean(query || field);
    onChange({ query, field });
    if (searchable(query)) search(query);
    else if (field) showField();
    else if (!query) showFields();
  }

  function key(name) {
    const next = typed(query, name);
    if (next === query) return;
    query = next;
    field = null;
    changed();
  }

  function showKeyboard() {
    const rows = ROWS[digits ? "digits" : "letters"];
    const button = (name, label, kind = "", spoken = null) =>
      el(`button.key${kind}`, { type: "button", "aria-label": spoken, "data-key": name, onclick: () => key(name) }, label);
    const last = rows[2];
    keyboard.replaceChildren(
      ...rows.slice(0, 2).map((letters) => el("div.keys", {}, ...[...letters].map((one) => button(one, one.toUpperCase())))),
      el(
        "div.keys",
        {},
        ...[...last].map((one) => button(one, one.toUpperCase())),
        button("Backspace", icon("backspace"), ".wide", texts.say("key_delete")),
      ),
      el(
        "div.keys",
        {},
        el("button.key.wide", { type: "button", onclick: () => ((digits = !digits), showKeyboard()) }, digits ? "ABC" : "123"),
        button(" ", texts.say("key_space"), ".space"),
        button("Clear", texts.say("key_clear"), ".wide"),
      ),
    );
  }

  showKeyboard();
  // After it is on the page, so that it can be seen what fits.
  queueMicrotask(changed);
  return {
    element,
    key,
    update: (now) => {
      live = now;
    },
  };
}

/** What to bring, how long it takes and what it costs, of a chosen procedure. */
export function procedureFacts(procedure, texts, most) {
  const more = procedure.documents.length - most;
  return el(
    "div.facts",
    {},
    el(
      "section",
      {},
      el("h2", {}, icon("documents"), texts.say("bring")),
      el(
        "ul",
        {},
        ...procedure.documents.slice(0, most).map((one) => el("li", {}, one)),
        more > 0 && el("li", {}, texts.count("bring_more", more)),
      ),
    ),
    el(
      "dl",
      {},
      ...[
        ["time_limit", procedure.time_limit],
        ["fee", procedure.fee],
      ]
        .filter(([, value]) => value)
        .flatMap(([name, value]) => [el("dt", {}, texts.say(name)), el("dd", {}, value)]),
    ),
    procedure.sample && el("p.sample", {}, texts.say("sample")),
  );
}
