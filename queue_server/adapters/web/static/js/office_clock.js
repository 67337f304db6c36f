// The office's wall clock, whatever the clock and zone of the device that shows it.

const DAY = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const MINUTE = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** Formats cost a millisecond to make on a small computer, and the board reads the clock with every call. */
const made = new Map();

function format(locale, timeZone, parts) {
  const key = `${locale} ${timeZone} ${parts === DAY}`;
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(locale, { timeZone, ...parts }));
  return made.get(key);
}

/** Return {time, date} of an instant as the office reads it. */
export function readClock(instant, timeZone, language) {
  const time = format("vi", timeZone, MINUTE);
  const date = format(language === "vi" ? "vi-VN" : "en-GB", timeZone, DAY);
  const text = date.format(instant);
  return { time: time.format(instant), date: text.charAt(0).toUpperCase() + text.slice(1) };
}

/** Return the milliseconds this device's clock is behind the server's, by the Date header of an answer. */
export function clockBehind(dateHeader, now) {
  const server = Date.parse(dateHeader ?? "");
  if (Number.isNaN(server)) return 0;
  const behind = server - now;
  // The header has whole seconds; less than two is not worth a correction.
  return Math.abs(behind) < 2000 ? 0 : behind;
}
