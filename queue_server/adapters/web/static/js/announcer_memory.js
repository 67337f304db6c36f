// What the announcer must not forget when its page is loaded anew: which ids were begun, how they ended, what the
// server has not been told yet.

const MOST = 400;

export class AnnouncerMemory {
  #storage;
  #key;
  #calls;
  #untold;

  /** `storage` is sessionStorage or alike; one that is full or forbidden makes the memory last as long as the page. */
  constructor(storage, key) {
    this.#storage = storage;
    this.#key = key;
    const kept = this.#load();
    this.#calls = new Map(kept.calls);
    this.#untold = kept.untold;
    for (const [id, outcome] of this.#calls) {
      if (outcome === null) this.end(id, "failed", "the page was loaded anew");
    }
  }

  /** Ids that were begun or ended. */
  get ids() {
    return [...this.#calls.keys()];
  }

  /** Reports the server has not acknowledged, oldest first: {event, payload}. */
  get untold() {
    return [...this.#untold];
  }

  /** Keep that a call is being spoken; before the first sound. */
  begin(id) {
    this.#calls.set(id, null);
    this.#untold.push({ event: "announcing", payload: { call_id: id } });
    this.#save();
  }

  /** Keep how a call ended; only the first time counts. */
  end(id, outcome, error) {
    if (this.#calls.get(id)) return;
    this.#calls.delete(id);
    this.#calls.set(id, outcome);
    const payload = error ? { call_id: id, outcome, error } : { call_id: id, outcome };
    this.#untold.push({ event: "announced", payload });
    this.#save();
  }

  /** Forget a report that the server has taken, or will never take. */
  told(report) {
    this.#untold = this.#untold.filter((one) => one !== report);
    this.#save();
  }

  #load() {
    try {
      const kept = JSON.parse(this.#storage?.getItem(this.#key) ?? "null");
      if (Array.isArray(kept?.calls) && Array.isArray(kept?.untold)) return kept;
    } catch {
      // Damaged or forbidden: begin with nothing.
    }
    return { calls: [], untold: [] };
  }

  #save() {
    this.#calls = new Map([...this.#calls].slice(-MOST));
    this.#untold = this.#untold.slice(-MOST);
    try {
      this.#storage?.setItem(this.#key, JSON.stringify({ calls: [...this.#calls], untold: this.#untold }));
    } catch {
      // It lasts as long as the page then.
    }
  }
}
