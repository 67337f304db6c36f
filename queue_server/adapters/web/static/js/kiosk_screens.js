// The kiosk's screens as elements; kiosk.js decides which one is shown and what its buttons do.

import { el, icon, setText } from "./dom.js";
import { allClosedWords, closedWords } from "./opening_words.js";
import { dashKept, textIn } from "./texts.js";
import { remarkWords, waitingWords } from "./waiting_words.js";

const LONG_NAME = 36;
const LONGEST_NAME = 48;
const GROUPS = [
  ["elderly", "group_elderly"],
  ["lower", "group_disabled"],
  ["pregnant", "group_pregnant"],
  ["child", "group_child"],
  ["merit", "group_merit"],
];

/** Return how busy a service is: ["8 waiting", "about 10–15 min"], or why it is closed and until when. */
export function busyWords(service, texts) {
  if (!service.open) return closedWords(service, texts);
  if (service.waiting === null) return [];
  if (service.waiting === 0) return [texts.say("nobody_waiting")];
  const wait = service.expected_wait_s;
  return [texts.count("waiting", service.waiting), waitingWords(wait, texts), remarkWords(wait, texts)].filter(Boolean);
}

function showBusy(element, service, texts) {
  const words = busyWords(service, texts);
  if (element.dataset.shown === words.join()) return;
  element.dataset.shown = words.join();
  element.replaceChildren(...words.map((word) => el("span", {}, word)));
}

/** A service as a ticket to tear off. */
export function tile(service, texts, onChoose) {
  const busy = el("span.busy.tabular");
  const name = textIn(service.name, texts.language);
  const button = el(
    "button.tile",
    { type: "button", onclick: () => onChoose(service.code), "data-service": service.code },
    el(
      "span.paper",
      {},
      el("span.prefix", {}, service.prefix),
      el("span.about", {}, el("span.name", { "data-long": name.length > LONG_NAME, "data-longest": name.length > LONGEST_NAME }, dashKept(name)), busy),
    ),
  );
  const update = (now) => {
    showBusy(busy, now, texts);
    button.disabled = !now.open;
    button.toggleAttribute("data-closed", !now.open);
  };
  update(service);
  return { button, update };
}

/** Choose a service: returns {element, update(services), paper(trouble)}. */
export function homeScreen({ texts, services, page, pages, priority, onChoose, onFind, onPage, onPriority, more }) {
  const tiles = services.map((service) => tile(service, texts, onChoose));
  const title = el("h1", { tabindex: "-1" });
  const subtitle = el("p");
  const pager =
    pages > 1 &&
    el(
      "button.button.pager",
      { type: "button", onclick: onPage },
      el("span", {}, texts.say("page_next")),
      el("small.tabular", {}, texts.say("page_of", { page: page + 1, pages })),
      icon("arrow-right"),
    );
  const element = el(
    "div.home",
    { "data-priority": priority },
    el(
      "div.heading",
      {},
      el(
        "div",
        {},
        title,
        subtitle,
      ),
      pager,
    ),
    el("div.tiles", { "data-count": String(services.length) }, ...tiles.map((one) => one.button)),
    el(
      "div.starts",
      {},
      onFind && el("button.finder", { type: "button", onclick: onFind }, icon("search"), el("span", {}, texts.say("find"))),
      el(
        "button.priority",
        { type: "button", onclick: onPriority, "aria-pressed": String(priority) },
        icon("star"),
        el("strong", {}, texts.say(priority ? "priority_off" : "priority")),
        el("span", {}, priority ? "" : texts.say("priority_for")),
      ),
      more,
    ),
  );
  let trouble = null;
  let closed = null;
  const head = () => {
    const [reason, ...more] = closed ?? [texts.say(priority ? "choose_priority" : "choose")];
    setText(title, reason);
    subtitle.toggleAttribute("data-trouble", Boolean(trouble && !closed));
    setText(subtitle, closed ? more.join(" · ") : texts.say(trouble ? `no_${trouble}` : priority ? "priority_check" : "choose_more"));
  };
  head();
  const update = (now) => {
    services.forEach((service, index) => tiles[index].update(now.get(service.code)));
    closed = allClosedWords([...now.values()], texts);
    head();
  };
  const paper = (found) => {
    trouble = found;
    head();
  };
  return { element, update, paper };
}

