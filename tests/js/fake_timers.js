// A clock that stands still until it is told to go; Node's own mock differs between its versions.

const real = { setTimeout, clearTimeout };

export function fakeTimers() {
  let now = 0;
  let last = 0;
  const waiting = new Map();
  globalThis.setTimeout = (run, after = 0) => {
    waiting.set((last += 1), { run, at: now + after });
    return last;
  };
  globalThis.clearTimeout = (id) => waiting.delete(id);
  return {
    tick(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const due = [...waiting].filter(([, one]) => one.at <= end).sort(([, one], [, other]) => one.at - other.at)[0];
        if (!due) break;
        waiting.delete(due[0]);
        now = due[1].at;
        due[1].run();
      }
      now = end;
    },
    restore: () => Object.assign(globalThis, real),
  };
}
