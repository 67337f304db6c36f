// What is typed at a screen keyboard, a real one or by a scanner: one buffer of plain letters, whoever types.

export const LONGEST = 60;

/** Rows of the screen keyboard; marks are not needed, the search does without them. */
export const ROWS = {
  letters: ["qwertyuiop", "asdfghjkl", "zxcvbnm"],
  digits: ["1234567890", "-/.()", ""],
};

/** Return the text after a key: a character, "Backspace", "Clear"; others change nothing. */
export function typed(text, key) {
  if (key === "Backspace") return text.slice(0, -1);
  if (key === "Clear") return "";
  if ([...key].length !== 1) return text;
  if (key === " " && (text === "" || text.endsWith(" "))) return text;
  return (text + key).slice(0, LONGEST);
}

/** Whether a text is long enough to search for. */
export const searchable = (text) => text.trim().length >= 2;
