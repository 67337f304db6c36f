"""What the API's requests may say."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from queue_server.adapters.web.parsing import Body, OptionalBody, Path, Query, unset
from queue_server.domain.ticket import Placement, PriorityClass, TicketState

PLAIN = r"^[^\x00-\x1f\x7f]*$"
"""No control characters: they mean nothing in a code, and PostgreSQL stores no NUL."""

LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""The same, with tabs and ends of line."""

Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PLAIN)]
"""Code of an office, service or counter; id of a ticket."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=LINES)]

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=LINES)]
"""Blanks alone explain nothing."""

MOST_TICKETS = 1000
LONGEST_HOLD_MINUTES = 24 * 60
MOST_SERVICES = 10
MOST_PROCEDURES = 1000


class OfficePath(Path):
    """Names an office."""

    office: Code


class CounterPath(Path):
    """Names a counter."""

    counter: Annotated[str, StringConstraints(min_length=1, max_length=130, pattern=PLAIN)] = Field(
        description="`{office}:{counter}`, or the counter's id."
    )


class TicketPath(Path):
    """Names a ticket to staff."""

    ticket: Code = Field(description="The ticket's id.")


class PrintJobPath(OfficePath):
    """Names a paper of an office."""

    job: Code = Field(description="The paper's id.")


class TokenPath(Path):
    """Names a ticket to its holder."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PLAIN)] = Field(
        description="The ticket's secret, from its `url`."
    )


class UnitPath(Path):
    """Names a unit on a serial line."""

    line: Code
    address: int = Field(ge=1, le=247)


class OfficeUnitPath(UnitPath):
    """Names a unit on a serial line of an office."""

    office: Code


class DisplayPath(Path):
    """Names a display of an office."""

    office: Code
    device: Code = Field(description="The device's id.")


class ProcedurePath(Path):
    """Names a procedure."""

    procedure: Code = Field(description="Code of the catalogue.")


class AdminItemPath(Path):
    """Names a record of the back office."""

    item: Annotated[str, StringConstraints(min_length=1, max_length=130, pattern=PLAIN)] = Field(
        description="The record's `id`: `{office}:{code}` for services and counters, the code for offices."
    )


class OfOfficeQuery(Query):
    """Which office's records; those of all offices when nothing is said."""

    office: Code | SkipJsonSchema[None] = Field(default=None, json_schema_extra=unset)


class ProceduresQuery(OfOfficeQuery):
    """Which procedures; all by name when nothing is said."""

    q: Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)] | SkipJsonSchema[None] = Field(
        default=None, json_schema_extra=unset, description="What somebody typed."
    )
    field: Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)] | SkipJsonSchema[None] = Field(
        default=None,
        json_schema_extra=unset,
        description="Only those of a heading, the usual ones first; without `q`.",
    )
    limit: int = Field(default=50, ge=1, le=MOST_PROCEDURES)


class IssueBody(Body):
    """What a citizen comes for."""

    service: Code
    procedure: Code | None = Field(default=None, description="Code of the procedure, if one was chosen.")
    printer: Code | None = Field(
        default=None, description="Printer of the office that prints the ticket; by default a kiosk's own."
    )
    then: Annotated[list[Code], Field(max_length=MOST_SERVICES)] = Field(
        default=[], description="Services to visit afterwards on the same number."
    )
    appointment: Code | None = Field(
        default=None, description="Code of an appointment for this service, which is checked in with it."
    )
    priority_class: PriorityClass = Field(
        default=PriorityClass.NORMAL,
        description="`appointment` only by staff; who has an appointment in this system names it in `appointment`.",
    )
    group: Code | None = Field(
        default=None, description="Declared group, one of the office's `priority_groups`; gives priority."
    )
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")] = Field(
        default="vi", description="Language the citizen reads and is called in."
    )
    person: Annotated[str, StringConstraints(pattern=r"^\d{12}$")] | None = Field(
        default=None,
        exclude=True,  # what is asked is hashed and kept with the answer; this must not be found out from it
        repr=False,
        description="Number of the identity card, where the office limits numbers per person; never kept.",
    )
    override: bool = Field(
        default=False, description="For staff: give the number outside the hours, beyond the quota, before closing."
    )
    phone: Annotated[str, StringConstraints(min_length=6, max_length=128, pattern=PLAIN)] | None = Field(
        default=None,
        exclude=True,  # as person: there are few enough telephone numbers to try them all
        repr=False,
        description="The phone's telephone number, or a random name that it gave itself and keeps; it gets one open "
        "number for each service. Stored as a keyed hash until the ticket ends.",
    )
    code: Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=PLAIN)] | None = Field(
        default=None, description="From the screen at the entrance, where the office asks phones for it."
    )


