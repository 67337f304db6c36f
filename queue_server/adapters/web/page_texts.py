"""What the pages' scripts say, by page; sent to each page in all languages."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import force_locale, get_translations

from queue_server.adapters.web.booking_texts import KIOSK_CODE
from queue_server.adapters.web.console_texts import CONSOLE
from queue_server.adapters.web.error_texts import ERROR_TEXTS, STAFF_TEXTS
from queue_server.adapters.web.marking import N_, P_, Plural, Text
from queue_server.adapters.web.overseer_texts import PROVINCE, REPORTS
from queue_server.adapters.web.supervisor_texts import SUPERVISOR

Texts = dict[str, Text]
Spoken = str | dict[str, str]
"""A text in one language, or its forms ``{"one", "many"}``."""

SHARED: Texts = {
    "nobody_waiting": N_("Nobody waiting"),
    "waiting": P_("%(n)s waiting", "%(n)s waiting"),
    "wait_range": N_("about %(low)s–%(high)s min"),
    "wait_unknown": N_("no estimate yet"),
    "wait_about": N_("about %(high)s min"),
    "after_closing": N_("perhaps only after closing time"),
    "perhaps_after_break": N_("perhaps only after the break"),
    "perhaps_before_break": N_("perhaps even before the break"),
    "ahead": P_("%(n)s person ahead", "%(n)s people ahead"),
    "ahead_none": N_("You are next"),
    "no_answer": N_("The server does not answer. Please try again in a moment."),
    "times": N_("call no. %(n)s"),
    "closed": N_("Closed at the moment"),
    "closed_all": N_("No numbers are given now"),
    "shut_day_off": N_("Closed today"),
    "shut_closed_day": N_("Closed today"),
    "shut_closed_day_note": N_("Closed: %(note)s"),
    "shut_holiday": N_("Public holiday"),
    "shut_holiday_note": N_("Public holiday: %(note)s"),
    "shut_break": N_("Lunch break"),
    "shut_outside_hours": N_("Outside opening hours"),
    "shut_quota_reached": N_("All numbers are given out"),
    "shut_closing_soon": N_("Closing soon: no more numbers today"),
    "again": N_("numbers again %(when)s"),
    "when_today": N_("at %(time)s"),
    "when_tomorrow": N_("tomorrow at %(time)s"),
    "when_next_day": N_("tomorrow"),
    "when_day": N_("%(day)s at %(time)s"),
    "hours_today": N_("Today %(hours)s"),
}

TV: Texts = {
    "unlock": N_("Touch to switch the sound on"),
    "now_calling": N_("Now calling"),
    "recent": N_("Recent calls"),
    "number": N_("Number"),
    "counter": N_("Counter"),
    "counters": N_("Counters"),
    "people_waiting": N_("People waiting"),
    "welcome": N_("Please take a number"),
    "welcome_more": N_("Your number will be called here"),
    "shut": N_("The counters are closed"),
    "shut_more": N_("Please come back during office hours"),
    "desk_open": N_("Free"),
    "desk_paused": N_("Short break"),
    "desk_closed": N_("Closed"),
    "desk_calling": N_("Calling"),
    "desk_serving": N_("Serving"),
    "entrance_title": N_("Take a number with your phone"),
    "entrance_more": N_("Scan the code with the camera of your phone"),
    "step_take": N_("Take a number at the kiosk"),
    "step_watch": N_("Take a seat and watch this screen"),
    "step_go": N_("Go to the counter when your number is called"),
    "goodbye": N_("See you again soon"),
    "identity_unnamed": N_("A screen that is not registered"),
    "offline": N_("No connection · as of %(time)s"),
    "offline_yet": N_("No connection"),
}

TICKETS: Texts = {
    "choose": N_("What are you here for?"),
    "choose_more": N_("Touch a service to take a number"),
    "choose_priority": N_("Priority number: choose the service"),
    "take_number": N_("Take a number"),
    "take_priority": N_("Take a priority number"),
    "priority": N_("Priority"),
    "priority_for": N_("Elderly, disabled, pregnant, with a small child, people of merit"),
    "priority_check": N_("The staff check this at the counter."),
    "priority_off": N_("Without priority"),
    "back": N_("Back"),
    "sending": N_("Just a moment…"),
}

KIOSK: Texts = TICKETS | {
    "group_elderly": N_("Elderly people"),
    "group_disabled": N_("People with disabilities"),
    "group_pregnant": N_("Pregnant women"),
    "group_child": N_("With a small child"),
    "group_merit": N_("People of merit"),
    "your_number": N_("Your number"),
    "scan": N_("Scan to follow your turn on your phone"),
    "remember": N_("Please remember your number and take a seat. You will be called on the screen."),
    "done": N_("Done"),
    "contrast": N_("High contrast"),
    "larger": N_("Larger text"),
    "lower": N_("Lower buttons"),
    "tools": N_("Language and display"),
    "idle_title": N_("Are you still there?"),
    "idle_text": P_("This screen starts over in %(n)s second.", "This screen starts over in %(n)s seconds."),
    "idle_stay": N_("I am still here"),
    "closing": P_("Closes in %(n)s second", "Closes in %(n)s seconds"),
    "away_title": N_("One moment, please"),
    "away_text": N_(
        "The kiosk has lost its connection. It comes back by itself; if you are in a hurry, ask the staff."
    ),
    "find": N_("Find a procedure"),
    "find_hint": N_("Type what you came for"),
    "find_field": N_("Or choose a field"),
    "find_more": N_("Show others"),
    "find_nothing": N_("Nothing found. Try other words, or ask the staff."),
    "procedures": P_("%(n)s procedure", "%(n)s procedures"),
    "keyboard": N_("Keyboard"),
    "key_space": N_("Space"),
    "key_delete": N_("Delete"),
    "key_clear": N_("Clear"),
    "bring": N_("What to bring"),
    "bring_more": P_("and %(n)s more", "and %(n)s more"),
    "time_limit": N_("Result in"),
    "fee": N_("Fee"),
    "sample": N_("Sample catalogue: ask the staff for what is official."),
    "no_paper": N_("The printer is out of paper: photograph your number or scan it with your phone."),
    "no_printer": N_("The printer does not work now: photograph your number or scan it with your phone."),
    "kept_without_paper": N_(
        "No paper left. Your number counts: photograph this screen or scan the code. It is printed later."
    ),
    "kept_without_printer": N_(
        "The printer does not work. Your number counts: photograph this screen or scan the code. It is printed later."
    ),
    "remember_paper": N_("Please take your paper and a seat. You will be called on the screen."),
    "ask_wait": N_("It will take a while. Would you like a number?"),
    "ask_closing": N_("Your turn would come only after closing time: perhaps nobody can serve you today."),
    "ask_yes": N_("Yes, take a number"),
    "ask_no": N_("No, not today"),
    "further": N_("Which service afterwards?"),
    "further_more": N_("You keep one number for all of them."),
    "further_add": N_("Another service as well"),
    "further_then": N_("then %(name)s"),
    "further_remove": N_("leave out"),
    "further_gone": N_("%(name)s: %(why)s. You can take the number without it."),
    "locked_title": N_("This kiosk is closed"),
    "locked_text": N_("Please go to the reception."),
    "card_read": N_("Card read. Nothing of it is kept; choose a service now."),
    "card_not_needed": N_("No card is needed here. Nothing of it was kept."),
    "scan_unknown": N_(
        "This code is not known here. You can scan a ticket, an appointment or result slip, or an identity card."
    ),
    "own_called": N_("Please go to %(counter)s"),
    "own_held": N_("On hold: tell the staff when you are back."),
    "own_finished": N_("Done. Thank you for your visit."),
    "own_over": N_("This number is over. Please take a new one."),
    "page_next": N_("More services"),
    "page_of": N_("Page %(page)s of %(pages)s"),
    "unpaired": N_("This kiosk is not set up yet"),
    "unpaired_text": N_("Please ask the staff: the kiosk has to be paired once."),
}

KIOSK_MORE: Texts = {
    "book": N_("Book a time"),
    "book_title": N_("Book a time with your phone"),
    "book_scan": N_("Scan the code with the camera of your phone"),
    "book_choose": N_("Choose service, day and time"),
    "book_come": N_("Come at that time and check in here with your code"),
    "rate": N_("Rate us"),
    "rate_title": N_("Rate how you were served"),
    "rate_scan": N_(
        "Hold the code on your ticket before the scanner. With your own phone you can scan it and rate there."
    ),
    "rate_nothing": N_("There is nothing to rate for this number yet. Please come back when you have been served."),
}

TAKE: Texts = TICKETS | {"my_number": N_("Your number %(number)s")}

TICKET: Texts = {
    "alarm_on": N_("It will ring when it is your turn"),
    "alarm_off": N_("Ring when it is my turn"),
    "near": N_("Your turn is near"),
}

RATED: Texts = {
    "question": N_("How satisfied are you?"),
    "score_1": N_("Very dissatisfied"),
    "score_2": N_("Dissatisfied"),
    "score_3": N_("Neither"),
    "score_4": N_("Satisfied"),
    "score_5": N_("Very satisfied"),
    "thanks": N_("Thank you for your rating"),
    "about": N_("What was it about? You may leave this out."),
    "done": N_("Done"),
}

RATING: Texts = RATED | {
    "welcome": N_("Welcome"),
    "welcome_more": N_("After your visit you can say here how satisfied you are."),
    "number": N_("Number"),
    "helps": N_("Your rating helps us."),
}

WORKBENCH: Texts = {
    "unit_box": N_("Call box"),
    "unit_led": N_("LED unit"),
    "no_counter": N_("Without a counter"),
    "machine_firmware": N_("The units run their real firmware, on simulated ATmega328P."),
    "machine_software": N_(
        "The units are a software model; where avr-gcc and simavr are installed, real firmware runs."
    ),
    "key_next": N_("Call next"),
    "key_recall": N_("Call again"),
    "key_start": N_("Start"),
    "key_finish": N_("Finish"),
    "key_no_show": N_("No-show"),
    "key_hold": N_("Hold"),
    "key_pause": N_("Pause"),
    "key_transfer": N_("Transfer"),
    "key_issue": N_("Take a number"),
}

PAIRING: Texts = {
    "no_answer": N_("The server does not answer. Trying again…"),
    "pairing_title": N_("This screen is new here"),
    "pairing_how": N_("Let it in with this code: back office, “Screens now”."),
    "pairing_without": N_("Or only look at the board of"),
}

VOICE: Texts = {
    "too_large": N_("The file is too large: at most 32 MB."),
    "unusable": N_("It can't be used. Check its name and its sound."),
    "not_taken": N_("It could not be taken. Please try again."),
    "working": N_("Working on %(name)s …"),
    "taken": N_("%(n)s recordings were taken."),
    "stop": N_("Stop"),
}

PAGES: dict[str, Texts] = {
    "tv": TV,
    "pairing": PAIRING,
    "voice": VOICE,
    "kiosk": KIOSK | RATED | KIOSK_MORE | KIOSK_CODE,
    "take": TAKE,
    "ticket": TICKET,
    "rating": RATING,
    "console": CONSOLE,
    "supervisor": SUPERVISOR,
    "workbench": WORKBENCH,
    "province": PROVINCE,
    "reports": REPORTS,
}
"""Texts of each page beyond the shared ones."""

OF_STAFF = ("console", "supervisor")
"""Pages whose refusals tell what staff can do."""


def texts_for(
    page: str, language: str, more: Mapping[str, Text] = MappingProxyType({})
) -> dict[str, Spoken | dict[str, str]]:
    """Return all that a page's scripts say in one language; refusals by code under "errors".

    Args:
        page: its name in ``PAGES``.
        language: of the texts.
        more: further texts, which give way to the page's own.
    """
    with force_locale(language):
        catalogue = get_translations()

        def spoken(text: Text) -> Spoken:
            if isinstance(text, Plural):
                return {
                    "one": catalogue.ngettext(text.one, text.many, 1),
                    "many": catalogue.ngettext(text.one, text.many, 2),
                }
            return str(catalogue.gettext(text))

        texts: dict[str, Spoken | dict[str, str]] = {
            key: spoken(text) for key, text in {**more, **SHARED, **PAGES.get(page, {})}.items()
        }
        refusals = ERROR_TEXTS | (STAFF_TEXTS if page in OF_STAFF else {})
        texts["errors"] = {code: catalogue.gettext(text) for code, text in refusals.items()}
    return texts
