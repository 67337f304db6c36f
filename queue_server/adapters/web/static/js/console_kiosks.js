// Locking kiosks and dispensers from the console, and letting people take numbers there again.

import { request } from "./api.js";
import { ask } from "./console_dialog.js";

/** Return where numbers are taken, by name: kiosks, and units whose keys give numbers. */
export function placesOf(devices) {
  const kiosks = (devices?.displays ?? []).filter((one) => one.kind === "kiosk").map((one) => one.name);
  const units = (devices?.bridges ?? []).flatMap((bridge) => bridge.lines.flatMap((line) => line.units));
  return [...kiosks, ...units.filter((one) => one.issues.length).map((one) => one.unit)];
}

/**
 * Make a button lock and unlock the kiosks of an office; returns show(board), which says whether any is locked.
 *
 * `devices()` returns the list of devices, or null; `failed(error)` tells a refusal.
 */
export function createKioskLocks({ button, office, texts, devices, failed }) {
  let locks = [];

  const show = (board) => {
    locks = board?.kiosk_locks ?? locks;
    button.setAttribute("aria-pressed", String(locks.length > 0));
    button.title = locks.map((one) => one.kiosk ?? texts.say("kiosks_all")).join(", ");
  };

  const send = async (step, body) => {
    try {
      show({ kiosk_locks: (await request("POST", `/offices/${office}/kiosks/${step}`, { body })).locks });
    } catch (error) {
      failed(error);
    }
  };

  const lock = async () => {
    const names = placesOf(devices());
    const values = await ask({
      title: texts.say("ask_lock"),
      text: texts.say("ask_lock_text"),
      submit: texts.say("lock"),
      cancel: texts.say("back"),
      fields: [
        {
          name: "kiosk",
          label: texts.say("kiosk"),
          kind: "choice",
          options: [["", texts.say("kiosks_all"), "kiosk"], ...names.map((name) => [name, name, "kiosk"])],
        },
        {
          name: "note",
          label: texts.say("lock_note"),
          suggestions: ["lock_full", "lock_repair"].map((key) => texts.say(key)),
        },
      ],
    });
    if (values) await send("lock", { note: values.note.trim().slice(0, 200), ...(values.kiosk && { kiosk: values.kiosk }) });
  };

  button.addEventListener("click", () => (locks.length ? send("unlock", {}) : lock()));
  return show;
}
