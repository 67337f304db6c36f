// The newest board of an office: the newest revision of an epoch wins, a new epoch starts anew.

export class BoardStore {
  #board = null;
  #pastEpochs = new Set();

  /** The newest board, null before the first. */
  get board() {
    return this.#board;
  }

  /** Take a board; return whether it was news. Lost, repeated and reordered boards do no harm. */
  offer(board) {
    const now = this.#board;
    if (this.#pastEpochs.has(board.epoch)) return false;
    if (now && now.epoch === board.epoch && board.revision <= now.revision) return false;
    if (now && now.epoch !== board.epoch) this.#pastEpochs.add(now.epoch);
    this.#board = board;
    return true;
  }

  /** Return whether a heartbeat tells of a board we don't have. */
  isBehind(beat) {
    if (this.#pastEpochs.has(beat.epoch)) return false;
    return !this.#board || this.#board.epoch !== beat.epoch || this.#board.revision < beat.revision;
  }
}
