// The kiosk: at most three taps to a number, starts over by itself, survives a server that is away.

import { insist, Intention, NoAnswer, request } from "./api.js";
import { printHere } from "./browser_print.js";
import { el, find, icon, pageData, setText } from "./dom.js";
import { IdleTimer } from "./idle_timer.js";
import { findScreen, procedureFacts } from "./kiosk_find.js";
import { bookScreen, mayRate, moreDoors, rateDoor, rateScreen } from "./kiosk_more.js";
import { watchPrinter } from "./kiosk_printer.js";
import { confirmScreen, homeScreen, ownScreen, ticketScreen } from "./kiosk_screens.js";
import { asksAboutWait, askScreen, furtherGone, furtherRefused, furtherScreen, lockNote, mayFollow, visitList } from "./kiosk_visit.js";
import { followServices } from "./office_state.js";
import { readScan, ScanBuffer } from "./scanner.js";
import { counterNameIn, createTexts } from "./texts.js";

const TICKET_S = 20;
const TICKET_WITHOUT_PAPER_S = 40;
const TOLD_MS = 7000;
const MOST_SERVICES = 4;

const data = pageData();
const root = document.documentElement;
const speakers = Object.fromEntries(Object.keys(data.texts).map((code) => [code, createTexts(data.texts, code)]));
const start = { language: data.language, theme: root.dataset.theme };

let state = fresh();
let screen = { update: () => {} };
let away = false;
let closing = null;
let procedures = false;
let locks = data.locks;
let telling = null;

const texts = () => speakers[state.language];

function fresh() {
  return { language: start.language, name: "home", page: 0, priority: false, service: null, procedure: null, looking: { query: "", field: null }, ticket: null, own: null, token: null, wishes: {}, then: [], card: null };
}

const live = followServices({
  office: data.office,
  services: data.services,
  onChange: (services, rebuilt) => (rebuilt && state.name === "home" ? render({ focus: false }) : screen.update(services)),
  onAway: (now) => {
    away = now;
    showAway();
  },
  onBoard: (board) => {
    locks = board.kiosk_locks;
    showLock();
  },
});

const printer = watchPrinter({ office: data.office, kiosk: data.kiosk, onChange: (trouble) => screen.paper?.(trouble) });

const idle = new IdleTimer({
  warn: (seconds) => {
    setText(find("#idle-text"), texts().count("idle_text", seconds));
    // Whoever can't do anything now is not asked.
    if (!document.querySelector(":is(#idle, #away, #locked)[open]")) find("#idle").showModal();
  },
  stay: () => find("#idle").close(),
  reset: startOver,
});

/** Everything as the next person expects it: language, contrast, size, place. */
function startOver() {
  clearInterval(closing);
  idle.stop();
  root.dataset.theme = start.theme;
  root.removeAttribute("data-large");
  root.removeAttribute("data-low");
  state = fresh();
  tell("");
  render({ focus: false });
  showAway();
  showLock();
}

/** Whether the screen ends by itself. */
const ends = () => ["ticket", "own", "rate"].includes(state.name);

/** Whether somebody would lose something if the screen started over. */
function untouched() {
  const plain = !root.hasAttribute("data-large") && !root.hasAttribute("data-low") && root.dataset.theme === start.theme;
  return plain && state.name === "home" && !state.card && !state.priority && !state.page && state.language === start.language;
}

function go(change) {
  Object.assign(state, change);
  render({ focus: true });
}

function perPage() {
  const portrait = innerHeight > innerWidth;
  const low = root.hasAttribute("data-low");
  if (root.hasAttribute("data-large")) return portrait && !low ? 6 : 4;
  return low ? 6 : 8;
}

function render({ focus }) {
  root.lang = state.language;
  renderTools();
  setText(find("#idle-title"), texts().say("idle_title"));
  setText(find("#idle-stay"), texts().say("idle_stay"));
  const service = live.services.get(state.service);
  const screens = { home, find: finder, confirm, further, ask, ticket: issued, own, book, rating, rate, unpaired };
  screen = { update: () => {}, ...screens[data.allowed ? state.name : "unpaired"](service) };
  find("#screen").replaceChildren(screen.element);
  screen.update(live.services);
  screen.paper?.(printer.trouble);
  if (focus) screen.element.querySelector("h1")?.focus({ preventScroll: true });
}

