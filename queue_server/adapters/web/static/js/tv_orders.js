// What staff tell a display from afar: who are you, start over, show a test picture.

import { find, setText } from "./dom.js";

const IDENTIFY_MS = 15000;
const TEST_MS = 6000;

/** Return {obey(order)}; `display()` is {name, zone, …} and `say` speaks the screen's first language. */
export function createOrders({ say, display }) {
  const timers = {};
  const showFor = (selector, ms) => {
    const element = find(selector);
    element.hidden = false;
    clearTimeout(timers[selector]);
    timers[selector] = setTimeout(() => {
      element.hidden = true;
    }, ms);
  };
  const identify = () => {
    const { name, zone } = display();
    setText(find("#identity-name"), name || say("identity_unnamed"));
    const where = [zone, location.host, `${innerWidth}×${innerHeight}`];
    setText(find("#identity-more"), where.filter(Boolean).join(" · "));
    showFor("#identity", IDENTIFY_MS);
  };
  const orders = {
    identify,
    test: () => showFor("#pattern", TEST_MS),
    reload: () => location.reload(),
    // A page can't photograph itself: `queue-display tv` sees the wish here and does it.
    picture: () => {
      document.documentElement.dataset.picture = String(Date.now());
    },
  };
  return { obey: ({ command }) => orders[command]?.() };
}
