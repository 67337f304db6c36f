// The lobby's board: renders the newest board, and keeps showing it when the server is away.

import { request, serverClock } from "./api.js";
import { CallStage, recentCalls } from "./call_stage.js";
import { el, find, pageData, setText } from "./dom.js";
import { followBoard } from "./feed.js";
import { readClock } from "./office_clock.js";
import { counterNameIn, createTexts, textIn } from "./texts.js";
import { startVoice } from "./voice.js";

const ROWS = 6;
const LONG_SERVICE = 44;
const MINIMUM_MS = 7000;
const SHIFT_EVERY_MS = 60000;
const SHIFTS = [[0, 0], [2, 0], [2, 2], [0, 2], [-2, 2], [-2, 0], [-2, -2], [0, -2], [2, -2]];
const CLOCK_CHECK_MS = 30 * 60000;

const data = pageData();
const [language] = data.languages;
const texts = createTexts(data.texts, language);
const prefixes = new Map(data.services.map((service) => [service.code, service.prefix]));
const stage = new CallStage({ minimumMs: MINIMUM_MS });

const board = find("#board");
const now = find("#now");
let timer = null;

const feed = followBoard({
  office: data.office,
  onBoard: (news) => {
    stage.offer(news, performance.now());
    render();
    voice?.offer(news);
  },
  onAway: showAway,
});
const voice = startVoice({ office: data.office, ask: feed.ask, bar: find("#unlock") });

function render() {
  const news = feed.board;
  const names = new Map(news.services.map((service) => [service.service, service.name]));
  setText(find(".office"), news.office_name);
  renderCall(stage.shown, names);
  renderRows(recentCalls(news.calls, stage.shown?.call, ROWS));
  renderLines(news.services);
  schedule();
}

/** Wake up when the panel may change: for the next call, or to calm down. */
function schedule() {
  clearTimeout(timer);
  const at = performance.now();
  const calm = stage.shown ? stage.shown.since + MINIMUM_MS - at : 0;
  const delay = stage.wait(at) ?? (calm > 0 ? calm : null);
  if (delay === null) return;
  timer = setTimeout(() => {
    stage.tick(performance.now());
    render();
  }, delay + 5);
}

function renderCall(shown, names) {
  if (!shown) {
    now.dataset.state = "empty";
    return;
  }
  const { call, since, fresh } = shown;
  const counter = counterNameIn(call.counter_name, language);
  setText(find("#now-number"), call.number);
  setText(find("#now-counter"), counter);
  find("#now-counter").dataset.size = size(counter);
  const service = data.languages.map((code) => textIn(names.get(call.service), code)).join(" · ");
  setText(find("#now-service"), service);
  find("#now-service").dataset.size = service.length > LONG_SERVICE ? "s" : "l";
  setText(find("#now-times"), call.times > 1 ? texts.say("times", { n: call.times }) : "");
  now.dataset.length = String(Math.min(6, call.number.length));
  now.toggleAttribute("data-again", call.times > 1);
  const state = fresh && performance.now() - since < MINIMUM_MS ? "new" : "shown";
  if (now.dataset.call !== call.call_id && state === "new") restartBeat();
  now.dataset.call = call.call_id;
  now.dataset.state = state;
}

/** A call that follows another must beat again. */
function restartBeat() {
  now.dataset.state = "shown";
  void now.offsetWidth;
}

function renderRows(calls) {
  const rows = calls.map((call) => {
    const name = counterNameIn(call.counter_name, language);
    return el(
      "li.row",
      {},
      el("span.ticket.number", {}, call.number),
      call.times > 1 ? el("span.times", {}, texts.say("times", { n: call.times })) : "",
      el("span.counter", { "data-size": size(name) }, name),
    );
  });
  while (rows.length < ROWS) rows.push(el("li.row.blank", { "aria-hidden": "true" }));
  find("#rows").replaceChildren(...rows);
}

function renderLines(services) {
  const wide = services.length <= 5 ? services.length : Math.ceil(services.length / 2);
  find("#lines").style.setProperty("--columns", String(Math.max(1, wide)));
  find("#lines").replaceChildren(
    ...services.map((service) =>
      el(
        "li.line",
        {},
        el("span.prefix", {}, prefixes.get(service.service) ?? "·"),
        el("span.name", {}, textIn(service.name, language)),
        el("span.waiting.number", {}, String(service.waiting)),
      ),
    ),
  );
}

function size(name) {
  if (name.length <= 9) return "l";
  return name.length <= 18 ? "m" : "s";
}

function showAway(away) {
  const at = feed?.board && readClock(new Date(feed.board.at), data.time_zone, language).time;
  setText(find("#offline-text"), at ? texts.say("offline", { time: at }) : texts.say("offline_yet"));
  find("#offline").hidden = !away;
}

function showTime() {
  const { time, date } = readClock(new Date(serverClock.now()), data.time_zone, language);
  setText(find("#time"), time);
  setText(find("#date"), date);
}

async function checkClock() {
  try {
    await request("GET", `/offices/${encodeURIComponent(data.office)}/board`);
    showTime();
  } catch {
    // The device's own clock goes on.
  }
}

let step = 0;
setInterval(() => {
  step = (step + 1) % SHIFTS.length;
  board.style.setProperty("--shift-x", `${SHIFTS[step][0]}px`);
  board.style.setProperty("--shift-y", `${SHIFTS[step][1]}px`);
}, SHIFT_EVERY_MS);
setInterval(showTime, 1000);
setInterval(checkClock, CLOCK_CHECK_MS);
renderRows([]);
showTime();
checkClock();
