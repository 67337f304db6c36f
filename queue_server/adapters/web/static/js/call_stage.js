// Which call has the large panel: each one for at least its time, in order, none that is too old.

const age = (call, at) => Date.parse(at) - Date.parse(call.called_at);

export class CallStage {
  #minimumMs;
  #timeToLiveMs;
  #epoch = null;
  #known = new Set();
  #pending = [];
  #shown = null;

  /** `minimumMs` is a number, or a function of the call and of whether others wait for the panel. */
  constructor({ minimumMs = 7000, timeToLiveMs = 60000 } = {}) {
    this.#minimumMs = typeof minimumMs === "function" ? minimumMs : () => minimumMs;
    this.#timeToLiveMs = timeToLiveMs;
  }

  /** What is on the panel: {call, since, until, fresh}, or null; it stays at least until `until`. `fresh` calls are announced, others only shown. */
  get shown() {
    return this.#shown;
  }

  /** Milliseconds until the panel changes by itself, null if nothing waits. */
  wait(now) {
    if (!this.#pending.length) return null;
    return this.#shown ? Math.max(0, this.#shown.until - now) : 0;
  }

  /** Take a board's calls (oldest first); return whether the panel changed. */
  offer(board, now) {
    const before = this.#shown;
    const first = this.#epoch !== board.epoch;
    const listed = new Map(board.calls.map((call) => [call.call_id, call]));
    if (first) {
      this.#epoch = board.epoch;
      this.#pending = [];
      this.#shown = null;
    } else {
      this.#forgetWithdrawn(listed);
      this.#queue(board, now);
    }
    this.#known = new Set(listed.keys());
    if (!this.#shown && !this.#pending.length) this.#showNewest(board, now);
    this.#advance(now);
    return this.#shown !== before;
  }

  /** Let a call that has the panel keep it until an instant, as while it is spoken. */
  keep(callId, until) {
    if (this.#shown?.call.call_id === callId) this.#shown = { ...this.#shown, until: Math.max(this.#shown.until, until) };
  }

  /** Let time pass; return whether the panel changed. */
  tick(now) {
    const before = this.#shown;
    this.#advance(now);
    return this.#shown !== before;
  }

  #forgetWithdrawn(listed) {
    this.#pending = this.#pending.filter(({ call }) => listed.has(call.call_id) && !listed.get(call.call_id).withdrawn);
    if (this.#shown && !listed.has(this.#shown.call.call_id)) this.#shown = null;
  }

  #queue(board, now) {
    for (const call of board.calls) {
      if (call.withdrawn || this.#known.has(call.call_id) || age(call, board.at) > this.#timeToLiveMs) continue;
      // The newest call of a ticket stands for those of it that still wait.
      this.#pending = this.#pending.filter((waiting) => waiting.call.number !== call.number);
      this.#pending.push({ call, arrived: now });
    }
  }

  #showNewest(board, now) {
    const call = board.calls.at(-1);
    if (call) this.#shown = { call, since: now, until: now, fresh: false };
  }

  #advance(now) {
    this.#pending = this.#pending.filter(({ arrived }) => now - arrived <= this.#timeToLiveMs);
    if (this.wait(now) !== 0) return;
    const { call } = this.#pending.shift();
    const until = now + this.#minimumMs(call, this.#pending.length > 0);
    this.#shown = { call, since: now, until, fresh: true };
  }
}

/** Return the recent calls for the list, newest first, each ticket once, without the one on the panel. */
export function recentCalls(calls, shown, most) {
  const seen = new Set(shown ? [shown.number] : []);
  const recent = [];
  for (const call of [...calls].reverse()) {
    if (seen.has(call.number)) continue;
    seen.add(call.number);
    recent.push(call);
    if (recent.length === most) break;
  }
  return recent;
}
