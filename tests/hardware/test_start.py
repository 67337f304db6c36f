"""Power-up: boot count, serial number, keys that are already down. PROTOCOL.md 5.3, 5.5."""

import random
import subprocess
import sys

from firmware_bridge.simulator.avr_bus import CALL_BOX_ELF, LED_UNIT_ELF
from firmware_bridge.simulator.avr_library import FIRMWARE


def test_identity(bench):
    """Registers 16-33 in one read, as at the start of a master's day."""
    values = bench.master.read(16, 18)

    assert values[0] == 0x5131
    assert values[1:4] == [1, 0, 0]
    assert values[14:] == [0x0100, 0x0145, 0x5F03, 0xA2C1]


def test_an_led_unit_says_so(make_bench):
    """Kind 2, four digits, no keys; its digits come without small ones."""
    bench = make_bench(boxes=0)
    bench.bus.add(LED_UNIT_ELF, address=101)
    bench.bus.run(0.1)
    bench.master.show("B123", address=101)
    bench.bus.run(0.002)

    assert bench.master.read(31, address=101) == [0x0240]
    assert (bench.unit().digits, bench.unit().waiting) == ("B123", "")


def test_the_set_up_key_of_an_led_unit_makes_no_events(make_bench):
    """It is inside the case and no part of the work."""
    bench = make_bench(boxes=0)
    bench.bus.add(LED_UNIT_ELF, address=101)
    bench.bus.run(0.1)
    bench.tap(1)

    assert bench.master.events(address=101)[0] == 0


def test_every_power_up_is_counted(bench):
    """The boot count is part of every press's name."""
    counts = []
    for _ in range(4):
        counts += bench.master.read(17)
        bench.reboot()

    assert counts == [1, 2, 3, 4]


def test_head_and_ring_start_anew(bench):
    """A new boot count says so to the master."""
    bench.tap(1)
    bench.reboot()

    assert bench.master.events() == (0, [0] * 8)


def test_no_boot_count_is_used_twice_however_power_fails(bench):
    """Cut at any moment of the start, a unit that has spoken never repeats a boot count."""
    chance = random.Random(5)
    spoken = []
    for _ in range(80):
        bench.bus.power(0, False)
        bench.bus.run(0.01)
        bench.bus.power(0, True)
        bench.bus.run(chance.uniform(0.0001, 0.04))
        if chance.random() < 0.3:
            bench.bus.run(0.1)
            spoken += bench.master.read(17)

    assert len(spoken) > 5
    assert spoken == sorted(set(spoken))


def test_a_damaged_record_falls_back_to_the_other(bench):
    """Two records are written by turns; a torn one is not believed."""
    bench.master.write_one(0xFD, 5)
    bench.bus.run(0.1)
    records = bench.bus.read_eeprom(0, 8, 16)
    newest = max((0, 8), key=lambda at: records[at])

    bench.bus.write_eeprom(0, 8 + newest + 5, b"\xaa")
    bench.reboot()

    assert bench.master.read(0xFD, address=1) == [1]


def test_the_boot_count_skips_zero(bench):
    """65535 is followed by 1."""
    record = bytes([9, 1, 4, 0, 0xFF, 0xFF])
    crc = 0x5131
    for byte in record:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    bench.bus.write_eeprom(0, 8, record + crc.to_bytes(2, "little") + b"\xff" * 8)
    bench.reboot()

    assert bench.master.read(17) == [1]


def test_a_new_chip_draws_a_serial_number_and_keeps_it(make_bench):
    """Once drawn it is the unit's name for good."""
    bench = make_bench(boxes=0, seed=3)
    bench.bus.add(CALL_BOX_ELF, address=1, serial=None)
    bench.bus.run(0.5)
    drawn = bench.master.read(32, 2)
    bench.reboot()

    assert drawn not in ([0, 0], [0xFFFF, 0xFFFF])
    assert bench.master.read(32, 2) == drawn


def test_new_chips_draw_different_serial_numbers(make_bench):
    """The noise on an open input tells equal chips apart."""
    bench = make_bench(boxes=0, seed=3)
    for address in range(1, 7):
        bench.bus.add(CALL_BOX_ELF, address=address, serial=None)
    bench.bus.run(0.5)

    serials = {tuple(bench.master.read(32, 2, address)) for address in range(1, 7)}

    assert len(serials) == 6


def test_a_key_held_at_power_up_is_ignored_until_released(bench):
    """A jammed key, or a bag on the box, calls nobody."""
    bench.master.write_one(14, 0b00010)
    bench.bus.key(0, 2, True)
    bench.reboot()
    bench.master.write_one(14, 0b00010)
    bench.bus.run(1.5)
    bench.bus.key(0, 2, False)
    bench.bus.run(0.1)
    ignored = bench.master.events()[0]
    bench.tap(2)

    assert ignored == 0
    assert bench.master.events()[0] == 2


def test_other_keys_work_while_one_is_jammed(bench):
    """One bad contact doesn't take the box out of service."""
    bench.bus.key(0, 2, True)
    bench.reboot()
    bench.tap(3)

    assert bench.master.events()[1][1] >> 4 & 0xF == 3


def test_uptime_counts_seconds(bench):
    """It tells a restart that nobody saw from a long silence."""
    before = bench.master.read(18)[0]
    for _ in range(3):
        bench.bus.run(1)
        bench.master.read(17, 3)

    assert bench.master.read(18)[0] - before == 3


def test_a_unit_is_ready_within_100_ms(make_bench):
    """Known settings and serial number: nothing to wait for."""
    bench = make_bench(settle_s=0.06)

    assert bench.master.read(16) == [0x5131]


def test_a_provisioned_unit_has_its_name_and_address(make_bench, tmp_path):
    """The workshop's EEPROM file is what the firmware reads."""
    file = tmp_path / "unit.eep"
    script = [
        sys.executable,
        str(FIRMWARE / "provision.py"),
        "--serial",
        "0badcafe",
        "--address",
        "77",
        str(file),
    ]
    subprocess.run(script, check=True)
    bench = make_bench(boxes=0)
    bench.bus.add(CALL_BOX_ELF, address=None, serial=None)
    bench.bus.write_eeprom(0, 0, file.read_bytes())
    bench.reboot()

    assert bench.master.read(32, 2, address=77) == [0x0BAD, 0xCAFE]
