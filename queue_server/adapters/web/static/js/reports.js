// Reports: a chart with its twin as a table, a heat map by weekday and hour, files, and what the figures mean.

import { NoAnswer, request } from "./api.js";
import { el, find, icon, pageData, setText } from "./dom.js";
import { durationWords } from "./figures.js";
import { createTexts, textIn } from "./texts.js";

const HEAT_STEPS = 6;
const HEAT_FIGURE = { waiting: "p90_s", services: "mean_s", tickets: "issued" };
const CHART_FIGURES = {
  waiting: ["p50_s", "p90_s"],
  services: ["mean_s", "p90_s"],
  counters: ["finished", "transferred", "no_show"],
  operators: ["finished", "transferred", "no_show"],
  tickets: ["served", "no_show", "cancelled", "expired", "day_end", "open"],
  satisfaction: ["score_5", "score_4", "score_3", "score_2", "score_1"],
};
const MOST_BARS = 10; // of procedures: more can't be told apart
const LABEL_LETTERS = 24;
const LABEL_LINES = 3;
const COLOURS = ["--brand", "--gold", "--alert", "--ink-soft", "--line-strong", "--focus"];
const PALE = "99";
const VERDICTS = ["--brand", `--brand${PALE}`, "--line-strong", `--alert${PALE}`, "--alert"]; // from the best to the worst

const data = pageData();
const texts = createTexts(data.texts, data.language);
const form = find("#asking");
const group = find("#group");
let chart = null;
let turn = 0;

const isDuration = (key) => key.endsWith("_s");
const shown = (key, value) =>
  isDuration(key) ? durationWords(value) : value === null ? "–" : value.toLocaleString(data.language);

function offerGroups() {
  const allowed = data.groupings[form.elements.report.value];
  for (const option of group.options) option.hidden = option.disabled = !allowed.includes(option.value);
  group.value = allowed[0];
}

function query(changes = {}) {
  const asked = Object.fromEntries(new FormData(form));
  const { report, ...rest } = { ...asked, ...changes };
  const parameters = new URLSearchParams(Object.entries(rest).filter(([, value]) => value));
  return { report, parameters };
}

/** Show what the form asks for; an answer that was overtaken is dropped. */
async function show() {
  const mine = ++turn;
  const refused = find("#refused");
  const answerPart = find("#answer");
  refused.hidden = true;
  answerPart.setAttribute("aria-busy", "true");
  try {
    const { report, parameters } = query();
    const heat = query({ group: "weekday_hour" }).parameters;
    const answer = await request("GET", `/reports/${report}?${parameters}`);
    const hours = HEAT_FIGURE[report] ? await request("GET", `/reports/${report}?${heat}`) : null;
    if (mine !== turn) return;
    // A chart is drawn as large as its frame, so there has to be one.
    answerPart.hidden = false;
    showAnswer(answer, report, parameters);
    showHeat(hours, report);
  } catch (error) {
    if (mine !== turn) return;
    const sentence = error instanceof NoAnswer ? texts.say("no_answer") : texts.error(error.code);
    refused.replaceChildren(icon("warning"), el("span", {}, sentence));
    refused.hidden = false;
    answerPart.hidden = true;
  }
  answerPart.removeAttribute("aria-busy");
}

function showAnswer(answer, report, parameters) {
  const office = [...form.elements.office.options].find((one) => one.value === (parameters.get("office") ?? ""));
  setText(find("#title"), textIn(answer.title, data.language));
  setText(
    find("#about"),
    `${office?.text ?? ""} · ${written(answer.first)} – ${written(answer.last)}`,
  );
  for (const suffix of ["csv", "xlsx", "pdf"]) {
    find(`#${suffix}`).href = `/api/v1/reports/${report}.${suffix}?${parameters}&lang=${data.language}`;
  }
  showTable(answer);
  showChart(answer, report);
  for (const one of document.querySelectorAll("[data-definition]")) one.hidden = one.dataset.definition !== report;
  find("#percentiles").hidden = !answer.columns.some((one) => isDuration(one.key));
  const complete = find("#complete");
  complete.hidden = answer.complete_at === null;
  if (answer.complete_at) {
    const at = `${answer.complete_at.slice(11, 16)} ${written(answer.complete_at.slice(0, 10))}`;
    setText(complete, texts.say("complete_at", { at }));
  }
}

const written = (day) => day.split("-").toReversed().join("/");

function showTable(answer) {
  const cells = (row) =>
    answer.columns.map(({ key }) => el("td", { class: "figure tabular" }, shown(key, row.figures[key])));
  const line = (row) => el("tr", {}, el("th", { scope: "row" }, textIn(row.label, data.language)), ...cells(row));
  find("#table thead").replaceChildren(
    el(
      "tr",
      {},
      el("th", { scope: "col" }, textIn(answer.group_title, data.language)),
      ...answer.columns.map(({ name }) => el("th", { scope: "col", class: "figure" }, textIn(name, data.language))),
    ),
  );
  find("#table thead").hidden = !answer.rows.length;
  const empty = el("tr", {}, el("td", { colspan: String(answer.columns.length + 1) }, texts.say("nothing")));
  find("#table tbody").replaceChildren(...(answer.rows.length ? answer.rows.map(line) : [empty]));
  find("#table tfoot").replaceChildren(...(answer.rows.length ? [line(answer.total)] : []));
}

