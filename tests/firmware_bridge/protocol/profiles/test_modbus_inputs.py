"""Bought input modules: keys by state and by counters, each press once."""

from itertools import pairwise

import pytest

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.events import UnitRefused
from firmware_bridge.protocol.exchange import Outcome
from firmware_bridge.protocol.profiles.modbus_digits import modbus_digits
from firmware_bridge.protocol.profiles.modbus_inputs import modbus_inputs
from firmware_bridge.protocol.profiles.profile import UnitOptions
from tests.firmware_bridge.bought_gear import GearLine, ModbusGear


def a_line(modules=1, options=None, noise=0.0, baud=9600):
    gear = [ModbusGear(address) for address in range(1, modules + 1)]
    factories = dict.fromkeys(range(1, modules + 1), modbus_inputs)
    line = GearLine(factories, gear, options=dict.fromkeys(factories, options or {}), noise=noise, baud=baud)
    line.run(1)
    return line, gear


def tap(line, module, number, down_s=0.1, up_s=0.1, counters=None):
    module.press(number, counters)
    line.run(down_s)
    module.release(number)
    line.run(up_s)


def test_the_question_is_that_of_the_documentation():
    """Eight inputs from 0 on, and an answer of the same page."""
    module = modbus_inputs(UnitOptions(address=1))
    question = module.next_poll(0.0)

    assert question.request.hex(" ") == "01 02 00 00 00 08 79 cc"
    assert question.answer.find(bytes.fromhex("010201c22019")).data == (0, 1, 0, 0, 0, 0, 1, 1)


def test_a_press_is_told_once():
    """However long the finger stays."""
    line, (module,) = a_line()

    tap(line, module, 3, down_s=2.0)
    tap(line, module, 1)

    assert line.moves() == [(1, 3, "PRESS"), (1, 1, "PRESS")]
    assert line.names() == [("run000000000001", 1, 1), ("run000000000001", 1, 2)]


def test_a_held_key_is_told_after_a_second_if_it_has_a_long_action():
    """Holding "next" means finish; such a key tells when it goes up, too."""
    line, (module,) = a_line()
    line.show("A001", long_keys=0b1)

    tap(line, module, 1, down_s=1.5)
    tap(line, module, 2, down_s=1.5)

    assert line.moves() == [(1, 1, "PRESS"), (1, 1, "HELD"), (1, 1, "RELEASE"), (1, 2, "PRESS")]


def test_a_bouncing_contact_is_one_press():
    """One open reading in between is no release."""
    line, (module,) = a_line()
    module.press(1)
    line.run(0.05)
    module.release(1)
    line.run(0.022)
    module.press(1)
    line.run(0.1)

    assert len(line.moves()) == 1


def test_a_key_that_is_down_at_the_start_counts_after_its_release():
    """A stuck key must not call anybody whenever the bridge starts."""
    module = ModbusGear(1)
    module.press(2)
    line = GearLine({1: modbus_inputs}, [module])
    line.run(1)
    assert line.moves() == []

    module.release(2)
    line.run(0.2)
    tap(line, module, 2)

    assert line.moves() == [(1, 2, "PRESS")]


def test_normally_closed_contacts_are_turned_round():
    """Option inverted."""
    module = ModbusGear(1)
    module.inputs = [1] * 16
    line = GearLine({1: modbus_inputs}, [module], options={1: {"inverted": True}})
    line.run(1)
    module.release(4)
    line.run(0.2)

    assert line.moves() == [(1, 4, "PRESS")]


def test_presses_survive_noise_and_none_is_told_twice():
    """One byte in two hundred is damaged; keys are down for 0.3 s."""
    line, (module,) = a_line(noise=0.005)

    for number in range(40):
        tap(line, module, number % 8 + 1, down_s=0.3, up_s=0.3)

    assert [key for _, key, _ in line.moves()] == [number % 8 + 1 for number in range(40)]
    assert len(set(line.names())) == 40


def test_an_unplugged_module_begins_anew():
    """What was down while it was away is not a press, and its names go on."""
    line, (module,) = a_line()
    tap(line, module, 1)
    module.plugged = False
    line.run(6)
    module.press(2)
    module.plugged = True
    line.run(6)
    module.release(2)
    line.run(0.2)
    tap(line, module, 3)

    assert line.moves() == [(1, 1, "PRESS"), (1, 3, "PRESS")]
    assert [sequence for _, _, sequence in line.names()] == [1, 2]
    assert line.presence(1) == [True, False, True]