class TicketsQuery(Query):
    """Which tickets of the service day; all of them when nothing is said."""

    state: list[TicketState] = Field(default=[], description="May be repeated.")
    service: Code | SkipJsonSchema[None] = Field(default=None, json_schema_extra=unset)
    limit: int = Field(default=MOST_TICKETS, ge=1, le=MOST_TICKETS)


class AnnouncementsQuery(Query):
    """Which calls."""

    counter: Code | SkipJsonSchema[None] = Field(default=None, json_schema_extra=unset)
    limit: int = Field(default=20, ge=1, le=200)


class ReturnBody(OptionalBody):
    """Where a ticket joins the line again."""

    position: Placement = Placement.BY_TIME


class ReprintBody(OptionalBody):
    """Where a ticket is printed again."""

    printer: Code | None = Field(default=None, description="By default the printer that printed it before.")


class PriorityBody(Body):
    """A ticket's new priority class."""

    priority_class: PriorityClass
    group: Code | None = Field(default=None, description="Declared group, one of the office's `priority_groups`.")


class OpenBody(OptionalBody):
    """May repeat the counter's office, to be sure."""

    office: Code | None = None


class CloseBody(OptionalBody):
    """Why a counter closes."""

    reason: Text | None = None
    ticket: Literal["return", "finish"] | None = Field(
        default=None, description="What becomes of the ticket there: it waits again, or it is finished."
    )


class PauseBody(Body):
    """Why a counter pauses."""

    reason: Reason
    minutes: Annotated[int, Field(ge=1, le=480)] | None = Field(
        default=None,
        description="When they mean to be back; likely waits count with it, the pause does not end by itself.",
    )


class CallNextBody(OptionalBody):
    """Which of the counter's services to call from, all of them in the counter's order when nothing is said."""

    service: Code | None = None
    services: Annotated[list[Code], Field(max_length=100)] = Field(
        default=[], description="Some of the counter's services, in the order in which they are served this time."
    )


class CallBody(Body):
    """A ticket to call out of turn."""

    ticket: Code = Field(description="The ticket's id.")
    reason: Reason = Field(description="Kept, so that the call can be explained.")


class FinishBody(OptionalBody):
    """What was done."""

    note: Text | None = None
    dossier: Annotated[str, StringConstraints(max_length=64, pattern=PLAIN)] | None = Field(
        default=None, description="Code of the file that was taken in."
    )
    services: Annotated[list[Code], Field(max_length=MOST_SERVICES)] = Field(
        default=[], description="Services that were dealt with."
    )


class HoldBody(OptionalBody):
    """How long a ticket is put aside."""

    minutes: float | None = Field(default=None, gt=0, le=LONGEST_HOLD_MINUTES, description="The office's, by default.")
    reason: Text | None = None


class TransferBody(Body):
    """Where a ticket goes: exactly one of service, counter and operator."""

    service: Code | None = None
    counter: Code | None = Field(default=None, description="Code of a counter of the same office.")
    operator: Code | None = Field(default=None, description="User name.")
    position: Placement = Placement.BY_TIME
    come_back: bool = Field(default=False, description="Return the ticket to this counter afterwards.")
    note: Text | None = None


class ReassignBody(Body):
    """Where somebody who waits is sent: exactly one of service, counter and operator."""

    service: Code | None = None
    counter: Code | None = Field(default=None, description="Code of a counter of the same office.")
    operator: Code | None = Field(default=None, description="User name.")
    position: Placement = Placement.BY_TIME
    reason: Reason = Field(description="Kept, so that it can be explained.")


class SignInBody(Body):
    """Who wants to sign in."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PLAIN)]
    password: Annotated[str, StringConstraints(max_length=200)] = Field(repr=False)


class KeyBody(Body):
    """A key of a simulated call box."""

    key: int = Field(ge=1, le=32)


class VolumeBody(Body):
    """How loud a display is."""

    percent: int = Field(ge=0, le=100)
