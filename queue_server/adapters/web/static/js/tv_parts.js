// Fills the zones of the TV page from a board; what is where is the layout's business.

import { recentCalls } from "./call_stage.js";
import { el, find, setText } from "./dom.js";
import { fitAll } from "./fit_text.js";
import { allClosedWords, closedWords } from "./opening_words.js";
import { counterNameIn, textIn } from "./texts.js";
import { arrange, pageOf, pageWords, waitMinutes } from "./tv_layout.js";
import { remarkWords } from "./waiting_words.js";

const PAGE_MS = 9000;
const LONGEST_REASON = 60;
const LONGEST_IN_LINE = 12;
const LONGEST_HEADING = 24;
const SMALLEST_REASON = 0.75;
const LINE = { least: [16, 3.4], aspect: 5, gap: 0.8 };
const DESK = { least: [15, 7.5], aspect: 1.9, gap: 1 };
const ROW = { least: [15, 3], aspect: 6.5, gap: 0.7 };

/** Reasons that were too small to read in their tiles. */
const cramped = new Set();

/** Which page of tiles is shown now, where not all have room. */
const turn = () => Math.floor(Date.now() / PAGE_MS);

function box(element) {
  const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  return [element.clientWidth / unit, element.clientHeight / unit];
}

/** Put tiles of the best size into a box; what has no room there comes in its turn. */
function tile(element, items, rule, make) {
  if (!element.clientWidth) return;
  const { columns, rows, perPage } = arrange(items.length, box(element), rule);
  element.style.setProperty("--columns", String(columns));
  element.style.setProperty("--rows", String(rows));
  const page = turn();
  element.replaceChildren(...pageOf(items, perPage, page).map(make));
  // Who doesn't find the own line here learns that there is more to come.
  const title = element.parentElement.querySelector(".title");
  if (title) title.dataset.page = pageWords(items.length, perPage, page);
  fitAll(element);
}

/** Say a text in the languages of the screen, the first one larger. */
export function sayAll(texts, root = document) {
  for (const element of root.querySelectorAll("[data-say]")) {
    element.replaceChildren(
      ...texts.map((one, index) =>
        el(index ? "span.second" : "span.first", { lang: one.language }, one.say(element.dataset.say)),
      ),
    );
  }
}

/** Say why nobody gives numbers and from when somebody does; without a reason, to come back during office hours. */
export function renderShut(services, texts) {
  const zone = find(".shut");
  const words = texts.map((one) => allClosedWords(services, one) ?? [one.say("shut"), one.say("shut_more")]);
  if (zone.dataset.shown === JSON.stringify(words)) return;
  zone.dataset.shown = JSON.stringify(words);
  const spans = (say) =>
    texts.map((one, index) => el(index ? "span.second" : "span.first", { lang: one.language }, say(words[index])));
  find(".lead", zone).replaceChildren(...spans(([reason]) => reason));
  find(".more", zone).replaceChildren(...spans(([, ...more]) => more.join(" · ")));
  fitAll(find("#now"));
}

/**
 * Return why services are closed, a text by language for each: what the ticker says because nothing else does.
 *
 * `hasPanel`: the large panel says what all have in common. `hasTiles`: each service's tile says its own, if it is short.
 */
export function closedNews(services, texts, { hasPanel, hasTiles }) {
  const inAll = (words) => Object.fromEntries(texts.map((one) => [one.language, words(one)]));
  if (allClosedWords(services, texts[0])) return hasPanel ? [] : [inAll((one) => allClosedWords(services, one).join(" – "))];
  return services
    .filter((one) => one.open === false && !(hasTiles && isShort(one, texts[0])))
    .map((service) => inAll((one) => `${textIn(service.name, one.language)}: ${closedWords(service, one).slice(0, 2).join(" – ")}`));
}

/** Whether a tile has room for why its service is closed. */
function isShort(service, texts) {
  const words = closedWords(service, texts).slice(0, 2).join();
  return words.length <= LONGEST_REASON && !cramped.has(words);
}

/** Fill the large panel. `state` is empty, shut, shown or new. */
export function renderCall(zone, { call, state, service, texts }) {
  const { language } = texts;
  zone.dataset.state = state;
  if (!call) return;
  setText(find("#now-number"), call.number);
  setText(find("#now-counter"), counterNameIn(call.counter_name, language));
  setText(find("#now-service"), service);
  setText(find("#now-times"), call.times > 1 ? texts.say("times", { n: call.times }) : "");
  zone.dataset.length = String(Math.min(6, Math.max(3, call.number.length)));
  zone.toggleAttribute("data-again", call.times > 1);
  zone.dataset.call = call.call_id;
  fitAll(zone);
}

