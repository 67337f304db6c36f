// The audit: who changed what, newest first, a page at a time.

import { NoAnswer, request } from "./api.js";
import { changesOf, fieldWords, valueWords, whenWords } from "./audit_words.js";
import { el, find, icon, pageData, setText } from "./dom.js";
import { createTexts } from "./texts.js";

const data = pageData();
const texts = createTexts(data.texts, data.language);
const form = find("#asking");
const more = find("#more");
let asked = new URLSearchParams();
let next = null;
let turn = 0;

const named = (kind, value) => (texts.has(`${kind}_${value}`) ? texts.say(`${kind}_${value}`) : value);

/** Show the first page of what was asked for, or what follows `before`; an answer that was overtaken is dropped. */
async function show(before = null) {
  const mine = ++turn;
  const refused = find("#refused");
  refused.hidden = true;
  more.setAttribute("aria-busy", "true");
  const page = new URLSearchParams([...asked, ...(before === null ? [] : [["before", before]])]);
  try {
    const answer = await request("GET", `/audit?${page}`);
    if (mine !== turn) return;
    const body = find("#entries tbody");
    if (before === null) body.replaceChildren();
    body.append(...answer.entries.map(row));
    if (!body.children.length) body.append(el("tr", {}, el("td", { colspan: "5" }, texts.say("nothing_yet"))));
    next = answer.next;
  } catch (error) {
    if (mine !== turn) return;
    const sentence = error instanceof NoAnswer ? texts.say("no_answer") : texts.error(error.code);
    refused.replaceChildren(icon("warning"), el("span", {}, sentence));
    refused.hidden = false;
  }
  more.hidden = next === null;
  more.removeAttribute("aria-busy");
}

/** Ask for what the form says; further pages are of the same, whatever is chosen meanwhile. */
function begin() {
  asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  next = null;
  show();
}

function row(one) {
  const action = one.what === one.action ? "" : `: ${named("action", one.action)}`;
  const nameOf = (code, kind) => data.names[kind === "office" ? code : `${one.office}:${kind}:${code}`];
  const target = one.target === one.what ? "" : ` ${nameOf(one.target, one.what) ?? one.target}`;
  // Lists of codes are those of the office's services, or of its counters.
  const known = (path) => (code) => {
    const kind = ["service", "counter", "office"].find((each) => path.split(".").at(-1).startsWith(each));
    return kind && nameOf(code, kind);
  };
  const cells = {
    when: el("td", { class: "tabular" }, whenWords(one.at)),
    who: el("td", {}, one.by_name ?? (one.by ? named("by", one.by) : "–")),
    what: el("td", {}, `${named("what", one.what)}${target}${action}`),
    from_to: el(
      "td.values",
      {},
      ...changesOf(one.changes).map(([name, before, after]) =>
        el(
          "span",
          {},
          el("b", {}, `${fieldWords(texts, one.what, name)}: `),
          before === null ? "" : `${valueWords(texts, name, before, known(name))} → `,
          valueWords(texts, name, after, known(name)),
        ),
      ),
    ),
    reason: el("td", {}, one.reason ?? ""),
  };
  for (const [key, cell] of Object.entries(cells)) cell.dataset.label = texts.say(key);
  return el("tr", {}, ...Object.values(cells));
}

setText(more, texts.say("more"));
more.addEventListener("click", () => more.hasAttribute("aria-busy") || show(next));
find("#entries thead").append(
  el("tr", {}, ...["when", "who", "what", "from_to", "reason"].map((key) => el("th", { scope: "col" }, texts.say(key)))),
);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  begin();
});
begin();
