// Why a service gives no numbers, from when it does, and its hours today, in words.

import { serverClock } from "./api.js";
import { textIn } from "./texts.js";

const DAY_MS = 86400000;

/** Return the office's date of an instant in ms, by the offset that the server writes behind its times. */
function dateAt(instant, like) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(like) ?? [null, "+", "00", "00"];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60000 * (sign === "-" ? -1 : 1);
  return new Date(instant + offset).toISOString().slice(0, 10);
}

const clock = (at) => at.slice(11, 16);

/** Return "at 13:30", "tomorrow at 07:30", "Monday at 07:30" or "24/02 at 07:30"; a day that begins at midnight is named alone. */
export function whenWords(at, texts, now = serverClock.now()) {
  const [day, time] = [at.slice(0, 10), clock(at)];
  const days = Math.round((Date.parse(day) - Date.parse(dateAt(now, at))) / DAY_MS);
  if (days === 0) return texts.say("when_today", { time });
  const isDay = time === "00:00";
  if (days === 1) return isDay ? texts.say("when_next_day") : texts.say("when_tomorrow", { time });
  const weekday = new Intl.DateTimeFormat(texts.language, { weekday: "long", timeZone: "UTC" }).format(Date.parse(day));
  const inText = texts.language === "vi" ? weekday.toLowerCase() : weekday;
  const named = days > 1 && days < 7 ? inText : `${day.slice(8)}/${day.slice(5, 7)}`;
  return isDay ? named : texts.say("when_day", { day: named, time });
}

/** Return the periods of today: "07:30–11:30, 13:30–17:00"; "" without any. */
export function hoursText(opening) {
  return (opening?.hours ?? []).map(({ begin, end }) => `${clock(begin)}–${clock(end) === "00:00" ? "24:00" : clock(end)}`).join(", ");
}

/** Return why no service gives numbers: what they have in common, then from when one does again; null while one is open. */
export function allClosedWords(services, texts, now) {
  if (!services.length || services.some((one) => one.open !== false)) return null;
  // A service that is switched off for good says nothing about today.
  const telling = services.filter((one) => textIn(one.closed_reason, texts.language) || (one.opening?.reason ?? "switched_off") !== "switched_off");
  const each = (telling.length ? telling : services).map((one) => closedWords(one, texts, now));
  if (each.every((words) => words.join() === each[0].join())) return each[0];
  const isSame = each.every(([reason]) => reason === each[0][0]);
  const [first] = services.map((one) => one.opening?.opens_at).filter(Boolean).sort((one, other) => Date.parse(one) - Date.parse(other));
  return [isSame ? each[0][0] : texts.say("closed_all"), ...(first ? [texts.say("again", { when: whenWords(first, texts, now) })] : [])];
}

/** Return why a service is closed, in short phrases: ["Lunch break", "numbers again at 13:30", "Today 07:30–11:30 …"]. */
export function closedWords(service, texts, now) {
  const { opening } = service;
  const reason = opening?.reason;
  if (!reason || reason === "switched_off") return [textIn(service.closed_reason, texts.language) || texts.say("closed")];
  const note = textIn(opening.note, texts.language);
  const words = [note && texts.has(`shut_${reason}_note`) ? texts.say(`shut_${reason}_note`, { note }) : texts.say(`shut_${reason}`)];
  if (opening.opens_at) words.push(texts.say("again", { when: whenWords(opening.opens_at, texts, now) }));
  const hours = hoursText(opening);
  if (hours && reason === "outside_hours") words.push(texts.say("hours_today", { hours }));
  return words;
}
