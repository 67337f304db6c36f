// What a layout says about a screen: where its zones are, and what of a board it shows. Pure.

import { highMinutes, lowMinutes } from "./waiting_words.js";

/** Return the zones for a wide or a tall screen. */
export function zonesFor(layout, portrait) {
  return portrait ? layout.portrait : layout.landscape;
}

/** Return the CSS grid area of a zone. */
export function gridArea({ column, row, columns, rows }) {
  return `${row + 1} / ${column + 1} / ${row + rows + 1} / ${column + columns + 1}`;
}

/** Return a board with only what the layout shows: its services, its counters, and the calls of both. */
export function narrowed(board, layout) {
  const wanted = (codes, code) => codes.length === 0 || codes.includes(code);
  return {
    ...board,
    calls: board.calls.filter((call) => wanted(layout.services, call.service) && wanted(layout.counters, call.counter)),
    counters: board.counters.filter((one) => wanted(layout.counters, one.counter)),
    services: board.services.filter((one) => wanted(layout.services, one.service)),
  };
}

/** Return whether nobody is served: every counter is closed. */
export function isClosed(board) {
  return board.counters.length > 0 && board.counters.every((one) => one.state === "closed");
}

const givesNone = (board) => board.services.length > 0 && board.services.every((one) => one.open === false);

/** Return whether numbers are "given", "over" while some are still called, or the office is "shut" and gives none. */
export function numbersNow(board, hasCall) {
  if (!givesNone(board)) return "given";
  return isShut(board, hasCall) ? "shut" : "over";
}

/** Return whether the large panel says that the office is shut: nobody works, or no numbers are given and nobody is called. */
export function isShut(board, hasCall) {
  const rests = board.counters.every((one) => one.state === "closed" || one.state === "paused");
  return isClosed(board) || (givesNone(board) && (rests || !hasCall));
}

/** Return whether a clock reading "HH:MM" lies in the layout's hours of darkness, which may span midnight. */
export function isNight({ dark_from: from, dark_until: until }, time) {
  if (!from || !until || from === until) return false;
  return from < until ? from <= time && time < until : time >= from || time < until;
}

const CHIME_MS = 1000;
const TOKEN_MS = 350;

/**
 * Return the milliseconds a call keeps the large panel: the layout's, or as long as it is spoken if that takes longer.
 *
 * `spokenMs` is how long its clips take, null while they are not here: then it is guessed from their number.
 */
export function panelMs(call, layout, voice, spokenMs = null) {
  if (spokenMs !== null) return Math.max(layout.call_s * 1000, spokenMs);
  const spoken = Object.values(call.tokens ?? {}).reduce((sum, tokens) => sum + tokens.length * TOKEN_MS, 0);
  const announced = spoken && CHIME_MS + spoken * Math.max(1, voice?.repeats ?? 1);
  return Math.max(layout.call_s * 1000, announced);
}

/** Return the likely wait as {low, high} in minutes, null while nobody can say. */
export function waitMinutes(expected) {
  if (!expected) return null;
  const high = highMinutes(expected.high);
  return { low: Math.min(lowMinutes(expected.low), high), high };
}

/**
 * Return {columns, rows, perPage} for a number of tiles in a box.
 *
 * Tiles are as near as possible to `aspect` (width by height) and never smaller than `least` [width, height];
 * what then doesn't fit goes to further pages.
 */
export function arrange(count, box, rule) {
  const [width, height] = box;
  const { least, aspect, gap = 0 } = rule;
  const mostColumns = Math.max(1, Math.floor((width + gap) / (least[0] + gap)));
  const mostRows = Math.max(1, Math.floor((height + gap) / (least[1] + gap)));
  let best = null;
  for (let columns = 1; columns <= Math.min(mostColumns, Math.max(1, count)); columns += 1) {
    const rows = Math.ceil(Math.max(1, count) / columns);
    if (rows > mostRows) continue;
    const shape = (width + gap - gap * columns) / columns / ((height + gap - gap * rows) / rows);
    const empty = (columns * rows - count) / (columns * rows);
    const cost = Math.abs(Math.log(shape / aspect)) + 2 * empty;
    if (!best || cost < best.cost) best = { columns, rows, cost };
  }
  if (best) return { columns: best.columns, rows: best.rows, perPage: best.columns * best.rows };
  // Pages of equal length look calmer than a last one with a single tile.
  const perPage = Math.ceil(count / Math.ceil(count / (mostColumns * mostRows)));
  return { ...arrange(perPage, box, rule), perPage };
}

/** Return which page is shown, "1/2"; "" where all have room. */
export function pageWords(count, perPage, turn) {
  const pages = Math.max(1, Math.ceil(count / perPage));
  return pages > 1 ? `${(turn % pages) + 1}/${pages}` : "";
}

/** Return one page of a list; pages follow each other for ever. */
export function pageOf(items, perPage, turn) {
  const pages = Math.max(1, Math.ceil(items.length / perPage));
  const start = (turn % pages) * perPage;
  return items.slice(start, start + perPage);
}

/**
 * Return the lines of the ticker, each {language, text, notice}: notices first, every language in its turn.
 *
 * `closed` are texts by language that tell why services are closed; they come before the office's own lines.
 */
export function tickerLines(board, layout, now, closed = []) {
  const lines = [];
  const add = (texts, notice) => {
    for (const language of layout.languages) {
      for (const text of (texts?.[language] ?? "").split("\n")) {
        if (text.trim()) lines.push({ language, text: text.trim(), notice });
      }
    }
  };
  for (const { text, until } of board?.notices ?? []) {
    if (until && Date.parse(until) <= now) continue;
    const known = layout.languages.some((language) => text[language]);
    // Written in a language this screen does not have: better shown than lost.
    add(known ? text : { [layout.languages[0]]: Object.values(text)[0] }, true);
  }
  for (const text of closed) add(text, true);
  add(layout.ticker, false);
  return lines;
}

/** Return a text in pieces of at most `most` characters, cut between words. */
export function pieces(text, most) {
  const found = [];
  let piece = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (piece && piece.length + 1 + word.length > most) {
      found.push(piece);
      piece = "";
    }
    piece = piece ? `${piece} ${word}` : word;
  }
  return piece ? [...found, piece] : found;
}

/** Return milliseconds in which a text can be read without haste. */
export function readingMs(text) {
  return Math.max(5000, 2500 + text.length * 70);
}
