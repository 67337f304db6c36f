// What an office offers now: services with their state from the API, kept fresh by the board.

import { request } from "./api.js";
import { coalesce } from "./coalesce.js";
import { followBoard } from "./feed.js";

const REFRESH_MS = 30000;
const AT_MOST_EVERY_MS = 2000;

/**
 * Follow an office's services: `onChange(services, rebuilt)` by code, rebuilt when other ones are offered; `onAway(away)`.
 *
 * Who also wants to know the office's whole board gets it by `onBoard(board)`.
 */
export function followServices({ office, services, onChange, onAway, onBoard = () => {} }) {
  const known = new Map(services.map((one) => [one.code, { ...one, waiting: null, expected_wait_s: null }]));
  let away = false;
  const setAway = (now) => {
    if (now === away) return;
    away = now;
    onAway(now);
  };
  const look = (map) => JSON.stringify([...map.values()].map((one) => [one.code, one.prefix, Object.entries(one.name).sort()]));
  const refresh = coalesce(async () => {
    try {
      const answer = await request("GET", `/offices/${encodeURIComponent(office)}`);
      const before = look(known);
      const present = answer.services.map((one) => [one.service, { ...known.get(one.service), ...one, code: one.service }]);
      known.clear();
      for (const [code, one] of present) known.set(code, one);
      onChange(known, look(known) !== before);
    } catch {
      // The heartbeat decides whether the server is away; the next refresh comes.
    }
  }, AT_MOST_EVERY_MS);
  followBoard({
    office,
    onBoard: (board) => {
      for (const { service, waiting, open, opening, closed_reason, expected_wait_s } of board.services) {
        const one = known.get(service);
        if (one) known.set(service, { ...one, waiting, open, opening, closed_reason, expected_wait_s });
      }
      onBoard(board);
      onChange(known);
      refresh();
    },
    onAway: (now) => {
      setAway(now);
      if (!now) refresh();
    },
  });
  setInterval(refresh, REFRESH_MS);
  refresh();
  return { services: known, refresh };
}