def test_a_module_that_refuses_the_question_is_reported():
    """Many modules want their inputs asked elsewhere."""
    module = ModbusGear(1, functions=[rtu.Function.READ])
    line = GearLine({1: modbus_inputs}, [module])
    line.run(3)

    assert [event.reason for event in line.of(UnitRefused)] == [
        "it refuses to be asked this way (exception 1): check its options"
    ]


def test_a_busy_module_is_asked_in_its_next_turn():
    """It has understood the question."""
    module = modbus_inputs(UnitOptions(address=1))
    question = module.next_poll(0.0)
    busy = question.answer.find(rtu.answer_refusal(1, rtu.Function.READ_INPUTS, rtu.Refusal.BUSY))

    assert module.settle(question, Outcome(busy, None, 0.0, 0.01), 0.01) == ()
    assert module.next_poll(0.01) is not None


@pytest.mark.parametrize("options", [{}, {"function": 4}], ids=["holding", "input"])
@pytest.mark.parametrize(("counters", "stride"), [(0, 1), (100, 2)])
def test_counters_tell_presses_that_no_reading_saw(options, counters, stride):
    """The key was down for a millisecond while nobody asked."""
    line, (module,) = a_line(options={"counters": counters, "stride": stride, "inputs": 7, **options})

    tap(line, module, 7, down_s=0.001, counters=counters + 6 * stride)
    tap(line, module, 1, down_s=0.001, counters=counters)

    assert line.moves() == [(1, 7, "PRESS"), (1, 1, "PRESS")]


def test_a_counter_that_bounced_is_one_press():
    """Three counts between two readings are one finger."""
    line, (module,) = a_line(options={"counters": 0})
    module.registers[2] += 3
    line.run(0.2)

    assert line.moves() == [(1, 3, "PRESS")]


def test_what_was_counted_before_the_bridge_started_is_past():
    """Nobody knows how old it is."""
    module = ModbusGear(1)
    module.registers[0] = 41
    line = GearLine({1: modbus_inputs}, [module], options={1: {"counters": 0}})
    line.run(1)
    assert line.moves() == []

    module.registers[0] = 42
    line.run(0.2)

    assert line.moves() == [(1, 1, "PRESS")]


def test_a_counter_may_run_over():
    """65535 is followed by 0."""
    module = ModbusGear(1)
    module.registers[0] = 0xFFFF
    line = GearLine({1: modbus_inputs}, [module], options={1: {"counters": 0}})
    line.run(1)
    module.registers[0] = 0
    line.run(0.2)

    assert line.moves() == [(1, 1, "PRESS")]
    assert len(line.meetings(1)) == 1


def test_a_module_that_lost_its_power_begins_with_zero():
    """Its counters went back: another boot, and what it has counted since then is told."""
    line, (module,) = a_line(options={"counters": 0})
    for _ in range(5):
        tap(line, module, 1, counters=0)
    module.registers[0], module.registers[1] = 0, 1
    line.run(0.2)

    assert line.moves()[-1] == (1, 2, "PRESS")
    assert len(line.moves()) == 6
    assert [(met.boot, met.rebooted) for met in line.meetings(1)] == [(1, False), (2, True)]
    assert len(set(line.names())) == 6


def test_a_press_is_not_older_than_the_reading_before_it():
    """The server decides by its age whether it still acts."""
    line, gear = a_line(modules=4)
    pressed_at = line.now
    gear[3].press(1)
    line.run(0.2)
    read_at, moved = line.events[-1]

    assert moved.since <= pressed_at <= read_at
    assert read_at - moved.since < 0.12


def test_modules_are_asked_in_time_while_displays_are_painted():
    """Four modules and four displays at 38400 baud: no question comes later than the check promises."""
    gear = [ModbusGear(address) for address in range(1, 9)]
    factories = dict.fromkeys(range(1, 5), modbus_inputs) | dict.fromkeys(range(5, 9), modbus_digits)
    line = GearLine(factories, gear, baud=38400, options={address: {"device": "dm56a04"} for address in range(5, 9)})
    asked = {address: [] for address in range(1, 5)}
    for module in gear[:4]:
        heard = module.hear

        def hear(frame, now, *, intact, module=module, heard=heard):
            if frame[0] == module.address:
                asked[module.address].append(now)
            return heard(frame, now, intact=intact)

        module.hear = hear
    for number in range(40):
        line.show(f"A{number:03d}")
        line.run(0.13)

    gaps = [after - before for times in asked.values() for before, after in pairwise(times)]
    assert max(gaps) < 0.070
    assert gear[7].text(0, 4) == "A039"
