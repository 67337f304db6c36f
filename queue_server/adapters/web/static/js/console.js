// The staff's place of work: one counter, its ticket, its lists, every action by button and key.

import { Intention, NoAnswer, insist, Refused, request, serverClock } from "./api.js";
import { coalesce } from "./coalesce.js";
import { createConsoleQuestions } from "./console_questions.js";
import { procedureName, showDetails } from "./console_details.js";
import { announced, Ding, showTroubles, troubles } from "./console_equipment.js";
import { createKioskLocks } from "./console_kiosks.js";
import { rows, TABS, tabButtons } from "./console_list.js";
import { callsItself, chosenServices, deskActions, hasArrival, listed, mayTake, noShowMissing, offers, sentTo, ticketAt, wouldEndService } from "./console_rules.js";
import { el, find, icon, pageData, setText } from "./dom.js";
import { elapsed } from "./elapsed.js";
import { followBoard } from "./feed.js";
import { reasonWords } from "./reason_words.js";
import { shortcutOf } from "./shortcuts.js";
import { openSocket } from "./socket.js";
import { counterNameIn, createTexts, textIn } from "./texts.js";
import { whenUnpressed } from "./unpressed.js";

const DOUBLE_PRESS_MS = 700;
const REFRESH_AT_MOST_EVERY_MS = 300;
const REFRESH_MS = 30000;
const DEVICES_MS = 15000;
const AUTO_CALL_AFTER_S = 3;
const LISTED = ["waiting", "called", "serving", "held", "no_show"];

const data = pageData();
const texts = createTexts(data.texts, data.language);
const services = new Map(data.services.map((service) => [service.code, service]));
const counters = new Map(data.counters.map((counter) => [counter.code, counter]));
const office = encodeURIComponent(data.office);
const remembered = `moiso.${data.office}.counter`;
const keysOff = "moiso.keys-off";

let counter = null;
let board = null;
let tickets = [];
let desks = [];
let tab = "waiting";
let doing = null; // the action under way
let wished = null; // what was pressed meanwhile: {action, ticket}
let confirmed = 0; // actions, by the server
let undoUntil = null;
let lastNext = -Infinity;
let devices = null;
let before = null;
let autoAt = null;
const procedures = new Map();
const ding = new Ding();
const questions = createConsoleQuestions({ data, texts, services, counters });
const showLocks = createKioskLocks({ button: find("#kiosks"), office, texts, devices: () => devices, failed: (error) => refused(error) });

const here = () => board?.counters.find((one) => one.counter === counter) ?? null;
const desk = () => desks.find((one) => one.counter === counter) ?? null;
const current = () => ticketAt(tickets, counter);
const orderKey = () => `moiso.${data.office}.${counter}.services`;
const ordered = () => chosenServices(localStorage.getItem(orderKey()), counters.get(counter)?.services ?? []);
const isOn = (id) => find(`#${id}`).getAttribute("aria-pressed") === "true";
const nameOf = (code) => textIn(services.get(code)?.name, data.language);

// --- what is known ---

const refresh = coalesce(async () => {
  const since = confirmed;
  try {
    const states = LISTED.map((state) => `state=${state}`).join("&");
    const answers = await Promise.all([
      request("GET", `/offices/${office}/tickets?${states}`),
      request("GET", `/offices/${office}/board`),
      request("GET", `/offices/${office}/desks`),
    ]);
    feed.offer(answers[1]);
    if (since !== confirmed) {
      refresh(); // The lists may be of before the action, which is on the screen already.
      return;
    }
    const earlier = desks;
    tickets = answers[0].tickets;
    desks = answers[2].desks;
    follow(earlier);
    render();
    showProcedure();
  } catch (error) {
    if (error instanceof Refused) refused(error);
  }
}, REFRESH_AT_MOST_EVERY_MS);

const feed = followBoard({
  office: data.office,
  onBoard: (news) => {
    board = news;
    const now = here();
    if (isOn("sound") && !current() && hasArrival(before, now)) ding.play();
    before = now;
    if (isSetUpAnew(news) && isIdle()) {
      location.reload();
      return;
    }
    render();
    refresh();
  },
  onAway: (away) => {
    find("#offline").hidden = !away;
    document.body.toggleAttribute("data-away", away);
    if (!away) refresh();
  },
});
const socket = openSocket("/counter", {}, { connect: watch, changed: refresh });

