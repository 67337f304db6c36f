// One dialog for every question of the console: a title, fields, suggestions, yes or no.

import { el, find, icon } from "./dom.js";

/**
 * Ask in a dialog; returns the values by field name, or null when it was dismissed.
 *
 * fields: {name, label, kind: "text" | "number" | "check" | "choice", value, required, min, max, options, suggestions}
 * where options are [value, label] and suggestions texts to put into the field.
 */
export function ask({ title, text, fields = [], submit, cancel, danger = false }) {
  const dialog = find("#ask");
  const form = el(
    "form",
    { method: "dialog" },
    el("h2", { id: "ask-title" }, title),
    text && el("p", {}, text),
    ...fields.map(field),
    el(
      "div.ends",
      {},
      el("button.button", { type: "button", onclick: () => dialog.close() }, cancel),
      el(`button.button.${danger ? "danger" : "primary"}`, { type: "submit", value: "yes" }, submit),
    ),
  );
  dialog.replaceChildren(form);
  dialog.returnValue = "";
  dialog.showModal();
  (form.querySelector("[data-first]") ?? form.querySelector("input, button[type=submit]"))?.focus();
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => resolve(dialog.returnValue === "yes" ? Object.fromEntries(new FormData(form)) : null),
      { once: true },
    );
  });
}

function field(one) {
  if (one.kind === "choice") return choice(one);
  const input = el("input.input", {
    name: one.name,
    type: one.kind === "number" ? "number" : one.kind === "check" ? "checkbox" : "text",
    value: one.kind === "check" ? "yes" : (one.value ?? ""),
    required: one.required,
    min: one.min,
    max: one.max,
    maxlength: "500",
    autocomplete: "off",
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

function choice(one) {
  const options = one.options.map(([value, label, sign], index) => {
    const input = el("input", { type: "radio", name: one.name, value, required: true, checked: index === 0 });
    if (index === 0) input.dataset.first = "";
    return el("label.option", {}, input, sign && icon(sign), el("span", {}, label));
  });
  return el("fieldset.field", {}, el("legend", {}, one.label), el("div.options", {}, ...options));
}
