// Joins many wishes to refresh into few refreshes.

/** Return a function that runs `work` soon, never twice at once, and at most every `everyMs`; the last wish counts. */
export function coalesce(work, everyMs) {
  let timer = null;
  let running = false;
  let again = false;
  let last = -Infinity;
  const run = async () => {
    timer = null;
    running = true;
    last = performance.now();
    try {
      await work();
    } finally {
      running = false;
      if (again) wish();
    }
  };
  const wish = () => {
    again = running;
    if (running || timer !== null) return;
    timer = setTimeout(run, Math.max(0, last + everyMs - performance.now()));
  };
  return wish;
}
