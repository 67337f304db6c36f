// Which call is spoken when: one queue for an audio zone, without clock, timer, sound or page, all of which are handed in.
//
// Calls are spoken one at a time in the order in which they may be spoken. Every id ends as exactly one of spoken,
// merged, withdrawn, expired or failed. Methods return what is to be done now, in order:
//   {do: "begin", call, repeats}   tell the server that it starts, then play it
//   {do: "end", id, outcome, error?}   tell the server how it ended
//   {do: "stop"}   silence the player: the watchdog gave up on it
// display_client/announcer.py has the same rules; tests/vectors/announcer.json holds both to them.

/** Milliseconds of silence between two announcements. */
export const PAUSE_MS = 350;
/** The longest time from "begin" until the player has its clips and says how long it will take. */
export const PREPARE_MS = 4000;
/** How much longer than that the player may take before it is given up. */
export const WATCHDOG_MS = 2000;

/** Calls a board lists at most. */
const LISTED = 200;
/** Ids kept at most. */
const REMEMBERED = 2000;
const DEFAULTS = { repeats: 1, time_to_live_s: 60, merge: true };

export class Announcer {
  #epoch = null;
  #board = null;
  #isMaster = false;
  #ended = new Set();
  #waiting = [];
  #speaking = null;
  #quietUntil = 0;
  #turn = 0;

  /** Ids that were begun or ended earlier, or by another display. */
  constructor({ ended = [] } = {}) {
    this.#ended = new Set(ended);
  }

  /** The call that is being spoken, or null. */
  get speaking() {
    return this.#speaking?.call ?? null;
  }

  /** How many calls wait to be spoken. */
  get waiting() {
    return this.#waiting.length;
  }

