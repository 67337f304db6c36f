"""Why no number is given now, and from when again, in words for pages that are made by the server."""

from flask_babel import gettext

from queue_server.adapters.web.booking_words import day_words, local_day, time_words
from queue_server.adapters.web.error_texts import error_sentence
from queue_server.adapters.web.languages import current_language, text_in
from queue_server.adapters.web.page_texts import SHARED
from queue_server.domain.availability import Availability, NotNow, Shut
from queue_server.domain.errors import Refusal

MIDNIGHT = "00:00"
"""An office without hours gives numbers again with the next day; nobody has to come at that hour."""


def refusal_sentence(refusal: Refusal) -> str:
    """Return what to tell somebody who gets no number."""
    if isinstance(refusal, NotNow):
        return closed_sentence(refusal.availability, refusal.zone)
    return error_sentence(refusal.code)


def closed_sentence(shut: Availability, zone: str) -> str:
    """Return why, and when the next opening is: "Public holiday: National Day. Open again on Thursday, … at 07:30."."""
    if shut.reason in (None, Shut.SWITCHED_OFF):
        return error_sentence("service_closed")
    note = text_in(dict(shut.note), current_language()) if shut.note else ""
    key = f"shut_{shut.reason}"
    text = SHARED[f"{key}_note"] if note and f"{key}_note" in SHARED else SHARED[key]
    why = str(gettext(str(text), note=note))
    if shut.opens_at is None:
        return f"{why}."
    day, time = day_words(local_day(shut.opens_at, zone)), time_words(shut.opens_at, zone)
    if time == MIDNIGHT:
        again = gettext("Open again on %(day)s.", day=day)
    else:
        again = gettext("Open again at %(time)s, %(day)s.", time=time, day=day)
    return f"{why}. {again}"
