"""The address by key 1 at power-up. PROTOCOL.md 7.3."""

import pytest

from firmware_bridge.simulator.avr_bus import LED_UNIT_ELF
from tests.hardware.bench import NoAnswerError

ADDRESS = 0xFD


def hold_at_power_up(bench, key, seconds):
    bench.bus.key(0, key, True)
    bench.reboot(up_s=0)
    bench.bus.run(seconds)
    bench.bus.key(0, key, False)
    bench.bus.run(0.05)


@pytest.fixture
def setting_up(bench):
    """A call box with address 1 whose address is being set."""
    hold_at_power_up(bench, 1, 3.3)
    return bench


def test_three_seconds_of_key_1_begin_it(setting_up):
    """The digits show U and the address, blinking; a beep said when to let go."""
    assert setting_up.unit().digits == "U001"
    assert (setting_up.unit().buzzer_count, setting_up.unit().buzzer_pattern) == (1, 1)
    lit = set()
    for _ in range(20):
        setting_up.bus.run(0.05)
        lit.add(setting_up.unit().lit)
    assert lit == {"U001", "    "}


@pytest.mark.parametrize(("key", "seconds"), [(1, 2.8), (1, 10.3), (2, 4)])
def test_anything_else_is_an_ordinary_start(bench, key, seconds):
    """A short hold, a key that is stuck, another key: the address can't change."""
    hold_at_power_up(bench, key, seconds)

    assert "U" not in bench.unit().digits
    assert bench.master.read(ADDRESS) == [1]


def test_two_keys_at_once_do_not_begin_it(bench):
    """A bag on the box is not a technician."""
    bench.bus.key(0, 2, True)
    hold_at_power_up(bench, 1, 4)

    assert bench.unit().digits == "----"


def test_keys_count_and_the_address_is_stored_after_five_seconds(setting_up):
    """Up with key 1, down with key 2, done by leaving it alone."""
    for key in (1, 1, 1, 2):
        setting_up.tap(key)
    shown = setting_up.unit().digits
    setting_up.bus.run(5.2)

    assert shown == "U003"
    assert setting_up.unit().digits == "----"
    assert setting_up.unit().buzzer_pattern == 1
    assert setting_up.master.read(ADDRESS, address=3) == [3]
    setting_up.bus.run(0.1)
    setting_up.reboot()
    assert setting_up.master.read(ADDRESS, address=3) == [3]


def test_a_held_key_runs(setting_up):
    """Ten a second after the first second."""
    setting_up.tap(1, down_s=3.06)

    assert setting_up.unit().digits == "U022"


def test_it_wraps_at_both_ends(setting_up):
    """1 down is 247, 247 up is 1."""
    setting_up.tap(2)
    assert setting_up.unit().digits == "U247"
    setting_up.tap(1)
    assert setting_up.unit().digits == "U001"


def test_switching_off_changes_nothing(setting_up):
    """Only five quiet seconds store."""
    setting_up.tap(1)
    setting_up.bus.run(1)
    setting_up.reboot()

    assert setting_up.master.read(ADDRESS) == [1]


def test_keys_make_no_events_and_the_line_is_served_meanwhile(setting_up):
    """Counting up must not call the next citizen."""
    setting_up.tap(1)

    assert setting_up.master.events()[0] == 0
    setting_up.master.show("A007")
    setting_up.bus.run(0.01)
    assert setting_up.unit().digits == "U002"


def test_a_broadcast_sets_the_address_of_the_unit_in_set_up_only(make_bench):
    """The technician holds the key, the computer gives the number."""
    bench = make_bench(boxes=2)
    hold_at_power_up(bench, 1, 3.3)

    bench.master.broadcast(ADDRESS, 50)
    bench.bus.run(0.1)

    assert bench.master.read(ADDRESS, address=50) == [50]
    assert bench.master.read(ADDRESS, address=2) == [2]
    assert bench.unit().digits == "----"
    with pytest.raises(NoAnswerError):
        bench.master.read(ADDRESS, address=1)


def test_an_led_unit_is_set_by_its_inner_key(make_bench):
    """One key is enough: held, it runs through all addresses."""
    bench = make_bench(boxes=0)
    bench.bus.add(LED_UNIT_ELF, address=None)
    bench.bus.run(0.1)
    hold_at_power_up(bench, 1, 3.3)
    for _ in range(3):
        bench.tap(1)
    shown = bench.unit().digits
    bench.bus.run(5.2)

    assert shown == "U003"
    assert bench.master.read(ADDRESS, address=3) == [3]
