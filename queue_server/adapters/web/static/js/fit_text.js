// Makes texts as large as their boxes allow; the stylesheet multiplies its font sizes by --fit.

const STEP = 0.05;

const spills = (element) =>
  element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;

/**
 * Shrink every [data-fit] below an element until it fits its box, but not below `least` of its size.
 *
 * All are measured before any is changed: the browser lays out once per step, not once per text.
 */
export function fitAll(root, least = 0.35) {
  let large = [...root.querySelectorAll("[data-fit]")].filter((element) => element.clientWidth);
  for (const element of large) element.style.removeProperty("--fit");
  for (let scale = 1 - STEP; scale >= least; scale -= STEP) {
    large = large.filter(spills);
    if (!large.length) return;
    for (const element of large) element.style.setProperty("--fit", scale.toFixed(2));
  }
}