/** A long label in lines; procedures' names often begin with the same word. */
function inLines(label) {
  if (label.length <= LABEL_LETTERS) return label;
  // Of many offices' counters the counter is what tells them apart.
  const [office, counter] = label.split(": ");
  if (counter) return [counter, office.length > LABEL_LETTERS ? `…${office.slice(-LABEL_LETTERS)}` : office];
  const lines = [""];
  for (const word of label.replace(/^Thủ tục /, "").split(" ")) {
    if (lines.at(-1) && lines.at(-1).length + word.length >= LABEL_LETTERS) lines.push("");
    lines[lines.length - 1] = `${lines.at(-1)} ${word}`.trim();
  }
  return lines.length > LABEL_LINES ? [...lines.slice(0, LABEL_LINES - 1), `${lines[LABEL_LINES - 1]} …`] : lines;
}

function showChart(answer, report) {
  chart?.destroy();
  chart = null;
  const frame = find("#chart-frame");
  const ofProcedures = answer.group === "procedure";
  const rows = ofProcedures ? answer.rows.filter((row) => row.figures.ratings !== null).slice(0, MOST_BARS) : answer.rows;
  frame.hidden = rows.length === 0;
  if (frame.hidden) return;
  const keys = CHART_FIGURES[report];
  const durations = isDuration(keys[0]);
  const names = new Map(answer.columns.map((one) => [one.key, textIn(one.name, data.language)]));
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => {
    const pale = name.endsWith(PALE) ? PALE : "";
    return style.getPropertyValue(pale ? name.slice(0, -PALE.length) : name).trim() + pale;
  };
  const colours = report === "satisfaction" ? VERDICTS : COLOURS;
  const axis = { ticks: { color: colour("--ink-soft") }, grid: { color: colour("--line") }, stacked: !durations };
  const title = { display: true, text: texts.say(durations ? "seconds_axis" : "number_axis"), color: colour("--ink-soft") };
  chart = new globalThis.Chart(find("#chart"), {
    type: "bar",
    data: {
      labels: rows.map((row) => inLines(textIn(row.label, data.language))),
      datasets: keys.map((key, place) => ({
        label: names.get(key),
        data: rows.map((row) => (durations ? (row.figures[key] ?? 0) / 60 : row.figures[key])),
        backgroundColor: colour(colours[place]),
        maxBarThickness: 48,
      })),
    },
    options: {
      locale: data.language,
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      plugins: { legend: { labels: { color: colour("--ink") } } },
      scales: { x: axis, y: { ...axis, ticks: { ...axis.ticks, ...(durations ? {} : { precision: 0 }) }, beginAtZero: true, title } },
    },
  });
}

function showHeat(answer, report) {
  const figure = HEAT_FIGURE[report];
  const part = find("#heat");
  part.hidden = !answer?.rows.length;
  if (part.hidden) return;
  const value = ({ figures }) => (isDuration(figure) && figures[figure] !== null ? figures[figure] / 60 : figures[figure]);
  const values = new Map(answer.rows.map((row) => [row.group, value(row)]));
  const hours = answer.rows.map((row) => Number(row.group.slice(2)));
  const [first, last] = [Math.min(...hours), Math.max(...hours)];
  const greatest = Math.max(...values.values());
  const range = Array.from({ length: last - first + 1 }, (_, place) => first + place);
  setText(find("#heat-title"), texts.say(`heat_${report}`));
  find("#heat-table thead").replaceChildren(
    el("tr", {}, el("th", { scope: "col" }, texts.say("weekday")), ...range.map((hour) => el("th", { scope: "col" }, `${hour}:00`))),
  );
  const days = [1, 2, 3, 4, 5, 6, 7].filter((weekday) => weekday < 6 || [...values.keys()].some((key) => key.startsWith(`${weekday}-`)));
  find("#heat-table tbody").replaceChildren(
    ...days.map((weekday) =>
      el("tr", {}, el("th", { scope: "row" }, texts.say(`weekday_${weekday}`)), ...range.map((hour) => heatCell(values.get(`${weekday}-${String(hour).padStart(2, "0")}`), greatest))),
    ),
  );
}

function heatCell(value, greatest) {
  if (value === undefined || value === null) return el("td", { class: "tabular" }, "");
  const step = greatest ? Math.min(HEAT_STEPS, Math.ceil((value / greatest) * HEAT_STEPS)) : 0;
  return el("td", { class: `tabular heat-${step}` }, value.toLocaleString(data.language, { maximumFractionDigits: value < 10 ? 1 : 0 }));
}

form.elements.report.addEventListener("change", offerGroups);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
offerGroups();
if (form.elements.office.options.length) show();
