"""Messages are queued with what they tell of and sent at least once, whatever fails in between."""

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_server.domain.notifying import MOST_ATTEMPTS, OVERTAKEN, Channel, NoticeKind
from queue_server.domain.office import Rules
from queue_server.domain.phone import PhoneRules
from queue_server.usecases.board import Boards
from queue_server.usecases.notifying import Consents, Notifying
from queue_server.usecases.ports.notifying import TryAgain, Undeliverable
from tests.fakes.memory_outbox import MemoryOutbox
from tests.usecase_lobby import LAN, OFFICE, UseCaseLobby, refused_code


class Post:
    """A channel that keeps what it is given."""

    def __init__(self):
        self.sent = []
        self.failure = None

    def send(self, message, office, text, url):
        if self.failure is not None:
            raise self.failure
        self.sent.append((message.id, message.address, text, url))


class Site(UseCaseLobby):
    def __init__(self, people=6, messages=True):
        rules = Rules(phone=PhoneRules(messages=messages, near_ahead=1))
        super().__init__(people=people, rules=rules)
        offices, reader = self.memory.offices, self.memory.reader
        self.outbox, self.post = MemoryOutbox(self.memory.database), Post()
        self.consents = Consents(offices, self.outbox, frozenset({Channel.MAIL}))
        boards = Boards(reader, self.clock)
        senders = {Channel.MAIL: self.post}
        kept = timedelta(days=1)
        self.notifying = Notifying(
            offices,
            reader,
            boards,
            self.outbox,
            senders,
            self.clock,
            kept,
            "https://so/t/{}".format,
            "https://so/a/{}".format,
        )

    def agree(self, ticket, address="lan@example.vn"):
        self.consents.give(OFFICE, ticket.id, Channel.MAIL, address, "vi")


@pytest.fixture
def site():
    return Site()


def test_a_call_is_told_with_the_way_to_the_counter(site):
    site.agree(site.first)
    site.call()

    assert [one.sent for one in site.notifying.send_due()] == [True]

    [(message, address, text, url)] = site.post.sent
    assert (address, url) == ("lan@example.vn", f"https://so/t/{site.first.token}")
    assert text.endswith("mời số A001 đến Quầy 1.")
    assert message.startswith("called-")
    assert site.notifying.send_due() == []


def test_a_call_that_was_undone_before_it_was_told_is_not_told(site):
    """The gateway was slow; nobody is to walk to a counter that does not expect them."""
    site.agree(site.first)
    site.call()
    site.undoing.undo(OFFICE, "1", LAN)

    assert site.notifying.send_due() == []

    site.call()
    assert [one.sent for one in site.notifying.send_due()] == [True]


def test_whoever_didn_t_ask_gets_nothing(site):
    site.agree(site.second)
    site.call()

    assert site.notifying.send_due() == []


def test_a_near_turn_is_told_once(site):
    third = site.tickets[2]
    site.agree(third)
    assert site.notifying.look_for_near() == 0

    site.call()

    assert site.notifying.look_for_near() == 1
    assert site.notifying.look_for_near() == 0
    site.notifying.send_due()
    [(message, _, text, _)] = site.post.sent
    assert message == f"near-{third.id}.0-mail"
    assert "còn 1 người" in text


def test_what_fails_is_tried_again_later_with_the_same_id(site):
    site.agree(site.first)
    site.call()
    site.post.failure = TryAgain("gateway down")
    assert [one.reason for one in site.notifying.send_due()] == ["gateway down"]
    assert site.notifying.send_due() == []

    site.post.failure = None
    site.clock.advance(6)
    [outcome] = site.notifying.send_due()

    assert outcome.sent
    assert [one[0] for one in site.post.sent] == [outcome.message]


def test_a_program_that_ends_between_sending_and_marking_sends_it_again(site):
    """At least once: the receiver drops the repeat by its id."""
    site.agree(site.first)
    site.call()

    class Killed(BaseException):
        pass

    def kill(*_):
        raise Killed

    sent, site.outbox.sent = site.outbox.sent, kill
    with pytest.raises(Killed):
        site.notifying.send_due()
    site.outbox.sent = sent
    site.notifying.send_due()

    assert len(site.post.sent) == 2
    assert len({one[0] for one in site.post.sent}) == 1


