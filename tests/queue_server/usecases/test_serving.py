"""What happens to a ticket at its counter, and at the reception."""

import pytest

from queue_server.domain.operator import Operator, Role
from queue_server.domain.ticket import Placement, PriorityClass, TicketState
from queue_server.usecases.serving import TransferRequest
from tests.usecase_lobby import LAN, MINH, OFFICE, UseCaseLobby, refused_code


@pytest.fixture
def lobby():
    lobby = UseCaseLobby()
    lobby.call()
    return lobby


def transfer(lobby, **request):
    return lobby.serving.transfer(OFFICE, "1", LAN, TransferRequest(**request)).value


def test_no_show_needs_calls_and_time(lobby):
    """Two calls and twenty seconds: nobody is given up on in a blink."""

    def no_show():
        return lobby.serving.no_show(OFFICE, "1", LAN)

    assert refused_code(no_show) == "no_show_too_soon"
    lobby.calling.recall(OFFICE, "1", LAN)
    assert refused_code(no_show) == "no_show_too_soon"
    lobby.clock.advance(20)

    no_show()

    assert lobby.state(lobby.first) is TicketState.NO_SHOW


@pytest.mark.parametrize(("seconds", "code"), [(900, None), (901, "return_too_late")])
def test_who_was_absent_may_return_within_the_grace_time(lobby, seconds, code):
    """Placed by its waiting time, so the first again here."""
    lobby.calling.recall(OFFICE, "1", LAN)
    lobby.clock.advance(20)
    lobby.serving.no_show(OFFICE, "1", LAN)
    lobby.clock.advance(seconds)

    if code is None:
        lobby.receiving.return_(OFFICE, lobby.first.id, "lan")
        assert lobby.call().number == "A001"
    else:
        assert refused_code(lambda: lobby.receiving.return_(OFFICE, lobby.first.id, "lan")) == code


def test_what_was_dealt_with_is_in_the_log(lobby):
    """For figures by service; a service that the office has not is refused."""
    assert refused_code(lambda: lobby.serving.finish(OFFICE, "1", LAN, served=["fish"])) == "service_unknown"

    lobby.serving.finish(OFFICE, "1", LAN, served=["land", "tax"])

    assert lobby.memory.reader.events(OFFICE, 0, 100)[-1].event.done == ("land", "tax")


def test_a_hold_falls_due_at_the_next_action(lobby):
    """Also without the server's tick."""
    lobby.serving.hold(OFFICE, "1", LAN, minutes=5)
    lobby.clock.advance(301)

    assert lobby.call().number == "A001"


def test_a_hold_that_is_not_due_stays(lobby):
    """The citizen is copying a form."""
    lobby.serving.hold(OFFICE, "1", LAN, minutes=5)
    lobby.clock.advance(299)

    assert lobby.call().number == "A002"


def test_a_transfer_keeps_number_and_waiting_time(lobby):
    """Whoever is sent on has waited already."""
    lobby.clock.advance(60)
    transfer(lobby, service="tax")
    lobby.issue("tax")

    answer = lobby.calling.call_next(OFFICE, "1", LAN, service="tax").value.ticket

    assert (answer.number, answer.service) == ("A001", "tax")


def test_a_transfer_placed_last_waits_behind_the_others(lobby):
    """When the sender says so."""
    other = lobby.issue("tax")
    lobby.clock.advance(1)
    transfer(lobby, service="tax", position=Placement.LAST)

    assert lobby.calling.call_next(OFFICE, "1", LAN, service="tax").value.ticket.number == other.number


def test_a_transfer_to_a_counter_is_called_there_only(lobby):
    """The file lies on that desk."""
    transfer(lobby, counter="2")
    lobby.session.open(OFFICE, "2", MINH)

    assert lobby.call().number == "A002"
    assert lobby.call("2", MINH).number == "A001"


def test_a_transfer_to_an_operator_follows_the_person(lobby):
    """Whichever counter Minh opens."""
    transfer(lobby, operator="minh")
    lobby.session.open(OFFICE, "2", MINH)

    assert lobby.call("2", MINH).number == "A001"


def test_a_ticket_comes_back_to_its_sender(lobby):
    """One cửa liên thông: the file goes round, the number stays."""
    transfer(lobby, service="tax", come_back=True)
    lobby.session.open(OFFICE, "2", MINH)
    lobby.calling.call_next(OFFICE, "2", MINH, service="tax")
    lobby.serving.finish(OFFICE, "2", MINH)

    back = lobby.ticket(lobby.first)

    assert back.state is TicketState.WAITING
    assert (back.leg.service, back.leg.bound_counter) == ("land", "1")
    assert lobby.call().number == "A001"
    lobby.serving.finish(OFFICE, "1", LAN)
    assert lobby.state(lobby.first) is TicketState.FINISHED


