"""What an LED matrix shows, asserted on its pixels."""

from hypothesis import given
from hypothesis import strategies as st

from display_client import glyphs, matrix_font
from display_client.matrix_board import TURN_S, Ink, Picture, compose
from queue_server.contract.board_extras import BoardNotice
from tests.display_client.boards import a_board, a_call, a_counter, a_service, a_view

FRESH = frozenset({"A007-1-1"})
LONG = "Phòng 12 – Tiếp công dân"


def ink_in(picture, ink):
    """Return the pixels of one ink as a set of (column, row)."""
    return {(x, y) for y, row in enumerate(picture.rows) for x, pixel in enumerate(row) if pixel is ink}


def pattern(rows, left, top, scale=1):
    """Return the pixels of a pattern at a place."""
    return {
        (left + x * scale + dx, top + y * scale + dy)
        for y, row in enumerate(rows)
        for x, lit in enumerate(row)
        if lit
        for dx in range(scale)
        for dy in range(scale)
    }


def a_calling_board(name="Quầy 1", times=1):
    call = a_call(counter_name=name, times=times, call_id="A007-1-1")
    return a_board(calls=[call], counters=[a_counter(name=name)])


def test_a_number_stands_beside_its_counter_where_both_fit():
    picture = compose(a_view(board=a_calling_board()), 64, 8, 0.0)

    number, arrow, counter = glyphs.pixel_rows("A007", 1), matrix_font.text_rows("→"), matrix_font.text_rows("1")
    left = (64 - (23 + 3 + 5 + 3 + 3)) // 2
    assert ink_in(picture, Ink.NUMBER) == pattern(number, left, 0)
    assert ink_in(picture, Ink.TEXT) == pattern(arrow, left + 26, 0) | pattern(counter, left + 34, 0)
    assert ink_in(picture, Ink.ALARM) == set()


def test_on_a_small_matrix_number_and_counter_take_turns():
    view = a_view(board=a_calling_board())

    number, counter = compose(view, 32, 8, 0.0), compose(view, 32, 8, TURN_S)

    assert ink_in(number, Ink.NUMBER) == pattern(glyphs.pixel_rows("A007", 1), 4, 0)
    assert ink_in(number, Ink.TEXT) == set()
    assert ink_in(counter, Ink.NUMBER) == set()
    assert counter.lit > 0


def test_a_tall_matrix_shows_the_number_twice_as_large_above_its_counter():
    picture = compose(a_view(board=a_calling_board(), fresh=FRESH), 64, 32, 0.0)

    assert ink_in(picture, Ink.NUMBER) == pattern(glyphs.pixel_rows("A007", 2), 9, 0)
    assert {y for _, y in ink_in(picture, Ink.TEXT)} <= set(range(16, 32))


def test_a_fresh_number_blinks_and_its_counter_stands_still():
    lit = compose(a_view(board=a_calling_board(), fresh=FRESH, lit=True), 64, 8, 0.0)
    dark = compose(a_view(board=a_calling_board(), fresh=FRESH, lit=False), 64, 8, 0.5)

    assert ink_in(lit, Ink.NUMBER)
    assert not ink_in(dark, Ink.NUMBER)
    assert ink_in(lit, Ink.TEXT) == ink_in(dark, Ink.TEXT)


def test_simultaneous_calls_take_turns():
    board = a_board(calls=[a_call("A006", "2"), a_call()], counters=[a_counter(), a_counter("2", "calling", "A006")])
    view = a_view(board=board, fresh=frozenset({"A007-1-1", "A006-2-1"}))

    first, second = (ink_in(compose(view, 64, 8, at), Ink.NUMBER) for at in (0.0, TURN_S))

    assert first != second


def test_a_recall_says_so():
    view = a_view(board=a_calling_board(times=2), fresh=FRESH)

    assert ink_in(compose(view, 128, 8, 0.0), Ink.ALARM)


def test_several_lines_list_the_newest_calls():
    picture = compose(a_view(), 64, 16, 0.0)

    assert ink_in(picture, Ink.NUMBER) == pattern(glyphs.pixel_rows("A007", 1), 0, 0) | pattern(
        glyphs.pixel_rows("A006", 1), 0, 8
    )