/** Go along to the counter that a supervisor sent this member of staff to. */
function follow(earlier) {
  const sent = sentTo(earlier, desks, counter, data.operator);
  if (!sent || !isIdle()) return;
  choose(sent);
  setText(find("#said"), texts.say("sent_to", { counter: counterNameIn(counters.get(sent)?.name ?? sent, data.language) }));
}

/** Show what the citizen came for, as soon as it is known. */
async function showProcedure() {
  const ticket = current();
  setText(find("#procedure"), ticket?.procedure ? (procedures.get(ticket.procedure) ?? "") : "");
  if (!ticket?.procedure || procedures.has(ticket.procedure)) return;
  procedures.set(ticket.procedure, await procedureName(ticket.procedure));
  showProcedure();
}

/** Return whether the office has other counters or services than this page knows. */
function isSetUpAnew(news) {
  const known = [[...counters.values()].map((one) => [one.code, one.name]), [...services.values()].map((one) => [one.code, nameOf(one.code)])];
  const present = [news.counters.map((one) => [one.counter, one.name]), news.services.map((one) => [one.service, textIn(one.name, data.language)])];
  return JSON.stringify(known) !== JSON.stringify(present);
}

/** Return whether nothing that was entered would be lost. */
function isIdle() {
  return !doing && !document.querySelector("dialog[open]") && !find("#note").value && !find("#dossier").value;
}

function watch() {
  if (counter) socket.emit("counter.watch", { counter: `${data.office}:${counter}` });
  refresh();
}

const lookAround = coalesce(async () => {
  try {
    const [found, paper] = await Promise.all([
      request("GET", `/offices/${office}/devices`),
      request("GET", `/offices/${office}/printers`),
    ]);
    devices = { ...found, printers: paper.printers };
  } catch {
    devices = null;
  }
  renderEquipment();
}, DEVICES_MS / 5);

function choose(code) {
  counter = code;
  undoUntil = null;
  before = null;
  localStorage.setItem(remembered, code);
  const address = new URL(location.href);
  address.searchParams.set("counter", code);
  history.replaceState(null, "", address);
  watch();
  render();
}

// --- doing ---

/** Do one thing at the counter, once, and say how it went. */
async function act(action, body = {}) {
  if (doing || !counter) return false;
  doing = action;
  render();
  try {
    const path = `/counters/${office}:${encodeURIComponent(counter)}/${action}`;
    const answer = await new Intention().act((key) => insist(() => request("POST", path, { body, key })));
    accepted(action, answer);
    return true;
  } catch (error) {
    refused(error);
    wished = null;
    return false;
  } finally {
    doing = null;
    render();
    refresh();
    granted();
  }
}

/** Act on a button or key; what is pressed while another action is under way waits for it, a second press of that one is the same wish. */
function press(action) {
  if (!doing) KEYED[action]();
  else if (action !== doing) wished = { action, ticket: current()?.id };
}

/** Do what was pressed meanwhile, unless the counter has another ticket now: it was not meant for that one. */
function granted() {
  const wish = wished;
  wished = null;
  if (wish && wish.ticket === current()?.id && !find(`[data-action=${wish.action}]`).disabled) KEYED[wish.action]();
}

function accepted(action, answer) {
  confirmed += 1;
  find("#refused").hidden = true;
  const { ticket, reason } = answer;
  if (ticket) {
    const known = tickets.find((one) => one.id === ticket.id);
    const ended = current(); // A counter has one open ticket: whoever was there has left it, or is the ticket.
    tickets = [...tickets.filter((one) => one.id !== ticket.id && one !== ended), { ...known, ...ticket, ...(reason && { reason }) }];
  }
  if (action in KEYED && action !== "details") undoUntil = action === "undo" ? 0 : serverClock.now() + data.rules.undo_s * 1000;
  const said = `said_${action.replace("-", "_")}`;
  setText(find("#said"), texts.has(said) ? texts.say(said, { number: ticket?.number ?? "" }) : "");
}

function refused(error) {
  if (error instanceof Refused && error.code === "unauthorized") {
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    return;
  }
  let sentence = error instanceof NoAnswer ? texts.say("not_done") : texts.error(error.code);
  if (error.code === "no_show_too_soon") sentence = `${sentence} ${noShowHint(current())}`;
  setText(find("#said"), "");
  find("#refused").replaceChildren(icon("warning"), el("span", {}, sentence));
  find("#refused").hidden = false;
}

