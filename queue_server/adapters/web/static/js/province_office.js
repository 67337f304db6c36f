// One office from outside: services, counters, recent calls, and how old all that is.

import { el, find, pageData, setText } from "./dom.js";
import { ageWords, timeWords } from "./figures.js";
import { refresh } from "./refreshing.js";
import { counterNameIn, createTexts, textIn } from "./texts.js";

const REFRESH_MS = 5000;
const CALLS_SHOWN = 12;

const data = pageData();
const texts = createTexts(data.texts, data.language);

function head(id, ...columns) {
  find(`#${id} thead`).replaceChildren(
    el("tr", {}, ...columns.map((key, place) => el("th", { scope: "col", class: place ? "figure" : null }, texts.say(key)))),
  );
}

function rows(id, list, cells) {
  find(`#${id} tbody`).replaceChildren(
    ...list.map((one) => {
      const [first, ...others] = cells(one);
      return el(
        "tr",
        {},
        el("th", { scope: "row" }, first),
        ...others.map((text) => el("td", { class: "figure tabular" }, text)),
      );
    }),
  );
}

function show({ board, as_of: asOf, age_s: age, forwarded, behind }) {
  const today = board.at.slice(0, 10);
  const parts = [`${texts.say("as_of")} ${timeWords(asOf, today)}, ${ageWords(forwarded ? age : 0, texts)}`];
  if (behind) parts.push(texts.count("behind", behind));
  if (board.service_day !== today) {
    parts.push(texts.say("of_day", { day: board.service_day.split("-").toReversed().join("/") }));
  }
  setText(find("#as-of"), parts.join(" · "));
  rows("services", board.services, (one) => [textIn(one.name, data.language), String(one.waiting)]);
  rows("counters", board.counters, (one) => [
    counterNameIn(one.name, data.language),
    texts.say(`state_${one.state}`),
    one.number ?? "–",
    String(one.waiting),
  ]);
  const calls = board.calls.slice(-CALLS_SHOWN).toReversed();
  rows("calls", calls, (one) => [
    one.number,
    counterNameIn(one.counter_name, data.language),
    timeWords(one.called_at, today),
  ]);
  if (!calls.length) {
    find("#calls tbody").append(el("tr", {}, el("td", { colspan: "3" }, texts.say("no_calls"))));
  }
}

head("services", "service", "waiting_now");
head("counters", "counter", "state", "number", "waiting_now");
head("calls", "number", "counter", "called_at");
show(data.overview);
refresh(`/offices/${encodeURIComponent(data.overview.board.office)}/overview`, REFRESH_MS, show);
