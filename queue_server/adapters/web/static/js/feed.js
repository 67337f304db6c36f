// The office's board, live: pushed, checked by every heartbeat, asked for when behind.

import { BeatWatch } from "./beat_watch.js";
import { BoardStore } from "./board_store.js";
import { openSocket } from "./socket.js";

/** Follow an office; `onBoard(board)` for every news, `onAway(away)` when the server goes silent or comes back. */
export function followBoard({ office, onBoard, onAway = () => {} }) {
  const store = new BoardStore();
  let asking = false;
  const take = (board) => {
    if (board?.calls && store.offer(board)) onBoard(board);
  };
  const watch = new BeatWatch((away) => {
    if (away) socket.restart();
    onAway(away);
  });
  const ask = async () => {
    if (asking) return;
    asking = true;
    try {
      take(await socket.ask("board.get"));
    } catch {
      // The next beat asks again.
    } finally {
      asking = false;
    }
  };
  const socket = openSocket("/board", { office }, {
    board: (board) => {
      watch.heard();
      take(board);
    },
    beat: (beat) => {
      watch.heard();
      if (store.isBehind(beat)) ask();
    },
  });
  return {
    /** Ask the server and wait for its answer. */
    ask: (event, payload) => socket.ask(event, payload),
    get board() {
      return store.board;
    },
    get away() {
      return watch.away;
    },
  };
}
