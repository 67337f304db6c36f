"""What a supervisor does in an office at work: sending staff and numbers elsewhere, closing and opening services."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from queue_server.adapters.web.access import Access, Place
from queue_server.adapters.web.answers import ActionAnswer, CounterAnswer, ServiceAnswer
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import LINES, Code, OfficePath, Reason, ReassignBody, TicketPath
from queue_server.adapters.web.idempotency import RequestKey
from queue_server.adapters.web.operation import Keyed, Operation, Reply
from queue_server.adapters.web.parsing import Body
from queue_server.adapters.web.staff_answers import action_answer, counter_answer
from queue_server.domain.operator import Right
from queue_server.usecases.calling import ActionDone
from queue_server.usecases.moving import Parting
from queue_server.usecases.postings import MoveRequest, Postings
from queue_server.usecases.receiving import Receiving
from queue_server.usecases.service_closing import ServiceClosing, ServiceDone
from queue_server.usecases.serving import TransferRequest

RECEIVES = Access(right=Right.RECEIVE, place=Place.TICKET)
SUPERVISES = Access(right=Right.SUPERVISE, place=Place.OFFICE)
LONGEST_REASON = 200


class OperatorPath(OfficePath):
    """Names a member of staff to an office."""

    operator: Code = Field(description="User name.")


class ServicePath(OfficePath):
    """Names a service of an office."""

    service: Code


class MoveBody(Body):
    """Where somebody goes."""

    to: Code = Field(description="Code of the counter.")
    reason: Reason = Field(description="Kept, so that it can be explained.")
    leaves: Code | None = Field(
        default=None, description="Code of the counter that is left; the only one they have open, by default."
    )
    ticket: Parting = Field(
        default=Parting.ALONG,
        description="What becomes of the ticket there: it waits again, is finished, or comes along.",
    )
    take_over: bool = Field(default=False, description="Take the place of whoever works there; that ticket stays.")


class CloseServiceBody(Body):
    """Why a service gives no numbers."""

    reason: dict[
        Literal["vi", "en"], Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_REASON, pattern=LINES)]
    ] = Field(min_length=1, description="Shown to citizens.")
    until_opened: bool = Field(default=False, description="Also on the next days; today only, by default.")


class SupervisorOperations:
    """Acts on an office at work."""

    def __init__(self, postings: Postings, closing: ServiceClosing, receiving: Receiving) -> None:
        self._postings = postings
        self._closing = closing
        self._receiving = receiving

    @Operation(
        method="POST",
        rule="/offices/<office>/operators/<operator>/move",
        access=SUPERVISES,
        path=OperatorPath,
        answer=CounterAnswer,
        refusals=[
            "office_unknown",
            "operator_unknown",
            "counter_unknown",
            "counter_taken",
            "nothing_to_serve",
            "ticket_open",
            "illegal_transition",
        ],
        absent=["operator_unknown"],
    )
    def move_operator(self, path: OperatorPath, body: MoveBody) -> Reply:
        """Send a member of staff to another counter.

        The counter they leave closes. Its ticket comes along and is called to the new counter with all its notes,
        unless something else is said.
        """
        request = MoveRequest(
            to=body.to, reason=body.reason, leaves=body.leaves, ticket=body.ticket, take_over=body.take_over
        )
        return counter_answer(path.office, self._postings.move(path.office, path.operator, _by(), request))

    @Operation(
        method="POST",
        rule="/offices/<office>/services/<service>/close",
        access=SUPERVISES,
        path=ServicePath,
        answer=ServiceAnswer,
        refusals=["office_unknown", "service_unknown"],
        absent=["service_unknown"],
    )
    def close_service(self, path: ServicePath, body: CloseServiceBody) -> Reply:
        """Give no numbers of a service any more; those who wait are still called."""
        done = self._closing.close(
            path.office,
            path.service,
            _by(),
            {str(language): text for language, text in body.reason.items()},
            until_opened=body.until_opened,
        )
        return _answer(path.office, done)

    @Operation(
        method="POST",
        rule="/offices/<office>/services/<service>/open",
        access=SUPERVISES,
        path=ServicePath,
        answer=ServiceAnswer,
        refusals=["office_unknown", "service_unknown"],
        absent=["service_unknown"],
    )
    def open_service(self, path: ServicePath) -> Reply:
        """Give numbers of a service again."""
        return _answer(path.office, self._closing.open(path.office, path.service, _by()))

    @Operation(
        method="POST",
        rule="/tickets/<ticket>/reassign",
        access=RECEIVES,
        path=TicketPath,
        answer=ActionAnswer,
        refusals=["illegal_transition", "service_unknown", "operator_unknown"],
        keyed=Keyed.OPTIONAL,
    )
    def reassign(self, body: ReassignBody, key: RequestKey) -> Reply:
        """Send a ticket that waits or is on hold to another service, counter or member of staff.

        Number, leg and waiting time stay; the reason is kept in the audit.
        """
        spot = admitted().spot
        assert spot.office is not None
        assert spot.ticket is not None
        target = TransferRequest(
            service=body.service, counter=body.counter, operator=body.operator, position=body.position
        )
        return action_answer(
            self._receiving.reassign(spot.office, spot.ticket, _by(), target, body.reason, once=key.once(ActionDone))
        )


def _by() -> str:
    operator = admitted().caller.operator
    assert operator is not None
    return operator.id


def _answer(office: str, done: ServiceDone) -> Reply:
    service = done.service
    return Reply(
        ServiceAnswer(
            office=office,
            service=service.code,
            open=service.open,
            closed_reason=service.closed_reason,
            revision=done.revision,
        )
    )
