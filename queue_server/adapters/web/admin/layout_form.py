"""The form of a layout: its fields with their words, and what can be chosen in an office."""

from collections.abc import Callable, Sequence

from queue_server.adapters.web.admin.counters import services_of
from queue_server.adapters.web.admin.fields import (
    ChoiceField,
    ChoicesField,
    Field,
    IntegerField,
    NumberField,
    Option,
    TextField,
    YesNoField,
)
from queue_server.adapters.web.admin.layout_fields import LongTextsField, ZonesField
from queue_server.adapters.web.languages import LANGUAGE_NAMES
from queue_server.adapters.web.marking import N_
from queue_server.domain.layout import LONGEST_TEXT, MOST_RECENT, Part, Theme
from queue_server.domain.shipped_layouts import CLASSIC
from queue_server.usecases.ports.reading import OfficeReader

CODE = r"^[a-z0-9][a-z0-9_-]{0,31}$"
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"

MediaNames = Callable[[str], Sequence[str]]
"""Names of the pictures and films an office has."""

PART_WORDS = {
    Part.HEADER: N_("Name of the office and clock"),
    Part.CALL: N_("Large panel: who is called now"),
    Part.RECENT: N_("Recent calls"),
    Part.COUNTERS: N_("All counters with their numbers"),
    Part.WAITING: N_("Services: people waiting"),
    Part.MEDIA: N_("Pictures and films"),
    Part.ENTRANCE: N_("Code for taking a number by phone"),
    Part.TICKER: N_("Line of text"),
}
THEME_WORDS = {Theme.DARK: N_("Dark"), Theme.LIGHT: N_("Light"), Theme.CONTRAST: N_("High contrast")}


def _parts(_: str | None) -> Sequence[Option]:
    return [Option(part, words) for part, words in PART_WORDS.items()]


def _what_fields(reader: OfficeReader) -> tuple[Field, ...]:
    def counters(office: str | None) -> Sequence[Option]:
        return [] if office is None else [Option(one.code, one.name) for one in reader.office(office).counters]

    return (
        ChoicesField(
            name="services",
            label=N_("Services"),
            help=N_("Only these and their calls are shown. None: all."),
            required=False,
            default=[],
            listed=False,
            options=services_of(reader),
        ),
        ChoicesField(
            name="counters",
            label=N_("Counters"),
            help=N_("Only these and their calls are shown. None: all."),
            required=False,
            default=[],
            listed=False,
            options=counters,
        ),
        IntegerField(
            name="recent",
            label=N_("Lines of recent calls"),
            required=False,
            default=CLASSIC.recent,
            minimum=1,
            maximum=MOST_RECENT,
            listed=False,
        ),
        YesNoField(name="waits", label=N_("Show likely waits"), default=True, listed=False),
        NumberField(
            name="call_s",
            label=N_("Seconds a call keeps the large panel"),
            help=N_("At least; longer while it is spoken."),
            required=False,
            default=CLASSIC.call_s,
            minimum=3,
            maximum=60,
            listed=False,
        ),
    )


def layout_fields(reader: OfficeReader, media: MediaNames) -> tuple[Field, ...]:
    """Return the fields of a layout in the order of its form."""

    def files(office: str | None) -> Sequence[Option]:
        return [] if office is None else [Option(name, name) for name in media(office)]

    clock = {"required": False, "longest": 5, "pattern": CLOCK, "listed": False}
    return (
        TextField(name="name", label=N_("Name")),
        TextField(
            name="code",
            label=N_("Code"),
            help=N_("Small letters and digits: hall-2. It can't be changed later."),
            longest=32,
            pattern=CODE,
            fixed=True,
        ),
        ChoiceField(
            name="theme",
            label=N_("Colours"),
            required=False,
            default=Theme.DARK.value,
            longest=20,
            pattern=f"^({'|'.join(Theme)})$",
            options=lambda _: [Option(theme, words) for theme, words in THEME_WORDS.items()],
        ),
        ChoicesField(
            name="languages",
            label=N_("Languages"),
            help=N_("One or two; 1 is the larger."),
            required=False,
            default=list(CLASSIC.languages),
            options=lambda _: [Option(code, words) for code, words in LANGUAGE_NAMES.items()],
        ),
        ZonesField(
            name="landscape",
            label=N_("Wide screen"),
            help=N_("24 columns and 24 rows, from the upper left corner. What has no numbers is not shown."),
            listed=False,
            options=_parts,
        ),
        ZonesField(
            name="portrait",
            label=N_("Tall screen"),
            help=N_("Empty: the zones of the wide screen, one above the other."),
            required=False,
            default=[],
            listed=False,
            options=_parts,
        ),
        *_what_fields(reader),
        LongTextsField(
            name="ticker",
            label=N_("Line of text"),
            help=N_("Each line is shown in its turn. Notices of the day come first."),
            required=False,
            default={},
            longest=LONGEST_TEXT,
            listed=False,
        ),
        ChoicesField(
            name="media",
            label=N_("Pictures and films"),
            help=N_("In this order. None: all files of the office."),
            required=False,
            default=[],
            listed=False,
            options=files,
        ),
        NumberField(
            name="picture_s",
            label=N_("Seconds a picture is shown"),
            required=False,
            default=CLASSIC.picture_s,
            minimum=3,
            maximum=600,
            listed=False,
        ),
        TextField(
            name="dark_from",
            label=N_("Dark from"),
            help=N_("At night the screen is black unless a counter is open: 20:00. Empty: never."),
            **clock,  # type: ignore[arg-type]
        ),
        TextField(name="dark_until", label=N_("Dark until"), **clock),  # type: ignore[arg-type]
    )
