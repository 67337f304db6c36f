"""Counters: opening and closing them, and everything done there with a ticket."""

from queue_server.adapters.web.access import Access, Place
from queue_server.adapters.web.answers import ActionAnswer, CounterAnswer, DeskItem, DeskList
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import (
    CallBody,
    CallNextBody,
    CloseBody,
    CounterPath,
    FinishBody,
    HoldBody,
    OfficePath,
    OpenBody,
    PauseBody,
    TransferBody,
)
from queue_server.adapters.web.errors import BadFields, FieldProblem
from queue_server.adapters.web.idempotency import RequestKey
from queue_server.adapters.web.operation import Keyed, Operation, Reply
from queue_server.adapters.web.staff_answers import action_answer, counter_answer
from queue_server.adapters.wire import rfc3339
from queue_server.domain.operator import Right
from queue_server.usecases.calling import ActionDone, Calling
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.moving import Parting
from queue_server.usecases.ports.accounts import Accounts
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.serving import Serving, TransferRequest
from queue_server.usecases.undoing import Undoing

MAY_SERVE = Access(right=Right.SERVE, place=Place.COUNTER)


def _session(name: str, *refusals: str) -> Operation:
    return Operation(
        method="POST",
        rule=f"/counters/<counter>/{name}",
        access=MAY_SERVE,
        path=CounterPath,
        answer=CounterAnswer,
        refusals=["counter_taken", *refusals],
    )


def _action(name: str, *refusals: str) -> Operation:
    return Operation(
        method="POST",
        rule=f"/counters/<counter>/{name}",
        access=MAY_SERVE,
        path=CounterPath,
        answer=ActionAnswer,
        refusals=["counter_taken", *refusals],
        keyed=Keyed.REQUIRED,
        quick=True,
    )


class DeskOperations:
    """Tells staff who works where."""

    def __init__(self, reader: OfficeReader, accounts: Accounts) -> None:
        self._reader = reader
        self._accounts = accounts

    @Operation(
        method="GET",
        rule="/offices/<office>/desks",
        access=Access(right=Right.READ, place=Place.OFFICE),
        path=OfficePath,
        answer=DeskList,
        refusals=["office_unknown"],
    )
    def list_desks(self, path: OfficePath) -> Reply:
        """List the counters with who has them open, and why one is paused or was closed."""
        names = {one.id: one.name for one in self._accounts.operators()}
        snapshot = self._reader.snapshot(path.office)
        zone = snapshot.office.time_zone
        return Reply(
            DeskList(
                desks=[
                    DeskItem(
                        counter=one.counter,
                        state=one.state.value,
                        operator=one.operator,
                        name=names.get(one.operator or ""),
                        reason=one.reason,
                        back_at=None if one.back_at is None else rfc3339(one.back_at, zone),
                    )
                    for one in snapshot.desks
                ]
            )
        )


class CounterSessionOperations:
    """Decides which counters take people."""

    def __init__(self, session: CounterSession) -> None:
        self._session = session

    @_session("open", "nothing_to_serve")
    def open(self, body: OpenBody) -> Reply:
        """Open a counter.

        Opening one's own again is fine; a supervisor takes over, ticket and notes stay.
        """
        office, counter, actor = _here()
        if body.office not in (None, office):
            raise BadFields([FieldProblem(field="office", detail=f"the counter is of office {office}")])
        return counter_answer(office, self._session.open(office, counter, actor))

    @_session("close", "ticket_open")
    def close(self, body: CloseBody) -> Reply:
        """Close a counter; one with a ticket only when `ticket` says what becomes of it."""
        office, counter, actor = _here()
        parting = None if body.ticket is None else Parting(body.ticket)
        return counter_answer(office, self._session.close(office, counter, actor, body.reason, parting))

    @_session("pause", "counter_closed")
    def pause(self, body: PauseBody) -> Reply:
        """Take nobody new for a while; the present ticket can be finished."""
        office, counter, actor = _here()
        return counter_answer(office, self._session.pause(office, counter, actor, body.reason, body.minutes))

    @_session("resume", "counter_closed")
    def resume(self) -> Reply:
        """End a pause."""
        office, counter, actor = _here()
        return counter_answer(office, self._session.resume(office, counter, actor))


