"""Codes at the entrance work where and while they are shown; a ticket's token opens nothing for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.phone import PhoneRules, entrance_code, is_entrance_code, is_shown, window_at
from queue_server.domain.ticket import TicketState
from tests.ticket_builders import MORNING, a_ticket

RULES = PhoneRules(code_every_s=30)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def shown_at(at, office="songcong", key="key"):
    return entrance_code(key, office, window_at(at, RULES.code_every_s))


def works(code, after_s, office="songcong", key="key"):
    return is_entrance_code(key, office, code, RULES, AT + timedelta(seconds=after_s))


def test_a_code_works_while_it_is_shown_and_once_as_long_after():
    """Whoever photographs it and drives home finds it out of date."""
    code = shown_at(AT)

    assert [works(code, seconds) for seconds in (0, 29, 30, 59, 60, 3600)] == [True, True, True, True, False, False]
    assert not works(code, -1)


def test_a_code_is_that_of_one_office_and_one_server():
    code = shown_at(AT)

    assert not works(code, 0, office="other")
    assert not works(code, 0, key="another")
    assert code != shown_at(AT + timedelta(seconds=30))


@given(st.text(max_size=40))
def test_no_text_is_a_code_by_chance(text):
    assert works(text, 0) is (text in (shown_at(AT), shown_at(AT - timedelta(seconds=30))))


@pytest.mark.parametrize("state", [TicketState.WAITING, TicketState.HELD])
def test_an_open_ticket_is_shown_however_old(state):
    assert is_shown(a_ticket(state=state), RULES, MORNING + timedelta(days=9))


@pytest.mark.parametrize("state", [TicketState.FINISHED, TicketState.CANCELLED, TicketState.EXPIRED])
def test_an_ended_ticket_is_shown_for_a_while(state):
    """Old addresses lie on paper in waste bins."""
    ticket = a_ticket(state=state, leg={"ended_at": MORNING})

    assert is_shown(ticket, RULES, MORNING + timedelta(seconds=RULES.page_kept_s))
    assert not is_shown(ticket, RULES, MORNING + timedelta(seconds=RULES.page_kept_s + 1))
