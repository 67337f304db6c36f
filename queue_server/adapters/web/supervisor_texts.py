"""What the supervisor's scripts say."""

from queue_server.adapters.web.console_texts import CONSOLE
from queue_server.adapters.web.marking import N_, Text

SUPERVISOR: dict[str, Text] = {
    **{key: text for key, text in CONSOLE.items() if key.startswith(("desk_", "why_", "policy_", "class_", "turn_"))},
    "counters": N_("Counters"),
    "services": N_("Services"),
    "service": N_("Service"),
    "counter": N_("Counter"),
    "state": N_("State"),
    "operator": N_("Member of staff"),
    "number": N_("Number"),
    "since": N_("Since"),
    "waiting": N_("Waiting"),
    "longest": N_("Longest wait"),
    "no_alarms": N_("No alarms"),
    "seen": N_("Seen"),
    "known_to": N_("Known to %(name)s"),
    "alarm_longest_wait": N_("Somebody waits too long for %(subject)s: %(number)s, %(value)s min"),
    "alarm_queue_length": N_("Many wait for %(subject)s: %(value)s people"),
    "alarm_idle_counter": N_("%(subject)s is free while people wait: %(value)s min"),
    "alarm_long_service": N_("%(subject)s serves %(number)s for a long time: %(value)s min"),
    "alarm_device_silent": N_("%(subject)s is silent"),
    "alarm_low_rating": N_("%(number)s was dissatisfied at %(subject)s: %(value)s of 5"),
    "alarm_printer": N_("The printer %(subject)s prints nothing: look at its paper and cover"),
    "minutes_n": N_("%(n)s min"),
    "notice": N_("Notice on all screens"),
    "put_up": N_("Put it up"),
    "take_down": N_("Take it off"),
    "notice_up": N_("The notice is up"),
    "done": N_("Done."),
}