class CallOperations:
    """Calls people to a counter."""

    def __init__(self, calling: Calling) -> None:
        self._calling = calling

    @_action(
        "call-next",
        "counter_closed",
        "counter_paused",
        "service_unknown",
        "nothing_to_serve",
        "queue_empty",
        "illegal_transition",
    )
    def call_next(self, body: CallNextBody, key: RequestKey) -> Reply:
        """Finish the counter's ticket, if any, and call the next one.

        With nobody to call nothing changes: the present ticket stays.
        """
        return action_answer(self._calling.call_next(*_here(), body.service, key.once(ActionDone), body.services))

    @_action(
        "call",
        "counter_closed",
        "counter_paused",
        "ticket_taken",
        "ticket_unknown",
        "illegal_transition",
        "return_too_late",
    )
    def call(self, body: CallBody, key: RequestKey) -> Reply:
        """Call a given waiting, held or absent ticket, for a reason that is kept."""
        return action_answer(self._calling.call(*_here(), body.ticket, body.reason, once=key.once(ActionDone)))

    @_action("recall", "no_ticket", "illegal_transition")
    def recall(self, key: RequestKey) -> Reply:
        """Call the counter's called ticket again."""
        return action_answer(self._calling.recall(*_here(), once=key.once(ActionDone)))


class ServeOperations:
    """Moves the ticket at a counter on."""

    def __init__(self, serving: Serving, undoing: Undoing) -> None:
        self._serving = serving
        self._undoing = undoing

    @_action("start", "no_ticket", "illegal_transition")
    def start(self, key: RequestKey) -> Reply:
        """Note that the citizen is at the counter."""
        return action_answer(self._serving.start(*_here(), once=key.once(ActionDone)))

    @_action("finish", "no_ticket", "illegal_transition", "service_unknown")
    def finish(self, body: FinishBody, key: RequestKey) -> Reply:
        """End the leg well: on to the next service, back to the counter that asked for it, or finished."""
        done = self._serving.finish(*_here(), body.note, body.dossier, body.services, key.once(ActionDone))
        return action_answer(done)

    @_action("no-show", "no_ticket", "no_show_too_soon", "illegal_transition")
    def no_show(self, key: RequestKey) -> Reply:
        """Give up on a citizen who was called often and long enough."""
        return action_answer(self._serving.no_show(*_here(), once=key.once(ActionDone)))

    @_action("hold", "no_ticket", "illegal_transition")
    def hold(self, body: HoldBody, key: RequestKey) -> Reply:
        """Put the ticket aside; it waits again when the time is over."""
        return action_answer(self._serving.hold(*_here(), body.minutes, body.reason, once=key.once(ActionDone)))

    @_action("transfer", "no_ticket", "service_unknown", "operator_unknown", "illegal_transition")
    def transfer(self, body: TransferBody, key: RequestKey) -> Reply:
        """Send the ticket to a service, a counter or an operator; number and waiting time stay."""
        request = TransferRequest(
            service=body.service,
            counter=body.counter,
            operator=body.operator,
            position=body.position,
            come_back=body.come_back,
            note=body.note,
        )
        return action_answer(self._serving.transfer(*_here(), request, once=key.once(ActionDone)))

    @_action("undo", "counter_closed", "no_undo", "undo_too_late")
    def undo(self, key: RequestKey) -> Reply:
        """Take the counter's last accepted action back, once, within 30 s, while no touched ticket has moved on."""
        return action_answer(self._undoing.undo(*_here(), once=key.once(ActionDone)))


def _here() -> tuple[str, str, Actor]:
    """Return office, counter and who acts there in the present request."""
    here = admitted()
    office, counter, operator = here.spot.office, here.spot.counter, here.caller.operator
    assert office is not None
    assert counter is not None
    assert operator is not None
    actor = Actor(name=operator.id, operator=operator.id, supervises=operator.may(Right.SUPERVISE, office))
    return office, counter, actor
