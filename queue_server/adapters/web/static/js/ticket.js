// The phone page, live: counts in place, everything else from the server's own page; rings when it is time.

import { Chime } from "./chime.js";
import { find, pageData, setText } from "./dom.js";
import { offerPush } from "./push.js";
import { openSocket } from "./socket.js";
import { createTexts } from "./texts.js";
import { remarkWords, waitingWords } from "./waiting_words.js";

const LOST_AFTER_MS = 12000;
const FETCH_AGAIN_MS = 3000;

const data = pageData();
const texts = createTexts(data.texts, data.language);
const chime = new Chime();
let lost = null;
let revision = -1;
let blinking = null;
let again = null;
let asked = 0;
let greeted = false;
let near = !document.querySelector("#near[hidden]");

const ticket = () => find("#ticket");

const socket = openSocket("/ticket", { token: data.token }, {
  connect: () => {
    greeted = false;
    clearTimeout(lost);
    find("#lost").hidden = true;
    refresh();
  },
  disconnect: arm,
  ticket: (status) => {
    if (status.revision < revision) return;
    // What comes first only tells how things are; whatever comes later of a called ticket calls it again.
    if (greeted && status.state === "called" && status.revision > revision) chime.stop();
    greeted = true;
    revision = status.revision;
    if (status.state === "waiting" && ticket().dataset.state === "waiting") showPlace(status);
    else if (status.state !== ticket().dataset.state || status.state === "called") refresh();
  },
});
arm();
addEventListener("offline", () => (find("#lost").hidden = false));
addEventListener("online", () => socket.restart());

/** Say so when the connection stays away. */
function arm() {
  clearTimeout(lost);
  lost = setTimeout(() => (find("#lost").hidden = false), LOST_AFTER_MS);
}

function showPlace(status) {
  setText(find("#ahead"), status.ahead ? texts.count("ahead", status.ahead) : texts.say("ahead_none"));
  setText(find("#wait"), waitingWords(status.expected_wait_s, texts));
  const remark = remarkWords(status.expected_wait_s, texts);
  find("#late").hidden = !remark;
  setText(find("#late span"), remark);
  showNear(status.ahead);
}

/** Say once that the turn is near: rung if the citizen wants it, shown in any case. */
function showNear(ahead) {
  const isNear = ahead !== null && ahead <= data.near;
  const part = document.querySelector("#near");
  if (part) part.hidden = !isNear;
  if (isNear && !near) {
    chime.hint();
    document.title = `${texts.say("near")} – ${ticket().dataset.number}`;
  }
  near = isNear;
}

/** Take the ticket from the server's page, which knows how every state looks; an answer that was overtaken is dropped. */
async function refresh() {
  const mine = ++asked;
  clearTimeout(again);
  try {
    const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
    if (answer.status === 404) {
      location.reload(); // the ticket is over, which the server says in words
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked) return;
    const next = find("#ticket", page);
    if (next.outerHTML !== ticket().outerHTML) ticket().replaceWith(next);
    // What somebody is writing stays, unless it is about something else by now.
    const rating = find("#rating", page);
    if (rating.dataset.key !== find("#rating").dataset.key) find("#rating").replaceWith(rating);
    document.title = page.title;
    show();
  } catch {
    if (mine !== asked) return;
    clearTimeout(again);
    again = setTimeout(refresh, FETCH_AGAIN_MS);
  }
}

function show() {
  const { state, counter, number } = ticket().dataset;
  document.body.dataset.state = state;
  clearInterval(blinking);
  find("#alarm").hidden = !["waiting", "held"].includes(state);
  if (state !== "called") {
    chime.stop();
    return;
  }
  const title = document.title;
  let turn = false;
  blinking = setInterval(() => {
    turn = !turn;
    document.title = turn ? `${number} → ${counter}` : title;
  }, 1000);
  chime.ring();
}

find("#alarm").addEventListener("click", () => {
  const on = chime.toggle();
  find("#alarm").setAttribute("aria-pressed", String(on));
  setText(find("#alarm span"), texts.say(on ? "alarm_on" : "alarm_off"));
});
offerPush(document.querySelector("#push"));
addEventListener("pointerdown", () => chime.hush());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  chime.stayAwake();
  refresh();
});
show();
