// What a console offers in which situation; the server decides, this keeps people from asking in vain.

const NEEDS = {
  recall: ["called"],
  start: ["called"],
  finish: ["called", "serving"],
  "no-show": ["called"],
  hold: ["called", "serving"],
  transfer: ["called", "serving"],
  "finish-with": ["called", "serving"],
  details: ["called", "serving"],
};

export const DESK_ACTIONS = { closed: ["open"], paused: ["resume", "close"] };
const OPEN_DESK_ACTIONS = ["pause", "close"];

/** Return whether an action makes sense. `desk` is the board's state of the counter, `ticket` the one there or null. */
export function offers(action, { desk, ticket, undoUntil, now }) {
  if (!desk) return false;
  if (action === "call-next") return !["closed", "paused"].includes(desk);
  if (action === "undo") return undoUntil === null ? desk !== "closed" : now < undoUntil;
  return NEEDS[action].includes(ticket?.state);
}

/** Return whether calling somebody would end a service that is under way. */
export function wouldEndService(ticket) {
  return ticket?.state === "serving";
}

/** Return what is missing before a called ticket counts as absent: {calls, seconds}, null when nothing is. */
export function noShowMissing(ticket, rules, now) {
  if (ticket?.state !== "called" || !ticket.called_at) return null;
  const calls = Math.max(0, rules.no_show_calls - ticket.calls);
  const from = Date.parse(ticket.called_at) + rules.no_show_after_s * 1000;
  const seconds = Math.max(0, Math.ceil((from - now) / 1000));
  return calls || seconds ? { calls, seconds, from } : null;
}

/** Return whether the console may call by itself: the counter is open, free, and somebody waits. */
export function callsItself({ desk, ticket, auto }) {
  return Boolean(auto && desk?.state === "open" && !ticket && desk.waiting > 0);
}

/** Return whether somebody has come to a counter that had nobody to call. */
export function hasArrival(before, after) {
  return Boolean(before && after && before.counter === after.counter && after.state === "open" && before.waiting === 0 && after.waiting > 0);
}

/** Return the services chosen at a counter, in their order; those it does not serve (any more) are left out. */
export function chosenServices(text, services) {
  return (text ?? "").split(",").filter((code) => services.includes(code));
}

/** Return what can be done with the counter itself; `takes` says whether somebody else, or a box alone, has it open. */
export function deskActions(desk, takes = false) {
  if (!desk) return [];
  return [...(takes ? ["take-over"] : []), ...(DESK_ACTIONS[desk] ?? OPEN_DESK_ACTIONS)];
}

/** Return whether an open counter may be taken: one that nobody has signed in at, by a supervisor also a colleague's. */
export function mayTake(desk, operator) {
  if (!desk || desk.state === "closed" || desk.operator === operator.id) return false;
  return operator.serves && (desk.operator === null || operator.supervises);
}

/** Return the counter somebody was sent to: they had `counter`, have it no more, and have a new one instead. */
export function sentTo(before, after, counter, operator) {
  const has = (desks) => desks.filter((one) => one.operator === operator.id).map((one) => one.counter);
  const now = has(after);
  const moved = has(before).includes(counter) && now.length === 1 && now[0] !== counter && !has(before).includes(now[0]);
  return moved ? now[0] : null;
}

/** Return the tickets of a tab, oldest first, that match the filter and, if asked, the counter's services. */
export function listed(tickets, { state, text, services, nameOf }) {
  const wanted = text.trim().toLowerCase();
  return tickets
    .filter((one) => one.state === state)
    .filter((one) => !services || services.includes(one.service))
    .filter((one) => !wanted || `${one.number} ${nameOf(one.service)}`.toLowerCase().includes(wanted))
    .sort((one, other) => Date.parse(one.entered_at ?? one.issued_at) - Date.parse(other.entered_at ?? other.issued_at));
}

/** Return the ticket at a counter, null if there is none. */
export function ticketAt(tickets, counter) {
  return tickets.find((one) => one.counter === counter && ["called", "serving"].includes(one.state)) ?? null;
}
