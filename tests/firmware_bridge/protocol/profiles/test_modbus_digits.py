"""Bought digit displays: the bytes of their makers' pages, and driving them on a line."""

import pytest

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.profiles.modbus_digits import modbus_digits
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.register_map import DASHES
from tests.firmware_bridge.bought_gear import GearLine, ModbusGear


def a_display(device, **options):
    return modbus_digits(UnitOptions(address=1, options={"device": device, **options}))


def sent(profile, digits, part=0, **more):
    """The bytes of one part of a picture."""
    parts = list(profile.picture(Display(digits=digits, **more)).values())
    return parts[part].exchange.request.hex(" ")


def test_dm56a04_takes_ascii_as_its_page_says():
    """ "0042" of the documentation."""
    assert sent(a_display("dm56a04"), "0042") == "01 10 00 00 00 04 08 00 30 00 30 00 34 00 32 06 66"
    assert sent(a_display("dm56a04"), "A042") == rtu.write(1, 0, list(b"A042")).frame.hex(" ")


def test_dm36b06_has_six_places():
    """Numbers stand to the right."""
    assert sent(a_display("dm36b06"), "A042") == rtu.write(1, 0, list(b"  A042")).frame.hex(" ")


def test_dm56a04_blinks_and_dims_by_registers_8_and_9():
    """As in our own units, whose map is a superset of its."""
    blinking = a_display("dm56a04").picture(Display(digits="3", blinking=True, brightness=2))

    assert blinking["look"].exchange.request == rtu.write(1, 8, [0b1111, 2]).frame


def test_the_meter_takes_one_number():
    """50 of the vendor's page; letters and leading zeros are gone."""
    assert sent(a_display("meter-08"), "A050", part=1) == "01 06 00 00 00 32 08 1f"


def test_the_meters_decimal_point_is_taken_away_first():
    """A clone that keeps a point shows 0.42 for 42."""
    assert sent(a_display("meter-08"), "A042", part=0) == rtu.write_one(1, 4, 0).frame.hex(" ")
    assert list(a_display("meter-08", point_register=-1).picture(Display(digits="1"))) == ["number"]


def test_the_meter_has_numbers_for_nothing_and_for_dashes():
    """It can't be dark; a minus sign tells that nobody drives it."""
    meter = a_display("meter-08", point_register=-1)

    assert sent(meter, "") == rtu.write_one(1, 0, 0).frame.hex(" ")
    assert sent(meter, DASHES) == rtu.write_one(1, 0, 0xFFFF).frame.hex(" ")


@pytest.mark.parametrize(("coding", "codes"), [("ascii", b"A042"), ("value", [10, 0, 4, 2])], ids=str)
def test_y113_by_ascii_or_by_value(coding, codes):
    """Its public pages leave open which."""
    assert sent(a_display("y113", coding=coding), "A042") == rtu.write(1, 0, list(codes)).frame.hex(" ")


def test_y113_by_value_shows_zeros_for_blanks():
    """No blank is documented; zeros are what it shows after power-up."""
    assert sent(a_display("y113", coding="value"), "7") == rtu.write(1, 0, [0, 0, 0, 7]).frame.hex(" ")


def test_sx202_gets_four_bytes_of_format_and_then_its_characters():
    """From register 0x0040 on, two characters in each."""
    assert sent(a_display("siebert-sx202"), "A042") == "01 10 00 40 00 04 08 00 00 00 00 41 30 34 32 34 63"
    assert sent(a_display("siebert-sx202", places=5), "A042", blinking=True, brightness=1) == rtu.write(
        1, 0x40, [0x8100, 0, 0x2041, 0x3034, 0x3220]
    ).frame.hex(" ")


@pytest.mark.parametrize(
    ("device", "number", "objection"),
    [
        ("dm56a04", "A007", None),
        ("dm56a04", "M007", "it cannot show the M of M007"),
        ("meter-08", "A007", "it shows numbers only: A007 is shown as 7"),
        ("siebert-sx202", "A1000", "A1000 is shown as 1000"),
    ],
)
def test_what_a_make_can_not_show_is_known(device, number, objection):
    """The configuration check tells it."""
    assert a_display(device).objection(number) == objection


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "device: has to be one of"),
        ({"device": "nix"}, "device: 'nix' is none of dm56a04, dm36b06"),
        ({"device": "y113"}, "coding: has to be one of ascii, value"),
        ({"device": "dm56a04", "places": 5}, "places: 5 is no number from 1 to 4"),
        ({"device": "dm56a04", "idle": 0}, "unknown option 'idle'; known are device, letters, places"),
    ],
)
def test_impossible_options_are_refused(options, words):
    """By name, with what is possible."""
    with pytest.raises(ValueError, match=words):
        modbus_digits(UnitOptions(address=1, options=options))


def test_own_letters_replace_the_usual_ones():
    """A unit that shows more, or less, than most."""
    display = a_display("dm56a04", letters="AK")

    assert display.objection("K001") is None
    assert display.objection("C001") is not None


def a_line(device="dm56a04", noise=0.0, **options):
    display = ModbusGear(5)
    line = GearLine({5: modbus_digits}, [display], options={5: {"device": device, **options}}, noise=noise)
    return line, display


def test_a_display_follows_and_counts_as_there():
    """Driven end to end."""
    line, display = a_line()
    line.show("A042")
    line.run(1)

    assert display.text(0, 4) == "A042"
    assert line.presence(5) == [True]


def test_a_display_that_lost_its_power_is_right_again_within_seconds():
    """Nobody has to press anything."""
    line, display = a_line()
    line.show("A042")
    line.run(1)
    display.registers.update(dict.fromkeys(range(6), 0x30))

    line.run(6)

    assert display.text(0, 4) == "A042"


def test_an_unplugged_display_is_noticed_and_comes_back():
    """It is off-line within seconds, and painted as soon as it answers."""
    line, display = a_line()
    line.show("A042")
    line.run(1)
    display.plugged = False
    line.run(12)
    assert line.presence(5) == [True, False]

    line.show("A043")
    display.plugged = True
    line.run(6)

    assert line.presence(5) == [True, False, True]
    assert display.text(0, 4) == "A043"


def test_the_right_text_arrives_through_noise():
    """One byte in a hundred is damaged."""
    line, display = a_line(noise=0.01)
    for number in range(20):
        line.show(f"A{number:03d}")
        line.run(2)

        assert display.text(0, 4) == f"A{number:03d}"


def test_a_late_answer_confirms_nothing():
    """The answer to function 16 does not repeat the text, so after a time-out it is written once more."""
    line, display = a_line()
    line.show("A001")
    line.run(1)
    display.late_s = 0.2
    line.show("A002")
    line.run(0.4)
    display.late_s = 0.0
    line.show("A003")
    line.run(3)

    assert display.text(0, 4) == "A003"


def test_a_clone_without_the_point_register_shows_its_number_all_the_same():
    """It refuses register 4, or does not answer."""
    meter = ModbusGear(5, size=1)
    line = GearLine({5: modbus_digits}, [meter], options={5: {"device": "meter-08"}})
    line.show("A042")
    line.run(2)

    assert meter.registers == {0: 42}
    assert line.master.unit_statistics()[5].refusals == 1
