"""An appointment as a file that calendars take."""

from queue_server.domain.appointment import Appointment, AppointmentState, written


def calendar_file(appointment: Appointment, service: str, office: str, url: str) -> bytes:
    """Return an appointment as iCalendar; a later file of the same appointment replaces the earlier one.

    Args:
        appointment: whatever its state.
        service: its name, as the office's, in the language of the reader.
        office: name of the office.
        url: the holder's page.

    Source: RFC 5545, 3.6.1.
    """
    # Starting the server doesn't need it, and loading takes a twentieth of a second.
    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", f"{appointment.id}@moiso")
    event.add("dtstamp", appointment.made_at)
    event.add("dtstart", appointment.begins_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", f"{service} – {office}")
    event.add("location", office)
    event.add("description", f"{written(appointment.code)}\n{url}")
    event.add("url", url)
    event.add("status", "CANCELLED" if appointment.state is AppointmentState.CANCELLED else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//moiso//appointments//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written_out: bytes = calendar.to_ical()
    return written_out
