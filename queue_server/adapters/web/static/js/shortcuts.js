// One-letter shortcuts: by place on the keyboard, so that Vietnamese input methods don't get in the way.

const FIELDS = new Set(["INPUT", "TEXTAREA", "SELECT"]);

/** Return whether somebody types into an element. A field keeps the keyboard until the next frame after its dialog has closed. */
function isTypedInto(target) {
  return FIELDS.has(target?.tagName) && target.type !== "checkbox" && !target.closest("dialog:not([open])");
}

/** Return the shortcut a key event stands for ("N", "/"), or null while somebody types or holds a modifier. */
export function shortcutOf(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return null;
  if (isTypedInto(event.target)) return null;
  if (event.code === "Slash") return "/";
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : null;
}
