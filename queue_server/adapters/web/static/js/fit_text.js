// Makes texts as large as their boxes allow; the stylesheet multiplies its font sizes by --fit.

const STEP = 0.05;

const spills = (element) =>
  element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;

/** Shrink a text until it fits its box, but not below `least` of its size. */
export function fit(element, least = 0.35) {
  element.style.removeProperty("--fit");
  for (let scale = 1 - STEP; scale >= least && spills(element); scale -= STEP) {
    element.style.setProperty("--fit", scale.toFixed(2));
  }
}

/** Shrink every [data-fit] below an element. */
export function fitAll(root) {
  for (const element of root.querySelectorAll("[data-fit]")) {
    if (element.clientWidth) fit(element);
  }
}