const KEYED = {
  "call-next": () => callNext(true),
  recall: () => act("recall"),
  start: () => act("start"),
  finish: () => finish(),
  "finish-with": () => question(questions.finish(current(), counter, find("#note").value, find("#dossier").value), finish),
  "no-show": () => act("no-show"),
  hold: () => question(questions.hold(current()), (values) => act("hold", values)),
  transfer: () => question(questions.transfer(current(), counter, board, desks), (values) => act("transfer", values)),
  details: () => details(current()),
  undo: () => act("undo"),
};

async function callNext(asked) {
  // A second press right after the first is the same wish; a hurried double click must not call two people.
  if (performance.now() - lastNext < DOUBLE_PRESS_MS) return;
  lastNext = performance.now();
  if (asked && wouldEndService(current()) && !(await questions.callNext(current()))) return;
  if (current() && (find("#note").value || find("#dossier").value) && !(await finish())) return;
  const services = ordered();
  await act("call-next", services.length ? { services } : {});
  lastNext = performance.now();
}

/** Finish the ticket with what was entered beside it, or in the dialog. */
async function finish({ note = find("#note").value, dossier = find("#dossier").value, services = [] } = {}) {
  const words = { note: note.trim(), dossier: dossier.trim() };
  const done = await act("finish", {
    ...(words.note && { note: words.note }),
    ...(words.dossier && { dossier: words.dossier }),
    ...(services.length && { services }),
  });
  if (done) find("#note").value = find("#dossier").value = "";
  return done;
}

async function question(asked, go) {
  const values = await asked;
  if (values) await go(values);
}

const DESK = {
  open: () => act("open", { office: data.office }),
  "take-over": async () => {
    const colleague = desk()?.name;
    if (colleague && !(await questions.takeOver(colleague))) return;
    const done = await act("open", { office: data.office });
    if (done && colleague) setText(find("#said"), texts.say("said_take_over"));
  },
  resume: () => act("resume"),
  pause: () => question(questions.pause(), (values) => act("pause", values)),
  close: () => act("close"),
};

/** Do something for a ticket of the lists. */
function actOnTicket(ticket, action, body) {
  return atReception(`/tickets/${encodeURIComponent(ticket.id)}/${action}`, body, () => texts.say(`said_${action}`, { number: ticket.number }));
}

const hasPrinter = () => Boolean(devices?.printers.length);

/** Print the ticket of somebody who has lost it, marked as a copy. */
function reprint(ticket) {
  return actOnTicket(ticket, "reprint", {});
}

/** Give out a number for somebody who can't use the kiosk. */
function issue(wish) {
  return atReception(`/offices/${office}/tickets`, { ...wish, language: data.language }, (answer) =>
    texts.say("said_issue", { number: answer.number, n: answer.ahead }),
  );
}

async function atReception(path, body, words) {
  try {
    const answer = await new Intention().act((key) => insist(() => request("POST", path, { body, key })));
    find("#refused").hidden = true;
    setText(find("#said"), words(answer));
  } catch (error) {
    refused(error);
  } finally {
    refresh();
  }
}

// --- showing ---

function render() {
  const shown = here();
  const staffed = desk();
  const ticket = current();
  const state = shown?.state;
  setText(find("#counter-name"), counter ? counterNameIn(counters.get(counter).name, data.language) : texts.say("choose_counter"));
  setText(find("#desk-state"), state ? texts.say(`desk_${state}`) : "");
  find("#desk-state").dataset.state = state ?? "";
  const takes = mayTake(staffed, data.operator);
  const allowed = deskActions(state, takes);
  const other = staffed?.operator && staffed.operator !== data.operator.id ? staffed.name : null;
  const back = state === "paused" && staffed?.back_at && texts.say("pause_until", { time: clockTime(staffed.back_at).slice(0, 5) });
  setText(find("#desk-who"), [other, ["closed", "paused"].includes(state) ? staffed?.reason : null, back].filter(Boolean).join(" · "));
  setText(find("#take-over"), texts.say(other ? "take_over" : "work_here"));
  for (const button of document.querySelectorAll("[data-desk]")) {
    button.hidden = !allowed.includes(button.dataset.desk);
    button.disabled = Boolean(doing) || !data.operator.serves;
  }
  for (const button of document.querySelectorAll("[data-action]")) {
    const offered = offers(button.dataset.action, { desk: state, ticket, undoUntil, now: serverClock.now() });
    button.disabled = !offered || (!data.operator.serves && button.dataset.action !== "details");
    button.setAttribute("aria-busy", String(Boolean(doing)));
  }
  renderTicket(ticket, shown);
  whenUnpressed("lists", renderLists);
  showLocks(board);
  renderEquipment();
  const chosen = ordered();
  setText(find("#chosen"), chosen.map(nameOf).join(" → "));
}

