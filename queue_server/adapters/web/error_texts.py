"""What people read when something is refused: what is the matter and what to do, for every error code."""

from flask_babel import gettext

from queue_server.adapters.web.marking import N_

ERROR_TEXTS: dict[str, str] = {
    "appointment_unknown": N_("There is no such appointment. Check the code on the slip."),
    "appointment_cancelled": N_("This appointment was cancelled. Book another one, or take a number."),
    "appointment_early": N_(
        "You are early. Come back and check in nearer to your time; it stands on your confirmation."
    ),
    "appointment_elsewhere": N_("This appointment is at another office. Its address stands on your confirmation."),
    "appointment_late": N_("The time of your appointment has passed. Book another one, or take a number."),
    "appointment_missed": N_("This appointment was missed. Book another one, or take a number."),
    "appointment_used": N_("You have checked in already. Look at your ticket."),
    "bad_request": N_("The server did not understand this. Reload the page and try again."),
    "booking_closed": N_("This service takes no appointments. Take a number at the kiosk."),
    "busy": N_("The server is busy. Wait a moment and try again."),
    "check_in_at_office": N_("Phones can't check in here. Please do it at the kiosk in the lobby, or with the staff."),
    "code_unknown": N_("This code is not known here. Check it, or ask the reception."),
    "changed_meanwhile": N_(
        "Somebody else has changed this in the meantime. Look at it again, then enter your change."
    ),
    "closing_soon": N_("The office closes before it would be your turn. Please come back on the next working day."),
    "counter_closed": N_("The counter is closed. Open it first."),
    "counter_paused": N_("The counter is paused. Resume first."),
    "counter_taken": N_("A colleague has this counter open. Choose another one, or ask a supervisor to take over."),
    "counter_unknown": N_("This office has no such counter. Choose another one."),
    "csrf_failed": N_("This page is out of date. Reload it and try again."),
    "days_unreadable": N_("Write one day or range a line, like 24/01/2026 or 14/02/2026 - 22/02/2026."),
    "device_offline": N_("The device is not connected now. Look after it, then try again."),
    "forbidden": N_("Your account is not allowed to do this. Ask the administrator."),
    "hello_first": N_("The line has not introduced itself yet. Wait a moment."),
    "hours_reversed": N_("The earlier hours come first, end after they begin and don't overlap."),
    "hours_unreadable": N_("Write hours like 07:30-11:30 13:30-17:00; 24:00 is the end of the day."),
    "idempotency_conflict": N_("This was already sent with other details. Reload the page and try again."),
    "idempotency_key_missing": N_("The request has no key. Reload the page and try again."),
    "illegal_transition": N_("The ticket is not in a state that allows this. Look at its present state."),
    "in_use": N_(
        "It is in use: it is open, or somebody waits for it. Close it, and remove it when nobody waits any more."
    ),
    "invalid": N_("Something that was entered is not allowed. Check the fields."),
    "key_needs_counter": N_("This key needs a counter to act at. Choose the counter, or leave the key empty."),
    "key_without_action": N_("Nothing is set for this key. Ask the administrator."),
    "log_conflict": N_("The forwarded log does not fit the copy. It is put right by itself."),
    "log_gap": N_("Part of the forwarded log is missing. It is sent again by itself."),
    "log_replaced": N_("The copy follows another history now. It is put right by itself."),
    "kiosk_locked": N_("The staff have closed this kiosk. Please go to the reception."),
    "last_administrator": N_("This is the last administrator of all offices. Add another one first."),
    "logo_unusable": N_("This picture can't be printed. Use a plain black and white PNG of at most 30 kB."),
    "media_damaged": N_("The file is damaged or was cut off on its way. Copy or export it once more."),
    "media_not_as_named": N_("The file is something else than its name says. Export it as PNG, JPEG, MP4 or WebM."),
    "media_too_many_pixels": N_("The picture is larger than any screen shows. Make it smaller, 3840 × 2160 at most."),
    "media_unplayable": N_("Screens do not play films of this kind. Convert it to MP4 with H.264."),
    "message_over": N_("This message is not sent any more: the number has moved on, or its holder wants no messages."),
    "method_not_allowed": N_("This address does not take that. Go back and try again."),
    "no_show_too_soon": N_("Too early for a no-show. Call again and wait a little."),
    "no_ticket": N_("There is no ticket at this counter. Call the next one."),
    "no_undo": N_("There is nothing to undo at this counter."),
    "not_found": N_("There is nothing here. Check the address."),
    "nothing_to_serve": N_(
        "This member of staff gives none of the services of this counter. Choose another counter, or have the "
        "services changed in the back office."
    ),
    "numbers_exhausted": N_("All numbers of this service are in use. Ask the reception."),
    "office_on_box": N_("This office works on a computer of its own. Use its own address."),
    "office_unknown": N_("There is no such office. Check the address."),
    "operator_unknown": N_("This office has no such member of staff. Choose another one."),
    "paper_without_number": N_("A ticket needs its number. Give the number a place."),
    "password_missing": N_("A new account needs a password. Enter one."),
    "person_limit": N_("This card has taken as many numbers as it may today. Please ask the reception."),
    "person_missing": N_("Scan your identity card first, or ask the reception for a number."),
    "phone_code_wrong": N_("The code is not valid any more. Scan the code at the entrance of the office again."),
    "phone_has_ticket": N_("This phone has a number for this service already. Use that one, or give it up first."),
    "policy_unknown": N_("There is no such policy. Choose one of the list."),
    "prefix_unreadable": N_("I and O are read as 1 and 0. Use another letter, best A, H, L or B."),
    "press_expired": N_("The key press arrived too late. Press again."),
    "no_printer": N_("This office has no printer. Ask the administrator to set one up."),
    "printer_unknown": N_("This office has no such printer. Choose another one."),
    "procedure_unknown": N_("There is no such procedure. Choose another one."),
    "queue_empty": N_("Nobody is waiting for this counter."),
    "quota_reached": N_("All numbers of this service are given out for now. Come back later or ask the reception."),
    "range_differs": N_(
        "Another service has this prefix. Services that share a prefix need the same first and last number."
    ),
    "range_reversed": N_("The last number is below the first. Correct one of them, or leave the last one empty."),
    "rate_limited": N_("Too many attempts. Wait a minute and try again."),
    "rating_closed": N_("This ticket cannot be rated any more. Please tell the staff what you think."),
    "return_too_late": N_("The time for a return has passed. Please take a new number."),
    "server_error": N_("Something failed in the server. Try again; if it stays, tell the administrator."),
    "service_closed": N_("This service takes nobody now. Come back later or ask the reception."),
    "office_staffed": N_("Staff belong to this office. Move their accounts to another one first."),
    "office_used": N_("Numbers were given out here, or appointments made. Such an office can't be removed."),
    "service_served": N_("A counter still serves this service. Take it out of the counter first."),
    "service_unknown": N_("This office has no such service. Choose another one."),
    "slip_delayed": N_("Your result is not ready yet although it is due. We are sorry; please ask the reception."),
    "slip_early": N_("Your result is not ready yet. Come on the day that stands on your slip."),
    "slip_unknown": N_("We know of no result for this dossier. Check the code, or ask the reception."),
    "slot_taken": N_("Somebody else has just booked this time. Choose another one."),
    "slot_unknown": N_("This time cannot be booked. Choose one of the list."),
    "taken": N_("This is used already. Choose another one."),
    "ticket_open": N_("The counter still has a ticket. Finish it first."),
    "ticket_taken": N_("Another counter has already called this ticket."),
    "ticket_unknown": N_("There is no such ticket. Check the address or scan the code again."),
    "time_zone_unknown": N_("There is no such time zone. Write it like Asia/Ho_Chi_Minh."),
    "too_large": N_("That was too much at once. Shorten the text."),
    "unauthorized": N_("You are not signed in any more. Sign in again."),
    "undo_too_late": N_("The last step cannot be undone any more."),
    "unit_unknown": N_("No such unit has been announced. Check the line."),
    "unknown_event": N_("The server does not know this message. Reload the page."),
}
"""Sentences for every code of the contract."""

