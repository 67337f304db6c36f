// The server's reason for a call, part by part in the reader's language; what is not known is shown as it came.

const PARTS = [
  [/^policy (\w+)$/, "why_policy"],
  [/^priority class ([\w-]+)$/, "why_class"],
  [/^waited 0 min (\d+) s$/, "why_waited_seconds"],
  [/^waited (\d+) min (\d+) s$/, "why_waited"],
  [/^score (-?[\d.]+)$/, "why_score"],
  [/^turn of (\w+)$/, "why_turn"],
  [/^waited as long as anybody may$/, "why_too_long"],
  [/^placed first by a transfer or return$/, "why_first"],
  [/^sent to counter (.+)$/, "why_counter"],
  [/^sent to this operator$/, "why_operator"],
];
const CHOSEN = /^chosen by staff: (.+)$/s;

/** Return a reason in words. */
export function reasonWords(reason, texts) {
  if (!reason) return "";
  const chosen = CHOSEN.exec(reason);
  if (chosen) return texts.say("why_chosen", { reason: chosen[1] });
  return reason.split(", ").map((part) => inWords(part, texts)).join(" · ");
}

function inWords(part, texts) {
  for (const [pattern, key] of PARTS) {
    const found = pattern.exec(part);
    if (!found) continue;
    const [, first, second] = found;
    const known = { why_policy: `policy_${first}`, why_class: `class_${first}`, why_turn: `turn_${first}` }[key];
    if (known) return texts.has(known) ? texts.say(known) : part;
    return texts.say(key, { first: key === "why_score" ? Number(first).toLocaleString(texts.language) : first, second });
  }
  return part;
}
