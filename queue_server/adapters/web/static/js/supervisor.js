// The supervisor's page: every office at work, alarms first; pushed, and looked at again every quarter of a minute.

import { NoAnswer, request, Refused } from "./api.js";
import { coalesce } from "./coalesce.js";
import { el, find, icon, pageData, setText } from "./dom.js";
import { reasonWords } from "./reason_words.js";
import { openSocket } from "./socket.js";
import { counterNameIn, createTexts, textIn } from "./texts.js";

const AT_MOST_EVERY_MS = 1000;
const LOOK_EVERY_MS = 15000;

const data = pageData();
const texts = createTexts(data.texts, data.language);
const say = texts.say;
const places = new Map(data.offices.map((one) => [one.office, createPlace(one)]));
find("#offices").append(...[...places.values()].map((one) => one.element));

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

/** Do something and say how it went. */
async function act(place, method, path, body, words) {
  try {
    await request(method, path, body === undefined ? {} : { body });
    find("#refused").hidden = true;
    setText(find("#said"), words);
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof NoAnswer)) throw error;
    const sentence = error instanceof NoAnswer ? say("no_answer") : texts.error(error.code);
    find("#refused").replaceChildren(icon("warning"), el("span", {}, sentence));
    find("#refused").hidden = false;
  }
  place.look();
}

function createPlace(office) {
  const base = `/offices/${encodeURIComponent(office.office)}`;
  const title = `title-${office.office}`;
  const alarms = el("div.alarms", {});
  const counters = el("tbody", {});
  const lines = el("tbody", {});
  const notices = el("div.alarms", {});
  const input = el("input.input", { maxlength: "300", required: true, autocomplete: "off" });
  const form = el(
    "form.ends",
    {},
    el("label.field", {}, el("span", {}, say("notice")), input),
    el("button.button", { type: "submit" }, say("put_up")),
  );
  const place = { look: coalesce(look, AT_MOST_EVERY_MS) };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(place, "POST", `${base}/notices`, { text: { vi: input.value } }, say("notice_up"));
    form.reset();
  });
  place.element = el(
    "section.card.place",
    { "aria-labelledby": title },
    el("h2", { id: title }, office.name),
    alarms,
    el(
      "div.columns",
      {},
      table(say("counters"), ["counter", "state", "operator", "number", "since", "waiting"], counters),
      table(say("services"), ["service", "waiting", "longest"], lines),
    ),
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
    try {
      draw(await request("GET", `${base}/supervision`));
    } catch (error) {
      if (error instanceof Refused && error.code === "unauthorized") location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
      else if (!(error instanceof NoAnswer)) throw error;
    }
  }

  function draw(seen) {
    const focused = document.activeElement?.dataset?.keep;
    const names = new Map(seen.counters.map((one) => [one.counter, counterNameIn(one.name, data.language)]));
    alarms.replaceChildren(
      ...(seen.alarms.length ? seen.alarms.map((one) => alarmRow(one, names)) : [el("p", {}, icon("check"), say("no_alarms"))]),
    );
    counters.replaceChildren(...seen.counters.map(counterRow));
    lines.replaceChildren(...seen.services.map(lineRow));
    notices.replaceChildren(...seen.notices.map(noticeRow));
    if (focused) [...place.element.querySelectorAll("[data-keep]")].find((one) => one.dataset.keep === focused)?.focus();
  }

  function alarmRow(one, names) {
    const subject = names.get(one.subject) ?? textIn(office.services[one.subject], data.language) ?? "";
    const value = ["queue_length", "low_rating"].includes(one.kind) ? one.value : Math.floor(one.value / 60);
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
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, el("a", { href: address, "data-keep": `c${one.counter}` }, counterNameIn(one.name, data.language))),
      el("td", {}, say(`desk_${one.state}`)),
      el("td", {}, one.operator ?? "–"),
      el("td", { title: why }, el("span.number", {}, one.number ?? "–")),
      el("td.tabular", {}, one.since ? one.since.slice(11, 16) : "–"),
      el("td.tabular", {}, String(one.waiting)),
    );
  }

  function lineRow(one) {
    const waited = one.longest_wait_s === null ? "–" : say("minutes_n", { n: Math.floor(one.longest_wait_s / 60) });
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, textIn(one.name, data.language)),
      el("td.tabular", {}, String(one.waiting)),
      el("td.tabular", {}, waited),
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
