// How the audit words an entry. Pure, so that it is tested without a page.

/** An instant as its own clock shows it, "07:49 29/11/2026". */
export const whenWords = (at) => `${at.slice(11, 16)} ${at.slice(8, 10)}/${at.slice(5, 7)}/${at.slice(0, 4)}`;

/**
 * Return [name, before, after] of what differs, as text, null for what wasn't there.
 *
 * Of rules that hold many values only those that changed: "kiosk.rating".
 */
export function changesOf(changes) {
  return Object.entries(changes).flatMap(([name, [before, after]]) => {
    const [old, now] = [leaves(before), leaves(after)];
    if (!old || !now) return [[name, before, after]];
    return [...new Set([...Object.keys(old), ...Object.keys(now)])]
      .filter((key) => old[key] !== now[key])
      .map((key) => [`${name}.${key}`, old[key] ?? null, now[key] ?? null]);
  });
}

/** The values of an object in JSON by their dotted names, each as text; null for any other text. */
function leaves(text) {
  const value = parsed(text);
  if (!isObject(value)) return null;
  const found = {};
  const walk = (one, path) => {
    for (const [key, inner] of Object.entries(one)) {
      const at = path + (Array.isArray(one) ? Number(key) + 1 : key);
      // Days of the week are told one by one.
      if (isObject(inner) || (Array.isArray(inner) && inner.length && inner.every(Array.isArray))) walk(inner, `${at}.`);
      else found[at] = typeof inner === "string" ? inner : JSON.stringify(inner);
    }
  };
  walk(value, "");
  return found;
}

const isObject = (one) => typeof one === "object" && one !== null && !Array.isArray(one);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Return the words for a field of an entry's kind, with the language or day it is of: "Name (Vietnamese)". */
export function fieldWords(texts, kind, path) {
  const { field, part } = partOf(texts, path);
  return `${nameOfField(texts, kind, field)}${part}`;
}

/** Return the words for the fields that differ, each once, whatever language or day of them changed. */
export function changedFields(texts, kind, changes) {
  return [...new Set(changesOf(changes).map(([path]) => nameOfField(texts, kind, partOf(texts, path).field)))];
}

/** As the back office calls it, else its path. */
function nameOfField(texts, kind, path) {
  const keys = keysOf(path.split(".")).flatMap((one) => [`field_${kind}_${one}`, `field_${one}`]);
  const key = keys.find((one) => texts.has(one));
  return key ? texts.say(key) : path;
}

/** Split off the end of a path that names a language or a day of the week. */
function partOf(texts, path) {
  const parts = path.split(".");
  const last = parts.at(-1);
  if (parts.length > 1 && texts.has(`language_${last}`)) {
    return { field: parts.slice(0, -1).join("."), part: ` (${texts.say(`language_${last}`)})` };
  }
  if (parts.at(-2) === "week" && texts.has(`weekday_${last}`)) {
    return { field: parts.slice(0, -2).join("."), part: `, ${texts.say(`weekday_${last}`)}` };
  }
  return { field: path, part: "" };
}

/** From the most exact to the plainest: rules_kiosk_rating, kiosk_rating, rating. */
const keysOf = (parts) => parts.map((_, first) => parts.slice(first).join("_"));

/**
 * Return a value in words: yes and no, choices, days and times as people write them, lists one after the other.
 *
 * `nameOf(code)` returns what an office calls its service or counter, or nothing.
 */
export function valueWords(texts, path, value, nameOf = () => undefined) {
  if (value === null || value === "null" || value === "") return "–";
  const list = /^[[{]/.test(value) ? parsed(value) : undefined;
  if (list !== undefined) return inWords(list, (one) => valueWords(texts, path, one, nameOf)) || "–";
  const key = [...keysOf(path.split(".")).map((one) => `value_${one}_${value}`), `value_${value}`].find((one) => texts.has(one));
  return key ? texts.say(key) : (nameOf(value) ?? dayWords(value));
}

function inWords(value, words) {
  if (Array.isArray(value)) return value.map((one) => inWords(one, words)).join(", ");
  if (!isObject(value)) return words(String(value));
  if (typeof value.begin === "number" && typeof value.end === "number") return `${clock(value.begin)}–${clock(value.end)}`;
  const isOneDay = value.first !== undefined && value.first === value.last;
  const told = Object.entries(value).filter(([key, one]) => !(key === "last" && isOneDay) && one !== null && one !== "" && !(Array.isArray(one) && !one.length));
  return told.map(([, one]) => inWords(one, words)).join(" ");
}

const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

function dayWords(text) {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return whenWords(text);
  return /^\d{4}-\d\d-\d\d$/.test(text) ? text.split("-").toReversed().join("/") : text;
}
