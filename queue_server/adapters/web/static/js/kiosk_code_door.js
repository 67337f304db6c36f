// Opens the kiosk's way for a code over whatever the kiosk shows, and closes it by itself.

import { printHere } from "./browser_print.js";
import { el, find, icon, pageData, setText } from "./dom.js";
import { arrive, codeScreen, whyNot } from "./kiosk_code.js";
import { ticketScreen } from "./kiosk_screens.js";
import { createTexts } from "./texts.js";

const ALONE_S = 45;
const TICKET_S = 20;
const LONGEST_SCAN = 300;

const data = pageData();
const root = document.documentElement;
const speakers = Object.fromEntries(Object.keys(data.texts).map((code) => [code, createTexts(data.texts, code)]));
const texts = () => speakers[root.lang] ?? speakers[data.language];

const label = el("span");
const door = el("button.tool.code-door", { type: "button", onclick: open }, icon("ticket"), label);
const dialog = el("dialog.code-dialog", { "aria-labelledby": "code-title" });
let screen = null;
let left = 0;
let clock = null;

function open() {
  show(
    codeScreen({
      texts: texts(),
      start: "",
      onChange: () => {},
      onSend: send,
      onBack: () => dialog.close(),
    }),
    ALONE_S,
  );
  if (!dialog.open) dialog.showModal();
  find("h1", dialog).focus();
}

function show(shown, seconds) {
  screen = shown;
  dialog.replaceChildren(shown.element);
  find("h1", dialog).id = "code-title";
  stay(seconds);
  clearInterval(clock);
  clock = setInterval(() => {
    left -= 1;
    if (left <= 0) dialog.close();
    else screen.closing?.(left);
  }, 1000);
}

function stay(seconds) {
  left = seconds;
  screen.closing?.(left);
}

async function send(code) {
  const here = screen;
  if (here.sending) return;
  here.send(true);
  try {
    const ticket = await arrive(data.office, code, texts().language);
    printHere(ticket, data.browser_paper);
    if (screen === here && dialog.open) showTicket(ticket);
  } catch (error) {
    here.fail(await whyNot(data.office, code, error, texts()));
  } finally {
    here.send(false);
  }
}

function showTicket(ticket) {
  const service = data.services.find((one) => one.code === ticket.service) ?? { name: {} };
  show(ticketScreen({ texts: texts(), ticket, service, onDone: () => dialog.close() }), TICKET_S);
  find("h1", dialog).focus();
}

dialog.addEventListener("close", () => {
  if (dialog.open) return; // Told a moment later: somebody quick has opened it again.
  clearInterval(clock);
  dialog.replaceChildren();
  screen = null;
});
dialog.addEventListener("pointerdown", () => stay(screen.closing ? TICKET_S : ALONE_S));
// A keyboard, and scanners that type like one, write the code wherever the focus is.
dialog.addEventListener("keydown", (event) => {
  stay(screen.closing ? TICKET_S : ALONE_S);
  if (!screen.key || event.ctrlKey || event.altKey || event.metaKey) return;
  const onButton = document.activeElement?.matches("button");
  if (event.key === "Enter" ? onButton : event.key.length > 1 && event.key !== "Backspace") return;
  if (event.key === " " && onButton) return;
  event.preventDefault();
  screen.key(event.key);
});

// What the kiosk's scanner read and nobody knew.
addEventListener("moiso-scan", (event) => {
  if (!data.allowed || event.detail.length > LONGEST_SCAN) return;
  event.preventDefault();
  if (!screen?.key) open();
  screen.fill(event.detail);
  send(event.detail);
});

function name() {
  setText(label, texts().say("code"));
}

new MutationObserver(name).observe(root, { attributeFilter: ["lang"] });
name();
if (data.allowed) {
  find(".top").insertBefore(door, find("#tools"));
  document.body.append(dialog);
}
