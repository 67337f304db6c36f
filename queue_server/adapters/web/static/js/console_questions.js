// What the console asks before it acts: reasons, minutes, where to, which counter.

import { ask } from "./console_dialog.js";
import { counterNameIn, textIn } from "./texts.js";

/** Return the questions; each opens a dialog and promises the request's body, or null when dismissed. */
export function createConsoleQuestions({ data, texts, services, counters }) {
  const say = texts.say;
  const cancel = say("back");
  const suggestions = (...keys) => keys.map((key) => say(key));
  const nameOf = (code) => textIn(services.get(code)?.name, data.language) || code;
  const served = (counter, ...others) =>
    [...new Set([...(counters.get(counter)?.services ?? []), ...others])].map((code) => [code, nameOf(code)]);
  const classes = (present = "normal") =>
    ["normal", "priority", "appointment"]
      .sort((one, other) => Number(other === present) - Number(one === present))
      .map((one) => [one, say(`class_${one}`)]);
  const inWords = (name, ...now) => [name, now.filter(Boolean).join(", ")].filter(Boolean).join(" – ");

  /** Say what goes on at a counter, so that nobody is sent to a closed one unknowingly. */
  function counterNow(one, board, desks) {
    const state = board?.counters.find((each) => each.counter === one.code)?.state;
    const who = desks.find((each) => each.counter === one.code)?.name;
    return inWords(counterNameIn(one.name, data.language), state && say(`desk_${state}`), who);
  }

  /** Say where a member of staff is. */
  function personNow(one, desks) {
    const at = desks.filter((each) => each.operator === one.id).map((each) => counterNameIn(counters.get(each.counter)?.name ?? each.counter, data.language));
    return inWords(one.name, at.join(", ") || say("at_no_counter"));
  }

  return {
    pause: async () => {
      const values = await ask({
        title: say("ask_pause"),
        submit: say("pause"),
        cancel,
        fields: [
          {
            name: "reason",
            label: say("reason"),
            required: true,
            value: say("pause_break"),
            suggestions: suggestions("pause_break", "pause_meeting", "pause_technical"),
          },
          { name: "minutes", label: say("pause_minutes"), kind: "number", min: "1", max: "480" },
        ],
      });
      return values && { reason: values.reason, ...(values.minutes && { minutes: Number(values.minutes) }) };
    },

    hold: async (ticket) => {
      const values = await ask({
        title: say("ask_hold", { number: ticket.number }),
        submit: say("hold"),
        cancel,
        fields: [
          { name: "minutes", label: say("minutes"), kind: "number", min: "1", max: "480", required: true, value: String(data.rules.hold_minutes) },
          { name: "reason", label: say("reason"), suggestions: suggestions("hold_papers", "hold_copy", "hold_payment") },
        ],
      });
      return values && { minutes: Number(values.minutes), ...(values.reason && { reason: values.reason }) };
    },

    transfer: async (ticket, counter, board, present) => {
      const open = [...services.values()].filter((one) => one.open && one.code !== ticket.service);
      const desks = [...counters.values()].filter((one) => one.code !== counter);
      const isThere = (one) => present.some((each) => each.operator === one.id);
      const staff = data.staff
        .filter((one) => one.username !== data.operator.username)
        .sort((one, other) => Number(isThere(other)) - Number(isThere(one)));
      const groups = [
        { label: say("to_service"), sign: "ticket", options: open.map((one) => [`service:${one.code}`, `${one.prefix} ${nameOf(one.code)}`]) },
        { label: say("to_counter"), sign: "desk", options: desks.map((one) => [`counter:${one.code}`, counterNow(one, board, present)]) },
        { label: say("to_person"), sign: "person", options: staff.map((one) => [`operator:${one.username}`, personNow(one, present)]) },
      ];
      const values = await ask({
        title: say("ask_transfer", { number: ticket.number }),
        submit: say("transfer"),
        cancel,
        fields: [
          { name: "target", label: say("where_to"), kind: "grouped", groups },
          {
            name: "position",
            label: say("position"),
            kind: "choice",
            options: [
              ["by_time", say("position_by_time")],
              ["first", say("position_first")],
              ["last", say("position_last")],
            ],
          },
          { name: "come_back", label: say("come_back"), kind: "check" },
          { name: "note", label: say("note_next"), value: ticket.note ?? "" },
        ],
      });
      if (!values) return null;
      const [kind, ...code] = values.target.split(":");
      return {
        [kind]: code.join(":"),
        position: values.position,
        come_back: values.come_back === "yes",
        ...(values.note && { note: values.note }),
      };
    },

    /** Call this one? A service that would end is named. */
    call: (ticket, current) =>
      ask({
        title: say("ask_call", { number: ticket.number }),
        text: [say("ask_call_text"), current?.state === "serving" && say("ask_call_ends", { number: current.number })].filter(Boolean).join(" "),
        submit: say("call"),
        cancel,
        fields: [
          {
            name: "reason",
            label: say("reason"),
            required: true,
            suggestions: suggestions("call_weak", "call_child", "call_returned", "call_appointment"),
          },
        ],
      }),

    callNext: (ticket) =>
      ask({ title: say("ask_end", { number: ticket.number }), text: say("ask_end_text"), submit: say("finish_and_call"), cancel }),

    finish: (ticket, counter, note, dossier) =>
      ask({
        title: say("ask_finish", { number: ticket.number }),
        submit: say("finish"),
        cancel,
        fields: [
          {
            name: "services",
            label: say("services_done"),
            kind: "checks",
            value: [ticket.service],
            options: served(counter, ticket.service),
          },
          { name: "dossier", label: say("dossier"), value: dossier || (ticket.dossier ?? "") },
          { name: "note", label: say("note"), value: note || (ticket.note ?? "") },
        ],
      }),

    order: (counter, chosen) =>
      ask({
        title: say("ask_order"),
        text: say("ask_order_text"),
        submit: say("save"),
        cancel,
        fields: [{ name: "services", label: say("services"), kind: "order", value: chosen, options: served(counter) }],
      }),

    issue: () =>
      ask({
        title: say("ask_issue"),
        submit: say("issue"),
        cancel,
        fields: [
          {
            name: "service",
            label: say("service"),
            kind: "choice",
            options: [...services.values()].filter((one) => one.open).map((one) => [one.code, `${one.prefix} ${nameOf(one.code)}`, "ticket"]),
          },
          { name: "priority_class", label: say("class"), kind: "choice", options: classes() },
        ],
      }),

    priority: (ticket) =>
      ask({
        title: say("ask_priority", { number: ticket.number }),
        submit: say("save"),
        cancel,
        fields: [{ name: "priority_class", label: say("class"), kind: "choice", options: classes(ticket.priority_class) }],
      }),

    cancel: (ticket) =>
      ask({ title: say("ask_cancel", { number: ticket.number }), text: say("ask_cancel_text"), submit: say("cancel_ticket"), cancel, danger: true }),

    takeOver: (name) =>
      ask({ title: say("ask_take_over", { name }), text: say("ask_take_over_text"), submit: say("take_over"), cancel }),

    counter: (board, chosen, desks) =>
      ask({
        title: say("choose_counter"),
        submit: say("choose"),
        cancel,
        fields: [
          {
            name: "counter",
            label: say("choose_counter_text"),
            kind: "choice",
            options: [...counters.values()]
              .sort((one, other) => Number(other.code === chosen) - Number(one.code === chosen))
              .map((one) => [one.code, counterNow(one, board, desks), "desk"]),
          },
        ],
      }),
  };
}