/** Confirm a service: returns {element, update(services), fail(sentence)}. */
export function confirmScreen({ texts, service, title, facts, visit, priority, onTake, onBack }) {
  const busy = el("p.busy.tabular");
  const refusal = el("p.notice", { role: "alert", hidden: true });
  const take = (kind, label, ...more) =>
    el(
      `button.take.${kind}`,
      { type: "button", onclick: () => onTake(kind === "with-priority") },
      el("span.label", {}, kind === "with-priority" ? icon("star") : icon("ticket"), label),
      ...more,
    );
  const groups = el("span.groups", {}, ...GROUPS.map(([sign, key]) => el("span", {}, icon(sign), texts.say(key))));
  const withPriority = take(
    "with-priority",
    texts.say("take_priority"),
    groups,
    el("span.check", {}, texts.say("priority_check")),
  );
  const element = el(
    "div.confirm",
    {},
    el(
      "div.chosen",
      {},
      el("span.prefix", {}, service.prefix),
      el("div", {}, el("h1", { tabindex: "-1", "data-long": (title ?? "").length > 60 }, title ?? textIn(service.name, texts.language)), busy),
    ),
    refusal,
    facts,
    el("div.choices", {}, priority ? "" : take("plain", texts.say("take_number")), withPriority),
    el("div.ends", {}, el("button.button.back", { type: "button", onclick: onBack }, icon("arrow-left"), texts.say("back")), visit),
  );
  const buttons = [...element.querySelectorAll(".take")];
  return {
    element,
    sending: false,
    update: (now) => now.has(service.code) && showBusy(busy, now.get(service.code), texts),
    /** While a number is on its way. */
    send(sending) {
      this.sending = sending;
      element.toggleAttribute("data-sending", sending);
      for (const button of buttons) button.setAttribute("aria-busy", String(sending));
      if (sending) refusal.hidden = true;
    },
    fail: (sentence) => {
      refusal.replaceChildren(icon("warning"), el("span", {}, sentence));
      refusal.hidden = false;
    },
  };
}

/** The number: returns {element, closing(seconds), paper(trouble)}. */
export function ticketScreen({ texts, ticket, service, onDone }) {
  const wait = waitingWords(ticket.expected_wait_s, texts);
  const late = remarkWords(ticket.expected_wait_s, texts);
  const ahead = ticket.ahead ? texts.count("ahead", ticket.ahead) : texts.say("ahead_none");
  const left = el("small.tabular");
  const keep = el("p.remember");
  const paper = (trouble) => {
    keep.classList.toggle("notice", Boolean(ticket.printer && trouble));
    const words = ticket.printer && trouble ? texts.say(`kept_without_${trouble}`) : texts.say(ticket.printer ? "remember_paper" : "remember");
    keep.replaceChildren(...[ticket.printer && trouble && icon("warning"), el("span", {}, words)].filter(Boolean));
  };
  paper(null);
  const element = el(
    "div.issued",
    {},
    el(
      "div.paper.stub",
      {},
      el(
        "div.upper",
        {},
        el("h1", { tabindex: "-1" }, texts.say("your_number")),
        el("p.big.number", { "data-length": String(ticket.number.length) }, ticket.number),
        el("p.service", {}, textIn(service.name, texts.language)),
      ),
      el(
        "div.lower",
        {},
        el(
          "div.place",
          {},
          el("p.ahead.tabular", {}, icon("people"), ahead),
          wait && el("p.wait.tabular", {}, icon("clock"), wait),
          late && el("p.late", {}, icon("warning"), late),
        ),
        el(
          "figure.qr",
          {},
          el("img", { src: `/t/${encodeURIComponent(ticket.token)}/qr.svg`, alt: texts.say("scan"), width: 200, height: 200 }),
          el("figcaption", {}, texts.say("scan")),
        ),
      ),
    ),
    keep,
    el("button.button.primary.done", { type: "button", onclick: onDone }, icon("check"), texts.say("done"), left),
  );
  return { element, paper, closing: (seconds) => setText(left, texts.count("closing", seconds)) };
}

/** What is said of a scanned ticket that neither waits nor is called. */
const RESTING = { held: "own_held", finished: "own_finished" };

/** A ticket that was scanned, as it is now: returns {element, closing(seconds)}. */
export function ownScreen({ texts, ticket, counter, onRate, onDone }) {
  const here = ["called", "serving"].includes(ticket.state);
  const left = el("small.tabular");
  const waiting = ticket.state === "waiting";
  const late = remarkWords(ticket.expected_wait_s, texts);
  const wait = [waitingWords(ticket.expected_wait_s, texts), late].filter(Boolean).join(" · ");
  const lines = waiting
    ? [ticket.ahead ? texts.count("ahead", ticket.ahead) : texts.say("ahead_none"), wait]
    : [here ? texts.say("own_called", { counter }) : texts.say(RESTING[ticket.state] ?? "own_over")];
  const element = el(
    "div.issued.own",
    {},
    el(
      "div.paper.stub",
      {},
      el("div.upper", {}, el("h1", { tabindex: "-1" }, texts.say("your_number")), el("p.big.number", { "data-length": String(ticket.number.length) }, ticket.number)),
      el("div.lower", {}, el("div.place", {}, ...lines.map((line, index) => el("p.tabular", {}, icon(index ? "clock" : here ? "desk" : "people"), line)))),
    ),
    onRate && el("button.button.to-rate", { type: "button", onclick: onRate }, icon("face-4"), texts.say("rate_title")),
    el("button.button.primary.done", { type: "button", onclick: onDone }, icon("check"), texts.say("done"), left),
  );
  return { element, closing: (seconds) => setText(left, texts.count("closing", seconds)) };
}
