// Work that may wait until what was just changed can be seen.

/** A window that nobody sees paints no frames. */
const NO_FRAME_MS = 100;

/** Return a function that does the work once after the next frame, however often it is called before. */
export function afterPaint(work) {
  let timer = null;
  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      work();
    }, ms);
  };
  return () => {
    if (timer !== null) return;
    later(NO_FRAME_MS);
    requestAnimationFrame(() => {
      if (timer !== null) later(0);
    });
  };
}
