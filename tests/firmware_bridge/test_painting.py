"""From a board to digits, lamp, waiting count and sounds."""

import pytest

from firmware_bridge.painting import as_ascii, away_picture, has_arrival, long_key_mask, picture, sound_for
from firmware_bridge.protocol.register_map import WAITING_BLANK, Beep, Lamp
from queue_server.contract.messages import PressAck, UnitSetup
from tests.firmware_bridge.fake_server import a_board

KEYS = {"1": "next", "2": "recall"}


def a_setup(counter="songcong:1", show="number"):
    return UnitSetup(counter=counter, show=show, last=None)


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (("1", "A007", 3, "calling"), ("A007", Lamp.GREEN | Lamp.BLINK, 3)),
        (("1", "A007", 3, "serving"), ("A007", Lamp.GREEN, 3)),
        (("1", None, 3, "open"), ("", Lamp.GREEN, 3)),
        (("1", None, 0, "paused"), ("", Lamp.RED, 0)),
        (("1", None, 0, "closed"), ("", Lamp.OFF, WAITING_BLANK)),
    ],
    ids=lambda row: row[-1] if isinstance(row[-1], str) else "",
)
def test_a_unit_shows_its_counter(row, shown):
    """Number, blank when there is none; lamp by state; people waiting."""
    display = picture(a_setup(), a_board(counters=[row]), long_key_mask(KEYS))

    assert (display.digits, display.lamp, display.waiting) == shown


@pytest.mark.parametrize(("show", "digits"), [("number", "A007"), ("waiting", "12"), ("nothing", "")])
def test_the_server_says_what_a_unit_shows(show, digits):
    """A board above the entrance may show how many wait."""
    board = a_board(counters=[("1", "A007", 12, "serving")])

    assert picture(a_setup(show=show), board, 0).digits == digits


@pytest.mark.parametrize("setup", [None, a_setup(None), a_setup("songcong:9"), a_setup("elsewhere:1")])
def test_a_unit_without_a_counter_stays_blank(setup):
    """It only issues or rates, or its counter is gone."""
    display = picture(setup, a_board(counters=[("1", "A007", 12, "serving")]), long_key_mask(KEYS))

    assert (display.digits, display.lamp, display.waiting) == ("", Lamp.OFF, WAITING_BLANK)


def test_while_the_server_is_away_there_are_dashes_and_no_lamp():
    """Keys keep their long actions."""
    display = away_picture(long_key_mask(KEYS))

    assert (display.digits, display.lamp, display.waiting, display.long_keys) == ("----", Lamp.OFF, WAITING_BLANK, 1)


@pytest.mark.parametrize(
    ("ack", "sound"),
    [
        (PressAck(ok=True, number="A001"), Beep.OK),
        (PressAck(ok=False, code="queue_empty"), Beep.EMPTY),
        (PressAck(ok=False, code="counter_paused"), Beep.REFUSED),
        (PressAck(ok=False, code="key_without_action"), Beep.REFUSED),
        (PressAck(ok=False, code="press_expired"), Beep.ERROR),
        (PressAck(ok=False, code="server_error"), Beep.ERROR),
        (PressAck(ok=False), Beep.REFUSED),
    ],
)
def test_every_answer_has_its_sound(ack, sound):
    """Something answers within a blink, whatever it is."""
    assert sound_for(ack) is sound


@pytest.mark.parametrize(
    ("before", "after", "rings"),
    [
        (("1", None, 0, "open"), ("1", None, 1, "open"), True),
        (("1", None, 1, "open"), ("1", None, 2, "open"), False),
        (("1", "A1", 0, "serving"), ("1", "A1", 1, "serving"), False),
        (("1", None, 0, "closed"), ("1", None, 1, "open"), False),
    ],
)
def test_an_idle_counter_hears_that_somebody_came(before, after, rings):
    """And nobody else does."""
    old, new = a_board(1, counters=[before]), a_board(2, counters=[after])

    assert has_arrival(a_setup(), old, new) is rings
    assert not has_arrival(a_setup(), old, a_board(2, epoch="e2", counters=[after]))
    assert not has_arrival(None, old, new)


def test_keys_for_next_have_a_long_action():
    """Holding them means finish."""
    assert long_key_mask({"1": "next", "2": "recall", "5": "next", "9": "next"}) == 0b10001


@pytest.mark.parametrize(("text", "shown"), [("A007", "A007"), ("Đ012", "D012"), ("Ấp", "Ap"), ("七1", " 1")])
def test_units_write_ascii(text, shown):
    """A prefix outside of it comes as near as it can."""
    assert as_ascii(text) == shown
