"""What the kiosk's way for a code says."""

from queue_server.adapters.web.marking import N_, Text

KIOSK_CODE: dict[str, Text] = {
    "code": N_("I have a code"),
    "code_title": N_("Appointment or result slip"),
    "code_hint": N_("Type the code"),
    "code_scan": N_("Or hold the QR code to the scanner."),
    "code_go": N_("Go on"),
    "code_appointment_early": N_(
        "You are early: your appointment is at %(time)s on %(day)s. Please check in from %(from)s."
    ),
    "code_appointment_late": N_(
        "Your appointment was at %(time)s on %(day)s. Please take a number, or book another time."
    ),
    "code_slip_early": N_("Your result is not ready yet. It is due on %(day)s; please come then."),
    "code_slip_delayed": N_(
        "Your result was due on %(day)s, but is not ready yet. We are sorry; please ask the reception."
    ),
}