function home() {
  const all = [...live.services.values()];
  const size = perPage();
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = state.page % pages;
  return homeScreen({
    texts: texts(),
    services: all.slice(page * size, (page + 1) * size),
    page,
    pages,
    priority: state.priority,
    onChoose: (service) => go({ name: "confirm", service, procedure: null, wishes: {}, then: [] }),
    onFind: procedures && (() => go({ name: "find" })),
    onPage: () => go({ page: (page + 1) % pages }),
    onPriority: () => go({ priority: !state.priority }),
    more: moreDoors({
      texts: texts(),
      onBook: data.books && (() => go({ name: "book" })),
      onRate: data.rates && (() => go({ name: "rating" })),
    }),
  });
}

function finder() {
  return findScreen({
    texts: texts(),
    office: data.office,
    services: live.services,
    start: state.looking,
    onChoose: choose,
    onBack: () => go({ name: "home", looking: { query: "", field: null } }),
    onChange: (looking) => Object.assign(state, { looking }),
  });
}

/** Show what a procedure needs before a number is taken for it. */
async function choose(listed) {
  const here = screen;
  let procedure = { ...listed, documents: [], time_limit: "", fee: "" };
  try {
    procedure = await request("GET", `/procedures/${encodeURIComponent(listed.code)}`);
  } catch {
    // The number matters more than the list of documents.
  }
  if (screen === here) go({ name: "confirm", service: listed.service, procedure, wishes: {}, then: [] });
}

function confirm(service) {
  const { procedure } = state;
  return confirmScreen({
    texts: texts(),
    service,
    title: procedure?.name,
    facts: procedure && procedureFacts(procedure, texts(), root.hasAttribute("data-large") || innerHeight < 900 ? 3 : 6),
    visit: visit(service),
    priority: state.priority,
    onTake: take,
    onBack: () => (procedure ? go({ name: "find", procedure: null }) : go({ name: "home", service: null })),
  });
}

/** Services after the first one, where the office lets people take one number for several. */
function visit(service) {
  if (!data.several || live.services.size < 2) return null;
  const change = (then) => go({ name: "confirm", then, wishes: {} });
  return visitList({
    texts: texts(),
    services: live.services,
    then: state.then,
    onRemove: (code) => change(state.then.filter((one) => one !== code)),
    onAdd: state.then.length < MOST_SERVICES && otherServices(service).some(mayFollow) && (() => go({ name: "further" })),
  });
}

/** Services that are not part of the visit yet; those that can be had first. */
function otherServices(service) {
  const others = [...live.services.values()].filter((one) => one.code !== service.code && !state.then.includes(one.code));
  return [...others.filter(mayFollow), ...others.filter((one) => !mayFollow(one))];
}

function further(service) {
  return furtherScreen({
    texts: texts(),
    services: otherServices(service).slice(0, 8),
    onChoose: (code) => go({ name: "confirm", then: [...state.then, code], wishes: {} }),
    onBack: () => go({ name: "confirm" }),
  });
}

function ask(service) {
  return askScreen({ texts: texts(), service, onYes: () => take(false, true), onNo: startOver });
}

async function take(priority, sure = false) {
  if (!priority && !sure && asksAboutWait(live.services.get(state.service), data.ask_wait_min)) {
    go({ name: "ask" });
    return;
  }
  const { wishes, service, language } = state;
  const [here, visitor] = [screen, state];
  if (here.sending) return;
  const wish = { service, priority_class: priority ? "priority" : "normal", language };
  if (state.then.length) wish.then = state.then;
  if (state.card) wish.person = state.card;
  if (state.procedure) wish.procedure = state.procedure.code;
  // The same wish stays the same intention: a second tap asks for the same number, not for another one.
  const intention = (wishes[wish.priority_class] ??= new Intention());
  here.send(true);
  try {
    const ticket = await intention.act((key) =>
      insist(() => request("POST", `/offices/${encodeURIComponent(data.office)}/tickets`, { body: wish, key })),
    );
    printHere(ticket, data.browser_paper);
    printer.look();
    tell("");
    // Also to who changed the language or went back meanwhile: the number is theirs, and would be lost.
    if (state === visitor) go({ name: "ticket", ticket, card: null });
  } catch (error) {
    live.refresh();
    const gone = live.services.get(furtherRefused(error));
    if (gone && screen === here) {
      go({ name: "confirm", then: state.then.filter((one) => one !== gone.code), wishes: {} });
      screen.fail(furtherGone(gone, error, texts()));
    } else here.fail(error instanceof NoAnswer ? texts().say("no_answer") : texts().error(error.code));
  } finally {
    here.send(false);
  }
}

