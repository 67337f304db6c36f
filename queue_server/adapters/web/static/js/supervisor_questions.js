// What the supervisor's page asks before it acts on an office at work.

import { ask } from "./console_dialog.js";
import { counterNameIn, textIn } from "./texts.js";

const PAUSES = ["pause_break", "pause_meeting", "pause_technical", "pause_absent"];
const MOVES = ["move_many", "move_shift", "move_absent"];
const CLOSURES = ["closure_full", "closure_technical", "closure_staff", "closure_meeting"];
const REASSIGNMENTS = ["reassign_wrong", "reassign_shorter", "reassign_closed"];

/** Return the questions about one office; each promises what was answered, or null when it was dismissed. */
export function createSupervisorQuestions({ data, office, texts }) {
  const say = texts.say;
  const cancel = say("back");
  const nameOf = (code) => textIn(office.services[code], data.language) || code;
  const counterName = (one) => counterNameIn(one.name, data.language);
  const reason = (keys) => ({ name: "reason", label: say("reason"), required: true, suggestions: keys.map((key) => say(key)) });
  const state = (one) => [say(`desk_${one.state}`), one.operator, one.number].filter(Boolean).join(", ");
  const parting = (number, ...ways) => ({
    name: "ticket",
    label: number ? say("ticket_there", { number }) : say("ticket_maybe"),
    kind: "choice",
    options: ways.map((way) => [way, say(`part_${way}`)]),
  });

  return {
    pause: (counter) =>
      ask({ title: say("ask_pause_counter", { counter: counterName(counter) }), submit: say("pause"), cancel, fields: [reason(PAUSES)] }),

    close: (counter) =>
      ask({
        title: say("ask_close_counter", { counter: counterName(counter) }),
        submit: say("close"),
        cancel,
        danger: true,
        fields: [...(counter.number ? [parting(counter.number, "return", "finish")] : []), reason(MOVES)],
      }),

    /** Where does who works at a counter go? */
    move: async (counter, counters) => {
      const others = counters.filter((one) => one.counter !== counter.counter);
      const values = await ask({
        title: say("ask_move", { name: counter.operator, counter: counterName(counter) }),
        submit: say("move"),
        cancel,
        fields: [
          {
            name: "to",
            label: say("where_to"),
            kind: "choice",
            options: others.map((one) => [one.counter, `${counterName(one)} – ${one.operator ? say("takes_over", { name: one.operator }) : state(one)}`, "desk"]),
          },
          ...(counter.number ? [parting(counter.number, "along", "return", "finish")] : []),
          reason(MOVES),
        ],
      });
      const taken = others.find((one) => one.counter === values?.to)?.operator;
      return values && { leaves: counter.counter, take_over: Boolean(taken), ...values };
    },

    /** Who comes to a counter? Answers with the user name beside what is asked for. */
    send: async (counter, staff, counters) => {
      const names = new Map(counters.map((one) => [one.counter, counterName(one)]));
      const options = staff
        .filter((one) => !one.counters.includes(counter.counter))
        .flatMap((one) =>
          one.counters.length
            ? one.counters.map((left) => [`${left}:${one.username}`, say("who_leaves", { name: one.name, counter: names.get(left) ?? left }), "person"])
            : [[`:${one.username}`, one.name, "person"]],
        );
      const values = await ask({
        title: say("ask_send", { counter: counterName(counter) }),
        text: counter.operator ? say("ask_send_over", { name: counter.operator }) : null,
        submit: say("move"),
        cancel,
        fields: [{ name: "who", label: say("operator"), kind: "choice", options }, parting(null, "along", "return", "finish"), reason(MOVES)],
      });
      if (!values) return null;
      const [leaves, ...username] = values.who.split(":");
      return {
        username: username.join(":"),
        body: { to: counter.counter, reason: values.reason, ticket: values.ticket, take_over: Boolean(counter.operator), ...(leaves && { leaves }) },
      };
    },

    closeService: async (service) => {
      const values = await ask({
        title: say("ask_close_service", { service: nameOf(service.service) }),
        text: say("ask_close_service_text"),
        submit: say("close"),
        cancel,
        danger: true,
        fields: [
          { ...reason(CLOSURES), label: say("reason_vi"), longest: "200" },
          { name: "reason_en", label: say("reason_en"), longest: "200" },
          { name: "until_opened", label: say("until_opened"), kind: "check" },
        ],
      });
      if (!values) return null;
      const known = inBoth(values.reason);
      const english = values.reason_en.trim() || known?.en;
      return { reason: { vi: known?.vi ?? values.reason, ...(english && { en: english }) }, until_opened: values.until_opened === "yes" };
    },

    reassign: async (ticket, counters, staff) => {
      const others = Object.keys(office.services).filter((code) => code !== ticket.service);
      const groups = [
        { label: say("to_service"), sign: "ticket", options: others.map((code) => [`service:${code}`, nameOf(code)]) },
        { label: say("to_counter"), sign: "desk", options: counters.map((one) => [`counter:${one.counter}`, `${counterName(one)} – ${state(one)}`]) },
        { label: say("to_person"), sign: "person", options: staff.map((one) => [`operator:${one.username}`, one.name]) },
      ];
      const values = await ask({
        title: say("ask_reassign", { number: ticket.number }),
        text: say("ask_reassign_text"),
        submit: say("reassign"),
        cancel,
        fields: [
          { name: "target", label: say("where_to"), kind: "grouped", groups },
          {
            name: "position",
            label: say("position"),
            kind: "choice",
            options: ["by_time", "first", "last"].map((one) => [one, say(`position_${one}`)]),
          },
          reason(REASSIGNMENTS),
        ],
      });
      if (!values) return null;
      const [kind, ...code] = values.target.split(":");
      return { [kind]: code.join(":"), position: values.position, reason: values.reason };
    },
  };

  /** A reason that was chosen and not typed is there in both languages. */
  function inBoth(text) {
    const key = CLOSURES.find((one) => [data.texts.vi[one], data.texts.en[one]].includes(text));
    return key && { vi: data.texts.vi[key], en: data.texts.en[key] };
  }
}
