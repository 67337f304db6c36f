// Scanners that type like a keyboard: tells their bursts from people's typing, and what was scanned.

const GAP_MS = 60;
const LEAST = 6;
const LONGEST = 2000;

/** Collects keys; a burst that ends with Enter, or with silence, is a scan. */
export class ScanBuffer {
  #text = "";
  #at = -Infinity;

  /** Take a key at a time in ms: returns {scan: text} at the end of one, {quick: true} within a burst, else {}. */
  key(name, atMs) {
    const quick = atMs - this.#at <= GAP_MS;
    this.#at = atMs;
    if (name === "Enter" || name === "Tab") {
      const text = quick ? this.#text : "";
      this.#text = "";
      return text.length >= LEAST ? { scan: text } : {};
    }
    if ([...name].length !== 1) return {};
    this.#text = quick ? (this.#text + name).slice(0, LONGEST) : name;
    return this.#text.length > 2 ? { quick: true } : {};
  }
}

/** Return the number of an identity card from its QR code: seven fields by "|", the first one twelve digits. */
export function cardNumber(text) {
  const fields = text.trim().split("|");
  return fields.length >= 6 && /^\d{12}$/.test(fields[0]) ? fields[0] : null;
}

/** Return the secret of a ticket from the address in its QR code. */
export function ticketToken(text) {
  return /^https?:\/\/[^/]+\/t\/([\w-]{10,200})\/?$/.exec(text.trim())?.[1] ?? null;
}

/** What can be scanned, in order; another kind is one more entry: read(text) returns what it means, or null. */
export const KINDS = [
  { kind: "card", read: cardNumber },
  { kind: "ticket", read: ticketToken },
];

/** Return {kind, value} of a scan; kind is "unknown" for what nobody reads. */
export function readScan(text, kinds = KINDS) {
  for (const { kind, read } of kinds) {
    const value = read(text);
    if (value !== null) return { kind, value };
  }
  return { kind: "unknown", value: text };
}
