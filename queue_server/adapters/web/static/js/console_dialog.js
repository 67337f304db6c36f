// One dialog for every question of the console: a title, fields, suggestions, yes or no.

import { el, find, icon } from "./dom.js";

/**
 * Ask in a dialog; returns the values by field name, or null when it was dismissed.
 *
 * fields: {name, label, kind: "text" | "number" | "check" | "choice" | "grouped" | "checks" | "order", value, required, min,
 * max, longest, options, groups, suggestions} where options are [value, label] and suggestions texts to put into the field. "checks" gives
 * the list of checked values, "order" the list of values in the order of the numbers given to them.
 * "grouped" is a choice of several kinds of things, groups [{label, sign, options}]: first the kind, then the thing.
 * `content` is shown below the text.
 */
export function ask({ title, text, content, fields = [], submit, cancel, danger = false }) {
  const dialog = find("#ask");
  const opener = document.activeElement;
  const form = el(
    "form",
    {},
    el(
      "div.asked",
      // What has nothing to touch is still scrolled by keys.
      { tabindex: fields.length ? null : "0" },
      el("h2", { id: "ask-title" }, title),
      text && el("p", {}, text),
      content,
      ...fields.map(field),
    ),
    el(
      "div.ends",
      {},
      el("button.button", { type: "button", onclick: () => dialog.close() }, cancel),
      submit && el(`button.button.${danger ? "danger" : "primary"}`, { type: "submit" }, submit),
    ),
  );
  dialog.replaceChildren(form);
  dialog.showModal();
  (form.querySelector("[data-first]") ?? form.querySelector("input, button[type=submit]"))?.focus();
  return new Promise((resolve) => {
    const end = (answer) => {
      dialog.removeEventListener("close", dismissed);
      giveFocusBack(opener);
      resolve(answer);
    };
    // Browsers tell a moment later that a dialog is closed; somebody quick has the next question open by then.
    const dismissed = () => dialog.open || end(null);
    dialog.addEventListener("close", dismissed);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.close();
      end(values(form, fields));
    });
  });
}

/** Browsers give the focus back, but not to a button that was drawn anew meanwhile. */
function giveFocusBack(opener) {
  const label = opener.isConnected ? null : opener.getAttribute("aria-label");
  if (label) document.querySelector(`[aria-label="${CSS.escape(label)}"]`)?.focus();
}

function values(form, fields) {
  const given = new FormData(form);
  const found = Object.fromEntries(given);
  for (const one of fields) {
    if (one.kind === "checks") found[one.name] = given.getAll(one.name);
    if (one.kind === "order") found[one.name] = inOrder(one, given);
  }
  return found;
}

function inOrder(one, given) {
  const places = one.options.map(([value]) => [Number(given.get(`${one.name}-${value}`)), value]);
  return places.filter(([place]) => place > 0).sort(([a], [b]) => a - b).map(([, value]) => value);
}

function field(one) {
  if (one.kind === "choice") return choice(one);
  if (one.kind === "grouped") return grouped(one);
  if (one.kind === "checks") return several(one, (value) => el("input", { type: "checkbox", name: one.name, value, checked: one.value.includes(value) }));
  if (one.kind === "order") return several(one, (value) => place(one, value));
  const input = el("input.input", {
    name: one.name,
    type: one.kind === "number" ? "number" : one.kind === "check" ? "checkbox" : "text",
    value: one.kind === "check" ? "yes" : (one.value ?? ""),
    required: one.required,
    min: one.min,
    max: one.max,
    maxlength: one.longest ?? "500",
    autocomplete: "off",
    // Blanks alone explain nothing.
    onchange: () => (input.value = input.value.trim()),
  });
  if (one.kind === "check") {
    input.className = "";
    return el("label.check", {}, input, el("span", {}, one.label));
  }
  const suggestions = (one.suggestions ?? []).map((text) =>
    el("button.button.suggestion", { type: "button", onclick: () => (input.value = text) }, text),
  );
  return el(
    "div.field",
    {},
    el("label.field", {}, el("span", {}, one.label), input),
    suggestions.length > 0 && el("div.suggestions", {}, ...suggestions),
  );
}

function place(one, value) {
  const at = one.value.indexOf(value);
  return el("input.input.place", { type: "number", min: "1", max: "99", name: `${one.name}-${value}`, value: at < 0 ? "" : String(at + 1) });
}

function several(one, input) {
  const options = one.options.map(([value, label]) => el("label.option", {}, input(value), el("span", {}, label)));
  return el("fieldset.field", {}, el("legend", {}, one.label), el("div.options", {}, ...options));
}

function choice(one) {
  const options = one.options.map(([value, label, sign], index) => {
    const input = radio(one.name, value, index === 0);
    if (index === 0) input.dataset.first = "";
    return el("label.option", {}, input, sign && icon(sign), el("span", {}, label));
  });
  return el("fieldset.field", {}, el("legend", {}, one.label), el("div.options", {}, ...options));
}

function grouped(one) {
  const groups = one.groups.filter((group) => group.options.length);
  const panels = groups.map((group) =>
    el(
      "div.options.scrolled",
      { role: "radiogroup", "aria-label": group.label },
      ...group.options.map(([value, label]) => el("label.option", {}, radio(one.name, value), el("span", {}, label))),
    ),
  );
  const show = (chosen) => {
    panels.forEach((panel, index) => (panel.hidden = index !== chosen));
    const first = panels[chosen]?.querySelector("input");
    if (first) first.checked = true;
  };
  const kinds = groups.map((group, index) => {
    const input = radio(`${one.name}-kind`, String(index), index === 0);
    input.addEventListener("change", () => show(index));
    if (index === 0) input.dataset.first = "";
    return el("label.kind", {}, input, icon(group.sign), el("span", {}, group.label));
  });
  show(0);
  return el("fieldset.field", {}, el("legend", {}, one.label), el("div.kinds", {}, ...kinds), ...panels);
}

const radio = (name, value, checked = false) => el("input", { type: "radio", name, value, required: true, checked });
