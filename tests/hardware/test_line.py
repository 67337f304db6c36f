"""Silences, direction, other units' frames, noise and collisions. PROTOCOL.md 2, 3."""

import pytest

from firmware_bridge.simulator.avr_bus import AvrBus
from tests.hardware.bench import NoAnswerError, crc

POLL = bytes.fromhex("01030011000355CE")
BITS = 10


def answer_delay_s(bench, baud):
    """Seconds from the end of the request to the beginning of the answer."""
    bench.bus.run(0.05)
    bench.bus.receive()
    start = bench.bus.now_s
    bench.bus.send(POLL)
    bench.bus.run(0.4)
    first = bench.bus.receive()[0]
    return first.at_s - BITS / baud - (start + len(POLL) * BITS / baud)


@pytest.mark.parametrize(
    ("baud", "t35_s"),
    [
        (1200, 0.03208),
        (2400, 0.01604),
        (9600, 0.00401),
        (19200, 0.002005),
        (38400, 0.00175),
        (115200, 0.00175),
    ],
)
def test_the_answer_begins_between_t35_and_5_ms_later(make_bench, baud, t35_s):
    """Earlier it would not be heard by everybody, later the master would have given up."""
    delay_s = answer_delay_s(make_bench(baud=baud), baud)

    assert t35_s * 0.97 <= delay_s <= t35_s + 0.005


def test_a_busy_unit_still_answers_in_time(bench):
    """Repainting, beeping, blinking and storing settings delay nobody."""
    bench.master.write(0, *b"A007  ", 0, 0, 0x3F, 8, 5000, 0, 7, 12, 31)
    bench.master.write(0xFE, 4, 0)
    bench.bus.key(0, 1, True)

    for _ in range(40):
        assert answer_delay_s(bench, 19200) < 0.002005 + 0.005
        bench.bus.run(0.0137)


def test_the_display_refresh_never_makes_a_unit_miss_a_request(bench):
    """Every second all digits are sent to the driver; a frame of others must be over before the guard is."""
    guard_s, t35_s = 0.003, 0.002005
    delays_s = []
    for step in range(80):
        bench.bus.run(1.95 - bench.bus.now_s % 1 + step * 0.0006)
        delays_s.append(answer_delay_s(bench, 19200))

    assert max(delays_s) < guard_s
    assert min(delays_s) > t35_s * 0.97


def test_a_gap_shorter_than_t35_keeps_a_frame_together(bench):
    """USB adapters and busy computers pause within a frame."""
    bench.bus.send(POLL[:5])
    bench.bus.run(5 * BITS / 19200 + 0.0012)

    assert len(bench.bus.exchange(POLL[5:])) == 11


def test_a_gap_longer_than_t35_ends_the_frame(bench):
    """Two halves are two damaged frames."""
    before = bench.master.read(28)[0]
    bench.bus.run(0.003)
    bench.bus.send(POLL[:5])
    bench.bus.run(5 * BITS / 19200 + 0.0025)

    assert bench.bus.exchange(POLL[5:], timeout_s=0.05) == b""
    bench.bus.run(0.003)
    assert bench.master.read(28)[0] == before + 2


def test_without_the_guard_a_request_after_anothers_answer_is_lost(make_bench):
    """Why masters must keep silent before every request; with the guard nothing is lost."""
    bench = make_bench(boxes=2)
    bench.bus.run(0.003)
    assert len(bench.bus.exchange(POLL, quiet_s=0.0006)) == 11
    body = b"\x02\x03\x00\x11\x00\x03"

    lost = bench.bus.exchange(body + crc(body), timeout_s=0.05)

    assert lost == b""
    assert bench.master.read(17, 3, address=2) == [1, 0, 0]


def test_the_driver_is_released_within_a_character(make_bench):
    """Another sender right after the answer is not spoiled."""
    bench = make_bench()
    bench.bus.exchange(POLL, quiet_s=0.0006)
    before = bench.bus.stats().collisions
    bench.bus.run(0.0005)
    bench.bus.send(POLL)
    bench.bus.run(0.03)

    assert bench.bus.stats().collisions == before
    assert bench.bus.stats().undriven == 0


