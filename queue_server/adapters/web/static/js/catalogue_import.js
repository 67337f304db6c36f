// Sends a file of procedures or result slips, shows how far the server is with it, and every row that it refuses.

import { el, find, setText } from "./dom.js";

const SHOWN = 500;

const form = find("#import");
const progress = find("#progress");
const refused = find("#refused");
const start = find("#start");

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

function say(words) {
  setText(find("span", progress), words);
  progress.hidden = false;
}

function refuse({ refused: sentence, problems }) {
  setText(find("p", refused), sentence);
  const rows = problems.slice(0, SHOWN).map((one) => el("li", {}, el("b", {}, fill(form.dataset.row, one)), `: ${one.reason}`));
  if (problems.length > SHOWN) rows.push(el("li", {}, `… +${problems.length - SHOWN}`));
  find("ul", refused).replaceChildren(...rows);
  progress.hidden = true;
  refused.hidden = false;
}

function told(event) {
  if ("refused" in event) refuse(event);
  else if ("valid" in event) say(fill(form.dataset.valid, { ...event, n: event.valid }));
  else if ("added" in event) say(fill(form.dataset.done, event));
  else say(fill(form.dataset.rows, { n: event.rows }));
  return !("rows" in event);
}

/** Read the answer line by line as it comes; return whether its last line came. */
async function read(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let over = false;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return over;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) over = told(JSON.parse(line));
  }
}

async function load(file) {
  const asked = new URLSearchParams({ name: file.name });
  if (find("#trial").checked) asked.set("trial", "1");
  if (document.querySelector("#replace")?.checked) asked.set("replace", "1");
  const answer = await fetch(`${form.dataset.address}${form.dataset.address.includes("?") ? "&" : "?"}${asked}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream", "X-CSRF-Token": document.querySelector("meta[name=csrf-token]").content },
    body: file,
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return read(answer);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [file] = find("#file").files;
  if (!file) return;
  refused.hidden = true;
  start.disabled = true;
  say(fill(form.dataset.rows, { n: 0 }));
  try {
    if (!(await load(file))) throw new Error("cut off");
  } catch {
    refuse({ refused: form.dataset.broken, problems: [] });
  }
  start.disabled = false;
});
start.disabled = false;