function issued(service) {
  clearInterval(closing);
  idle.stop();
  // A number is shown even if its service has been removed since.
  return closingScreen(ticketScreen({ texts: texts(), ticket: state.ticket, service: service ?? { name: {} }, onDone: startOver }));
}

/** A screen that ends by itself, later where the paper is missing; any touch puts it off. */
function closingScreen(shown) {
  const whole = () => (printer.trouble && state.ticket?.printer ? TICKET_WITHOUT_PAPER_S : TICKET_S);
  let left = whole();
  shown.closing(left);
  closing = setInterval(() => {
    left -= 1;
    if (left <= 0) startOver();
    else shown.closing(left);
  }, 1000);
  const stay = () => shown.closing((left = Math.max(left, whole())));
  const paper = (trouble) => {
    shown.paper?.(trouble);
    stay();
  };
  return { update: () => {}, ...shown, paper, touch: () => shown.closing((left = whole())) };
}

/** A ticket whose QR code was scanned. */
function own() {
  clearInterval(closing);
  idle.stop();
  const counter = counterNameIn(state.own.counter_name ?? state.own.counter ?? "", state.language);
  const onRate = data.rates && mayRate(state.own) && (() => go({ name: "rate" }));
  return closingScreen(ownScreen({ texts: texts(), ticket: state.own, counter, onRate, onDone: startOver }));
}

// --- beside numbers ---

const book = () => bookScreen({ texts: texts(), office: data.office, onBack: () => go({ name: "home" }) });

const rating = () => rateDoor({ texts: texts(), onBack: () => go({ name: "home" }) });

/** Rate what was done for the ticket that was scanned. */
function rate() {
  clearInterval(closing);
  idle.stop();
  return closingScreen(rateScreen({ texts: texts(), token: state.token, ticket: state.own, reasons: data.rates, onDone: startOver }));
}

// --- what is scanned ---

/** What each kind of scan does; a further kind in scanner.js gets an entry here. */
const SCANNED = {
  card: (number) => {
    if (data.cards) state.card = number;
    tell(data.cards ? "card_read" : "card_not_needed");
    if (ends()) startOver();
    if (data.cards) idle.touch();
  },
  ticket: async (token) => {
    try {
      const own = await request("GET", `/tickets/${encodeURIComponent(token)}`);
      if (state.name !== "rating") go({ name: "own", own, token });
      else if (mayRate(own)) go({ name: "rate", own, token });
      else tell("rate_nothing");
    } catch (error) {
      tell(error instanceof NoAnswer ? "no_answer" : "scan_unknown");
    }
  },
  unknown: (text) => {
    // Whoever knows more kinds of codes takes it; see kiosk_code_door.js.
    const taken = !dispatchEvent(new CustomEvent("moiso-scan", { detail: text, cancelable: true }));
    if (!taken && state.name !== "find") tell("scan_unknown");
  },
};

/** Say something for a few seconds, whatever is on the screen; "" takes it away. */
function tell(key) {
  clearTimeout(telling);
  const line = find("#told");
  line.hidden = !key;
  line.toggleAttribute("data-good", key === "card_read");
  line.replaceChildren(...(key ? [icon(key === "card_read" ? "check" : "warning"), el("span", {}, texts().say(key))] : []));
  if (key) telling = setTimeout(() => tell(""), TOLD_MS);
}