def test_a_long_counter_s_name_moves_and_never_covers_the_number():
    board = a_board(calls=[a_call("A006", "2", counter_name=LONG), a_call(counter_name=LONG)])

    pictures = [compose(a_view(board=board), 64, 16, at) for at in (0.0, 0.6, 1.2)]

    assert len({frozenset(ink_in(one, Ink.TEXT)) for one in pictures}) == 3
    assert len({frozenset(ink_in(one, Ink.NUMBER)) for one in pictures}) == 1
    assert all(x >= 26 for one in pictures for x, _ in ink_in(one, Ink.TEXT))


def test_a_text_that_is_too_wide_runs_through():
    notice = BoardNotice(text={"vi": "Trung tâm nghỉ trưa từ 11:30 đến 13:30"})
    view = a_view(board=a_board(notices=[notice]))

    columns = [{x for x, _ in ink_in(compose(view, 32, 8, at), Ink.TEXT)} for at in (0.2, 1.0, 2.0, 3.0)]

    assert min(columns[0]) > 20
    assert columns[1] != columns[2] != columns[3]


def test_an_old_board_is_marked_and_its_numbers_stay():
    """People must neither rely on old numbers nor stand before a dark screen."""
    view = a_view(board=a_calling_board(), stale=True, age_s=40.0)

    words, numbers = compose(view, 64, 8, 0.0), compose(view, 64, 8, 5.0)

    assert not ink_in(words, Ink.NUMBER)
    assert len(ink_in(words, Ink.ALARM)) > 40
    assert ink_in(numbers, Ink.NUMBER)
    assert ink_in(numbers, Ink.ALARM) == {(63, row) for row in (0, 2, 4, 6)}


def test_without_any_board_it_says_that_it_connects():
    picture = compose(a_view(board=None, stale=True), 128, 8, 1.0)

    assert not ink_in(picture, Ink.NUMBER)
    assert ink_in(picture, Ink.ALARM)


def test_without_calls_it_asks_to_wait():
    picture = compose(a_view(board=a_board(calls=[], counters=[])), 128, 16, 0.0)

    assert ink_in(picture, Ink.TEXT)


def test_a_note_stands_above_everything():
    picture = compose(a_view(note="TV 1", stale=True), 64, 8, 0.0)

    assert ink_in(picture, Ink.TEXT)
    assert not ink_in(picture, Ink.NUMBER) | ink_in(picture, Ink.ALARM)


def test_the_test_picture_lights_every_pixel():
    pictures = [compose(a_view(pattern=True), 32, 8, turn * 1.5) for turn in range(4)]

    assert [one.lit for one in pictures] == [256, 256, 256, 2 * 32 + 2 * 6]


def test_what_lies_outside_is_dropped():
    picture = Picture(8, 8)
    picture.draw(((True,) * 20,) * 20, -5, -5, Ink.TEXT, 2)

    assert picture.lit == 64


@given(
    width=st.integers(16, 200),
    height=st.integers(8, 70),
    now_s=st.floats(0, 1e5),
    name=st.sampled_from(["Quầy 1", LONG, "漢" * 40, ""]),
    number=st.sampled_from(["A007", "B1000", "AB12345", "?", ""]),
    stale=st.booleans(),
    fresh=st.booleans(),
)
def test_any_board_fits_any_matrix(width, height, now_s, name, number, stale, fresh):
    call = a_call(number, counter_name=name, call_id="x", times=3)
    board = a_board(
        calls=[call, a_call("A006", "2", counter_name=name)], counters=[a_counter(number=number, name=name)]
    )

    picture = compose(
        a_view(board=board, stale=stale, fresh=frozenset({"x"}) if fresh else frozenset()), width, height, now_s
    )

    assert (len(picture.rows), {len(row) for row in picture.rows}) == (height, {width})


def test_a_shut_office_says_why_instead_of_old_numbers():
    services = [a_service(open=False, closed_reason={"vi": "Nghỉ"})]
    shut = a_board(counters=[a_counter(state="closed", number=None)], services=services)

    picture = compose(a_view(board=shut), 64, 8, 0.0)

    assert ink_in(picture, Ink.NUMBER) == set()
    width = len(matrix_font.text_rows("Nghỉ")[0])
    assert ink_in(picture, Ink.TEXT) == pattern(matrix_font.text_rows("Nghỉ"), (64 - width) // 2, 0)
