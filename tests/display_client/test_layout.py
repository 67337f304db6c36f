"""A board on terminals of every size."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display_client import glyphs
from display_client.cells import Style, line_width
from display_client.layout import compose
from display_client.wording import ENGLISH
from queue_server.contract.board_extras import ServiceOpening
from queue_server.contract.messages import WaitRange
from tests.counts import count
from tests.display_client.boards import a_board, a_call, a_counter, a_service, a_view

SIZES = [(80, 24), (100, 30), (120, 40), (200, 60), (132, 43), (40, 12), (30, 60), (20, 5), (10, 3), (1, 1)]
NAMES = st.text(max_size=40)
LONG = "Trung tâm phục vụ hành chính công tỉnh Thái Nguyên – cơ sở Sông Công"


def text_of(lines):
    return "\n".join("".join(span.text for span in line) for line in lines)


def shows(number, lines):
    """Whether the number stands large somewhere."""
    text = text_of(lines)
    return any(all(row in text for row in glyphs.big(number, scale)) for scale in range(1, 30))


def a_busy_board():
    return a_board(
        office_name=LONG,
        calls=[a_call(f"A{at:03d}", str(at % 12)) for at in range(40)],
        counters=[a_counter(str(at), "calling", f"A{28 + at:03d}", name=f"Quầy {LONG}") for at in range(12)],
        services=[
            a_service(str(at), 120, name={"vi": LONG}, expected_wait_s=WaitRange(low=60, high=7200)) for at in range(15)
        ],
    )


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("board", [None, a_board(), a_busy_board(), a_board(calls=[], counters=[], services=[])])
@pytest.mark.parametrize("stale", [True, False])
def test_no_line_is_too_wide_and_their_number_is_exact(width, height, board, stale):
    """One cell too many wraps and ruins the whole screen."""
    lines = compose(a_view(board=board, stale=stale, note="x" * 50), width, height)

    assert len(lines) == height
    assert max(map(line_width, lines)) <= width


@settings(max_examples=count(50, 200))
@given(st.integers(0, 150), st.integers(0, 60), NAMES, NAMES, st.lists(NAMES, max_size=5), st.booleans(), st.booleans())
def test_no_text_and_no_size_overflows(width, height, name, number, others, stale, pattern):
    """Names come from people, sizes from windows."""
    calls = [a_call(other, str(at), counter_name=name) for at, other in enumerate([*others, number])]
    counters = [a_counter(call.counter, number=call.number, name=call.number) for call in calls]
    board = a_board(office_name=name, calls=calls, counters=counters, services=[a_service(name={"vi": name})])
    fresh = frozenset(call.call_id for call in calls)

    lines = compose(a_view(board=board, fresh=fresh, stale=stale, pattern=pattern, note=name), width, height)

    assert len(lines) == (height if width else 0)
    assert all(line_width(line) <= width for line in lines)


@pytest.mark.parametrize(("width", "height"), [(80, 24), (200, 60), (40, 12), (30, 40)])
def test_the_newest_call_stands_large_with_its_counter(width, height):
    """What people came for is readable from the last row of seats."""
    lines = compose(a_view(), width, height)

    assert shows("A007", lines)
    assert "Mời đến Quầy 1" in text_of(lines)


def test_on_a_tiny_screen_the_call_is_what_is_left():
    """The smaller the screen, the more is left out around the number."""
    assert text_of(compose(a_view(), 16, 1)).strip() == "A007 → Quầy 1"


def test_a_number_without_glyphs_is_shown_small():
    """A strange prefix must not hide the number."""
    call = a_call("東1")
    board = a_board(calls=[call], counters=[a_counter(number="東1")])

    assert "東1 → Quầy 1" in text_of(compose(a_view(board=board), 80, 24))


def test_simultaneous_calls_share_the_panel():
    """Two people who are called in the same second both see their number."""
    one, two = a_call("A006", "2"), a_call("A007", "1")
    lines = compose(a_view(board=a_board(calls=[one, two]), fresh=frozenset({one.call_id, two.call_id})), 120, 40)

    assert shows("A006", lines)
    assert shows("A007", lines)


def test_the_list_shows_the_other_calls_newest_first():
    """Who looked away finds the number in the list."""
    calls = [a_call("A004", "3"), a_call("A005", "2"), a_call("A007", "1")]
    text = text_of(compose(a_view(board=a_board(calls=calls)), 80, 24))

    assert text.index("A005  Quầy 2") < text.index("A004  Quầy 3")
    assert "A007  Quầy 1" not in text


def test_counters_and_waiting_counts_are_shown():
    """People see that it goes on, and how long it may take."""
    text = text_of(compose(a_view(), 100, 30))

    assert "Quầy 1: ►A007" in text
    assert "Quầy 2:  A006" in text
    assert "Quầy 3: đóng" in text
    assert "Đất đai: 3 đang chờ, khoảng 4–10 phút" in text


def test_waiting_counts_give_up_their_wait_before_a_service_is_left_out():
    """A count for everyone is worth more than an estimate for some."""
    services = [
        a_service(str(at), at, name={"vi": f"S{at}"}, expected_wait_s=WaitRange(low=60, high=600)) for at in range(4)
    ]
    text = text_of(compose(a_view(board=a_board(services=services)), 40, 12))

    assert all(f"S{at}: {at}" in text for at in range(4))
    assert "khoảng" not in text


def test_counters_that_do_not_fit_are_counted():
    """A screen that leaves something out says so."""
    counters = [a_counter(str(at), number=f"A{at:03d}") for at in range(40)]

    assert "+29" in text_of(compose(a_view(board=a_board(counters=counters)), 60, 18))


def test_a_recall_is_told_apart():
    """A second call is not a mistake of the screen."""
    call = a_call(times=2, kind="recall")

    assert "Mời đến Quầy 1 (lần 2)" in text_of(compose(a_view(board=a_board(calls=[call])), 80, 24))


def test_a_fresh_call_blinks_and_an_old_one_does_not():
    """The eye is drawn to what is new."""
    call = a_call()
    board = a_board(calls=[call])

    def flashes(**changes):
        lines = compose(a_view(board=board, **changes), 80, 24)
        return any(span.style is Style.FLASH for line in lines for span in line)

    assert flashes(fresh=frozenset({call.call_id}), lit=True)
    assert not flashes(fresh=frozenset({call.call_id}), lit=False)
    assert not flashes(lit=True)


def test_the_offline_badge_stands_on_every_screen_of_two_lines():
    """A board that may be wrong is never shown without a warning."""
    for width, height in [(80, 24), (30, 5), (20, 2)]:
        text = text_of(compose(a_view(stale=True, age_s=65.0), width, height))
        assert "MẤT KẾT NỐI" in text
    assert "MẤT KẾT NỐI" not in text_of(compose(a_view(), 80, 24))


def test_without_a_current_call_people_are_asked_to_wait():
    """A ticket that has left its counter is not called any more."""
    board = a_board(counters=[a_counter("1", "open", None), a_counter("2", "open", None)])
    text = text_of(compose(a_view(board=board), 80, 24))

    assert "Vui lòng chờ đến lượt" in text
    assert "A007  Quầy 1" in text


def test_english_words_and_names_are_used_where_they_exist():
    """Foreign visitors read them; a service without an English name keeps its Vietnamese one."""
    board = a_board(services=[a_service(), a_service("tax", name={"vi": "Thuế"})])
    text = text_of(compose(a_view(board=board, wording=ENGLISH, language="en"), 120, 30))

    assert "NOW CALLING" in text
    assert "Land: 3 waiting" in text
    assert "Thuế: 3 waiting" in text


def test_the_test_picture_fills_the_screen():
    """Dead cells show only if every cell is lit."""
    lines = compose(a_view(pattern=True), 70, 20)

    assert {line_width(line) for line in lines} == {70}
    assert {span.style for line in lines for span in line} == set(Style)


LUNCH = ServiceOpening(reason="break", opens_at="2026-02-23T13:30:00+07:00")


def test_a_shut_office_says_why_and_until_when():
    """Nobody waits before a screen for a number that nobody will call."""
    counters = [a_counter(state="paused", number=None)]
    board = a_board(calls=[], counters=counters, services=[a_service(open=False, opening=LUNCH)])

    shown = text_of(compose(a_view(board=board), 80, 24))

    assert "Nghỉ trưa, lấy số lại từ 13:30" in shown
    assert "ĐANG MỜI SỐ" not in shown


def test_a_service_that_gives_no_numbers_has_its_reason_beside_it():
    board = a_board(services=[a_service(open=False, closed_reason={"vi": "Mất điện"}), a_service("tax")])

    assert "3 đang chờ, Mất điện" in text_of(compose(a_view(board=board), 120, 40))


def test_a_wait_that_ends_after_closing_time_is_told_so():
    late = WaitRange(low=1800, high=3600, after_closing=True)
    board = a_board(services=[a_service(expected_wait_s=late)])

    assert "khoảng 30–60 phút, có thể quá giờ làm việc" in text_of(compose(a_view(board=board), 120, 40))


@pytest.mark.parametrize(
    ("over_break", "words"),
    [("perhaps_after", "có thể sau giờ nghỉ"), ("perhaps_before", "có thể ngay trước giờ nghỉ")],
)
def test_that_a_call_may_be_on_either_side_of_a_break_is_told(over_break, words):
    open_end = WaitRange(low=1800, high=9000, over_break=over_break)
    board = a_board(services=[a_service(expected_wait_s=open_end)])

    assert f"khoảng 30–150 phút, {words}" in text_of(compose(a_view(board=board), 120, 40))
