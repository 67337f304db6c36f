// Small helpers to build and find elements; text is always text, never markup.

import { whenUnpressed } from "./unpressed.js";

export { icon } from "./icons.js";

/** Return the first element that matches; a page without it is broken, so say so. */
export function find(selector, root = document) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/** Build an element: el("button.tile.closed", {type: "button", onclick}, "text", child). */
export function el(kind, properties = {}, ...children) {
  const [tag, ...classes] = kind.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && !name.includes("-") && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Set an element's text only if it differs, so that screen readers don't repeat it. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Draw elements anew, once nobody is pressing any, and give the focus back to the one that had it: the one with the same `data-keep`.
 *
 * Whoever works by keyboard would have to begin at the top of the page again.
 */
export function keepingFocus(root, draw) {
  whenUnpressed(root, () => {
    const { keep } = root.contains(document.activeElement) ? document.activeElement.dataset : {};
    draw();
    if (keep) root.querySelector(`[data-keep="${CSS.escape(keep)}"]`)?.focus({ preventScroll: true });
  });
}

/** Return what the server put into the page. */
export function pageData() {
  return JSON.parse(find("#page-data").textContent);
}
