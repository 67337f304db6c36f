"""Digits, numbers, blinking, lamps, small digits and beeps, seen from outside. PROTOCOL.md 4."""

import pytest


def test_dashes_until_somebody_writes(bench):
    """A unit that nobody has told anything must not look like a working one."""
    assert bench.unit().digits == "----"
    assert bench.unit().waiting == "  "


def test_letters_and_digits_are_shown(bench):
    """A ticket number has a letter in front."""
    bench.master.show("A007")
    bench.bus.run(0.002)

    assert bench.unit().digits == "A007"
    assert bench.unit().lit == "A007"


def test_one_register_changes_one_digit(bench):
    """Function 06 is what the simplest masters speak."""
    bench.master.show("A007")
    bench.master.write_one(3, ord("8"))
    bench.bus.run(0.002)

    assert bench.unit().digits == "A008"


@pytest.mark.parametrize(
    ("registers", "shown"),
    [
        ((7, 42), "  42"),
        ((7, 0), "   0"),
        ((7, 65535), "5535"),
        ((6, 0x1000, 7), "  -7"),
        ((6, 0x1100, 15), " -1.5"),
        ((6, 0x0200, 5), " 0.05"),
        ((6, 0x0300, 1234), "1.234"),
        ((6, 0x0001, 0), "5536"),
        ((6, 0x1000, 1234), "1234"),
    ],
)
def test_numbers(bench, registers, shown):
    """Registers 6 and 7 work as on the displays the map is a superset of."""
    bench.master.write(*registers)
    bench.bus.run(0.002)

    assert bench.unit().digits == shown


def test_number_registers_in_a_repaint_change_no_digit(bench):
    """Registers 0-14 are repainted in one write; the zeros in 6 and 7 must not blank the number."""
    bench.master.write(0, *b"A007  ", 0, 0, 0, 8, 0, 0, 0, 5, 0)
    bench.bus.run(0.002)

    assert bench.unit().digits == "A007"
    assert bench.unit().waiting == " 5"
    assert bench.unit().buzzer_count == 0


def test_blinking_digits_go_dark_every_half_second(bench):
    """The report keeps what was written; the light goes on and off."""
    bench.master.write(0, *b"A007  ", 0, 0, 0b0110)
    seen = []

    for _ in range(4):
        bench.bus.run(0.25)
        seen.append(bench.unit().lit)
        bench.bus.run(0.25)

    assert seen == ["A007", "A  7", "A007", "A  7"]
    assert bench.unit().digits == "A007"


def test_new_text_is_seen_at_once_while_blinking(bench):
    """A call that arrives in the dark half must not wait for the light."""
    bench.master.write(0, *b"A007  ", 0, 0, 0b1111)
    bench.bus.run(0.6)
    assert bench.unit().lit == "    "

    bench.master.show("A008")
    bench.bus.run(0.002)

    assert bench.unit().lit == "A008"


@pytest.mark.parametrize(("level", "intensity"), [(1, 1), (4, 7), (8, 15)])
def test_brightness(bench, level, intensity):
    """Eight levels over the driver's sixteen."""
    bench.master.write_one(9, level)
    bench.bus.run(0.002)

    assert bench.unit().brightness == intensity


def test_the_driver_is_set_up_again_every_second(bench):
    """A spike on the display's cable heals by itself: all its registers are written again."""
    bench.master.show("A007")
    bench.bus.run(0.01)
    before = bench.unit()

    bench.bus.run(1.2)

    assert bench.unit().segments == before.segments
    assert bench.unit().brightness == 15


@pytest.mark.parametrize(("waiting", "shown"), [(0, " 0"), (7, " 7"), (42, "42"), (100, "99"), (0xFFFF, "  ")])
def test_people_waiting(bench, waiting, shown):
    """Two small digits say how long the queue is."""
    bench.master.write_one(13, waiting)
    bench.bus.run(0.002)

    assert bench.unit().waiting == shown


@pytest.mark.parametrize(
    ("lamp", "red", "green"), [(0, False, False), (1, True, False), (2, False, True), (3, True, True)]
)
def test_lamps(bench, lamp, red, green):
    """Bits 0 and 1 are the lamps."""
    bench.master.write_one(12, lamp)
    bench.bus.run(0.6)

    assert (bench.unit().red, bench.unit().green, bench.unit().lamp) == (red, green, lamp)


def test_a_lamp_blinks(bench):
    """Bit 2 makes the lit lamp blink, beginning with light."""
    bench.master.write_one(12, 0b110)
    seen = []

    for _ in range(4):
        bench.bus.run(0.25)
        seen.append((bench.unit().red, bench.unit().green))
        bench.bus.run(0.25)

    assert seen == [(False, True), (False, False), (False, True), (False, False)]


def test_a_beep_of_milliseconds(bench):
    """Register 10 reads as the time that is left."""
    bench.master.write_one(10, 300)
    bench.bus.run(0.1)

    left = bench.master.read(10, 2)
    bench.bus.run(0.5)

    assert 150 < left[0] < 200
    assert left[1] == 0
    edges = bench.bus.buzzer_edges_s(0)
    assert edges[1] - edges[0] == pytest.approx(0.3, abs=0.002)
    assert not bench.unit().buzzer_on


def test_a_new_sound_replaces_the_old(bench):
    """The answer to the last press is the one that matters."""
    bench.master.write_one(11, 5)
    bench.bus.run(0.1)
    bench.master.write_one(11, 1)
    bench.bus.run(0.5)

    edges = bench.bus.buzzer_edges_s(0)
    assert edges[-1] - edges[0] < 0.25
    assert bench.unit().buzzer_count == 2


def test_zero_leaves_the_buzzer_alone(bench):
    """A repaint in the middle of a beep must not cut it."""
    bench.master.write_one(11, 5)
    bench.bus.run(0.1)
    bench.master.write(10, 0, 0)
    playing = bench.master.read(11)
    bench.bus.run(1)

    edges = bench.bus.buzzer_edges_s(0)
    assert playing == [5]
    assert edges[1] - edges[0] == pytest.approx(0.7, abs=0.002)


def test_the_pattern_wins_over_the_milliseconds(bench):
    """Both in one write: one sound."""
    bench.master.write(10, 500, 1)
    bench.bus.run(0.3)

    assert bench.unit().buzzer_count == 1
    assert bench.unit().buzzer_pattern == 1
