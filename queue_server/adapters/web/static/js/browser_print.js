// Prints a ticket with the kiosk's own browser, where the office chose that: each ticket once, in a frame nobody sees.

const GIVE_UP_MS = 60000;
const printed = new Set();

/** Print a ticket on `paper` ("80", "58", "a6"; "off" prints nothing), unless a ticket printer has it or it was printed. */
export function printHere(ticket, paper) {
  if (!paper || paper === "off" || ticket.printer || printed.has(ticket.id)) return;
  printed.add(ticket.id);
  const frame = document.createElement("iframe");
  frame.className = "print-frame";
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.title = ticket.number;
  frame.src = `/t/${encodeURIComponent(ticket.token)}/print?paper=${encodeURIComponent(paper)}`;
  const gone = (event) => {
    if (event && (event.source !== frame.contentWindow || event.origin !== location.origin)) return;
    removeEventListener("message", gone);
    frame.remove();
  };
  addEventListener("message", gone);
  setTimeout(() => gone(), GIVE_UP_MS);
  document.body.append(frame);
}
