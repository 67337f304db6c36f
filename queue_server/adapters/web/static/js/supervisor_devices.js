// Bridges with their lines and units, screens and printers of an office, for a supervisor: what each does, what needs a look.

import { request, serverClock } from "./api.js";
import { el, icon, keepingFocus, setText } from "./dom.js";
import { counterNameIn } from "./texts.js";

const HALF_DAY_MS = 12 * 3600000;

/** Return the panel: {element, look}; `onOrder(path, words)` sends an order to a unit. */
export function createDevices({ base, texts, language, onOrder }) {
  const say = texts.say;
  const summary = el("span", {}, say("devices"));
  const body = el("div.equipment", {});
  const element = el("details.people", {}, el("summary", {}, icon("buzzer"), summary, icon("down")), body);
  return { element, look };

  async function look(counters) {
    const [devices, { printers }] = await Promise.all([request("GET", `${base}/devices`), request("GET", `${base}/printers`)]);
    const units = devices.bridges.flatMap((bridge) => bridge.lines.flatMap((line) => line.units));
    const all = [...devices.bridges, ...units, ...devices.displays, ...printers.map((one) => ({ warnings: one.trouble || one.unsure.length ? ["printer"] : [] }))];
    const troubled = all.filter((one) => one.warnings.length).length;
    const words = troubled ? "devices_troubled" : all.length ? "devices_well" : "devices_none";
    setText(summary, say(words, { n: all.length, m: troubled }));
    element.toggleAttribute("data-troubled", troubled > 0);
    if (element.open || !body.children.length) draw(devices, printers, new Map(counters.map((one) => [one.counter, counterNameIn(one.name, language)])));
  }

  function draw(devices, printers, names) {
    const parts = [
      ...devices.bridges.map((one) => bridgePart(one, names)),
      devices.displays.length > 0 && table(say("screens"), ["device", "state", "shows", "last_seen"], devices.displays.map(displayRow)),
      printers.length > 0 && table(say("printers"), ["device", "state", "paper", "queued"], printers.map(printerRow)),
    ].filter(Boolean);
    keepingFocus(body, () => body.replaceChildren(...(parts.length ? parts : [el("p", {}, say("no_devices"))])));
  }

  function bridgePart(bridge, names) {
    const rows = bridge.lines.flatMap((line) => [lineRow(line), ...line.units.map((unit) => unitRow(unit, names))]);
    return el(
      "div",
      {},
      el("p.bridge", {}, el("b", {}, bridge.name), " ", states(bridge), ...bridge.problems.map((one) => el("small", {}, one))),
      rows.length > 0 && table(bridge.name, ["unit", "state", "counter", "polls", "timeouts", "crc", "errors", "scan", "last_seen", "actions"], rows, "caption.hidden-text"),
    );
  }

  function lineRow(line) {
    return el("tr.line-row", {}, el("th", { scope: "rowgroup", colspan: "10" }, say("line", { line: line.line }), " ", el("span.tabular", {}, milliseconds(line.scan_ms))));
  }

  function unitRow(unit, names) {
    const { stats } = unit;
    const path = `${base}/units/${encodeURIComponent(unit.line)}/${unit.address}`;
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, unit.unit),
      cell("state", states(unit)),
      cell("counter", names.get(unit.counter) ?? unit.counter ?? "–"),
      cell("polls", String(stats.polls)),
      cell("timeouts", String(stats.timeouts)),
      cell("crc", String(stats.crc_errors)),
      cell("errors", unit.error_ratio === null ? "–" : unit.error_ratio.toLocaleString(language, { style: "percent", maximumFractionDigits: 1 })),
      cell("scan", milliseconds(unit.online ? stats.scan_ms : null)),
      cell("last_seen", clock(unit.last_seen)),
      el(
        "td.does",
        {},
        ...["identify", "test"].map((order) =>
          el(
            "button.button.small",
            {
              type: "button",
              disabled: !unit.online,
              "data-keep": `${order}${unit.unit}`,
              "aria-label": `${say(`order_${order}`)}: ${unit.unit}`,
              onclick: () => onOrder(`${path}/${order}`, say(`said_${order}`, { unit: unit.unit })),
            },
            say(`order_${order}`),
          ),
        ),
      ),
    );
  }

  function displayRow(one) {
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, one.name),
      cell("state", states(one)),
      cell("shows", [one.note, one.resolution, one.version].filter(Boolean).join(" · ") || "–"),
      cell("last_seen", clock(one.last_seen)),
    );
  }

  function printerRow(one) {
    const troubles = [one.trouble, one.unsure.length > 0 && "unsure"].filter(Boolean);
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, one.printer),
      cell("state", states({ warnings: troubles }), one.error ? el("small", {}, one.error) : null),
      cell("paper", one.paper ? say(`paper_${one.paper}`) : "–"),
      cell("queued", String(one.waiting), one.unsure.length ? el("small", {}, say("unsure", { numbers: one.unsure.join(", ") })) : null),
    );
  }

  function states(one) {
    if (!one.warnings.length) return el("span", {}, say("works"));
    return el("span.troubled", {}, icon("warning"), one.warnings.map((code) => (texts.has(`warning_${code}`) ? say(`warning_${code}`) : code)).join(", "));
  }

  function table(name, heads, rows, caption = "caption") {
    return el(
      "div.scroll",
      { tabindex: "0", role: "region", "aria-label": name },
      el(
        "table",
        {},
        el(caption, {}, name),
        el("thead", {}, el("tr", {}, ...heads.map((one) => el("th", { scope: "col" }, say(`head_${one}`))))),
        el("tbody", {}, ...rows),
      ),
    );
  }

  function cell(name, ...content) {
    return el("td.tabular", { "data-label": say(`head_${name}`) }, ...content);
  }

  function milliseconds(value) {
    return value === null ? "–" : `${Math.round(value)} ms`;
  }
}

/** When something was last heard: the time of today, the day of what has been silent for longer. */
function clock(at) {
  if (!at) return "–";
  const isRecent = serverClock.now() - Date.parse(at) < HALF_DAY_MS;
  return isRecent ? at.slice(11, 19) : `${at.slice(8, 10)}/${at.slice(5, 7)} ${at.slice(11, 16)}`;
}
