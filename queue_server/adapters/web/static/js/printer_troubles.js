// What there is to say about a printer.

/** Return what is wrong with a printer, as codes. */
export function printerTroubles(one) {
  return [
    one.ready === false && "printer_silent",
    one.paper === "out" && "paper_out",
    one.paper === "low" && "paper_low",
    one.cover_open && "cover_open",
    one.unsure.length > 0 && "print_unsure",
  ].filter(Boolean);
}
