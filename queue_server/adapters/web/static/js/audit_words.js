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
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const isObject = (one) => typeof one === "object" && one !== null && !Array.isArray(one);
  if (!isObject(value)) return null;
  const found = {};
  const walk = (one, path) => {
    for (const [key, inner] of Object.entries(one)) {
      if (isObject(inner)) walk(inner, `${path}${key}.`);
      else found[path + key] = typeof inner === "string" ? inner : JSON.stringify(inner);
    }
  };
  walk(value, "");
  return found;
}
