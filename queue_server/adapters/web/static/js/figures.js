// Figures as people read them: ages, waits, sums, orders. Pure, so that they are tested without a page.

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86400;

/** Seconds without news after which an office is silent. */
export const SILENT_AFTER_S = 300;

/** How long ago, in words: "now" for less than 5 s. */
export function ageWords(seconds, texts) {
  if (seconds < 5) return texts.say("now");
  if (seconds < MINUTE_S) return texts.count("ago_seconds", Math.round(seconds));
  if (seconds < HOUR_S) return texts.count("ago_minutes", Math.floor(seconds / MINUTE_S));
  if (seconds < DAY_S) return texts.count("ago_hours", Math.floor(seconds / HOUR_S));
  return texts.count("ago_days", Math.floor(seconds / DAY_S));
}

/** A duration in minutes and seconds, "12:05", with hours from 60 minutes on. */
export function durationWords(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  const whole = Math.round(seconds);
  const pad = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / HOUR_S);
  const minutes = Math.floor((whole % HOUR_S) / MINUTE_S);
  return hours ? `${hours}:${pad(minutes)}:${pad(whole % MINUTE_S)}` : `${minutes}:${pad(whole % MINUTE_S)}`;
}

/** The day and time of an RFC 3339 text, as its own clock shows it: the day only if it isn't `today`. */
export function timeWords(text, today) {
  const [day, time] = [text.slice(0, 10), text.slice(11, 16)];
  return day === today ? time : `${time} ${day.slice(8, 10)}/${day.slice(5, 7)}`;
}

/** Letters without accents, so that "tan lap" finds "Tân Lập". */
export function folded(text) {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("đ", "d");
}

/** A new array in the order of a column; what is missing comes last, equals stay in the order of names. */
export function sorted(rows, value, descending, language) {
  const compare = (one, other) =>
    typeof one === "string" ? one.localeCompare(other, language, { numeric: true }) : one - other;
  return rows.toSorted((one, other) => {
    const [first, second] = [value(one), value(other)];
    const missing = Number(first === null) - Number(second === null);
    const known = first !== null && second !== null ? compare(first, second) : 0;
    const order = missing || (descending ? -known : known);
    return order || one.name.localeCompare(other.name, language, { numeric: true });
  });
}

/** All offices as one. */
export function sums(offices) {
  const add = (name) => offices.reduce((sum, one) => sum + one[name], 0);
  const waits = offices.map((one) => one.longest_wait_s).filter((one) => one !== null);
  return {
    waiting: add("waiting"),
    openCounters: add("open_counters"),
    counters: add("counters"),
    served: add("served"),
    longest_s: waits.length ? Math.max(...waits) : null,
    silent: offices.filter((one) => one.age_s > SILENT_AFTER_S).length,
  };
}
