"""BetaBrite and Alpha signs: packets of the protocol, and what is written when."""

import pytest

from firmware_bridge.protocol import alpha
from firmware_bridge.protocol.profiles.alpha_sign import alpha_sign
from firmware_bridge.protocol.profiles.profile import UnitOptions
from tests.firmware_bridge.bought_gear import GearLine, Listener


def a_line(**options):
    sign = Listener()
    line = GearLine({1: alpha_sign}, [sign], options={1: options})
    line.run(0.1)
    return line, sign


def test_a_packet_is_that_of_the_documentation():
    """A priority text "A042 Q3" to every sign, with its sum."""
    command = alpha.text_command(b"0", b"A042 Q3")

    assert alpha.packet(b"00", command).hex(" ") == (
        "00 00 00 00 00 01 5a 30 30 02 41 30 1b 30 62 41 30 34 32 20 51 33 03 30 32 39 45 04"
    )


def test_memory_is_divided_into_a_text_and_a_string():
    """Labels, types, locks, sizes, and when to show: always."""
    assert alpha.memory_command(b"A", 0x80, b"B", 0x10) == b"E$AAU0080FF00BBL00100000"


def test_a_sign_is_set_up_once_and_then_gets_only_the_number():
    """A STRING does not wear the sign's memory."""
    line, sign = a_line(text="So {number} moi vao")
    line.show("A042")
    line.run(3)
    line.show("A043")
    line.run(12)

    commands = [message.split(b"\x02")[1].split(b"\x03")[0] for message in sign.messages()]
    assert commands[:4] == [
        b"E$AAU0080FF00BBL00100000",
        b"AA\x1b0bSo \x10B moi vao",
        b"GBA042",
        b"GBA043",
    ]
    assert set(commands[4:]) == {b"GBA043"}
    assert len(commands) >= 6


def test_the_sign_gets_the_time_it_needs():
    """A second after its memory was divided, 0.3 s between packets."""
    line, sign = a_line()
    line.show("A042")
    line.run(3)

    (memory, _), (text, _), (number, _) = sign.heard
    assert text - memory > 1.0
    assert number - text > 0.3


def test_a_port_opened_anew_sets_the_sign_up_again():
    """It may be another sign."""
    line, sign = a_line()
    line.show("A042")
    line.run(3)
    line.master.close()
    line.master.reset(line.now)
    line.run(3)

    assert sum(b"\x02E$" in message for message in sign.messages()) == 2
    assert line.presence(1) == [True, False, True]


def test_all_bytes_fit_into_seven_bits():
    """The line has 7E1."""
    line, sign = a_line()
    line.show("A042")
    line.run(3)

    assert all(byte < 0x80 for message in sign.messages() for byte in message)


def test_nothing_to_show_is_a_blank():
    """Closed counters."""
    line, sign = a_line()
    line.show("")
    line.run(3)

    assert b"\x02GB \x03" in sign.messages()[-1]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"sign": "1"}, "sign: '1' is no address"),
        ({"sign": "zz"}, "sign: 'zz' is no address"),
        ({"text": "no place"}, "text: 'no place' needs {number} once"),
        ({"text": "Số {number}"}, "text: 'Số {number}' needs {number} once, and no accents"),
    ],
)
def test_impossible_options_are_refused(options, words):
    """By name."""
    with pytest.raises(ValueError, match=words):
        alpha_sign(UnitOptions(address=1, options=options))


def test_the_signs_address_is_the_units_unless_it_is_said():
    """In hexadecimal; "00" is every sign."""
    for options, address in (({}, b"Z1F"), ({"sign": "00"}, b"Z00")):
        sign = Listener()
        line = GearLine({31: alpha_sign}, [sign], options={31: options})
        line.show("1")
        line.run(1)

        assert sign.messages()[0][6:9] == address
