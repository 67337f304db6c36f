"""Boxes and boards of QSystem offices on a line."""

from itertools import pairwise

import pytest

from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.profiles.profile import UnitOptions
from firmware_bridge.protocol.profiles.qsystem_units import qsystem_unit
from firmware_bridge.protocol.register_map import Beep, Lamp
from tests.firmware_bridge.bought_gear import GearLine, QSystemBox


def a_line(kind="box", addresses=(5,), **more):
    gear = [QSystemBox(address) for address in addresses]
    line = GearLine(
        dict.fromkeys(addresses, qsystem_unit), gear, options={address: {"kind": kind} for address in addresses}, **more
    )
    line.run(1)
    return line, gear


def press(line, box, button, pause_s=0.5):
    box.press(button, line.now)
    line.run(pause_s)


def test_a_box_shows_its_number_and_blinks_while_calling():
    """Three characters: a zero gives way to the prefix."""
    line, (box,) = a_line()
    line.show("A042", lamp=Lamp.GREEN | Lamp.BLINK)
    line.run(1)
    line.show("A042", lamp=Lamp.GREEN)
    line.run(1)

    assert [message.hex(" ") for message in box.messages()[-2:]] == ["01 05 21 41 34 32 07", "01 05 20 41 34 32 07"]


def test_a_press_is_told_at_once_and_once():
    """Boxes speak unasked; names are made here."""
    line, (box,) = a_line()
    line.show("A001")
    line.run(1)

    press(line, box, 1)
    press(line, box, 4)

    assert line.moves() == [(5, 1, "PRESS"), (5, 4, "PRESS")]
    assert line.names() == [("run000000000005", 1, 1), ("run000000000005", 1, 2)]
    assert len(line.meetings(5)) == 1


def test_a_press_before_anything_was_shown_introduces_the_box():
    """The server must know the name before the press comes."""
    line, (box,) = a_line()

    press(line, box, 2)

    assert line.moves() == [(5, 2, "PRESS")]
    assert len(line.meetings(5)) == 1


def test_a_bouncing_button_is_one_press():
    """The same button within 0.2 s."""
    line, (box,) = a_line()

    press(line, box, 1, pause_s=0.1)
    press(line, box, 1, pause_s=1.0)
    press(line, box, 1)

    assert line.moves() == [(5, 1, "PRESS"), (5, 1, "PRESS")]


def test_each_box_has_its_own_presses():
    """By address; unknown boxes are ignored."""
    line, (first, second) = a_line(addresses=(5, 6))
    stranger = QSystemBox(9)

    press(line, second, 3)
    press(line, first, 3)
    line.bus.speak(first, bytes((1, stranger.address, 0x31, 7)), line.now)
    line.run(0.5)

    assert line.moves() == [(6, 3, "PRESS"), (5, 3, "PRESS")]


def test_messages_keep_their_distance():
    """Boxes and boards need 0.3 s between two messages."""
    line, gear = a_line(addresses=(5, 6, 7, 8))
    line.show("A001")
    line.run(20)

    times = [at for at, _ in gear[0].heard]
    assert len(times) > 15
    assert min(after - before for before, after in pairwise(times)) >= 0.3


@pytest.mark.parametrize(
    ("lamp", "message"),
    [
        (Lamp.OFF, "01 05 30 07"),
        (Lamp.RED, "01 05 31 07"),
        (Lamp.GREEN, "01 05 32 07"),
        (Lamp.GREEN | Lamp.BLINK, "01 05 36 07"),
        (Lamp.RED | Lamp.GREEN, "01 05 31 07"),
    ],
)
def test_a_box_with_a_light_shows_the_counters_state(lamp, message):
    """Open, calling, paused."""
    line, (box,) = a_line("light-box")
    line.show("A001", lamp=lamp)
    line.run(1)

    assert box.messages()[-1].hex(" ") == message


def test_a_light_box_beeps_what_its_light_does_not_tell():
    """A press that was carried out changes the light; one that was refused would go unnoticed."""
    line, (box,) = a_line("light-box")
    line.show("A001", lamp=Lamp.GREEN)
    line.run(1)
    before = len(box.messages())
    line.master.beep(5, Beep.OK, line.now)
    line.run(1)
    assert len(box.messages()) == before

    line.master.beep(5, Beep.REFUSED, line.now)
    line.run(1)

    assert [message.hex(" ") for message in box.messages()[before:]] == ["01 05 39 07"]


def test_an_adapter_that_plays_back_presses_no_buttons():
    """The light's messages look exactly like buttons."""
    line, (box,) = a_line("light-box", echo=True)
    for lamp in (Lamp.RED, Lamp.GREEN, Lamp.RED, Lamp.GREEN):
        line.show("", lamp=lamp)
        line.run(1)
    assert line.moves() == []

    press(line, box, 2)

    assert line.moves() == [(5, 2, "PRESS")]


def test_a_press_while_something_is_sent_to_another_box_is_not_lost_if_it_arrives():
    """What is heard while sending is looked through as well."""
    line, (first, second) = a_line(addresses=(5, 6))
    line.show("A001")
    line.run(0.7)
    line.master.show(6, Display(digits="A002"))
    line.run(0.001)
    line.master.receive(bytes.fromhex("01 05 31 07"), line.now)
    line.run(0.5)

    assert line.moves() == [(5, 1, "PRESS")]
    assert second.shown == "A02"
    assert first.shown == "A01"


def test_boxes_count_as_there_while_their_port_is_open():
    """Nothing answers, so nothing else can be known."""
    line, _ = a_line()
    line.show("A001")
    line.run(1)
    assert line.presence(5) == [True]

    line.master.close()
    line.master.reset(line.now)
    line.run(6)

    assert line.presence(5) == [True, False, True]
    assert not line.master.all_offline


def test_noise_loses_few_presses_and_misreads_fewer():
    """Nothing checks a frame but its form: one byte in fifty is damaged here."""
    line, boxes = a_line(addresses=(5, 6), noise=0.02)
    for number in range(60):
        press(line, boxes[number % 2], number % 4 + 1)

    pressed = {(5, 1), (6, 2), (5, 3), (6, 4)}
    wrong = [move for move in line.moves() if move[:2] not in pressed]
    assert 50 <= len(line.moves()) <= 60
    assert len(wrong) <= 2


def test_a_board_is_padded_so_that_nothing_stays():
    """Seven places by default, as QSystem clears them."""
    line, (board,) = a_line("board")
    line.show("A1042")
    line.run(1)
    line.show("")
    line.run(1)

    assert [message.hex(" ") for message in board.messages()[-2:]] == [
        "01 05 41 31 30 34 32 20 20 07",
        "01 05 20 20 20 20 20 20 20 07",
    ]


def test_boards_have_no_keys_and_boxes_four():
    """The configuration check needs it."""

    def made(kind):
        return qsystem_unit(UnitOptions(address=1, options={"kind": kind}))

    assert [made(kind).key_count for kind in ("board", "box", "light-box")] == [0, 4, 4]
    assert made("box").objection("A142") == "A142 is shown as 142"
    assert made("light-box").objection("A142") is None
    assert made("board").objection("Đ042") == "it cannot show the Đ of Đ042"