const scans = new ScanBuffer();
addEventListener(
  "keydown",
  (event) => {
    const found = scans.key(event.key, event.timeStamp);
    // Blanks and the last Enter of a scan must not press whatever button has the focus.
    if (found.quick || found.scan) event.preventDefault();
    if (!found.scan) return;
    event.stopImmediatePropagation();
    if (away || find("#locked").open || !data.allowed) return;
    const { kind, value } = readScan(found.scan);
    SCANNED[kind](value);
  },
  { capture: true },
);

function renderTools() {
  const others = Object.keys(data.texts).filter((code) => code !== state.language);
  const names = { vi: "Tiếng Việt", en: "English" };
  const toggle = (key, sign, pressed, act) =>
    el("button.tool", { type: "button", "aria-pressed": String(pressed), onclick: act }, icon(sign), texts().say(key));
  find("#tools").setAttribute("aria-label", texts().say("tools"));
  find("#tools").replaceChildren(
    ...others.map((code) =>
      el("button.tool.language", { type: "button", lang: code, onclick: () => go({ language: code }) }, names[code] ?? code),
    ),
    toggle("contrast", "contrast", root.dataset.theme === "contrast", () => {
      root.dataset.theme = root.dataset.theme === "contrast" ? start.theme : "contrast";
      renderTools();
    }),
    toggle("larger", "text-size", root.hasAttribute("data-large"), () => display("data-large")),
    toggle("lower", "lower", root.hasAttribute("data-low"), () => display("data-low")),
  );
}

function display(attribute) {
  root.toggleAttribute(attribute);
  // A number on the screen stays; only the home screen depends on how much fits.
  if (["home", "find"].includes(state.name)) render({ focus: false });
  else renderTools();
}

function unpaired() {
  const element = el(
    "div.unpaired",
    {},
    icon("kiosk"),
    el("h1", { tabindex: "-1" }, texts().say("unpaired")),
    el("p", {}, texts().say("unpaired_text")),
  );
  return { element };
}

/** A number that is being shown stays; the notice comes after it. */
function showAway() {
  const dialog = find("#away");
  if (away && !ends() && !dialog.open) {
    find("#idle").close();
    dialog.showModal();
  }
  if (!away && dialog.open) dialog.close();
}

/** Staff have locked the kiosk; a number that is being shown stays. */
function showLock() {
  const dialog = find("#locked");
  const note = lockNote(locks, data.kiosk);
  if (note !== null && !ends() && !dialog.open) {
    find("#idle").close();
    dialog.showModal();
  }
  if (note === null && dialog.open) dialog.close();
  setText(find("#locked-note"), note ?? "");
}

// Browsers close a dialog at the second Escape whatever is said at the first; whoever has a keyboard stays out all the same.
for (const [dialog, show] of Object.entries({ "#away": showAway, "#locked": showLock })) {
  find(dialog).addEventListener("cancel", (event) => event.preventDefault());
  find(dialog).addEventListener("close", show);
}
find("#idle-stay").addEventListener("click", () => idle.touch());
for (const kind of ["pointerdown", "keydown"]) {
  addEventListener(
    kind,
    () => {
      screen.touch?.();
      // After the tap has done its work: is there anything to start over?
      setTimeout(() => (ends() || untouched() ? idle.stop() : idle.touch()), 0);
    },
    { capture: true },
  );
}
addEventListener("click", () => {
  if (!ends() && !untouched()) idle.touch();
});
// A keyboard, and scanners that type like one, write into the search wherever the focus is.
addEventListener("keydown", (event) => {
  if (state.name !== "find" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === " " && document.activeElement?.matches("button")) return;
  if (event.key.length === 1 || event.key === "Backspace") screen.key(event.key);
});
addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("resize", () => ["home", "find"].includes(state.name) && render({ focus: false }));
render({ focus: false });
showLock();
request("GET", `/procedures?office=${encodeURIComponent(data.office)}&limit=1`).then(
  (answer) => {
    procedures = answer.procedures.length > 0;
    if (state.name === "home") render({ focus: false });
  },
  () => {}, // without the catalogue people choose a service
);
