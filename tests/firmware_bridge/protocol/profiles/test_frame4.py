"""Number boards with four bytes."""

import pytest

from firmware_bridge.protocol.profiles.frame4 import frame4, number_frame
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.register_map import DASHES
from tests.firmware_bridge.bought_gear import GearLine, Listener


def shown(*numbers, **options):
    board = Listener()
    line = GearLine({5: frame4}, [board], options={5: options})
    for number in numbers:
        line.show(number)
        line.run(1)
    return [message.hex(" ") for message in board.messages()]


def test_the_bytes_are_those_of_the_documentation():
    """Board 5 shows 999."""
    assert number_frame(5, 999).hex(" ") == "05 03 e7 ef"


def test_a_board_shows_the_number_without_its_letters():
    """It has none."""
    assert shown("A042", "A999") == ["05 00 2a 2f", "05 03 e7 ef"]


def test_a_board_shows_the_last_digits_that_fit():
    """Three places by default."""
    assert shown("A1042") == ["05 00 2a 2f"]
    assert shown("A1042", places=4) == ["05 04 12 1b"]


def test_nothing_and_dashes_have_numbers_of_their_own():
    """It can't be dark."""
    assert shown("A001", "", DASHES, idle=0, away=888) == ["05 00 01 06", "05 00 00 05", "05 03 78 80"]


def test_impossible_options_are_refused():
    """By name."""
    with pytest.raises(ValueError, match="away: 1000 is no number from 0 to 999"):
        frame4(UnitOptions(address=5, options={"away": 1000}))
    assert frame4(UnitOptions(address=5)).objection("A7") == "it shows numbers only: A7 is shown as 7"
