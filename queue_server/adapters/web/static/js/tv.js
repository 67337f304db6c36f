// The lobby's board: renders the newest board in the display's layout, and keeps showing it when the server is away.

import { request, serverClock } from "./api.js";
import { afterPaint } from "./after_paint.js";
import { CallStage } from "./call_stage.js";
import { find, pageData, setText } from "./dom.js";
import { followBoard } from "./feed.js";
import { followCode } from "./entrance_code.js";
import { fitAll } from "./fit_text.js";
import { readClock } from "./office_clock.js";
import { createTexts, textIn } from "./texts.js";
import { previewBoard, previewLayouts } from "./tv_preview.js";
import { gridArea, isClosed, isNight, isShut, narrowed, numbersNow, panelMs, tickerLines, zonesFor } from "./tv_layout.js";
import { Playlist } from "./tv_media.js";
import { createOrders } from "./tv_orders.js";
import { closedNews, renderCall, renderDesks, renderLines, renderRows, renderShut, sayAll } from "./tv_parts.js";
import { Ticker } from "./tv_ticker.js";
import { startVoice } from "./voice.js";

const SHIFT_EVERY_MS = 60000;
const SHIFTS = [[0, 0], [2, 0], [2, 2], [0, 2], [-2, 2], [-2, 0], [-2, -2], [0, -2], [2, -2]];
const CLOCK_CHECK_MS = 30 * 60000;
const PAGES_MS = 9000;

const data = pageData();
const root = document.documentElement;
const board = find("#board");
const now = find("#now");
const tall = matchMedia("(orientation: portrait)");
const playlist = new Playlist(find("#slides"));
const ticker = new Ticker(find(".ticker"), find("#ticker"));
const stage = new CallStage({
  minimumMs: (call, others) =>
    panelMs(call, showing.layout, feed.board?.voice, voice?.durationMs(call, others) ?? null),
});
const restSoon = afterPaint(renderRest);

let showing = data.showing;
let prefixes = new Map(data.services.map((service) => [service.code, service.prefix]));
let texts = [];
let timer = null;
let asking = false;
let voice = null;
let isSpeaking = false;
let stopCode = null;

const orders = createOrders({ say: (key, values) => texts[0].say(key, values), display: () => showing.display });
const feed = data.preview ? previewBoard(data, take) : followBoard({
  office: data.office,
  onBoard: take,
  onAway: showAway,
  onOrder: (order) => {
    if (order.command === "volume") {
      setVolume(order.value ?? showing.display.volume);
      voice.orderVolume(order.value ?? showing.display.volume);
    }
    if (order.command === "test") voice.test();
    orders.obey(order);
  },
  status: showing.display.device ? status : null,
});
if (!data.preview) {
  const onSpeaking = (call, ms = 0) => {
    if (call) stage.keep(call.call_id, performance.now() + ms);
    if (isSpeaking === (call !== null)) return;
    isSpeaking = call !== null;
    render();
  };
  voice = startVoice({ office: data.office, ask: feed.ask, bar: find("#unlock"), onSpeaking });
}

function take(news) {
  stage.offer(narrowed(news, showing.layout), performance.now());
  // Everybody looks for the number; the lists may come a frame later, and a voice must not wait for either.
  renderPanel();
  voice?.offer(news);
  restSoon();
}

/** Ask what is to be shown; the old picture stays until the answer is there. */
async function askShowing(revision) {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(`/tv/showing${location.search}`, { cache: "no-store" });
    if (answer.ok) setShowing({ ...(await answer.json()), display_revision: revision });
  } catch {
    // The next look at the board asks again, some seconds later at most.
  } finally {
    asking = false;
  }
}

function setShowing(wanted) {
  showing = wanted;
  prefixes = new Map((wanted.services ?? data.services).map((service) => [service.code, service.prefix]));
  wear();
  render();
}

/** Put the layout on: zones, theme, languages. */
function wear() {
  const { layout } = showing;
  root.dataset.theme = data.theme ?? layout.theme;
  const languages = data.languages ?? layout.languages;
  root.lang = languages[0];
  find(".shut").dataset.shown = "";
  board.dataset.languages = languages.length;
  texts = languages.map((language) => createTexts(data.texts, language));
  sayAll(texts);
  const zones = new Map(zonesFor(layout, tall.matches).map((zone) => [zone.part, zone]));
  for (const element of document.querySelectorAll(".zone")) {
    const zone = zones.get(element.dataset.part);
    element.hidden = !zone;
    if (!zone) continue;
    element.style.gridArea = gridArea(zone);
    element.toggleAttribute("data-tall", element.clientWidth < 5 * element.clientHeight);
  }
  setVolume(showing.display.volume);
  if (zones.has("media")) playlist.play(showing.media, layout.picture_s * 1000);
  else playlist.stop();
  showCode(zones.has("entrance"));
  fitAll(board);
  ticker.restart();
  showTime();
}

/** Show the code for phones, if the layout has a place for it; where there is none, the zone tells what to do here. */
function showCode(wanted) {
  if (wanted === (stopCode !== null)) return;
  stopCode?.();
  const zone = find(".entrance-zone");
  const onState = (state) => {
    zone.dataset.state = state;
    fitAll(zone);
  };
  stopCode = wanted ? followCode({ image: find("#entrance-qr"), everyS: data.code_every_s, onState }) : null;
}

