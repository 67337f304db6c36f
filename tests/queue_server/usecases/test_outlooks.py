"""What people are told about their wait."""

from zoneinfo import ZoneInfo

import pytest

from queue_server.domain.availability import Shut
from queue_server.domain.office import Rules
from queue_server.domain.opening_hours import OpeningHours, Period
from queue_server.domain.operator import Operator, Role, Skill
from queue_server.usecases.board import Boards
from queue_server.usecases.issuing import Issuing
from queue_server.usecases.outlooks import Outlooks
from queue_server.usecases.serving import TransferRequest
from tests.builders import SerialIds
from tests.usecase_lobby import LAN, MINH, OFFICE, UseCaseLobby, refused_code


def an_estimating_lobby(**office):
    lobby = UseCaseLobby(people=0, **office)
    reader = lobby.memory.reader
    lobby.issuing = Issuing(lobby.memory.offices, SerialIds(), Outlooks(reader, lobby.clock))
    lobby.boards = Boards(reader, lobby.clock)
    return lobby


@pytest.fixture
def lobby():
    return an_estimating_lobby()


def serve(lobby, count, seconds=300):
    """Finish so many services."""
    for _ in range(count):
        lobby.issue()
        lobby.call()
        lobby.clock.advance(seconds)
        lobby.serving.finish(OFFICE, "1", LAN)


def board_wait(lobby, service="land"):
    return next(one.wait for one in lobby.boards.board(OFFICE).services if one.service == service)


def test_nothing_is_told_before_some_services_were_finished(lobby):
    """No estimate yet: neither on the board, nor the ticket, nor the phone."""
    serve(lobby, 2)
    issued = lobby.issue()

    assert issued.wait is None
    assert board_wait(lobby) is None
    assert lobby.boards.ticket(lobby.ticket(issued)).wait is None


def test_board_ticket_and_phone_tell_the_same(lobby):
    serve(lobby, 5)
    lobby.issue()
    lobby.call()
    lobby.clock.advance(1)
    lobby.issue()
    lobby.clock.advance(1)
    expected = board_wait(lobby)

    issued = lobby.issue()
    lobby.clock.advance(1)

    assert issued.ahead == 1
    assert issued.wait == expected
    assert 480 <= issued.wait.low_s <= 660
    assert lobby.boards.ticket(lobby.ticket(issued)).wait == expected
    assert board_wait(lobby).low_s > expected.low_s
    assert board_wait(lobby, "tax") is None


def weight(times):
    return sum(one.weight for one in times.surprises.marks)


def test_a_wait_that_was_foretold_teaches_when_it_ends(lobby):
    serve(lobby, 5)
    lobby.clock.advance(1)
    issued = lobby.issue()
    expected = lobby.ticket(issued).leg.expected_s
    before = lobby.memory.reader.snapshot(OFFICE).times["land"]
    lobby.clock.advance(1200)

    lobby.call()

    after = lobby.memory.reader.snapshot(OFFICE).times["land"]
    assert weight(after) == pytest.approx(weight(before) + 1)
    assert after.surprises.likely_s(expected)[1] > before.surprises.likely_s(expected)[1]


def test_a_call_out_of_turn_and_a_return_teach_nothing_about_waits(lobby):
    serve(lobby, 5)
    lobby.clock.advance(1)
    chosen, late = lobby.issue(), lobby.issue()
    before = lobby.memory.reader.snapshot(OFFICE).times["land"].surprises
    lobby.calling.call(OFFICE, "1", LAN, chosen.id, "unwell")
    lobby.issuing.late(OFFICE, late.id)
    lobby.clock.advance(600)
    lobby.issuing.back(OFFICE, late.id)

    lobby.call()

    assert lobby.memory.reader.snapshot(OFFICE).times["land"].surprises == before


def test_an_operator_calls_what_they_can_give_best_first(lobby):
    """Skills order and limit a counter's services; the outlook and the counter's waiting count follow."""
    anna = Operator(
        id="anna",
        username="anna",
        name="Anna",
        role=Role.OPERATOR,
        skills=(Skill(service="tax", weight=2.0), Skill(service="land", weight=1.0)),
    )
    lobby.memory.accounts.add_operator(anna, "hash")
    lobby.session.close(OFFICE, "1", LAN)
    actor = type(LAN)(name="anna", operator="anna")
    lobby.session.open(OFFICE, "1", actor)
    land, tax = lobby.issue(), lobby.issue("tax")

    assert lobby.call(actor=actor).number == tax.number
    assert lobby.call(actor=actor).number == land.number
    assert lobby.memory.reader.snapshot(OFFICE).skills["anna"] == anna.skills


def test_a_counter_shows_only_those_its_operator_can_serve(lobby):
    bao = Operator(id="bao", username="bao", name="Bảo", role=Role.OPERATOR, skills=(Skill(service="tax"),))
    lobby.memory.accounts.add_operator(bao, "hash")
    lobby.session.close(OFFICE, "1", LAN)
    lobby.session.open(OFFICE, "1", type(LAN)(name="bao", operator="bao"))
    lobby.issue()
    lobby.issue("tax")

    assert lobby.boards.board(OFFICE).counters[0].waiting == 1


def test_a_wait_over_the_lunch_break_is_that_much_longer_and_teaches_nothing():
    """Eleven o'clock, half an hour's work before one, a break from half past eleven to half past one."""
    hours = OpeningHours(week=((Period(begin=450, end=690), Period(begin=810, end=1020)),) * 7)
    lobby = an_estimating_lobby(rules=Rules(hours=hours))
    serve(lobby, 5)
    lobby.clock.advance(3600 * 1.5)
    for _ in range(9):
        lobby.issue()

    last = lobby.issue()

    assert last.wait.low_s > 2 * 3600
    assert lobby.ticket(last).leg.expected_s is None
    assert lobby.boards.ticket(lobby.ticket(last)).wait.low_s > 2 * 3600


