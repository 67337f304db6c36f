"""Where boxes forward their office's log to: the copy's state, another history, rows."""

from typing import Annotated

from pydantic import Field, StringConstraints

from queue_server.adapters.forwarding_wire import copy_answer
from queue_server.adapters.web.access import Access, Place
from queue_server.adapters.web.bodies import Code, OfficePath
from queue_server.adapters.web.errors import TryLater
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.parsing import Body
from queue_server.contract.forwarding import CopyAnswer
from queue_server.domain.device import DeviceKind
from queue_server.domain.forwarding import Beginning, Cursor, LogRow, Parcel
from queue_server.usecases.ports.forwarding import Copies

BOXES = Access(devices=frozenset({DeviceKind.BOX}), place=Place.OFFICE)

AT_ONCE = 8
"""Parcels taken at the same time; more are asked to come again, so that the province's own work goes on."""

BUSY_FOR_S = 3

Digest = Annotated[str, StringConstraints(max_length=64, pattern=r"^[0-9a-f]*$")]
Revision = Annotated[int, Field(ge=0, le=2**62)]
Position = Annotated[int, Field(ge=0, le=10**9)]


class PlaceBody(Body):
    """A place in a log."""

    epoch: Code | None
    history: Revision
    revision: Revision
    position: Position


class BeginningBody(Body):
    """Another history, and where it parts from the copied one."""

    epoch: Code
    expected: PlaceBody = Field(description="The copy's state for which this was decided.")
    after: Revision = Field(description="Newest revision both have in common, 0 for none.")
    digest: Digest = Field(description="Digest of that revision's last row, empty for none.")


class RowBody(Body):
    """An event as stored."""

    revision: Revision
    position: Position
    at: int = Field(description="Microseconds since 1970-01-01 UTC.", ge=0, le=2**62)
    type: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[a-z_]+$")]
    fields: Annotated[str, StringConstraints(max_length=60_000, pattern=r"^[^\x00]*$")] = Field(
        description="JSON text, kept byte for byte."
    )
    last: bool = Field(description="Whether its revision ends with it.")


class ParcelBody(Body):
    """Rows in order, or none when nothing is new."""

    epoch: Code
    history: Revision
    before: Digest = Field(description="Digest of the row before the first one, empty if that is the log's first.")
    newest: Revision = Field(description="The box's newest revision.")
    rows: Annotated[list[RowBody], Field(max_length=1000)]
    configuration: Annotated[str, StringConstraints(max_length=60_000, pattern=r"^[^\x00]*$")] | None = None


class ForwardingOperations:
    """Takes what boxes forward."""

    def __init__(self, copies: Copies) -> None:
        self._copies = copies
        self._taking = 0

    @Operation(method="GET", rule="/offices/<office>/forwarding", access=BOXES, path=OfficePath, answer=CopyAnswer)
    def show_copy(self, path: OfficePath) -> Reply:
        """Tell a box what the copy of its log expects next."""
        return Reply(copy_answer(self._copies.state(path.office)))

    @Operation(
        method="POST",
        rule="/offices/<office>/forwarding/history",
        access=BOXES,
        path=OfficePath,
        answer=CopyAnswer,
        refusals=["log_conflict", "log_replaced"],
    )
    def begin_history(self, path: OfficePath, body: BeginningBody) -> Reply:
        """Let the copy follow another history: the first one, or that of a restored box.

        What the copy has after the common revision is kept, marked as superseded.
        """
        expected = Cursor(**body.expected.model_dump())
        beginning = Beginning(epoch=body.epoch, expected=expected, after=body.after, digest=body.digest)
        return Reply(copy_answer(self._copies.begin(path.office, beginning)))

    @Operation(
        method="POST",
        rule="/offices/<office>/forwarding/rows",
        access=BOXES,
        path=OfficePath,
        answer=CopyAnswer,
        refusals=["log_conflict", "log_gap", "log_replaced"],
    )
    def take_rows(self, path: OfficePath, body: ParcelBody) -> Reply:
        """Add rows to the copy; rows it has already are skipped, a gap is refused and answered with what is expected.

        With no rows the box says that nothing is new, which makes the copy as recent as this request.
        """
        if self._taking >= AT_ONCE:
            raise TryLater("busy", "many offices are being taken over now", BUSY_FOR_S)
        parcel = Parcel(
            epoch=body.epoch,
            history=body.history,
            before=body.before,
            newest=body.newest,
            rows=tuple(LogRow(**row.model_dump()) for row in body.rows),
            configuration=body.configuration,
        )
        self._taking += 1
        try:
            return Reply(copy_answer(self._copies.append(path.office, parcel)))
        finally:
            self._taking -= 1
