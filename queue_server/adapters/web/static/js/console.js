// The staff's place of work: one counter, its ticket, its lists, every action by button and key.

import { Intention, NoAnswer, insist, Refused, request, serverClock } from "./api.js";
import { coalesce } from "./coalesce.js";
import { createConsoleQuestions } from "./console_questions.js";
import { rows, TABS, tabButtons } from "./console_list.js";
import { deskActions, listed, offers, ticketAt } from "./console_rules.js";
import { el, find, icon, pageData, setText } from "./dom.js";
import { elapsed } from "./elapsed.js";
import { followBoard } from "./feed.js";
import { reasonWords } from "./reason_words.js";
import { shortcutOf } from "./shortcuts.js";
import { openSocket } from "./socket.js";
import { counterNameIn, createTexts, textIn } from "./texts.js";

const DOUBLE_PRESS_MS = 700;
const REFRESH_AT_MOST_EVERY_MS = 300;
const REFRESH_MS = 30000;
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
let tab = "waiting";
let busy = false;
let undoUntil = null;
let lastNext = -Infinity;
const reasons = new Map(JSON.parse(sessionStorage.getItem("moiso.reasons") ?? "[]"));
const questions = createConsoleQuestions({ data, texts, services, counters });

const here = () => board?.counters.find((one) => one.counter === counter) ?? null;
const current = () => ticketAt(tickets, counter);
const nameOf = (code) => textIn(services.get(code)?.name, data.language);

// --- what is known ---

const refresh = coalesce(async () => {
  try {
    const states = LISTED.map((state) => `state=${state}`).join("&");
    const answers = await Promise.all([
      request("GET", `/offices/${office}/tickets?${states}`),
      request("GET", `/offices/${office}/board`),
    ]);
    tickets = answers[0].tickets;
    board = answers[1];
    render();
  } catch (error) {
    if (error instanceof Refused) refused(error);
  }
}, REFRESH_AT_MOST_EVERY_MS);

