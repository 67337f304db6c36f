// Waits with drawing anew what people are pressing: a click is lost when its button is replaced between down and up.

/** Not every end of a press is told, such as that of one which opened a list of choices: nothing may stay as it was for long. */
const LONGEST_MS = 2000;

const due = new Map();
let pressed = false;
let watched = false;
let limit = null;

/** Draw now; while a finger, a mouse button or the blank key is down, as soon as it is up and its click is done. Of several drawings of a place only the last is made. */
export function whenUnpressed(place, draw) {
  if (!watched) watch();
  due.delete(place);
  if (pressed) due.set(place, draw);
  else draw();
}

function watch() {
  watched = true;
  const listen = (names, then) => names.forEach((name) => addEventListener(name, then, { capture: true }));
  listen(["pointerdown"], press);
  listen(["pointerup", "pointercancel"], free);
  listen(["blur"], (event) => event.target === window && free());
  // Let go outside of the window, where nobody tells.
  listen(["pointermove"], (event) => pressed && event.buttons === 0 && free());
  listen(["keydown", "keyup"], (event) => {
    if (event.key !== " ") return;
    if (event.type === "keyup") free();
    else if (!event.repeat) press();
  });
}

function press() {
  pressed = true;
  clearTimeout(limit);
  limit = setTimeout(free, LONGEST_MS);
}

function free() {
  pressed = false;
  clearTimeout(limit);
  // The click comes right behind.
  setTimeout(() => {
    if (pressed) return;
    const drawings = [...due.values()];
    due.clear();
    for (const draw of drawings) draw();
  });
}
