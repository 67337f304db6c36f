// Whether the kiosk's printer can print, so that people know what to do when no paper comes out.

import { request } from "./api.js";

const EVERY_MS = 20000;

/** Return what is wrong with a printer: "paper" when it is out, "printer" when it doesn't answer, null otherwise. */
export function troubleOf(printer) {
  if (!printer) return null;
  if (printer.paper === "out") return "paper";
  return printer.ready === false || printer.cover_open ? "printer" : null;
}

/** Watch the printer of a kiosk, whichever that is by now; `onChange(trouble)` when it changes. Returns {trouble, look()}. */
export function watchPrinter({ office, kiosk, onChange, everyMs = EVERY_MS }) {
  let trouble = null;
  const look = async () => {
    try {
      const { printers } = await request("GET", `/offices/${encodeURIComponent(office)}/printers`);
      const now = troubleOf(printers.find((one) => one.mine));
      if (now === trouble) return;
      trouble = now;
      onChange(now);
    } catch {
      // Without an answer nothing is known anew; the server's absence is shown anyway.
    }
  };
  if (kiosk) {
    setInterval(look, everyMs);
    look();
  }
  return {
    get trouble() {
      return trouble;
    },
    look: kiosk ? look : async () => {},
  };
}