followBoard({
  office: data.office,
  onBoard: (news) => {
    board = news;
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

function watch() {
  if (counter) socket.emit("counter.watch", { counter: `${data.office}:${counter}` });
  refresh();
}

function choose(code) {
  counter = code;
  undoUntil = null;
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
  if (busy || !counter) return false;
  busy = true;
  render();
  try {
    const path = `/counters/${office}:${encodeURIComponent(counter)}/${action}`;
    const answer = await new Intention().act((key) => insist(() => request("POST", path, { body, key })));
    accepted(action, answer);
    return true;
  } catch (error) {
    refused(error);
    return false;
  } finally {
    busy = false;
    render();
    refresh();
  }
}

function accepted(action, answer) {
  find("#refused").hidden = true;
  const { ticket, reason } = answer;
  if (ticket && reason) {
    reasons.set(ticket.id, reason);
    sessionStorage.setItem("moiso.reasons", JSON.stringify([...reasons].slice(-50)));
  }
  if (ticket) tickets = [...tickets.filter((one) => one.id !== ticket.id), { ...tickets.find((one) => one.id === ticket.id), ...ticket }];
  if (action in KEYED) undoUntil = action === "undo" ? 0 : serverClock.now() + data.rules.undo_s * 1000;
  const said = `said_${action.replace("-", "_")}`;
  setText(find("#said"), texts.has(said) ? texts.say(said, { number: ticket?.number ?? "" }) : "");
}

function refused(error) {
  if (error instanceof Refused && error.code === "unauthorized") {
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    return;
  }
  const sentence = error instanceof NoAnswer ? texts.say("not_done") : texts.error(error.code);
  setText(find("#said"), "");
  find("#refused").replaceChildren(icon("warning"), el("span", {}, sentence));
  find("#refused").hidden = false;
}

const KEYED = {
  "call-next": callNext,
  recall: () => act("recall"),
  start: () => act("start"),
  finish: finish,
  "no-show": () => act("no-show"),
  hold: () => question(questions.hold(current()), (values) => act("hold", values)),
  transfer: () => question(questions.transfer(current(), counter), (values) => act("transfer", values)),
  undo: () => act("undo"),
};

async function callNext() {
  // A second press right after the first is the same wish; a hurried double click must not call two people.
  if (performance.now() - lastNext < DOUBLE_PRESS_MS) return;
  lastNext = performance.now();
  if (current() && (find("#note").value || find("#dossier").value) && !(await finish())) return;
  await act("call-next");
  lastNext = performance.now();
}

async function finish() {
  const [note, dossier] = [find("#note").value.trim(), find("#dossier").value.trim()];
  const done = await act("finish", { ...(note && { note }), ...(dossier && { dossier }) });
  if (done) find("#note").value = find("#dossier").value = "";
  return done;
}

async function question(asked, go) {
  const values = await asked;
  if (values) await go(values);
}

const DESK = {
  open: () => act("open", { office: data.office }),
  resume: () => act("resume"),
  pause: () => question(questions.pause(), (values) => act("pause", values)),
  close: () => act("close"),
};

/** Do something for a ticket of the lists. */
async function actOnTicket(ticket, action) {
  try {
    const path = `/tickets/${encodeURIComponent(ticket.id)}/${action}`;
    await new Intention().act((key) => insist(() => request("POST", path, { key })));
    find("#refused").hidden = true;
    setText(find("#said"), texts.say(`said_${action}`, { number: ticket.number }));
  } catch (error) {
    refused(error);
  } finally {
    refresh();
  }
}

// --- showing ---

function render() {
  const desk = here();
  const ticket = current();
  const state = desk?.state;
  setText(find("#counter-name"), counter ? counterNameIn(counters.get(counter).name, data.language) : texts.say("choose_counter"));
  setText(find("#desk-state"), state ? texts.say(`desk_${state}`) : "");
  find("#desk-state").dataset.state = state ?? "";
  const allowed = deskActions(state);
  for (const button of document.querySelectorAll("[data-desk]")) {
    button.hidden = !allowed.includes(button.dataset.desk);
    button.disabled = busy || !data.operator.serves;
  }
  for (const button of document.querySelectorAll("[data-action]")) {
    const offered = offers(button.dataset.action, { desk: state, ticket, undoUntil, now: serverClock.now() });
    button.disabled = !offered || !data.operator.serves;
    button.setAttribute("aria-busy", String(busy));
  }
  renderTicket(ticket, desk);
  renderLists(desk);
}

function renderTicket(ticket, desk) {
  find("#ticket").dataset.state = ticket?.state ?? "none";
  setText(find("#number"), ticket?.number ?? "–");
  setText(find("#state"), ticket ? texts.say(`state_${ticket.state}`) : texts.say("state_none"));
  const special = ticket && ticket.priority_class && ticket.priority_class !== "normal";
  find("#class").hidden = !special;
  if (special) setText(find("#class"), texts.say(`class_${ticket.priority_class}`));
  setText(find("#service"), ticket ? nameOf(ticket.service) : texts.count("for_you", desk?.waiting ?? 0));
  setText(find("#why"), ticket ? reasonWords(reasons.get(ticket.id), texts) || (ticket.note ?? "") : "");
  tick();
}

function renderLists(desk) {
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
        canCall: data.operator.serves && desk && !["closed", "paused"].includes(desk.state),
        canReceive: data.operator.receives,
        doing: {
          call: (one) => question(questions.call(one), (values) => act("call", { ticket: one.id, ...values })),
          giveBack: (one) => actOnTicket(one, "return"),
          cancel: (one) => question(questions.cancel(one), () => actOnTicket(one, "cancel")),
        },
      }),
    ),
  );
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

/** What changes by the second. */
function tick() {
  const ticket = current();
  const since = ticket && Date.parse(ticket.state === "serving" ? ticket.started_at : ticket.called_at);
  setText(find("#elapsed"), since ? elapsed((serverClock.now() - since) / 1000) : "");
  const undo = find("[data-action=undo]");
  const left = undoUntil ? Math.ceil((undoUntil - serverClock.now()) / 1000) : 0;
  setText(find("span", undo), left > 0 ? texts.say("undo_left", { n: left }) : texts.say("undo"));
  if (undoUntil && left <= 0) undo.disabled = true;
}

// --- keys and buttons ---

for (const button of document.querySelectorAll("[data-action]")) {
  button.addEventListener("click", () => !busy && KEYED[button.dataset.action]());
}
for (const button of document.querySelectorAll("[data-desk]")) {
  button.addEventListener("click", () => DESK[button.dataset.desk]());
}
find("#switch").addEventListener("click", () => question(questions.counter(board, counter), (values) => choose(values.counter)));
find("#filter").addEventListener("input", render);
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
const wished = data.counter ?? localStorage.getItem(remembered);
if (counters.has(wished)) choose(wished);
else if (data.operator.serves) question(questions.counter(board, counter), (values) => choose(values.counter));
render();
