"""What requests about appointments and result slips may say."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from queue_server.adapters.web.bodies import PLAIN, Code
from queue_server.adapters.web.parsing import Body, OptionalBody, Path, Query, unset

MOST_SLIPS = 500
"""Dossiers in one request; a body of 64 kB holds no more."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]
HolderCode = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=PLAIN)]
DOSSIER = r"^[0-9A-Za-zĐđ][0-9A-Za-zĐđ./_-]{2,63}$"
Dossier = Annotated[str, StringConstraints(min_length=3, max_length=64, pattern=DOSSIER)]
PHONE = r"^(\+?[0-9][0-9 .-]{6,18}[0-9])?$"


FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Nobody books before or after; beyond them calendars end."""

Instant = Annotated[AwareDatetime, Field(ge=FIRST, le=LAST)]
Day = Annotated[date, Field(ge=FIRST.date(), le=LAST.date())]


class HolderPath(Path):
    """Names an appointment to its holder."""

    code: HolderCode = Field(description="The appointment's code, with or without dash.")


class DossierPath(Path):
    """Names a dossier of an office."""

    office: Code
    dossier: Dossier


class SlotsQuery(Query):
    """Which times."""

    service: Code
    first: Day | SkipJsonSchema[None] = Field(
        default=None, alias="from", json_schema_extra=unset, description="Local date; by default today."
    )
    last: Day | SkipJsonSchema[None] = Field(
        default=None,
        alias="to",
        json_schema_extra=unset,
        description="Local date, included; by default the last one that can be booked.",
    )


class ReminderBody(Body):
    """Where somebody wants to be reminded; sending it is the consent to keep the address until the appointment."""

    channel: Literal["webhook", "mail"] = Field(description="webhook: SMS or Zalo.")
    address: Annotated[str, StringConstraints(min_length=3, max_length=254, pattern=PLAIN)] = Field(
        description="Number of a phone, or an e-mail address."
    )


class BookingBody(Body):
    """A time to book."""

    office: Code
    service: Code
    begins_at: Instant = Field(description="Begin of a slot, as the list of slots tells it.")
    procedure: Code | None = Field(default=None, description="Code of the procedure, if one was chosen.")
    name: Annotated[str, StringConstraints(max_length=100, pattern=PLAIN)] = Field(
        default="", description="How staff address the holder; deleted after the configured days."
    )
    phone: Annotated[str, StringConstraints(max_length=20, pattern=PHONE)] = Field(
        default="", description="Where staff reach the holder; deleted after the configured days."
    )
    language: Language = "vi"
    reminder: ReminderBody | None = Field(default=None, description="Left out: no reminder.")


class MoveAppointmentBody(Body):
    """Another time for an appointment."""

    begins_at: Instant


class CheckInBody(OptionalBody):
    """How the ticket is made."""

    language: Language | None = Field(default=None, description="By default that of the booking.")
    printer: Code | None = Field(default=None, description="By default a kiosk's own.")
    override: bool = Field(default=False, description="Staff give the number outside the hours.")


class ArrivalBody(Body):
    """What somebody typed or scanned."""

    code: HolderCode = Field(description="Code or address of an appointment, or code of a dossier.")
    language: Language = "vi"
    printer: Code | None = Field(default=None, description="By default a kiosk's own.")
    override: bool = Field(default=False, description="Staff give the number outside the hours.")


class ArrivalQuery(Query):
    """What somebody typed or scanned."""

    code: HolderCode


class AppointmentsQuery(Query):
    """Whose appointments."""

    day: Day | SkipJsonSchema[None] = Field(
        default=None, json_schema_extra=unset, description="Local date; by default today."
    )


class SlipItemBody(Body):
    """A dossier whose result is due."""

    dossier: Dossier
    service: Code = Field(description="In whose line it is collected; result slips have to be switched on there.")
    due: Day
    ready: bool = False
    name: Annotated[str, StringConstraints(max_length=100, pattern=PLAIN)] = Field(
        default="", description="Kept masked: `Nguyễn V** A**`."
    )


class SlipsBody(Body):
    """Dossiers to bring in, all or none."""

    slips: Annotated[list[SlipItemBody], Field(min_length=1, max_length=MOST_SLIPS)]
    dry_run: bool = Field(default=False, description="Only say what would be done.")


class SlipBody(Body):
    """What is known of one dossier."""

    service: Code
    due: Day
    ready: bool = False
    name: Annotated[str, StringConstraints(max_length=100, pattern=PLAIN)] = ""


class SlipsQuery(Query):
    """Which slips."""

    after: Annotated[str, StringConstraints(max_length=64, pattern=PLAIN)] = Field(
        default="", description="Dossier after which the list goes on."
    )
    limit: int = Field(default=100, ge=1, le=1000)