function setVolume(percent) {
  playlist.volume = Math.min(100, Math.max(0, percent)) / 100;
}

function shownBoard() {
  return narrowed(feed.board, showing.layout);
}

function render() {
  renderPanel();
  renderRest();
}

/** Show the call that has the large panel; the rest of the screen is `renderRest`'s. */
function renderPanel() {
  if (!feed?.board) return;
  const news = shownBoard();
  const names = new Map(news.services.map((service) => [service.service, service.name]));
  const { shown } = stage;
  const isNew = isPanelNew();
  const state = panelState(news, shown, isNew);
  if (isNew && now.dataset.call !== shown.call.call_id) restartBeat();
  const service = shown && texts.map((one) => textIn(names.get(shown.call.service), one.language)).join(" · ");
  renderCall(now, { call: shown?.call, state, service, texts: texts[0] });
  if (state === "shut") renderShut(news.services, texts);
  board.dataset.numbers = numbersNow(news, Boolean(shown));
  playlist.duck(isNew || isSpeaking);
  showNight();
  schedule();
}

function renderRest() {
  if (!feed?.board) return;
  const news = shownBoard();
  if (news.display_revision > showing.display_revision) askShowing(news.display_revision);
  if (find(".office").textContent !== news.office_name) {
    setText(find(".office"), news.office_name);
    fitAll(find(".top"));
  }
  const { shown } = stage;
  renderRows(news.calls, now.hidden ? null : shown?.call, showing.layout.recent, texts[0]);
  renderDesks(news.counters, isPanelNew() ? shown.call : null, texts[0]);
  renderLines(news.services, { prefixes, texts: texts[0], waits: showing.layout.waits });
  const layout = { ...showing.layout, languages: texts.map((one) => one.language) };
  const parts = { hasPanel: !now.hidden, hasTiles: !find("[data-part=waiting]").hidden };
  ticker.show(tickerLines(news, layout, serverClock.now(), closedNews(news.services, texts, parts)));
}

/** Whether the panel's call has just been called, or is being spoken. */
function isPanelNew() {
  const { shown } = stage;
  return Boolean(shown?.fresh && performance.now() < shown.until);
}

function panelState(news, shown, isNew) {
  if (isNew) return "new";
  if (isShut(news, Boolean(shown))) return "shut";
  return shown ? "shown" : "empty";
}

/** A call that follows another must beat again. */
function restartBeat() {
  now.dataset.state = "shown";
  void now.offsetWidth;
}

/** Wake up when the panel may change: for the next call, or to calm down. */
function schedule() {
  clearTimeout(timer);
  const at = performance.now();
  const calm = stage.shown ? stage.shown.until - at : 0;
  const delay = stage.wait(at) ?? (calm > 0 ? calm : null);
  if (delay === null) return;
  timer = setTimeout(() => {
    stage.tick(performance.now());
    render();
  }, delay + 5);
}

function officeTime(instant) {
  return readClock(instant, data.time_zone, texts[0].language);
}

function showAway(away) {
  const at = feed?.board && officeTime(new Date(feed.board.at)).time;
  setText(find("#offline-text"), at ? texts[0].say("offline", { time: at }) : texts[0].say("offline_yet"));
  find("#offline").hidden = !away;
  fitAll(find(".top"));
}

/** Dark hours make the screen black, unless somebody still works: a late call must be seen. */
function showNight() {
  const { time } = officeTime(new Date(serverClock.now()));
  const works = feed?.board && !isClosed(shownBoard());
  const isDark = isNight(showing.layout, time) && !works && !stage.shown?.fresh;
  root.toggleAttribute("data-night", isDark);
  // Nobody is there to hear films either.
  playlist.rest(isDark);
}

function showTime() {
  const { time, date } = officeTime(new Date(serverClock.now()));
  setText(find("#time"), time);
  setText(find("#date"), date);
  showNight();
}

/** What a registered display tells of itself. */
function status() {
  return {
    version: data.version,
    resolution: `${innerWidth}x${innerHeight}`,
    screen: "tv",
    audio: voice.state,
    revision: feed?.board?.revision ?? 0,
    note: stateNote(),
  };
}

function stateNote() {
  const call = stage.shown?.call;
  const parts = [
    showing.layout.code,
    call ? `${call.number} → ${call.counter_name}` : "",
    playlist.place ? `media ${playlist.place}` : "",
    root.hasAttribute("data-night") ? "night" : "",
  ];
  return parts.filter(Boolean).join(" · ").slice(0, 300);
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
setInterval(render, PAGES_MS);
setInterval(checkClock, CLOCK_CHECK_MS);

const refresh = () => {
  wear();
  render();
};
tall.addEventListener("change", refresh);
addEventListener("resize", refresh);
document.fonts.ready.then(refresh);
if (data.preview) previewLayouts((layout) => setShowing({ ...showing, layout }));
wear();
renderRows([], null, showing.layout.recent, texts[0]);
render();
if (!data.preview) checkClock();