def test_two_units_with_one_address_spoil_each_other_and_are_noticed(bench):
    """The answer of two is damaged: no false data."""
    bench.bus.add(address=1, serial=0x11111111)
    bench.bus.run(0.1)

    with pytest.raises(NoAnswerError):
        bench.master.read(16, 18)
    assert bench.bus.stats().collisions > 0


def test_a_long_frame_of_others_is_followed_to_its_end(bench):
    """255 bytes for unit 9 fill no buffer of unit 1, which answers the next request."""
    foreign = bytes([9, 3, 250]) + bytes(250)
    frames = bench.master.read(29)[0]
    bench.bus.run(0.003)
    bench.bus.send(foreign + crc(foreign))
    bench.bus.run(0.14)

    assert bench.master.read(29)[0] == frames + 2
    assert bench.master.read(28)[0] == 0


def test_good_frames_of_others_count(make_bench):
    """Registers 28 and 29 tell how good the line is where the unit is; it doesn't hear itself."""
    bench = make_bench(boxes=2)
    before = bench.master.read(29, address=2)[0]
    for _ in range(5):
        bench.master.read(16, address=1)

    assert bench.master.read(29, address=2)[0] - before == 5 * 2 + 1


def test_noise_loses_requests_and_never_changes_data(make_bench):
    """1 % of bytes with a flipped bit: some polls fail, none lies, the next one works."""
    bench = make_bench(boxes=2, seed=7)
    bench.bus.noise(0.01)
    failed = 0

    for n in range(200):
        text = f"A{n:03}"
        try:
            bench.master.show(text, address=1 + n % 2)
        except NoAnswerError:
            failed += 1
            continue
        bench.bus.run(0.002)
        assert bench.unit(n % 2).digits == text

    assert 20 < failed < 120
    assert bench.bus.stats().noised > 30


def test_every_press_is_found_through_noise_exactly_once(make_bench):
    """The ring and its sequence numbers carry events over failed polls."""
    bench = make_bench(seed=11)
    bench.bus.noise(0.008)
    bench.bus.drop(0.002)
    last, seen = 0, []

    for n in range(60):
        bench.tap(1 + n % 5, down_s=0.03, up_s=0.03)
        try:
            head, ring = bench.master.events()
        except NoAnswerError:
            continue
        for s in range(last + 1, head + 1):
            assert ring[s & 7] >> 8 == s & 0xFF
            seen.append(ring[s & 7] >> 4 & 0xF)
        last = head

    bench.bus.noise(0)
    bench.bus.drop(0)
    head, ring = bench.master.events()
    seen += [ring[s & 7] >> 4 & 0xF for s in range(last + 1, head + 1)]
    assert seen == [1 + n % 5 for n in range(60)]


def test_a_power_cut_in_the_middle_of_an_answer_leaves_the_line_free(make_bench):
    """The other unit is polled as if nothing had happened."""
    bench = make_bench(boxes=2)
    bench.bus.send(POLL)
    bench.bus.run(0.009)
    bench.bus.power(0, False)
    bench.bus.run(0.01)

    assert bench.master.read(16, address=2) == [0x5131]


def scenario(seed: int) -> tuple[int, int]:
    """A mixed half minute; return the trace and the bytes heard."""
    with AvrBus(seed=seed) as bus:
        for address in range(1, 5):
            bus.add(address=address, serial=address)
        bus.noise(0.01)
        for n in range(60):
            bus.key(n % 4, 1 + n % 5, n % 3 != 0)
            bus.power(n % 4, n % 17 != 0)
            body = bytes([1 + n % 4, 3, 0, 17, 0, 11])
            bus.exchange(body + crc(body))
            bus.run(0.003)
        return bus.stats().trace, bus.stats().received


def test_a_scenario_is_the_same_every_time():
    """Failures can be replayed: chance comes from the seed, time from the clock of the simulation."""
    assert scenario(5) == scenario(5)
    assert scenario(5) != scenario(6)


def test_no_watchdog_reset_and_no_crash_in_a_long_day(make_bench):
    """Ten busy minutes: the boot count stays."""
    bench = make_bench()
    for n in range(600):
        bench.bus.run(0.9)
        if n % 10 == 0:
            bench.tap(1 + n // 10 % 5)
        bench.master.read(17, 3)

    assert bench.master.read(17) == [1]
    assert not bench.unit().crashed
