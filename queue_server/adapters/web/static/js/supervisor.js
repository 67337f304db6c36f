// The supervisor's page: every office at work, alarms first, with what can be done about them; pushed, and looked at
// again every quarter of a minute.

import { NoAnswer, request, Refused } from "./api.js";
import { coalesce } from "./coalesce.js";
import { el, find, icon, keepingFocus, pageData, setText } from "./dom.js";
import { reasonWords } from "./reason_words.js";
import { openSocket } from "./socket.js";
import { createSupervisorQuestions } from "./supervisor_questions.js";
import { createDevices } from "./supervisor_devices.js";
import { createTickets } from "./supervisor_tickets.js";
import { counterNameIn, createTexts, textIn } from "./texts.js";

const AT_MOST_EVERY_MS = 1000;
const LOOK_EVERY_MS = 15000;
const DEVICES_AT_MOST_EVERY_MS = 5000;

const data = pageData();
const texts = createTexts(data.texts, data.language);
const say = texts.say;
const places = new Map(data.offices.map((one) => [one.office, createPlace(one)]));
find("#offices").append(...[...places.values()].map((one) => one.element));
if (places.size > 1) {
  find("#jumps").hidden = false;
  find("#jumps").append(...data.offices.map((one) => el("a.button", { href: `#place-${one.office}` }, one.name)));
}

// A supervisor of a whole province has hundreds of offices; those in view are looked at.
const inView = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes) {
    const place = places.get(target.dataset.office);
    place.inView = isIntersecting;
    if (isIntersecting) place.look();
  }
}, { rootMargin: "200px" });
for (const one of places.values()) inView.observe(one.element);

const socket = openSocket("/counter", {}, {
  connect: () => {
    for (const one of data.offices) {
      if (one.counters.length) socket.emit("counter.watch", { counter: `${one.office}:${one.counters[0]}` });
      places.get(one.office).look();
    }
  },
  changed: (news) => places.get(news.office)?.look(),
});
const lookAtAll = () => [...places.values()].forEach((one) => one.look());
setInterval(lookAtAll, LOOK_EVERY_MS);
lookAtAll();

/** Do something and say what became of it; returns whether it was done. */
async function act(place, method, path, body, words) {
  let done = false;
  try {
    await request(method, path, body === undefined ? {} : { body });
    done = true;
    find("#refused").hidden = true;
    setText(find("#said"), words);
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof NoAnswer)) throw error;
    const sentence = error instanceof NoAnswer ? say("no_answer") : texts.error(error.code);
    find("#refused").replaceChildren(icon("warning"), el("span", {}, sentence));
    find("#refused").hidden = false;
  }
  place.look();
  return done;
}

/** The next look may be answered again, until then it is said; who is not signed in any more is sent to do so. */
function ignoreAbsence(error) {
  if (error instanceof Refused && error.code === "unauthorized") location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  else if (error instanceof NoAnswer || error instanceof Refused) find("#lost").hidden = false;
  else throw error;
}

async function question(asked, go) {
  const answer = await asked;
  if (answer) await go(answer);
}

