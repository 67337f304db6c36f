"""Why an office gives no numbers, on screens without pictures."""

import pytest

from display_client.closing import is_shut, why_closed, why_service_closed
from display_client.wording import ENGLISH, VIETNAMESE
from queue_server.contract.board_extras import ServiceOpening
from tests.display_client.boards import a_board, a_counter, a_service

LUNCH = ServiceOpening(reason="break", opens_at="2026-02-23T13:30:00+07:00")


def a_closed_service(code="land", opening=LUNCH, **changes):
    return a_service(code, open=False, opening=opening, **changes)


def test_what_all_services_have_in_common_is_the_reason():
    board = a_board(services=[a_closed_service(), a_closed_service("tax")])

    assert why_closed(board, "vi", VIETNAMESE) == "Nghỉ trưa, lấy số lại từ 13:30"
    assert why_closed(board, "en", ENGLISH) == "Lunch break, numbers again at 13:30"


def test_while_one_service_gives_numbers_nothing_is_said():
    assert why_closed(a_board(services=[a_closed_service(), a_service("tax")]), "vi", VIETNAMESE) == ""
    assert why_closed(a_board(services=[]), "vi", VIETNAMESE) == ""


def test_different_reasons_become_a_general_one_with_the_earliest_opening():
    later = ServiceOpening(reason="quota_reached", opens_at="2026-02-24T07:30:00+07:00")
    board = a_board(services=[a_closed_service(opening=later), a_closed_service("tax")])

    assert why_closed(board, "en", ENGLISH) == "No numbers are given now, numbers again at 13:30"
    alone = a_board(services=[a_closed_service(opening=later)])
    assert why_closed(alone, "en", ENGLISH) == "All numbers are given out, numbers again at 07:30 on 24/02"


@pytest.mark.parametrize(
    ("service", "says"),
    [
        (a_closed_service(closed_reason={"vi": "Mất điện", "en": "Power cut"}), "Power cut"),
        (a_closed_service(closed_reason={"vi": "Mất điện"}), "Mất điện"),
        (
            a_closed_service(opening=ServiceOpening(reason="holiday", note={"vi": "Tết", "en": "Tet"})),
            "Public holiday: Tet",
        ),
        (a_closed_service(opening=ServiceOpening(reason="switched_off")), "Closed at the moment"),
        (a_closed_service(opening=None), "Closed at the moment"),
    ],
)
def test_a_supervisors_words_come_before_those_of_the_hours(service, says):
    assert why_service_closed(service, "en", ENGLISH) == says


def test_a_service_that_is_switched_off_for_good_says_nothing_about_today():
    off = a_closed_service("civil", opening=None)

    assert why_closed(a_board(services=[off, a_closed_service()]), "en", ENGLISH).startswith("Lunch break")
    assert why_closed(a_board(services=[off]), "en", ENGLISH) == "Closed at the moment"


def test_an_office_is_shut_when_no_numbers_are_given_and_every_counter_rests():
    """Who is called at the end of the day is still called."""
    closed = [a_closed_service()]

    assert is_shut(a_board(services=closed, counters=[a_counter(state="paused"), a_counter("2", "closed", None)]))
    assert not is_shut(a_board(services=closed))
    assert not is_shut(a_board(counters=[a_counter(state="closed", number=None)]))