/** Fill the list of recent calls; blank rows keep the picture calm. */
export function renderRows(calls, shown, most, texts) {
  const list = find("#rows");
  if (!list.clientWidth) return;
  const wide = list.clientWidth > 3.2 * list.clientHeight;
  const { columns, rows, perPage } = arrange(most, box(list), wide ? ROW : { ...ROW, least: [1000, 3] });
  list.style.setProperty("--columns", String(columns));
  list.style.setProperty("--rows", String(rows));
  const recent = recentCalls(calls, shown, Math.min(most, perPage)).map((call) => row(call, texts));
  while (recent.length < Math.min(most, perPage)) recent.push(el("li.row.blank", { "aria-hidden": "true" }));
  list.replaceChildren(...recent);
  fitAll(list);
}

function row(call, texts) {
  return el(
    "li.row",
    {},
    el(
      "div.row-in",
      {},
      el("span.ticket.number", {}, call.number),
      call.times > 1 ? el("span.times", {}, texts.say("times", { n: call.times })) : "",
      counterOf(call, texts),
    ),
  );
}

function counterOf(call, texts) {
  const name = counterNameIn(call.counter_name, texts.language);
  return el("span.counter", { "data-fit": "", "data-brief": name.length <= LONGEST_IN_LINE }, name);
}

/** Fill the counters' tiles; `fresh` is the call that has the panel's time now. */
export function renderDesks(counters, fresh, texts) {
  // Whoever is called now is on the first page.
  const calling = (one) => (fresh && one.counter === fresh.counter && one.number === fresh.number ? 0 : 1);
  const ordered = [...counters].sort((one, other) => calling(one) - calling(other));
  const list = find("#desks");
  const room = arrange(counters.length, box(list), DESK).perPage;
  tile(list, counters.length > room ? ordered : counters, DESK, (one) => desk(one, calling(one) === 0, fresh, texts));
}

function desk(one, isNew, fresh, texts) {
  const again = isNew && fresh.times > 1 ? el("span.times", {}, texts.say("times", { n: fresh.times })) : "";
  return el(
    "li.desk",
    { "data-state": one.state, "data-new": isNew },
    el("span.counter", { "data-fit": "" }, counterNameIn(one.name, texts.language)),
    one.number
      ? el("span.ticket.number", { "data-fit": "" }, one.number)
      : el("span.rest", { "data-fit": "" }, texts.say(`desk_${one.state}`)),
    again,
  );
}

/** Fill the services' tiles with the people waiting and, where known, the likely wait. */
export function renderLines(services, { prefixes, texts, waits }) {
  const list = find("#lines");
  const fill = () => tile(list, services, LINE, (service) => line(service, prefixes, texts, waits));
  fill();
  const small = [...list.querySelectorAll("[data-reason]")].filter((one) => Number(one.style.getPropertyValue("--fit") || 1) < SMALLEST_REASON);
  for (const one of small) cramped.add(one.dataset.reason);
  if (small.length) fill();
}

function line(service, prefixes, texts, waits) {
  const closed = service.open === false;
  const minutes = !closed && waits && service.waiting ? waitMinutes(service.expected_wait_s) : null;
  const likely = minutes && [waitText(minutes, texts), remarkWords(service.expected_wait_s, texts)];
  const words = closed ? reasonWords(service, texts) : likely;
  const beside = words && words.filter(Boolean).join(" · ");
  return el(
    "li.line",
    {},
    el("span.prefix", {}, prefixes.get(service.service) ?? "·"),
    el(
      "span.about",
      {},
      el("span.name", { "data-fit": "" }, textIn(service.name, texts.language)),
      beside ? el("span.wait", { "data-fit": "", "data-reason": closed && words.length > 1 && words.join() }, beside) : "",
    ),
    el("span.waiting.number", {}, String(service.waiting)),
  );
}

/** Return why a service is closed in as many words as its tile has room for; the ticker says the rest. */
function reasonWords(service, texts) {
  const words = closedWords(service, texts).slice(0, 2);
  if (isShort(service, texts)) return words;
  return [words[0].length <= LONGEST_HEADING ? words[0] : texts.say("closed")];
}

function waitText({ low, high }, texts) {
  return low === high ? texts.say("wait_about", { high }) : texts.say("wait_range", { low, high });
}