function createPlace(office) {
  const base = `/offices/${encodeURIComponent(office.office)}`;
  const title = `title-${office.office}`;
  const alarms = el("div.alarms", {});
  const counters = el("tbody", {});
  const lines = el("tbody", {});
  const notices = el("div.alarms", {});
  const place = { inView: false, look: coalesce(look, AT_MOST_EVERY_MS) };
  const form = noticeForm();
  const questions = createSupervisorQuestions({ data, office, texts });
  let seen = null;
  const tickets = createTickets({
    office,
    base,
    texts,
    language: data.language,
    failed: ignoreAbsence,
    onReassign: (ticket) =>
      question(questions.reassign(ticket, seen.counters, seen.staff), (body) =>
        act(place, "POST", `/tickets/${encodeURIComponent(ticket.id)}/reassign`, body, say("said_reassign", { number: ticket.number })),
      ),
  });
  const devices = createDevices({ base, texts, language: data.language, onOrder: (path, words) => act(place, "POST", path, {}, words) });
  const lookAtDevices = coalesce(() => devices.look(seen?.counters ?? []).catch(ignoreAbsence), DEVICES_AT_MOST_EVERY_MS);
  devices.element.addEventListener("toggle", lookAtDevices);
  place.element = el(
    "section.card.place",
    { id: `place-${office.office}`, "data-office": office.office, "aria-labelledby": title },
    el("h2", { id: title }, office.name),
    alarms,
    el(
      "div.columns",
      {},
      table(say("counters"), ["counter", "state", "operator", "number", "since", "waiting", "actions"], counters),
      table(say("services"), ["service", "state", "waiting", "longest", "actions"], lines),
    ),
    tickets.element,
    devices.element,
    notices,
    form,
  );
  return place;

  function table(name, heads, body) {
    const cells = heads.map((one) => el("th", { scope: "col" }, say(one)));
    return el(
      "div.scroll",
      { tabindex: "0", role: "region", "aria-label": `${office.name}: ${name}` },
      el("table", {}, el("caption.hidden-text", {}, name), el("thead", {}, el("tr", {}, ...cells)), body),
    );
  }

  async function look() {
    if (!place.inView) return;
    try {
      seen = await request("GET", `${base}/supervision`);
      find("#lost").hidden = true;
      draw();
      await tickets.look();
      lookAtDevices();
    } catch (error) {
      ignoreAbsence(error);
    }
  }

  function draw() {
    keepingFocus(place.element, drawAll);
  }

  function drawAll() {
    const names = new Map(seen.counters.map((one) => [one.counter, counterNameIn(one.name, data.language)]));
    alarms.replaceChildren(
      ...(seen.alarms.length ? seen.alarms.map((one) => alarmRow(one, names)) : [el("p", {}, icon("check"), say("no_alarms"))]),
    );
    counters.replaceChildren(...seen.counters.map(counterRow));
    lines.replaceChildren(...seen.services.map(lineRow));
    notices.replaceChildren(...seen.notices.map(noticeRow));
  }

  function alarmRow(one, names) {
    const channel = one.kind === "messages" ? say(`channel_${one.subject}`) : null;
    const subject = channel ?? names.get(one.subject) ?? textIn(office.services[one.subject], data.language) ?? "";
    const value = ["queue_length", "low_rating", "messages"].includes(one.kind) ? one.value : Math.floor(one.value / 60);
    const words = say(`alarm_${one.kind}`, { subject: subject || one.subject, number: one.number ?? "", value });
    const path = `${base}/alarms/${encodeURIComponent(one.id)}/acknowledge`;
    return el(
      `div.alarm${one.acknowledged_by ? ".known" : ""}`,
      {},
      icon("warning"),
      el("span.what", {}, words),
      one.acknowledged_by
        ? el("span", {}, say("known_to", { name: one.acknowledged_by }))
        : el("button.button", { type: "button", "data-keep": one.id, onclick: () => act(place, "POST", path, {}, words) }, say("seen")),
    );
  }

  function counterRow(one) {
    const address = `/console?office=${encodeURIComponent(office.office)}&counter=${encodeURIComponent(one.counter)}`;
    const why = [reasonWords(one.why, texts), one.reason].filter(Boolean).join(" · ");
    const back = one.back_at && say("back_at", { time: one.back_at.slice(11, 16) });
    const rests = ["closed", "paused"].includes(one.state) && [one.reason, back].filter(Boolean).join(" · ");
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, el("a", { href: address, "data-keep": `c${one.counter}` }, counterNameIn(one.name, data.language))),
      cell("state", say(`desk_${one.state}`), rests ? el("small", {}, rests) : null),
      cell("operator", one.operator ?? "–"),
      cell("number", el("span.number", { title: why }, one.number ?? "–")),
      cell("since", one.since ? one.since.slice(11, 16) : "–"),
      cell("waiting", String(one.waiting)),
      el("td.does", {}, ...counterButtons(one)),
    );
  }

  /** A cell that says its heading itself where the table is shown as cards. */
  function cell(name, ...content) {
    return el("td", { "data-label": say(name) }, ...content);
  }

  function counterButtons(one) {
    const name = counterNameIn(one.name, data.language);
    const path = `/counters/${encodeURIComponent(office.office)}:${encodeURIComponent(one.counter)}`;
    const post = (action, body, words) => act(place, "POST", `${path}/${action}`, body, words);
    const move = (username, body) =>
      act(place, "POST", `${base}/operators/${encodeURIComponent(username)}/move`, body, say("said_move"));
    const open = one.state !== "closed";
    return [
      one.username && doing("transfer", "move_this", { name: one.operator, counter: name }, `m${one.counter}`, () =>
        question(questions.move(one, seen.counters), (body) => move(one.username, body)),
      ),
      doing("person", "send_this", { counter: name }, `s${one.counter}`, () =>
        question(questions.send(one, seen.staff, seen.counters), ({ username, body }) => move(username, body)),
      ),
      one.state === "paused" && doing("play", "resume_this", { counter: name }, `p${one.counter}`, () => post("resume", {}, say("said_resume"))),
      open && one.state !== "paused" && doing("pause", "pause_this", { counter: name }, `p${one.counter}`, () =>
        question(questions.pause(one), (body) => post("pause", body, say("said_pause"))),
      ),
      open && doing("close", "close_this", { counter: name }, `x${one.counter}`, () =>
        question(questions.close(one), (body) => post("close", body, say("said_close"))),
      ),
    ];
  }

  function doing(sign, key, values, keep, go) {
    const label = say(key, values);
    return el("button.button.small", { type: "button", title: label, "aria-label": label, "data-keep": keep, onclick: go }, icon(sign));
  }

  function noticeForm() {
    const field = (key, properties = {}) => {
      const input = el("input.input", { maxlength: "300", autocomplete: "off", ...properties });
      return { input, element: el("label.field", {}, el("span", {}, say(key)), input) };
    };
    const vi = field("notice", { required: true });
    const en = field("notice_en");
    const minutes = field("notice_minutes", { type: "number", min: "1", max: "10080" });
    minutes.element.classList.add("short");
    const asked = el("form.ends", {}, vi.element, en.element, minutes.element, el("button.button", { type: "submit" }, say("put_up")));
    let sending = false;
    asked.addEventListener("submit", async (event) => {
      event.preventDefault();
      // A second press, while the first is on its way, is the same wish.
      if (sending) return;
      sending = true;
      const body = {
        text: { vi: vi.input.value, ...(en.input.value && { en: en.input.value }) },
        ...(minutes.input.value && { minutes: Number(minutes.input.value) }),
      };
      if (await act(place, "POST", `${base}/notices`, body, say("notice_up"))) asked.reset();
      sending = false;
    });
    return asked;
  }

  function lineRow(one) {
    const name = textIn(one.name, data.language);
    const path = `${base}/services/${encodeURIComponent(one.service)}`;
    const waited = one.longest_wait_s === null ? "–" : say("minutes_n", { n: Math.floor(one.longest_wait_s / 60) });
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, name),
      cell("state", say(one.open ? "service_open" : "service_closed"), one.closed_reason ? el("small", {}, textIn(one.closed_reason, data.language)) : null),
      cell("waiting", String(one.waiting)),
      cell("longest", waited),
      el("td.does", {}, one.open
        ? doing("close", "close_this", { counter: name }, `v${one.service}`, () =>
            question(questions.closeService(one), (body) => act(place, "POST", `${path}/close`, body, say("said_close_service", { service: name }))),
          )
        : doing("play", "open_this", { service: name }, `v${one.service}`, () => act(place, "POST", `${path}/open`, {}, say("said_open_service", { service: name }))),
      ),
    );
  }

  function noticeRow(one) {
    const path = `${base}/notices/${encodeURIComponent(one.id)}`;
    return el(
      "div.alarm.known",
      {},
      icon("megaphone"),
      el("span.what", {}, textIn(one.text, data.language)),
      el("button.button", { type: "button", "data-keep": one.id, onclick: () => act(place, "DELETE", path, undefined, say("done")) }, say("take_down")),
    );
  }
}
