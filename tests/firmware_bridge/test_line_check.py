"""What check-config finds in lines whose keys and values are all possible."""

import pytest

from firmware_bridge.config import BridgeSettings, LineSettings, UnitSettings
from firmware_bridge.line_check import check_lines, scan_s
from firmware_bridge.profile_registry import make_profile


def a_line(*units, baud=9600, character_format="8N1", **more):
    return LineSettings(name="hall", port="x", baud=baud, format=character_format, unit=list(units), **more)


def modules(count, **more):
    return [UnitSettings(address=address, profile="modbus-inputs", **more) for address in range(1, count + 1)]


def a_display(address=101, **more):
    return UnitSettings(address=address, profile="modbus-digits", options={"device": "dm56a04"}, **more)


def findings(line, numbers=None):
    return check_lines(BridgeSettings(line=[line]), numbers or {})


def scan_ms(line):
    profiles = {unit.address: make_profile(line.name, unit) for unit in line.unit}
    return round(scan_s(line, profiles) * 1000)


@pytest.mark.parametrize(("baud", "count", "ms"), [(9600, 4, 94), (9600, 8, 189), (19200, 4, 49), (19200, 8, 98)])
def test_the_scan_of_input_modules_is_computed(baud, count, ms):
    """Figures of modules alone on a line."""
    assert scan_ms(a_line(*modules(count), baud=baud)) == ms


def test_the_scan_knows_guard_format_and_the_longest_other_exchange():
    """Slow displays make it longer, and so does the parity bit."""
    alone = scan_ms(a_line(*modules(2), baud=19200))

    assert scan_ms(a_line(*modules(2), baud=19200, guard_ms=20)) > alone + 30
    assert scan_ms(a_line(*modules(2), baud=19200, character_format="8E1")) > alone
    one, two = (scan_ms(a_line(*modules(2), *map(a_display, others), baud=19200)) for others in ((9,), (9, 10)))
    assert alone < one == two


def test_a_line_on_which_presses_would_be_lost_is_refused():
    """With the figure, and what helps."""
    found = findings(a_line(*modules(4)))

    assert len(found.errors) == 1
    assert "asked every 94 ms" in found.errors[0]
    assert "70 ms are needed" in found.errors[0]
    assert findings(a_line(*modules(2))).errors == []


def test_modules_that_count_may_be_asked_as_seldom_as_one_likes():
    """They lose no press."""
    assert findings(a_line(*modules(8, options={"counters": 0}))).errors == []


def test_two_languages_need_two_lines():
    """A Modbus master and a box that speaks unasked disturb each other."""
    box = UnitSettings(address=9, profile="qsystem", options={"kind": "box"})

    assert findings(a_line(a_display(), box)).errors == [
        "[[bridge.line]] 'hall': unit: modbus-digits speaks modbus, qsystem speaks qsystem; "
        "units of two languages need two lines"
    ]


def test_units_without_addresses_are_alone():
    """Two customer displays on one port would both show everything."""
    poles = [UnitSettings(address=address, profile="pole", options={"kind": "led8n"}) for address in (1, 2)]

    assert "needs a line of its own" in findings(a_line(*poles, baud=2400)).errors[0]
    assert findings(a_line(poles[0], baud=2400)).errors == []


def test_keys_that_a_unit_does_not_have_are_refused():
    """Somebody would press in vain."""
    unit = UnitSettings(address=1, profile="modbus-inputs", options={"inputs": 4}, keys={"5": "next"})

    assert "has 4 keys, so there is no key 5" in findings(a_line(unit)).errors[0]
    assert "has no keys" in findings(a_line(a_display(keys={"1": "next"}))).errors[0]


def test_impossible_options_are_found_on_every_unit():
    """All at once, not one for each start."""
    found = findings(a_line(UnitSettings(address=1, profile="nix"), UnitSettings(address=2, profile="pole")))

    assert len(found.errors) == 2


def test_a_speed_the_make_does_not_come_with_is_doubtful():
    """It can be set, but somebody has to do it."""
    assert findings(a_line(a_display(), baud=19200)).warnings == [
        "[[bridge.line]] 'hall' unit 101: a modbus-digits usually comes with 9600 baud 8N1; the line has 19200 8N1"
    ]


def test_numbers_that_a_unit_can_not_show_are_told():
    """Those of its own counter."""
    numbers = {None: ["K001", "A001"], "o:1": ["K001"], "o:2": ["A001"]}
    line = a_line(a_display(1, counter="o:1"), a_display(2, counter="o:2"), a_display(3))

    assert findings(line, numbers).warnings == ["[[bridge.line]] 'hall' unit 1: it cannot show the K of K001"]


def test_our_own_units_object_to_letters_nobody_has_learnt():
    """PROTOCOL.md 11: they are shown, but hard to read."""
    unit = UnitSettings(address=1, counter="o:1")

    warnings = findings(a_line(unit, baud=19200), {"o:1": ["K001", "A001", "A1000"]}).warnings

    assert [warning.split(": ", 1)[1] for warning in warnings] == [
        "the K of K001 is hard to read on seven segments",
        "A1000 is shown as 1000",
    ]


def test_many_units_at_low_speed_feel_slow():
    """More lines help, not more speed."""
    units = [UnitSettings(address=address) for address in range(1, 18)]

    assert "17 units at 19200 baud feel slow" in findings(a_line(*units, baud=19200)).warnings[0]