STAFF_TEXTS: dict[str, str] = {
    "closing_soon": N_(
        "The office closes before it would be this person's turn. Ask them to come on the next working day."
    ),
    "illegal_transition": N_(
        "Somebody has moved this ticket on in the meantime. Look where it is now, then choose again."
    ),
    "kiosk_locked": N_("The kiosks are locked. Unlock them here first."),
    "no_ticket": N_("There is no ticket at this counter any more. Call the next one, or look for it in the lists."),
    "no_undo": N_("There is nothing to undo at this counter. Call a number from the lists to bring it back."),
    "not_found": N_("This is not here any more. Reload the page and try again."),
    "numbers_exhausted": N_(
        "All numbers of this service are in use. Finish or cancel those that nobody needs any more."
    ),
    "office_on_box": N_("This office works on a computer of its own. Sign in at its own address and do it there."),
    "office_unknown": N_("This office is not here any more. Choose another one on the start page."),
    "person_limit": N_(
        "This card has taken as many numbers as it may today. Serve the person on the number they have."
    ),
    "person_missing": N_("The identity card is missing. Let the person scan it at the kiosk."),
    "queue_empty": N_("Nobody is waiting for this counter. Wait a moment, or choose more services under “My order”."),
    "quota_reached": N_("All numbers of this service are given out for now. Offer another time or another service."),
    "return_too_late": N_("The time for a return has passed. Issue a new number to this person."),
    "service_closed": N_("This service gives no numbers now. Choose another one, or ask a supervisor to open it."),
    "ticket_open": N_("The counter still has a ticket. Finish, hold or transfer it first."),
    "ticket_taken": N_("Another counter has called this ticket. Choose another one, or ask there for a transfer."),
    "ticket_unknown": N_("This ticket is not here any more. Reload the page and look for its number."),
    "undo_too_late": N_(
        "The last step cannot be undone any more. Call the number from the lists, or return it to the line."
    ),
}
"""What staff read instead, where they can do something else about it than citizens."""

PAGE_TEXTS: dict[str, str] = {
    "sign_in_wrong": N_("User name or password is wrong."),
    "take_closed": N_("Please use the kiosk in the lobby."),
}
"""Sentences the pages need beyond the contract."""

TITLES: dict[str, str] = {
    "appointment_unknown": N_("Appointment not found"),
    "booking_closed": N_("No appointments here"),
    "busy": N_("The server is busy"),
    "csrf_failed": N_("The page is out of date"),
    "forbidden": N_("Not allowed"),
    "not_found": N_("Page not found"),
    "phone_code_wrong": N_("Scan the code at the entrance"),
    "office_unknown": N_("Office not found"),
    "rate_limited": N_("Too many attempts"),
    "server_error": N_("Something went wrong"),
    "take_closed": N_("No numbers by phone here"),
    "procedure_unknown": N_("Procedure not found"),
    "ticket_unknown": N_("Ticket not found"),
}
"""Headings of the pages that only say one thing."""


def error_sentence(code: str) -> str:
    """Return what to tell people about a refusal; an unknown code gets the general sentence."""
    sentence = PAGE_TEXTS.get(code) or ERROR_TEXTS.get(code) or ERROR_TEXTS["server_error"]
    return str(gettext(sentence))
