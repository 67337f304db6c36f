"""Fields of an office about its kiosks; see ``offices``."""

from queue_server.adapters.web.admin.fields import IntegerField, YesNoField
from queue_server.adapters.web.marking import N_
from queue_server.domain.kiosk import KioskRules

_DEFAULTS = KioskRules()

KIOSK_FIELDS = (
    IntegerField(
        name="kiosk_ask_wait_min",
        label=N_("Kiosks ask before a wait longer than (minutes)"),
        help=N_("How many are ahead, how long it takes, and whether a number is still wanted. 0: never."),
        required=False,
        default=_DEFAULTS.ask_wait_min,
        maximum=600,
        listed=False,
    ),
    YesNoField(
        name="kiosk_several",
        label=N_("Several services in one visit"),
        help=N_("At the kiosk a number may be taken for several services, one after the other."),
        default=_DEFAULTS.several,
        listed=False,
    ),
    YesNoField(
        name="kiosk_rating",
        label=N_("Ratings at the kiosk"),
        help=N_("Its start leads there; the code on the ticket is scanned, or opened with the own phone."),
        default=_DEFAULTS.rating,
        listed=False,
    ),
    IntegerField(
        name="person_daily_limit",
        label=N_("Numbers a day for one person at most"),
        help=N_("Identity cards have to be scanned then; nothing of them is kept. 0: no limit, and no card is needed."),
        required=False,
        default=_DEFAULTS.person_daily_limit,
        maximum=99,
        listed=False,
    ),
)
