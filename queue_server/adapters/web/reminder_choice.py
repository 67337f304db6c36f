"""Whether and where somebody wants to be reminded of an appointment, as pages ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from queue_server.adapters.web.booking_words import day_words, local_day, time_words
from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.marking import N_
from queue_server.domain.appointment import Appointment, Slot
from queue_server.domain.errors import Refusal
from queue_server.domain.notifying import Channel, masked_address
from queue_server.domain.office import Service
from queue_server.domain.reminder import due_at
from queue_server.usecases.reminding import Reminding

ADDRESS_OF = {Channel.WEBHOOK.value: "phone", Channel.MAIL.value: "mail"}
"""The field of a form that has the address of a channel."""

WRONG = {
    "name": N_("The name may have at most 100 letters."),
    "phone": N_("A phone number has 8 to 15 digits, such as 0912 345 678."),
    "address": N_("A reminder needs a phone number of 8 to 15 digits, or an e-mail address such as ten@example.vn."),
    "channel": N_("There are no reminders of this kind here."),
}
"""What is wrong with a field of these forms, and what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderChoice:
    """What a page offers."""

    channels: Sequence[str]
    when: str
    """When it is sent."""
    channel: str | None = None
    """What was chosen."""
    address: str = ""
    """As much of it as its owner needs to know it again."""


def reminder_choice(
    reminding: Reminding, service: Service, chosen: Slot | Appointment | None, zone: str, at: datetime
) -> ReminderChoice | None:
    """Return what is offered for a time; None where nobody is reminded, or it would be too late.

    An address that is known can be withdrawn until the appointment is over.
    """
    due = None if chosen is None else due_at(service.rules.booking, chosen.begins_at, zone, at)
    known = chosen.reminder if isinstance(chosen, Appointment) else None
    if known is None and (due is None or not reminding.channels):
        return None
    return ReminderChoice(
        channels=[one.value for one in reminding.channels],
        when="" if due is None else _when(due, zone),
        channel=None if known is None else known.channel.value,
        address="" if known is None else masked_address(known.channel, known.address),
    )


def _when(due: datetime, zone: str) -> str:
    time, day = time_words(due, zone), day_words(local_day(due, zone))
    return str(gettext("at %(time)s, %(day)s", time=time, day=day))


def wrong_sentence(refusal: Refusal) -> str:
    """Return what is wrong with what was entered."""
    if refusal.code == "invalid" and refusal.field in WRONG:
        return str(gettext(WRONG[refusal.field]))
    return error_sentence(refusal.code)