function renderEquipment() {
  showTroubles(find("#troubles"), troubles(devices, counter, texts));
  const ticket = current();
  find("#reprint").hidden = !(ticket && data.operator.receives && hasPrinter());
  const spoken = ticket?.state === "called" ? announced(devices, board, counter, ticket.number) : null;
  setText(find("#spoken"), spoken ? texts.say(`call_${spoken}`) : "");
  find("#spoken").dataset.state = spoken ?? "";
}

/** Return the office's time of day of an instant. */
function clockTime(instant) {
  return new Date(instant).toLocaleTimeString("vi-VN", { timeZone: data.time_zone });
}

function noShowHint(ticket) {
  const missing = noShowMissing(ticket, data.rules, serverClock.now());
  if (!missing) return "";
  const parts = [
    missing.calls && texts.count("no_show_calls", missing.calls),
    missing.seconds && texts.say("no_show_from", { time: clockTime(missing.from), n: missing.seconds }),
  ];
  return texts.say("no_show_needs", { what: parts.filter(Boolean).join(", ") });
}

function renderTicket(ticket, desk) {
  find("#ticket").dataset.state = ticket?.state ?? "none";
  setText(find("#number"), ticket?.number ?? "–");
  setText(find("#state"), ticket ? texts.say(`state_${ticket.state}`) : texts.say("state_none"));
  const special = ticket && ticket.priority_class && ticket.priority_class !== "normal";
  find("#class").hidden = !special;
  if (special) setText(find("#class"), texts.say(`class_${ticket.priority_class}`));
  const waiting = desk?.state === "closed" ? texts.say("for_nobody") : texts.count("for_you", desk?.waiting ?? 0);
  setText(find("#service"), ticket ? nameOf(ticket.service) : waiting);
  setText(find("#why"), ticket ? [reasonWords(ticket.reason, texts), ticket.note].filter(Boolean).join(" · ") : "");
  tick();
}

function renderLists() {
  const desk = here();
  const own = find("#mine").checked ? counters.get(counter)?.services : null;
  const inTab = (state) => listed(tickets, { state, text: find("#filter").value, services: own, nameOf });
  const focused = document.activeElement?.id;
  find("#tabs").replaceChildren(...tabButtons((state) => inTab(state).length, tab, texts, chooseTab));
  if (focused?.startsWith("tab-")) document.getElementById(focused)?.focus();
  find("#list").setAttribute("aria-labelledby", `tab-${tab}`);
  keepFocus(find("#list"), () =>
    find("#list").replaceChildren(
      ...rows(inTab(tab), {
        services,
        texts,
        now: serverClock.now(),
        isSearch: find("#filter").value.trim() !== "",
        canCall: data.operator.serves && desk && !["closed", "paused"].includes(desk.state),
        canReceive: data.operator.receives,
        doing: {
          details: (one) => details(one),
          priority: (one) => question(questions.priority(one), (values) => actOnTicket(one, "priority", values)),
          call: (one) => question(questions.call(one, current()), (values) => act("call", { ticket: one.id, ...values })),
          giveBack: (one) => actOnTicket(one, "return"),
          reprint: hasPrinter() && reprint,
          cancel: (one) => question(questions.cancel(one), () => actOnTicket(one, "cancel")),
        },
      }),
    ),
  );
}

/** Go to the first ticket that was found: to calling it, where that is possible. */
function enterList() {
  const list = find("#list");
  (list.querySelector("[data-does=call]") ?? list.querySelector("button"))?.focus();
}

/** A list that is drawn anew keeps the keyboard where it was. */
function keepFocus(list, draw) {
  const label = list.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
  draw();
  if (label) [...list.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === label)?.focus();
}

function chooseTab(state) {
  tab = state;
  render();
  document.getElementById(`tab-${state}`).focus();
}