def test_no_number_is_given_to_who_would_be_called_after_closing():
    """Six wait for five minutes each, and a quarter of an hour is left."""
    hours = OpeningHours(week=((Period(begin=450, end=690),),) * 7)
    lobby = an_estimating_lobby(rules=Rules(hours=hours, closing_stop=True))
    serve(lobby, 5)
    lobby.clock.advance(3600 * 1.5)
    for _ in range(6):
        lobby.issue()
        lobby.clock.advance(2)
    lobby.clock.advance(1200)

    assert lobby.boards.board(OFFICE).services[0].availability.reason is Shut.CLOSING_SOON
    assert refused_code(lobby.issue) == "closing_soon"
    assert lobby.issue("tax").number == "B001"
    services = {one.service: one for one in lobby.boards.board(OFFICE).services}
    assert services["land"].availability.reason is Shut.CLOSING_SOON
    assert services["tax"].open


def test_who_would_be_called_after_closing_is_told_and_may_stay():
    """Where the office gives numbers all the same: on the board, with the number, and while waiting."""
    hours = OpeningHours(week=((Period(begin=450, end=690),),) * 7)
    lobby = an_estimating_lobby(rules=Rules(hours=hours))
    serve(lobby, 5)
    lobby.clock.advance(3600 * 1.5)
    in_time = lobby.issue()
    for _ in range(6):
        lobby.issue()
        lobby.clock.advance(2)
    lobby.clock.advance(1200)

    late = lobby.issue()

    assert not in_time.wait.after_closing
    assert late.wait.after_closing
    assert lobby.boards.ticket(lobby.ticket(late)).wait.after_closing
    assert lobby.boards.board(OFFICE).services[0].wait.after_closing


def test_who_said_when_they_are_back_is_expected_then(lobby):
    """Not when pauses usually end; and as usual once they are late."""
    serve(lobby, 5)
    lobby.session.pause(OFFICE, "1", LAN, "meeting", minutes=40)

    assert board_wait(lobby).low_s == 2400
    lobby.clock.advance(1800)
    assert board_wait(lobby).low_s == 600
    lobby.clock.advance(700)
    assert 0 < board_wait(lobby).low_s <= 600


def test_a_pause_planned_into_the_lunch_break_ends_with_it():
    hours = OpeningHours(week=((Period(begin=450, end=690), Period(begin=810, end=1020)),) * 7)
    lobby = an_estimating_lobby(rules=Rules(hours=hours))
    serve(lobby, 5)
    lobby.clock.advance(3600 * 1.5)
    lobby.session.pause(OFFICE, "1", LAN, "lunch", minutes=90)

    now = lobby.clock.now()
    back = now.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).replace(hour=13, minute=30)
    assert board_wait(lobby).low_s == pytest.approx((back - now).total_seconds(), abs=60)


@pytest.mark.parametrize("sent", [{"counter": "2"}, {"operator": "minh"}])
def test_nothing_is_told_to_who_was_sent_to_somebody_who_is_not_at_work(lobby, sent):
    """Nobody else may call them, however fast the line moves."""
    serve(lobby, 5)
    issued = lobby.issue()
    lobby.call()
    lobby.serving.transfer(OFFICE, "1", LAN, TransferRequest(**sent))
    assert lobby.boards.ticket(lobby.ticket(issued)).wait is None

    lobby.session.open(OFFICE, "2", MINH)
    lobby.clock.advance(1)

    assert lobby.boards.ticket(lobby.ticket(issued)).wait is not None


def test_who_was_sent_to_a_counter_waits_for_those_sent_there_before(lobby):
    """Though another counter has nobody to call."""
    serve(lobby, 5)
    lobby.session.open(OFFICE, "2", MINH)
    sent = [lobby.issue(), lobby.issue()]
    for _ in sent:
        lobby.call("2", MINH)
        lobby.serving.transfer(OFFICE, "2", MINH, TransferRequest(counter="1"))
        lobby.clock.advance(1)

    first, second = (lobby.boards.ticket(lobby.ticket(one)).wait for one in sent)

    assert first.low_s < 60 < second.low_s


class Watched:
    """A reader that tells when a snapshot is read."""

    def __init__(self, reader, during):
        self._reader = reader
        self._during = during
        self.snapshots = 0

    def snapshot(self, office):
        self.snapshots += 1
        self._during()
        return self._reader.snapshot(office)


def test_while_one_asker_makes_it_anew_others_get_the_last_one(lobby):
    """Else thirty requests that come meanwhile would each read the whole line."""
    meanwhile = []
    reader = Watched(lobby.memory.reader, lambda: reader.snapshots > 1 and meanwhile.append(outlooks.of(OFFICE)))
    outlooks = Outlooks(reader, lobby.clock)
    first = outlooks.of(OFFICE)
    lobby.clock.advance(1)

    outlooks.of(OFFICE)

    assert meanwhile == [first]
    assert meanwhile[0] is first
    assert reader.snapshots == 2


def test_what_takes_long_is_made_less_often(lobby):
    """At most a tenth of the time goes into it."""
    reader = Watched(lobby.memory.reader, lambda: lobby.clock.advance(0.5))
    outlooks = Outlooks(reader, lobby.clock)
    outlooks.of(OFFICE)  # ends half a second after it began
    lobby.clock.advance(4.4)
    outlooks.of(OFFICE)
    assert reader.snapshots == 1
    lobby.clock.advance(0.1)

    outlooks.of(OFFICE)

    assert reader.snapshots == 2
