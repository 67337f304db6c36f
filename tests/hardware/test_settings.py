"""Address, speed, parity and restart over the line. PROTOCOL.md 4.8."""

import pytest

from firmware_bridge.simulator.avr_bus import CALL_BOX_ELF
from tests.hardware.bench import NoAnswerError, RefusedError

RESET, ADDRESS, BAUD, PARITY = 0xFB, 0xFD, 0xFE, 0xFF
CODES = [1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200]


def silent(bench, address):
    try:
        bench.master.read(16, address=address)
    except NoAnswerError:
        return True
    return False


def test_a_new_address_holds_from_the_next_request_and_over_a_restart(bench):
    """The answer still comes from the old one."""
    bench.master.write_one(ADDRESS, 5)

    assert silent(bench, 1)
    assert bench.master.read(ADDRESS, address=5) == [5]
    bench.bus.run(0.1)
    bench.reboot()
    assert silent(bench, 1)
    assert bench.master.read(ADDRESS, address=5) == [5]


@pytest.mark.parametrize("code", range(8))
def test_every_speed_works_and_is_kept(bench, code):
    """The answer comes at the old speed, the next one at the new."""
    bench.master.write_one(BAUD, code)
    bench.bus.run(0.1)
    bench.bus.speed(CODES[code])
    bench.master.guard_s = bench.master.quiet_s = 0.045

    assert bench.master.exchange(b"\x01\x03\x00\xfe\x00\x01", timeout_s=0.4) == bytes([1, 3, 2, 0, code])
    bench.reboot()
    assert bench.master.exchange(b"\x01\x03\x00\xfe\x00\x01", timeout_s=0.4) == bytes([1, 3, 2, 0, code])


@pytest.mark.parametrize(("code", "line_format"), [(0, "8N1"), (0, "8N2"), (1, "8E1"), (2, "8O1")])
def test_every_parity_works(bench, code, line_format):
    """8E1 is what Modbus itself recommends."""
    bench.master.write_one(PARITY, code)
    bench.bus.run(0.1)
    bench.bus.speed(19200, line_format)

    assert bench.master.read(PARITY) == [code]


def test_a_wrong_speed_or_parity_is_not_understood(bench):
    """The simulated wires spoil what a real receiver could not read."""
    for baud, line_format in [(9600, "8N1"), (38400, "8N1"), (19200, "8E1")]:
        bench.bus.speed(baud, line_format)
        assert silent(bench, 1)
    bench.bus.speed(19200)

    assert bench.master.read(16) == [0x5131]


def test_a_broadcast_moves_the_whole_line(make_bench):
    """All units change speed together; none answers."""
    bench = make_bench(boxes=3)

    bench.master.broadcast(BAUD, 3, 1)
    bench.bus.run(0.1)
    bench.bus.speed(9600, "8E1")
    bench.master.guard_s = 0.006

    assert [bench.master.read(BAUD, 2, address) for address in (1, 2, 3)] == [[3, 1]] * 3


def test_24_broadcasts_bring_back_a_unit_of_unknown_speed(bench):
    """One of the combinations of speed and parity is the unit's."""
    bench.master.write(BAUD, 6, 2)
    bench.bus.run(0.1)

    for baud in CODES:
        for line_format in ("8N1", "8E1", "8O1"):
            bench.bus.speed(baud, line_format)
            bench.master.guard_s = 0.045
            bench.bus.run(0.05)
            bench.master.broadcast(BAUD, 4, 0)
            bench.bus.run(0.2)
    bench.bus.speed(19200)

    assert bench.master.read(BAUD, 2) == [4, 0]


def test_a_second_setting_while_the_first_is_stored_is_refused_as_busy(make_bench):
    """The EEPROM needs 3.4 ms for a byte; at 115200 baud a master can be faster."""
    bench = make_bench(baud=115200)
    bench.master.guard_s, bench.master.quiet_s = 0.0018, 0.0003
    bench.master.write_one(ADDRESS, 9)
    body = bytes([9, 6, 0, ADDRESS, 0, 10])

    with pytest.raises(RefusedError, match="6"):
        bench.master.exchange(body)
    bench.bus.run(0.1)
    bench.master.exchange(body)
    bench.bus.run(0.1)

    assert bench.master.read(ADDRESS, address=10) == [10]


def test_restart(bench):
    """The unit answers, is back within half a second and has counted the boot."""
    bench.master.show("A007")
    bench.master.write_one(RESET, 1)
    bench.bus.run(0.5)

    assert bench.unit().digits == "----"
    assert bench.master.read(17, 2) == [2, 0]
    bench.tap(3)
    assert bench.master.events()[1][1] == 0x0131


def test_factory_settings(bench):
    """Address 247 and 19200 8N1; the serial number stays."""
    serial = bench.master.read(32, 2)
    bench.master.write_one(ADDRESS, 9)
    bench.bus.run(0.1)
    bench.master.write_one(RESET, 2, address=9)
    bench.bus.run(0.6)

    assert bench.master.read(ADDRESS, 3, address=247) == [247, 4, 0]
    assert bench.master.read(32, 2, address=247) == serial


def test_a_new_unit_disturbs_nobody(make_bench):
    """Without settings it has address 247."""
    bench = make_bench(boxes=2)
    bench.bus.add(CALL_BOX_ELF, address=None, serial=None)
    bench.bus.run(1)

    assert bench.master.read(16, address=1) == [0x5131]
    assert bench.master.read(ADDRESS, address=247) == [247]


def test_a_power_cut_while_settings_are_stored_leaves_the_old_or_the_new(make_bench):
    """Cut at any moment of the writing, the address is never a third one and never lost."""
    found = set()
    for cut_ms in (0.5, 1, 2, 4, 8, 15, 30, 60):
        bench = make_bench()
        bench.bus.run(0.01)
        bench.bus.send(bytes.fromhex("010600FD0005D839"))
        bench.bus.run(0.0042 + cut_ms / 1000)
        bench.reboot()
        found.add(next((a for a in (1, 5) if not silent(bench, a)), None))

    assert found == {1, 5}
