// How the printer of this kiosk is, asked for now and then; the number itself never waits for it.

import { request } from "./api.js";

const EVERY_MS = 10000;

/**
 * Tell about the printer that prints this kiosk's tickets: `onChange(state)` at first and after every change.
 * `state` is null for a kiosk without a printer and while nobody knows; else `{name, trouble, waiting}`, trouble being
 * null, "offline", "cover_open", "paper_out" or "fault", with which nothing is printed, or "paper_low".
 * Returns { now, refresh, stop }: ask `refresh()` after a number was taken.
 */
export function followPrinter({ office, onChange, ask = request, everyMs = EVERY_MS }) {
  let known;
  let state = null;

  async function refresh() {
    try {
      const { printers } = await ask("GET", `/offices/${encodeURIComponent(office)}/printers`);
      const mine = printers.find((one) => one.mine);
      state = mine && mine.ready !== null ? { name: mine.printer, trouble: mine.trouble, waiting: mine.waiting } : null;
    } catch {
      state = null; // whoever can't ask knows nothing
    }
    const news = JSON.stringify(state);
    if (news !== known) {
      known = news;
      onChange(state);
    }
  }

  const timer = setInterval(refresh, everyMs);
  refresh();
  return { now: () => state, refresh, stop: () => clearInterval(timer) };
}

/** Return whether a ticket will not come out now. */
export function printsNothing(state) {
  return Boolean(state?.trouble) && state.trouble !== "paper_low";
}