  /** Take the newest board of the office. */
  offer(board, now) {
    const todo = [];
    if (this.#epoch !== null && this.#epoch !== board.epoch) {
      for (const item of this.#waiting) todo.push(this.#end(item.call.call_id, "withdrawn"));
      this.#waiting = [];
    }
    this.#epoch = board.epoch;
    this.#board = board;
    if (this.#ended.size > REMEMBERED) this.#ended = new Set([...this.#ended].slice(-REMEMBERED / 2));
    return this.#isMaster ? [...todo, ...this.#takeIn(now), ...this.tick(now)] : todo;
  }

  /** Begin or cease to speak for the zone; `ended` are the ids that the server knows to be begun or ended. */
  setMaster(isMaster, now, ended = []) {
    for (const id of ended) this.#ended.add(id);
    this.#waiting = this.#waiting.filter((item) => !this.#ended.has(item.call.call_id));
    if (this.#isMaster === isMaster) return isMaster ? this.tick(now) : [];
    this.#isMaster = isMaster;
    if (!isMaster) {
      // Somebody else will say how these end; what is being spoken is spoken to its end.
      this.#waiting = [];
      return [];
    }
    return [...(this.#board ? this.#takeIn(now) : []), ...this.tick(now)];
  }

  /** Let time pass. */
  tick(now) {
    const todo = [];
    if (this.#speaking && now >= this.#speaking.deadline) {
      const { call } = this.#speaking;
      this.#fallSilent(now);
      todo.push({ do: "stop" }, this.#end(call.call_id, "failed", "the player did not come to an end"));
    }
    if (!this.#isMaster) return todo;
    const late = this.#waiting.filter((item) => this.#isLate(item, now));
    this.#waiting = this.#waiting.filter((item) => !late.includes(item));
    for (const item of late) todo.push(this.#end(item.call.call_id, "expired"));
    if (!this.#speaking && now >= this.#quietUntil) todo.push(...this.#beginNext(now));
    return todo;
  }

  /** The player has its clips and will take so long. */
  prepared(id, durationMs, now) {
    if (this.#speaking?.call.call_id === id) this.#speaking.deadline = now + durationMs + WATCHDOG_MS;
  }

  /** The player came to its end, or could not play; `error` also tells what was missing in what was spoken. */
  finished(id, now, { failed = false, error } = {}) {
    if (this.#speaking?.call.call_id !== id) return [];
    this.#fallSilent(now);
    return [this.#end(id, failed ? "failed" : "spoken", error), ...this.tick(now)];
  }

  /** Return when to tick again at the latest, null if nothing changes by itself. */
  wake(now) {
    const times = this.#speaking ? [this.#speaking.deadline] : [];
    if (this.#isMaster) {
      for (const item of this.#waiting) {
        times.push(item.from + this.#timeToLive() + 1);
        if (!this.#speaking) times.push(Math.max(item.from, this.#quietUntil));
      }
    }
    return times.length ? Math.max(now, Math.min(...times)) : null;
  }

  #takeIn(now) {
    const { calls } = this.#board;
    const todo = this.#withdrawGone(calls);
    const passed = new Set();
    for (const call of calls) {
      const older = ({ call: waits }) => waits.number === call.number && passed.has(waits.call_id);
      const before = call.kind === "call" && this.#rule("merge") ? this.#waiting.filter(older) : [];
      this.#waiting = this.#waiting.filter((item) => !before.includes(item));
      for (const item of before) todo.push(this.#end(item.call.call_id, "merged"));
      if (!this.#isKnown(call.call_id)) this.#waiting.push(this.#item(call, before));
      passed.add(call.call_id);
    }
    return [...todo, ...this.#withdrawLeft(calls, now)];
  }

  /** Nobody is to come whose ticket left the counter; what was too old before that has expired. */
  #withdrawLeft(calls, now) {
    const over = new Set(calls.filter((call) => call.withdrawn).map((call) => call.call_id));
    const left = this.#waiting.filter(({ call }) => over.has(call.call_id));
    this.#waiting = this.#waiting.filter((item) => !left.includes(item));
    return left.map((item) => this.#end(item.call.call_id, this.#isLate(item, now) ? "expired" : "withdrawn"));
  }

  /** A call that left the board was withdrawn, unless it only made room for newer ones. */
  #withdrawGone(calls) {
    const listed = new Set(calls.map((call) => call.call_id));
    const isFull = calls.length >= LISTED;
    const isPushedOut = (call) => isFull && Date.parse(call.called_at) <= Date.parse(calls[0].called_at);
    const gone = this.#waiting.filter(({ call }) => !listed.has(call.call_id) && !isPushedOut(call));
    this.#waiting = this.#waiting.filter((item) => !gone.includes(item));
    return gone.map((item) => this.#end(item.call.call_id, "withdrawn"));
  }

  /** The newest call of a ticket takes the place of those of it that still wait. */
  #item(call, before) {
    const from = Date.parse(call.announce_at);
    this.#turn += 1;
    const order = before.length ? before.map((item) => item.order).sort(byOrder)[0] : [from, this.#turn];
    return { call, from, order };
  }

  #isKnown(id) {
    return this.#ended.has(id) || this.#waiting.some((item) => item.call.call_id === id);
  }

  #beginNext(now) {
    const due = this.#waiting.filter((item) => item.from <= now).sort((a, b) => byOrder(a.order, b.order));
    if (!due.length) return [];
    const [item] = due;
    this.#waiting = this.#waiting.filter((other) => other !== item);
    this.#ended.add(item.call.call_id);
    this.#speaking = { call: item.call, deadline: now + PREPARE_MS };
    // Repeating one call would make others late.
    const repeats = due.length > 1 ? 1 : this.#rule("repeats");
    return [{ do: "begin", call: item.call, repeats }];
  }

  #fallSilent(now) {
    this.#speaking = null;
    this.#quietUntil = now + PAUSE_MS;
  }

  #end(id, outcome, error) {
    this.#ended.add(id);
    return error ? { do: "end", id, outcome, error } : { do: "end", id, outcome };
  }

  #isLate({ from }, now) {
    return now > from + this.#timeToLive();
  }

  #timeToLive() {
    return this.#rule("time_to_live_s") * 1000;
  }

  #rule(name) {
    return this.#board?.voice?.[name] ?? DEFAULTS[name];
  }
}

function byOrder([dueA, turnA], [dueB, turnB]) {
  return dueA - dueB || turnA - turnB;
}
