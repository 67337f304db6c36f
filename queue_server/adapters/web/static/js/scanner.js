// Scanners that type like a keyboard: tells their bursts from people's typing, and what was scanned.

const GAP_MS = 60;
/** A scanner or a computer that stumbles leaves a gap within one scan, too; people who typed before need longer to begin one. */
const PAUSE_MS = 300;
const LEAST = 6;
const LONGEST = 2000;

/** Collects keys; a burst that ends with Enter, or with silence, is a scan. */
export class ScanBuffer {
  #text = "";
  #run = 0;
  #at = -Infinity;

  /** Take a key at a time in ms: returns {scan: text} at the end of one, {quick: true} within a burst, else {}. */
  key(name, atMs) {
    const gap = atMs - this.#at;
    this.#at = atMs;
    if (gap > GAP_MS) this.#run = 0;
    if (gap > PAUSE_MS) this.#text = "";
    if (name === "Enter" || name === "Tab") {
      const scan = this.#run >= LEAST ? this.#text : "";
      this.#text = "";
      this.#run = 0;
      return scan ? { scan } : {};
    }
    if ([...name].length !== 1) return {};
    this.#text = (this.#text + name).slice(0, LONGEST);
    this.#run += 1;
    return this.#run > 2 ? { quick: true } : {};
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
