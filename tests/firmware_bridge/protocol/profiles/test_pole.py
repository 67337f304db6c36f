"""Customer displays: the bytes of their manuals."""

import pytest

from firmware_bridge.protocol.profiles.pole import pole
from firmware_bridge.protocol.profiles.profile import UnitOptions
from tests.firmware_bridge.bought_gear import GearLine, Listener


def shown(kind, *numbers, **options):
    """What a display hears for these numbers."""
    display = Listener()
    line = GearLine({1: pole}, [display], baud=2400, options={1: {"kind": kind, **options}})
    for number in numbers:
        line.show(number)
        line.run(1)
    return display.messages()


def test_led8n_gets_digits_and_nothing_else():
    """ESC @, then ESC Q A digits CR; letters have no code."""
    assert shown("led8n", "A042", "") == [b"\x1b@", b"\x1bQA042\x0d", b"\x0c"]


def test_led8n_can_show_dashes():
    """While the server is away."""
    assert shown("led8n", "----")[-1] == b"\x1bQA----\x0d"


def test_a_pole_with_two_lines_shows_number_and_label():
    """ESC Q A and ESC Q B, twenty characters each."""
    assert shown("two-line", "A042", label="Quay 3") == [
        b"\x1b@",
        b"\x1bQA        A042        \x0d",
        b"\x1bQB       Quay 3       \x0d",
    ]


def test_a_display_is_written_anew_every_few_seconds():
    """One that was plugged in again is right without anybody doing anything."""
    display = Listener()
    line = GearLine({1: pole}, [display], baud=2400, options={1: {"kind": "led8n"}})
    line.show("A042")
    line.run(16)

    assert display.messages().count(b"\x1bQA042\x0d") == 4
    assert display.messages().count(b"\x1b@") == 1


def test_impossible_options_are_refused():
    """By name."""
    for options, words in (
        ({}, "kind: has to be one of led8n, two-line"),
        ({"kind": "led8n", "label": "x"}, "unknown option 'label'"),
        ({"kind": "two-line", "label": "Quầy 3"}, "write it without accents"),
    ):
        with pytest.raises(ValueError, match=words):
            pole(UnitOptions(address=1, options=options))


def test_letters_are_objected_to_where_they_are_lost():
    """Before the office opens."""
    assert pole(UnitOptions(address=1, options={"kind": "led8n"})).objection("A7") == "it cannot show the A of A7"
    assert pole(UnitOptions(address=1, options={"kind": "two-line"})).objection("A007") is None