@pytest.mark.parametrize("failure", [Undeliverable("nobody here"), TryAgain("down")])
def test_what_can_t_be_sent_is_dead_and_tells_why(site, failure):
    site.agree(site.first)
    site.call()
    site.post.failure = failure

    for _ in range(2 * MOST_ATTEMPTS):
        site.notifying.send_due()
        site.clock.advance(60)

    [dead] = site.outbox.dead(OFFICE, 10)
    assert (dead.error, dead.address, dead.number) == (str(failure), "", "A001")


def test_a_message_that_is_too_late_is_not_sent(site):
    """Who was called long ago would come for nothing."""
    site.agree(site.first)
    site.call()
    site.clock.advance(601)

    assert [one.sent for one in site.notifying.send_due()] == [False]
    assert site.post.sent == []


def test_a_near_turn_that_was_called_meanwhile_is_not_told_any_more(site):
    """ "You are next" after the call would only confuse; the list of what was not sent says so, no alarm does."""
    site.agree(site.first)
    assert site.notifying.look_for_near() == 1
    site.call()

    outcomes = site.notifying.send_due()

    assert sorted(one.sent for one in outcomes) == [False, True]
    assert [one[0].partition("-")[0] for one in site.post.sent] == ["called"]
    [dead] = site.outbox.dead(OFFICE, 10)
    assert (dead.kind, dead.error, dead.address) == (NoticeKind.NEAR, OVERTAKEN, "")
    assert site.outbox.given_up(OFFICE, site.clock.now() - timedelta(hours=1)) == {}


def test_what_failed_until_it_was_overtaken_tells_why_it_failed(site):
    """The gateway was down: that is what somebody has to look at."""
    site.agree(site.first)
    site.notifying.look_for_near()
    site.post.failure = TryAgain("gateway down")
    site.notifying.send_due()
    site.call()
    site.post.failure = None
    site.clock.advance(6)

    site.notifying.send_due()

    assert [one.error for one in site.outbox.dead(OFFICE, 10)] == ["gateway down"]
    assert site.outbox.given_up(OFFICE, site.clock.now() - timedelta(hours=1)) == {Channel.MAIL: 1}


def test_consent_is_for_one_s_own_open_ticket_and_channels_that_are_there(site):
    give = site.consents.give
    assert refused_code(lambda: give(OFFICE, site.first.id, Channel.PUSH, "{}", "vi")) == "invalid"
    assert refused_code(lambda: give(OFFICE, site.first.id, Channel.MAIL, "nonsense", "vi")) == "invalid"
    assert refused_code(lambda: give(OFFICE, "nobody", Channel.MAIL, "a@b.vn", "vi")) == "ticket_unknown"
    site.issuing.cancel(OFFICE, site.first.id)
    assert refused_code(lambda: site.agree(site.first)) == "illegal_transition"
    quiet = Site(messages=False)
    assert refused_code(lambda: quiet.agree(quiet.first)) == "invalid"


def test_withdrawing_stops_what_is_queued(site):
    site.agree(site.first)
    site.call()

    site.consents.withdraw(OFFICE, site.first.id, Channel.MAIL)

    assert site.notifying.send_due() == []
    assert site.consents.of(site.first.id) == []


def test_addresses_go_when_the_ticket_has_ended(site):
    site.agree(site.first)
    site.call()
    site.serving.finish(OFFICE, "1", LAN)
    site.notifying.send_due()

    site.notifying.forget()

    assert site.consents.of(site.first.id) == []
    state = site.memory.database.state
    assert "lan@example.vn" not in str([replace(one) for one, _ in state.messages.values()])


def test_an_undone_call_and_a_new_one_are_two_messages(site):
    site.agree(site.first)
    site.call()
    [first] = site.notifying.send_due()
    site.undoing.undo(OFFICE, "1", LAN)
    site.call()

    [second] = site.notifying.send_due()
    assert first.message != second.message
