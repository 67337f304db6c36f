// The office's board, live: pushed, checked by every heartbeat, asked for when behind.

import { BeatWatch } from "./beat_watch.js";
import { BoardStore } from "./board_store.js";
import { openSocket } from "./socket.js";

const STATUS_MS = 10000;

/**
 * Follow an office; `onBoard(board)` for every news, `onAway(away)` when the server goes silent or comes back.
 *
 * A registered display also gives `onOrder(order)` for what staff tell it, and `status()` for what it tells of itself.
 * Returns {board, away, offer(board), ask(event, payload), tell(event, payload)}.
 */
export function followBoard({ office, onBoard, onAway = () => {}, onOrder = () => {}, status = null }) {
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
  const report = () => {
    if (status) socket.emit("display.status", status());
  };
  const socket = openSocket("/board", { office }, {
    connect: report,
    "display.command": onOrder,
    board: (board) => {
      watch.heard();
      take(board);
    },
    beat: (beat) => {
      watch.heard();
      if (store.isBehind(beat)) ask();
    },
  });
  if (status) setInterval(report, STATUS_MS);
  return {
    /** Take a board that came another way, if it is news. */
    offer: take,
    /** Ask the server and wait for its answer. */
    ask: (event, payload) => socket.ask(event, payload),
    tell: (event, payload) => socket.emit(event, payload),
    get board() {
      return store.board;
    },
    get away() {
      return watch.away;
    },
  };
}
