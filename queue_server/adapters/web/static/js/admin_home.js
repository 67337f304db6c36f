// The start of the back office: which fields the newest changes are about, in the audit's words.

import { changedFields } from "./audit_words.js";
import { pageData } from "./dom.js";
import { createTexts } from "./texts.js";

const data = pageData();
const texts = createTexts(data.texts, data.language);

for (const cell of document.querySelectorAll("[data-changes]")) {
  cell.textContent = changedFields(texts, cell.dataset.kind, JSON.parse(cell.dataset.changes)).join("; ");
}
