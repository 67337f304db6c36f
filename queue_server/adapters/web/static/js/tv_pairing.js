// A new screen: asks for a code, shows it, and goes on as soon as an administrator has let it in.

import { NoAnswer, Refused, request } from "./api.js";
import { find, pageData, setText } from "./dom.js";
import { createTexts } from "./texts.js";

const RETRY_MS = 5000;

const data = pageData();
const texts = data.languages.map((language) => createTexts(data.texts, language));
for (const element of document.querySelectorAll("[data-say]")) {
  const one = texts[Number(element.dataset.in)];
  if (!one) {
    element.remove();
    continue;
  }
  element.lang = one.language;
  setText(element, one.say(element.dataset.say));
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Ask until the server gives a code. */
async function ask() {
  for (;;) {
    try {
      const asked = await request("POST", "/pairings", { body: { screen: "tv", name: data.name } });
      setText(find("#code"), asked.code);
      setText(find("#state"), "");
      return asked;
    } catch (error) {
      say(error);
      await pause(RETRY_MS);
    }
  }
}

/** Wait until the code was accepted; return whether it was, false when its time is over. */
async function accepted({ secret, poll_s: pollS }) {
  for (;;) {
    await pause(pollS * 1000);
    try {
      const { state } = await request("GET", `/pairings/${encodeURIComponent(secret)}`);
      setText(find("#state"), "");
      if (state !== "waiting") return state === "accepted";
    } catch (error) {
      say(error);
    }
  }
}

/** Say why the server gives nothing now; what it refuses may pass too, and nobody stands by to start the page anew. */
function say(error) {
  if (!(error instanceof NoAnswer || error instanceof Refused)) throw error;
  setText(find("#state"), error instanceof Refused ? texts[0].error(error.code) : texts[0].say("no_answer"));
}

for (;;) {
  const asked = await ask();
  if (await accepted(asked)) {
    location.replace(`/pair?${new URLSearchParams({ token: asked.secret })}`);
    break;
  }
}
