// All offices on one page: sorted by any column, found by name, refreshed by itself.

import { el, find, keepingFocus, pageData, setText } from "./dom.js";
import { ageWords, durationWords, folded, SILENT_AFTER_S, sorted, sums, timeWords } from "./figures.js";
import { refresh } from "./refreshing.js";
import { createTexts } from "./texts.js";

const REFRESH_MS = 10_000;
const LONG_WAIT_S = 1800;

const data = pageData();
const texts = createTexts(data.texts, data.language);
const search = find("#search");

const COLUMNS = [
  { key: "office", value: (one) => one.name, text: true },
  { key: "waiting_now", value: (one) => one.waiting, show: (one) => String(one.waiting) },
  {
    key: "longest_wait",
    value: (one) => one.longest_wait_s,
    show: (one) => durationWords(one.longest_wait_s),
    alert: (one) => one.longest_wait_s > LONG_WAIT_S,
  },
  {
    key: "open_counters",
    value: (one) => one.open_counters,
    show: (one) => `${one.open_counters}\u00a0/\u00a0${one.counters}`,
    alert: (one) => one.waiting > 0 && one.open_counters === 0,
  },
  { key: "issued_today", value: (one) => one.issued, show: (one) => String(one.issued) },
  { key: "served_today", value: (one) => one.served, show: (one) => String(one.served) },
  { key: "absent_today", value: (one) => one.no_show, show: (one) => String(one.no_show) },
  {
    key: "as_of",
    value: (one) => -one.age_s,
    show: (one) =>
      one.forwarded ? `${timeWords(one.as_of, day())}, ${ageWords(one.age_s, texts)}` : ageWords(0, texts),
    alert: (one) => one.age_s > SILENT_AFTER_S,
  },
];

let province = data.province;
let order = { column: COLUMNS[1], descending: true };

const heads = COLUMNS.map((column) => {
  const button = el("button.sort", { type: "button", onclick: () => orderBy(column) }, texts.say(column.key));
  const head = el("th", { scope: "col", class: column.text ? null : "figure" }, button);
  return { column, head };
});
find("#offices thead").append(el("tr", {}, ...heads.map(({ head }) => head)));
search.addEventListener("input", show);

function day() {
  return province.at.slice(0, 10);
}

function orderBy(column) {
  order = { column, descending: order.column === column ? !order.descending : !column.text };
  show();
}

function show() {
  const wanted = folded(search.value.trim());
  const found = province.offices.filter((one) => folded(one.name).includes(wanted));
  for (const { column, head } of heads) {
    if (column === order.column) head.setAttribute("aria-sort", order.descending ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  const rows = sorted(found, order.column.value, order.descending, data.language);
  const body = find("#offices tbody");
  keepingFocus(body, () => body.replaceChildren(...rows.map(row)));
  setText(find("#shown"), found.length ? texts.count("offices_shown", found.length) : texts.say("none_found"));
  setText(find("#at"), timeWords(province.at, null));
  showSums(sums(province.offices));
}

function row(one) {
  return el(
    "tr",
    {},
    ...COLUMNS.map((column) => {
      if (column.text) {
        const link = el("a", { href: `/province/${encodeURIComponent(one.office)}`, "data-keep": one.office }, one.name);
        return el("th", { scope: "row" }, link);
      }
      const cell = el("td", { class: "figure tabular", "data-label": texts.say(column.key) }, column.show(one));
      if (column.alert?.(one)) cell.classList.add("alert");
      return cell;
    }),
  );
}

function showSums(all) {
  setText(find("#sum-waiting"), String(all.waiting));
  setText(find("#sum-longest"), durationWords(all.longest_s));
  setText(find("#sum-counters"), `${all.openCounters} / ${all.counters}`);
  setText(find("#sum-served"), String(all.served));
  const silent = find("#sum-silent");
  setText(silent, String(all.silent));
  silent.classList.toggle("alert", all.silent > 0);
}

show();
refresh("/province", REFRESH_MS, (answer) => {
  province = answer;
  show();
});
