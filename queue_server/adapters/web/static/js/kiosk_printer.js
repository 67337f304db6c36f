// Whether the kiosk's printer can print, so that people know what to do when no paper comes out.

import { request } from "./api.js";

const EVERY_MS = 20000;

/** Return what is wrong with a printer: "paper" when it is out, "printer" when it doesn't answer, null otherwise. */
export function troubleOf(printer) {
  if (!printer) return null;
  if (printer.paper === "out") return "paper";
  return printer.ready === false || printer.cover_open ? "printer" : null;
}

/** Watch a printer of an office; `onChange(trouble)` when it changes. Returns {trouble, look()}. */
export function watchPrinter({ office, name, onChange, everyMs = EVERY_MS }) {
  let trouble = null;
  const look = async () => {
    try {
      const { printers } = await request("GET", `/offices/${encodeURIComponent(office)}/printers`);
      const now = troubleOf(printers.find((one) => one.printer === name));
      if (now === trouble) return;
      trouble = now;
      onChange(now);
    } catch {
      // Without an answer nothing is known anew; the server's absence is shown anyway.
    }
  };
  if (name) {
    setInterval(look, everyMs);
    look();
  }
  return {
    get trouble() {
      return trouble;
    },
    look: name ? look : async () => {},
  };
}
