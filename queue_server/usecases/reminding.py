"""Reminders of appointments: queued with the booking for their time, withdrawn and planned anew with each change."""

from dataclasses import replace
from datetime import datetime

from queue_server.domain.appointment import Appointment, AppointmentState, written
from queue_server.domain.errors import Refusal
from queue_server.domain.notifying import USEFUL, Channel, Message, NoticeKind, message_id
from queue_server.domain.reminder import CHANNELS, Reminder, ReminderWish, checked_wish, due_at, words_of
from queue_server.usecases.ports.appointments import AppointmentReader
from queue_server.usecases.ports.changing import Offices, OfficeTransaction


class Reminding:
    """What an appointment's holder may choose about the reminder."""

    def __init__(self, offices: Offices, reader: AppointmentReader, channels: frozenset[Channel]) -> None:
        """Take the channels that are set up; others are refused."""
        self._offices = offices
        self._reader = reader
        self._set_up = channels
        self.channels = tuple(one for one in CHANNELS if one in channels)

    def wish(self, channel: str, address: str) -> ReminderWish:
        """Return where somebody wants to be reminded.

        Raises:
            Refusal: invalid; ``field`` is channel or address.
        """
        return checked_wish(channel, address, self._set_up)

    def give(self, code: str, wish: ReminderWish) -> Appointment:
        """Store where the holder wants to be reminded, in place of what is known.

        Raises:
            Refusal: appointment_unknown, appointment_used, appointment_cancelled, appointment_missed.
        """
        return self._change(code, wish)

    def withdraw(self, code: str) -> Appointment:
        """Forget the address and the reminder that is on its way.

        Raises:
            Refusal: as ``give``.
        """
        return self._change(code, None)

    def _change(self, code: str, wish: ReminderWish | None) -> Appointment:
        found = self._reader.appointment(code)
        if found is None:
            raise _unknown()
        known = found

        def work(tx: OfficeTransaction) -> Appointment:
            before = tx.appointments.get(known.id)
            if before is None:
                raise _unknown()
            if before.state is not AppointmentState.BOOKED:
                before.moved_to(AppointmentState.BOOKED)
            after = replace(before, reminder=agreed(tx, wish))
            tx.appointments.save(after)
            replan(tx, before, after)
            return after

        return self._offices.change(known.office, work).value


def agreed(tx: OfficeTransaction, wish: ReminderWish | None) -> Reminder | None:
    """Return a wish as it is kept, with the time of consent."""
    return None if wish is None else Reminder(channel=wish.channel, address=wish.address, consented_at=tx.at)


def replan(tx: OfficeTransaction, before: Appointment | None, after: Appointment) -> None:
    """Queue the reminder of an appointment for its time, in the place of what was queued before; once per time."""
    if before is not None and before.reminder is not None:
        tx.notify.withdraw(before.id)
    reminder, zone = after.reminder, tx.office.time_zone
    if reminder is None or after.state is not AppointmentState.BOOKED:
        return
    due = due_at(tx.office.service(after.service).rules.booking, after.begins_at, zone, tx.at)
    if due is None:
        return
    tx.notify.add(
        Message(
            id=_id_of(after, reminder),
            office=tx.office.code,
            ticket=after.id,
            kind=NoticeKind.REMINDER,
            channel=reminder.channel,
            address=reminder.address,
            language=after.language,
            number=written(after.code),
            place=words_of(after.begins_at, zone, after.language),
            created_at=made_at(after),
            next_at=due,
        )
    )


def made_at(appointment: Appointment) -> datetime:
    """Return from when a reminder counts as made: so that it is of use until the booked time, whenever it is sent."""
    return appointment.begins_at - USEFUL[NoticeKind.REMINDER]


def still_reminds(message: Message, appointment: Appointment | None) -> str | None:
    """Return where an appointment's holder would still be reminded by a message; None if it is of no use any more."""
    if appointment is None or appointment.reminder is None or appointment.state is not AppointmentState.BOOKED:
        return None
    reminder = appointment.reminder
    return reminder.address if message.id == _id_of(appointment, reminder) else None


def _id_of(appointment: Appointment, reminder: Reminder) -> str:
    of = f"{appointment.id}.{int(appointment.begins_at.timestamp())}"
    return message_id(NoticeKind.REMINDER, of, reminder.channel)


def replan_service(tx: OfficeTransaction, service: str) -> None:
    """Plan all reminders of a service anew, after its rules were changed."""
    for one in tx.appointments.reminded(service):
        replan(tx, one, one)


def _unknown() -> Refusal:
    return Refusal("appointment_unknown", "there is no appointment with this code")
