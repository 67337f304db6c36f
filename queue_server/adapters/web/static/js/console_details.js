// All there is to know about one ticket: procedure, file, notes, and its way through the office.

import { request } from "./api.js";
import { ask } from "./console_dialog.js";
import { el } from "./dom.js";
import { counterNameIn, textIn } from "./texts.js";

/** Show a ticket's details in a dialog. */
export async function showDetails(ticket, { data, texts, services, counters }) {
  const { ticket: one, legs } = await request("GET", `/tickets/${encodeURIComponent(ticket.id)}/history`);
  const procedure = one.procedure ? await procedureName(one.procedure) : null;
  // Somebody who went on in the meantime keeps the question they are answering.
  if (document.querySelector("dialog[open]")) return;
  const facts = [
    [texts.say("issued_at"), clock(one.issued_at)],
    [texts.say("class"), texts.say(`class_${one.priority_class}`)],
    [texts.say("procedure"), procedure],
    [texts.say("dossier"), one.dossier],
    [texts.say("note"), one.note],
    [texts.say("then"), one.then.map(nameOf).join(" → ")],
  ];
  const content = el(
    "div.details",
    {},
    el("dl.facts", {}, ...facts.filter(([, text]) => text).flatMap(([name, text]) => [el("dt", {}, name), el("dd", {}, text)])),
    el("h3", {}, texts.say("history")),
    el("ol.legs", {}, ...legs.map(leg)),
  );
  await ask({ title: texts.say("details_of", { number: one.number }), content, cancel: texts.say("back") });

  function nameOf(code) {
    return textIn(services.get(code)?.name, data.language) || code;
  }

  function leg(each) {
    const place = counters.get(each.counter);
    const who = data.staff.find((member) => member.id === each.operator)?.name;
    const steps = [
      texts.say("leg_entered", { time: clock(each.entered_at) }),
      each.called_at && texts.say("leg_called", { time: clock(each.called_at), n: each.calls }),
      each.started_at && texts.say("leg_started", { time: clock(each.started_at) }),
      each.ended_at && texts.say(`leg_${each.outcome}`, { time: clock(each.ended_at) }),
    ];
    return el(
      "li",
      {},
      el("strong", {}, nameOf(each.service)),
      el("span", {}, [place && counterNameIn(place.name, data.language), who].filter(Boolean).join(" · ")),
      el("span.tabular", {}, steps.filter(Boolean).join(" · ")),
    );
  }
}

function clock(at) {
  return at.slice(11, 16);
}

/** Return a procedure's name, its code while nobody can say. */
export async function procedureName(code) {
  try {
    return (await request("GET", `/procedures/${encodeURIComponent(code)}`)).name ?? code;
  } catch {
    return code;
  }
}
