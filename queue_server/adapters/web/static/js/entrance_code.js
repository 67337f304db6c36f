// The code for taking a number by phone: drawn anew twice as often as it changes; an old one is of no use to anybody.

const ASK_AGAIN_MS = 60000;
const LEAST_MS = 2000;
const REFUSED = [401, 403, 404];

/**
 * Keep a picture of the code of the moment in the place of `image`; returns stop().
 *
 * `onState(state)` is told "shown", "lost" after two failures in a row, or "refused" where no code may be shown; then it
 * is asked for again every minute.
 */
export function followCode({ image, everyS, onState }) {
  const address = image.dataset.address;
  let present = image;
  let failures = 0;
  let timer = null;
  let stopped = false;

  async function renew() {
    const next = present.cloneNode();
    // Another address each time: browsers keep pictures that a page has shown already.
    next.src = `${address}?at=${Date.now()}`;
    try {
      await next.decode();
      present.replaceWith(next);
      present = next;
      failures = 0;
      tell("shown");
      again(Math.max(LEAST_MS, everyS * 500));
    } catch {
      await explain();
    }
  }

  /** A picture that doesn't load says nothing of why. */
  async function explain() {
    try {
      const answer = await fetch(address, { cache: "no-store" });
      if (answer.redirected || REFUSED.includes(answer.status)) {
        tell("refused");
        again(ASK_AGAIN_MS);
        return;
      }
    } catch {
      // No connection: counted below.
    }
    failures += 1;
    if (failures >= 2) tell("lost");
    again(Math.max(LEAST_MS, everyS * 500));
  }

  function tell(state) {
    if (!stopped) onState(state);
  }

  function again(ms) {
    if (!stopped) timer = setTimeout(renew, ms);
  }

  renew();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