@pytest.mark.parametrize("request_", [{}, {"service": "tax", "counter": "2"}])
def test_a_transfer_has_exactly_one_target(lobby, request_):
    """Anything else is a mistake of the caller."""
    assert refused_code(lambda: transfer(lobby, **request_)) == "invalid"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"service": "x"}, "service_unknown"),
        ({"counter": "9"}, "counter_unknown"),
        ({"operator": "x"}, "operator_unknown"),
    ],
)
def test_an_unknown_target_changes_nothing(lobby, request_, code):
    """The ticket stays at its counter."""
    assert refused_code(lambda: transfer(lobby, **request_)) == code
    assert lobby.state(lobby.first) is TicketState.CALLED


def test_nothing_is_sent_to_somebody_who_serves_nobody(lobby):
    """A ticket bound to a receptionist could be called at no counter."""
    lobby.memory.accounts.add_operator(Operator(id="hoa", username="hoa", name="Hoa", role=Role.RECEPTIONIST), "hash")

    assert refused_code(lambda: transfer(lobby, operator="hoa")) == "operator_unknown"
    assert transfer(lobby, operator="minh").ticket.state is TicketState.WAITING


def test_several_services_in_one_visit_follow_each_other():
    """``then`` is served on the same number."""
    lobby = UseCaseLobby(people=0)
    visit = lobby.issue(then=("tax",))
    lobby.call()
    lobby.serving.finish(OFFICE, "1", LAN)

    assert lobby.state(visit) is TicketState.WAITING
    assert lobby.ticket(visit).leg.service == "tax"

    lobby.call()
    lobby.serving.finish(OFFICE, "1", LAN)
    assert lobby.state(visit) is TicketState.FINISHED


def test_finish_keeps_note_and_dossier(lobby):
    """They help the next colleague."""
    lobby.serving.finish(OFFICE, "1", LAN, note="copy missing", dossier="H12.34")

    ticket = lobby.ticket(lobby.first)

    assert (ticket.note, ticket.dossier) == ("copy missing", "H12.34")


@pytest.mark.parametrize("what", ["start", "finish", "no_show", "hold"])
def test_without_a_ticket_there_is_nothing_to_do(what):
    """And the answer says so."""
    lobby = UseCaseLobby(people=0)

    assert refused_code(lambda: getattr(lobby.serving, what)(OFFICE, "1", LAN)) == "no_ticket"


def test_a_served_ticket_is_not_simply_returned(lobby):
    """The table lets it wait only by a transfer."""
    lobby.serving.start(OFFICE, "1", LAN)

    assert refused_code(lambda: lobby.receiving.return_(OFFICE, lobby.first.id, "lan")) == "illegal_transition"


def test_priority_is_changed_while_the_ticket_waits(lobby):
    """Declared at the reception, not at the counter."""
    lobby.receiving.set_priority(OFFICE, lobby.second.id, "lan", PriorityClass.PRIORITY)

    assert lobby.ticket(lobby.second).progress.priority_class is PriorityClass.PRIORITY
    code = refused_code(lambda: lobby.receiving.set_priority(OFFICE, lobby.first.id, "lan", PriorityClass.PRIORITY))
    assert code == "illegal_transition"


@pytest.mark.parametrize(
    ("target", "bound"),
    [
        (TransferRequest(service="tax"), ("tax", None, None)),
        (TransferRequest(counter="2"), ("land", "2", None)),
        (TransferRequest(operator="minh"), ("land", None, "minh")),
    ],
)
def test_who_waits_is_sent_elsewhere_with_the_time_already_waited(lobby, target, bound):
    """It was the wrong line; nobody has to take a new number for that."""
    lobby.clock.advance(600)
    before = lobby.ticket(lobby.second).leg

    lobby.receiving.reassign(OFFICE, lobby.second.id, "boss", target, "nhầm hàng")

    ticket = lobby.ticket(lobby.second)
    leg = ticket.leg
    assert (leg.service, leg.bound_counter, leg.bound_operator) == bound
    assert (leg.entered_at, len(ticket.progress.legs)) == (before.entered_at, 1)
    event = lobby.memory.reader.events(OFFICE, 0, 100)[-1].event
    assert (event.type, event.by, event.reason) == ("ticket_reassigned", "boss", "nhầm hàng")


def test_sending_somebody_where_they_are_changes_nothing(lobby):
    """A second tap is no event."""
    lobby.receiving.reassign(OFFICE, lobby.second.id, "boss", TransferRequest(service="tax"), "nhầm hàng")
    revision = lobby.memory.reader.revision(OFFICE)

    lobby.receiving.reassign(OFFICE, lobby.second.id, "boss", TransferRequest(service="tax"), "nhầm hàng")

    assert lobby.memory.reader.revision(OFFICE) == revision


def test_who_is_called_is_not_sent_elsewhere_behind_the_counters_back(lobby):
    """The counter transfers; a target has to be one of the office's."""

    def send(issued, **target):
        return lambda: lobby.receiving.reassign(OFFICE, issued.id, "boss", TransferRequest(**target), "nhầm hàng")

    assert refused_code(send(lobby.first, service="tax")) == "illegal_transition"
    assert refused_code(send(lobby.second, service="fish")) == "service_unknown"
    assert refused_code(send(lobby.second, operator="nobody")) == "operator_unknown"
    assert refused_code(send(lobby.second)) == "invalid"
