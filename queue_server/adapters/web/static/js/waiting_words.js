// A likely wait in words; rounded so that nobody takes it for a promise. The same rule as contract/waiting_minutes.py.

/** Return the nearest whole minutes, at least one; above ten the nearest multiple of five: a middle stays one. */
export function lowMinutes(seconds) {
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes <= 10 ? minutes : 5 * Math.round(minutes / 5);
}

/** Return whole minutes, rounded up: to 1 up to ten, to 5 above. */
export function highMinutes(seconds) {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return minutes <= 10 ? minutes : 5 * Math.ceil(minutes / 5);
}

/** Return that the turn would come only after closing time, or on either side of a break; "" for everybody else. */
export function remarkWords(wait, texts) {
  if (wait?.after_closing) return texts.say("after_closing");
  return wait?.over_break ? texts.say(`${wait.over_break}_break`) : "";
}

/** Return "about 10–20 min", or that there is no estimate yet. */
export function waitingWords(wait, texts) {
  if (!wait) return texts.say("wait_unknown");
  const [low, high] = [lowMinutes(wait.low), highMinutes(wait.high)];
  return low >= high ? texts.say("wait_about", { high }) : texts.say("wait_range", { low, high });
}
