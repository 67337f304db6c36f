// The office's wall clock, whatever the clock and zone of the device that shows it.

/** Return {time, date} of an instant as the office reads it. */
export function readClock(instant, timeZone, language) {
  const time = new Intl.DateTimeFormat("vi", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const date = new Intl.DateTimeFormat(language === "vi" ? "vi-VN" : "en-GB", {
    timeZone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
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
