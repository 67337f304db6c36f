"""Matrix control cards with two lines of text."""

import pytest

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.profiles.modbus_board import modbus_board
from firmware_bridge.protocol.profiles.profile import UnitOptions
from tests.firmware_bridge.bought_gear import GearLine, ModbusGear


def test_two_lines_are_written_and_padded():
    """Nothing of a longer number stays."""
    card = ModbusGear(3)
    line = GearLine({3: modbus_board}, [card], options={3: {"label": "Quay 3", "places": 8}})
    line.show("A1042")
    line.run(1)
    line.show("A7")
    line.run(1)

    assert card.text(1000, 8) == "A7      "
    assert card.text(2000, 8) == "Quay 3  "


def test_two_characters_in_a_register():
    """The maker's page does not say which; the option does."""
    card = ModbusGear(3)
    line = GearLine({3: modbus_board}, [card], options={3: {"packing": 2, "places": 5}})
    line.show("A042")
    line.run(1)

    assert [card.registers[1000 + i] for i in range(3)] == [0x4130, 0x3432, 0x2020]


def test_the_bytes_of_a_line():
    """Function 16 from register 1000 on."""
    board = modbus_board(UnitOptions(address=1, options={"places": 4}))
    board.show(Display(digits="A042"))
    exchange = board.next_write(0.0)

    assert exchange.request == rtu.write(1, 1000, list(b"A042")).frame


def test_a_card_without_a_second_line_is_not_asked_for_one():
    """It would refuse it again and again."""
    card = ModbusGear(3, size=1100)
    line = GearLine({3: modbus_board}, [card])
    line.show("A042")
    line.run(12)

    assert card.text(1000, 8) == "A042    "
    assert line.master.unit_statistics()[3].refusals == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"packing": 3}, "packing: 3 is no number from 1 to 2"),
        ({"label": "Quầy 3"}, "label: 'Quầy 3' has letters"),
        ({"label": "much too long"}, "label: .* at most 8 characters"),
    ],
)
def test_impossible_options_are_refused(options, words):
    """By name."""
    with pytest.raises(ValueError, match=words):
        modbus_board(UnitOptions(address=1, options=options))
