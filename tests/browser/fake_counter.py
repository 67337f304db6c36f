"""What counters of the fake office may do."""

from copy import copy
from datetime import UTC, datetime

from queue_server.domain.errors import Refusal


def act(office, counter, action, body):
    """Run one counter action; return (ticket or None, reason)."""
    with office.lock:
        office.office.counter(counter)
        if action in ("open", "close", "pause", "resume"):
            _desk(office, counter, action, body)
            office.changed(f"counter_{action}")
            return office.at_counter(counter), None
        if action == "undo":
            return _undo(office, counter)
        before = [copy(one) for one in office.tickets.values()]
        calls = len(office.calls)
        ticket, reason = ACTIONS[action](office, counter, body)
        office.steps[counter] = (before, calls)
        office.changed(f"ticket_{action}")
        return ticket, reason


def _desk(office, counter, action, body):
    if action == "close" and office.at_counter(counter):
        raise Refusal("ticket_open", "still has a ticket")
    if action in ("pause", "resume") and office.desks[counter] == "closed":
        raise Refusal("counter_closed", "closed")
    office.desks[counter] = {"open": "open", "close": "closed", "pause": "paused", "resume": "open"}[action]
    office.reasons[counter] = body.get("reason")


def _undo(office, counter):
    if counter not in office.steps:
        raise Refusal("no_undo", "nothing to undo")
    before, calls = office.steps.pop(counter)
    office.tickets.update({one.id: one for one in before})
    del office.calls[calls:]
    office.changed("step_undone")
    return office.at_counter(counter), None


def _open(office, counter):
    state = office.desks[counter]
    if state != "open":
        raise Refusal(f"counter_{state}", state)


def _here(office, counter):
    ticket = office.at_counter(counter)
    if ticket is None:
        raise Refusal("no_ticket", "no ticket")
    return ticket


def _take(office, counter, ticket, reason):
    current = office.at_counter(counter)
    if current:
        current.state = "finished"
    ticket.state, ticket.counter, ticket.calls = "called", counter, 1
    ticket.called_at, ticket.started_at, ticket.reason = datetime.now(UTC), None, reason
    office.put_on_board(ticket, "call")
    return ticket, reason


def _call_next(office, counter, body):
    _open(office, counter)
    services = [body["service"]] if body.get("service") else office.office.counter(counter).services
    line = office.waiting(services)
    if not line:
        raise Refusal("queue_empty", "nobody")
    waited = int((datetime.now(UTC) - line[0].issued_at).total_seconds())
    reason = f"policy accumulating, priority class {line[0].priority_class}, waited {waited // 60} min {waited % 60} s"
    return _take(office, counter, line[0], reason)


def _call(office, counter, body):
    _open(office, counter)
    ticket = office.by_id(body["ticket"])
    if ticket.state in ("called", "serving"):
        raise Refusal("ticket_taken", "taken")
    return _take(office, counter, ticket, f"chosen by staff: {body['reason']}")


def _recall(office, counter, _body):
    ticket = _here(office, counter)
    if ticket.state != "called":
        raise Refusal("illegal_transition", "serving")
    ticket.calls += 1
    office.put_on_board(ticket, "recall")
    return ticket, None


def _start(office, counter, _body):
    ticket = _here(office, counter)
    ticket.state, ticket.started_at = "serving", datetime.now(UTC)
    return ticket, None


def _finish(office, counter, body):
    ticket = _here(office, counter)
    ticket.state, ticket.note = "finished", body.get("note") or ticket.note
    return ticket, None


def _no_show(office, counter, _body):
    ticket = _here(office, counter)
    if ticket.calls < office.office.rules.no_show_calls:
        raise Refusal("no_show_too_soon", "too soon")
    ticket.state = "no_show"
    return ticket, None


def _hold(office, counter, body):
    ticket = _here(office, counter)
    office.hold(ticket, body.get("minutes"))
    return ticket, None


def _transfer(office, counter, body):
    ticket = _here(office, counter)
    ticket.service = body.get("service") or ticket.service
    ticket.state, ticket.note = "waiting", body.get("note") or ticket.note
    return ticket, None


ACTIONS = {
    "call-next": _call_next,
    "call": _call,
    "recall": _recall,
    "start": _start,
    "finish": _finish,
    "no-show": _no_show,
    "hold": _hold,
    "transfer": _transfer,
}
