// The phrases of announcements in the back office: listen, record, bring in, take away.

import { el, find, pageData, setText } from "./dom.js";
import { createTexts, fill } from "./texts.js";
import { encodeWav } from "./wav.js";

const LONGEST_MS = 6000;

const data = pageData();
const texts = createTexts(data.texts, data.language);
const canRecord = Boolean(globalThis.isSecureContext && navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder);
let recording = null;
let asking = false;

async function send(method, name, body) {
  const url = `/admin/voice/${data.spoken}/${encodeURIComponent(name)}?office=${encodeURIComponent(data.office)}`;
  const headers = { "X-CSRF-Token": document.querySelector("meta[name=csrf-token]")?.content ?? "", Accept: "application/json" };
  const answer = await fetch(url, { method, headers, body }).catch(() => null);
  if (!answer?.ok) throw new Error(answer?.status === 413 ? texts.say("too_large") : texts.say("not_taken"));
  return answer.json();
}

async function bring(files) {
  const refused = [];
  let taken = 0;
  for (const file of files) {
    setText(find("#said"), texts.say("working", { name: file.name }));
    find("#said").hidden = false;
    try {
      const answer = await send("PUT", file.name, file);
      taken += answer.taken.length;
      refused.push(...Object.entries(answer.refused).map(([name, reason]) => `${name}: ${reason}`));
    } catch (error) {
      refused.push(`${file.name}: ${error.message}`);
    }
  }
  if (!refused.length && taken) {
    location.reload();
    return;
  }
  setText(find("#said"), taken ? fill(texts.say("taken"), { n: taken }) : "");
  find("#said").hidden = !taken;
  refuse(refused);
}

function refuse(lines) {
  find("#refused").replaceChildren(el("ul", {}, ...lines.map((line) => el("li", {}, line))));
  find("#refused").hidden = !lines.length;
}

async function record(button, token) {
  if (recording) {
    recording.stop();
    return;
  }
  if (asking) return;
  asking = true;
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    find("#no-microphone").hidden = false;
    return;
  } finally {
    asking = false;
  }
  const parts = [];
  const word = button.querySelector(".word").textContent;
  const own = new MediaRecorder(stream);
  recording = own;
  const longest = setTimeout(() => own.stop(), LONGEST_MS);
  own.ondataavailable = (event) => parts.push(event.data);
  own.onstop = async () => {
    clearTimeout(longest);
    recording = null;
    button.setAttribute("aria-pressed", "false");
    setText(button.querySelector(".word"), word);
    for (const track of stream.getTracks()) track.stop();
    await keep(token, new Blob(parts));
  };
  button.setAttribute("aria-pressed", "true");
  setText(button.querySelector(".word"), texts.say("stop"));
  own.start();
}

async function keep(token, blob) {
  const context = new AudioContext();
  try {
    const sound = await context.decodeAudioData(await blob.arrayBuffer());
    const wav = encodeWav(sound.getChannelData(0), sound.sampleRate);
    await bring([new File([wav], `${token}.wav`)]);
  } catch {
    refuse([`${token}: ${texts.say("unusable")}`]);
  } finally {
    context.close();
  }
}

const acts = {
  play: (button, token) => new Audio(`/voice/${data.spoken}/${token}.wav?v=${button.dataset.version}`).play(),
  record,
  reset: async (_, token) => {
    try {
      await send("DELETE", token);
      location.reload();
    } catch (error) {
      refuse([error.message]);
    }
  },
};

for (const button of document.querySelectorAll("[data-do]")) {
  const { token } = button.closest("tr").dataset;
  if (button.dataset.do === "record") button.hidden = !canRecord;
  button.addEventListener("click", () => acts[button.dataset.do](button, token));
}
find("#no-microphone").hidden = canRecord;
find("#files").addEventListener("change", (event) => bring([...event.target.files]));