async function details(ticket) {
  try {
    await showDetails(ticket, { data, texts, services, counters });
  } catch (error) {
    refused(error);
  }
}

/** Call by itself when the counter has been free for a moment; whoever presses anything else comes first. */
function autoCall(ticket) {
  const due = callsItself({ desk: here(), ticket, auto: isOn("auto") }) && !doing && !document.querySelector("dialog[open]");
  if (!due) {
    if (autoAt !== null) setText(find("#said"), "");
    autoAt = null;
    return;
  }
  autoAt ??= serverClock.now() + AUTO_CALL_AFTER_S * 1000;
  const left = Math.ceil((autoAt - serverClock.now()) / 1000);
  if (left > 0) setText(find("#said"), texts.say("auto_in", { n: left }));
  else {
    autoAt = null;
    callNext(false);
  }
}

/** What changes by the second. */
function tick() {
  const ticket = current();
  autoCall(ticket);
  setText(find("#hint"), noShowHint(ticket));
  const since = ticket && Date.parse(ticket.state === "serving" ? ticket.started_at : ticket.called_at);
  setText(find("#elapsed"), since ? elapsed((serverClock.now() - since) / 1000) : "");
  const undo = find("[data-action=undo]");
  const left = undoUntil ? Math.ceil((undoUntil - serverClock.now()) / 1000) : 0;
  setText(find("span", undo), left > 0 ? texts.say("undo_left", { n: left }) : texts.say("undo"));
  if (undoUntil && left <= 0) undo.disabled = true;
}

// --- keys and buttons ---

for (const button of document.querySelectorAll("[data-action]")) {
  button.addEventListener("click", () => press(button.dataset.action));
}
find("#reprint").addEventListener("click", () => reprint(current()));
for (const button of document.querySelectorAll("[data-desk]")) {
  button.addEventListener("click", () => DESK[button.dataset.desk]());
}
for (const id of ["auto", "sound"]) {
  const button = find(`#${id}`);
  const kept = `moiso.${id}`;
  button.setAttribute("aria-pressed", String(Boolean(localStorage.getItem(kept))));
  button.addEventListener("click", () => {
    const on = !isOn(id);
    button.setAttribute("aria-pressed", String(on));
    localStorage.setItem(kept, on ? "1" : "");
    if (on && id === "sound") ding.play();
    tick();
  });
}
find("#order").addEventListener("click", () =>
  question(questions.order(counter, ordered().length ? ordered() : (counters.get(counter)?.services ?? [])), ({ services: chosen }) => {
    localStorage.setItem(orderKey(), chosen.join(","));
    render();
  }),
);
for (const id of ["issue", "kiosks"]) find(`#${id}`).hidden = !data.operator.receives;
find("#issue").addEventListener("click", () => question(questions.issue(), issue));
find("#switch").addEventListener("click", () => question(questions.counter(board, counter, desks), (values) => choose(values.counter)));
find("#filter").addEventListener("input", render);
find("#filter").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) enterList();
});
find("#mine").addEventListener("change", render);
find("#tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) chooseTab(TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length]);
});
find("#keys").addEventListener("click", () => useKeys(document.body.hasAttribute("data-keys-off")));
addEventListener("keydown", (event) => {
  const key = document.querySelector("dialog[open]") || document.body.hasAttribute("data-keys-off") ? null : shortcutOf(event);
  if (!key) return;
  const button = [...document.querySelectorAll(`[aria-keyshortcuts="${key}"]`)].find((one) => !one.hidden);
  if (!button || button.disabled) return;
  event.preventDefault();
  if (button.tagName === "INPUT") button.focus();
  else button.click();
});

/** Shortcuts of one letter can be switched off (WCAG 2.1.4). */
function useKeys(on) {
  document.body.toggleAttribute("data-keys-off", !on);
  find("#keys").setAttribute("aria-pressed", String(on));
  localStorage.setItem(keysOff, on ? "" : "1");
}

useKeys(!localStorage.getItem(keysOff));
setInterval(tick, 1000);
setInterval(refresh, REFRESH_MS);
setInterval(lookAround, DEVICES_MS);
lookAround();
const first = data.counter ?? localStorage.getItem(remembered);
if (counters.has(first)) choose(first);
else if (data.operator.serves) question(questions.counter(board, counter, desks), (values) => choose(values.counter));
render();
