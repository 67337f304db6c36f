"""Writes of one unit: the smallest that helps, never assumed, repeated in time."""

from firmware_bridge.protocol import register_map as registers
from firmware_bridge.protocol.display import Display
from firmware_bridge.protocol.exchange import Failure, Found, Outcome
from firmware_bridge.protocol.profiles.painter import BEEP_FRESH_S, REPAINT_S, Painter
from firmware_bridge.protocol.register_map import Beep, Lamp
from firmware_bridge.simulator.registers import refusal_of_write

DONE = Outcome(Found((), 8), None, 0.0, 0.0)
LOST = Outcome(None, Failure.TIMEOUT, 0.0, 0.0)


def refused(code):
    return Outcome(Found((), 5, refusal=code), None, 0.0, 0.0)


def a_painter(digits="A001"):
    """One whose unit shows what it should."""
    painter = Painter(16)
    painter.show(Display(digits=digits))
    painter.settle(painter.next_write(0.0), DONE, 0.0)
    assert painter.next_write(0.1) is None
    return painter


def span(request):
    return (request.start, request.count)


def test_nothing_is_written_before_a_picture_is_known():
    """A bridge that starts must not blank the numbers."""
    painter = Painter(1)
    painter.beep(Beep.OK, 0.0)

    assert painter.next_write(0.1) is None


def test_the_first_write_is_everything_at_once():
    """Registers 0 to 14, with the sound that waits."""
    painter = Painter(1)
    painter.show(Display(digits="A007", lamp=Lamp.GREEN, waiting=12, long_keys=1))

    request = painter.next_write(0.0)

    assert request.values == (*b"A007  ", 0, 0, 0, 8, 0, 0, 2, 12, 1)


def test_a_change_is_written_alone():
    """A short write keeps the line free for keys."""
    painter = a_painter()
    painter.show(Display(digits="A002"))

    assert span(painter.next_write(0.1)) == (3, 1)


def test_digits_come_first_and_all_the_rest_in_the_next_write():
    """People look at them; together both would take twice as long on the line. The sound is not lost with that."""
    painter = a_painter()
    painter.show(Display(digits="A002", waiting=3))
    painter.beep(Beep.OK, 0.1)
    digits = painter.next_write(0.1)
    painter.settle(digits, DONE, 0.12)
    rest = painter.next_write(0.12)
    painter.settle(rest, DONE, 0.14)

    assert (span(digits), span(rest)) == ((3, 1), (registers.BEEP_PATTERN, 3))
    assert rest.values == (Beep.OK, 0, 3)
    assert painter.next_write(0.2) is None


def test_a_sound_that_waited_too_long_is_dropped():
    """It would tell of something else by then."""
    painter = a_painter()
    painter.beep(Beep.OK, 0.1)

    assert painter.next_write(0.1 + BEEP_FRESH_S) is None


def test_after_a_lost_write_everything_is_written_twice():
    """A late confirmation could be that of the lost one."""
    painter = a_painter()
    painter.show(Display(digits="A002"))
    painter.settle(painter.next_write(0.1), LOST, 0.2)

    first = painter.next_write(0.3)
    painter.settle(first, DONE, 0.3)
    second = painter.next_write(0.4)
    painter.settle(second, DONE, 0.4)

    assert span(first) == span(second) == (0, registers.WRITABLE)
    assert painter.next_write(0.5) is None


def test_a_sound_ordered_while_the_same_one_is_being_written_sounds_too():
    """Two presses in a row are two answers."""
    painter = a_painter()
    painter.beep(Beep.OK, 0.1)
    first = painter.next_write(0.1)
    painter.beep(Beep.OK, 0.11)
    painter.settle(first, DONE, 0.12)

    second = painter.next_write(0.13)
    assert first.values[registers.BEEP_PATTERN - first.start] == Beep.OK
    assert second.values[registers.BEEP_PATTERN - second.start] == Beep.OK
    painter.settle(second, DONE, 0.14)
    assert painter.next_write(0.15) is None


def test_a_lost_sound_is_sent_again_alone_and_before_the_picture():
    """A short write comes through where half of the long ones are damaged, and louder is better than silent."""
    painter = a_painter()
    painter.beep(Beep.OK, 0.1)
    painter.settle(painter.next_write(0.1), LOST, 0.2)

    alone = painter.next_write(0.3)
    painter.settle(alone, DONE, 0.3)
    pictures = []
    for now in (0.4, 0.5):
        pictures.append(painter.next_write(now))
        painter.settle(pictures[-1], DONE, now)

    assert (span(alone), alone.values) == ((registers.BEEP_PATTERN, 1), (Beep.OK,))
    assert [span(picture) for picture in pictures] == [(0, registers.WRITABLE)] * 2
    assert [picture.values[registers.BEEP_PATTERN] for picture in pictures] == [0, 0]
    assert painter.next_write(0.6) is None


def test_a_sound_ordered_after_a_lost_write_waits_for_no_confirmation_of_another():
    """The late answer to the lost write would confirm the next one of its length, and the sound in it be forgotten."""
    painter = a_painter()
    painter.show(Display(digits="A002"))
    painter.settle(painter.next_write(0.1), LOST, 0.2)
    painter.settle(painter.next_write(0.2), LOST, 0.3)
    painter.beep(Beep.REFUSED, 0.3)

    alone = painter.next_write(0.3)
    painter.settle(alone, LOST, 0.4)
    again = painter.next_write(0.4)

    assert (span(alone), alone.values) == (span(again), again.values) == ((registers.BEEP_PATTERN, 1), (Beep.REFUSED,))


def test_everything_is_repainted_in_time_and_only_then():
    """Whatever happened to the unit meanwhile."""
    painter = a_painter()

    assert painter.next_write(REPAINT_S - 0.1) is None
    assert span(painter.next_write(REPAINT_S)) == (0, registers.WRITABLE)


def test_units_painted_together_are_repainted_one_after_the_other():
    """Else every ten seconds a key would wait for all of them."""
    painters = [Painter(address) for address in range(1, 9)]
    due = []
    for painter in painters:
        painter.show(Display(digits="A001"))
        painter.settle(painter.next_write(0.0), DONE, 0.0)
        due.append(next(now for now in range(1, 101) if painter.next_write(now / 10)))

    assert len(set(due)) == 8
    assert max(due) <= REPAINT_S * 10


def test_a_change_does_not_put_off_the_repaint():
    """Only whole paints count as such."""
    painter = a_painter()
    painter.show(Display(digits="A002"))
    painter.settle(painter.next_write(9.0), DONE, 9.0)

    assert span(painter.next_write(REPAINT_S)) == (0, registers.WRITABLE)


def test_a_refused_write_is_not_repeated_at_once():
    """A unit that can't would else have the line for itself; one that is busy is asked soon."""
    painter = a_painter()
    painter.show(Display(digits="A002"))
    painter.settle(painter.next_write(0.1), refused(2), 0.1)
    assert painter.next_write(5.0) is None
    assert painter.next_write(10.2) is not None

    painter.settle(painter.next_write(10.2), refused(6), 10.2)

    assert painter.next_write(10.25) is None
    assert painter.next_write(10.31) is not None


def test_wide_units_get_wide_numbers():
    """Six digits show A1000 whole."""
    painter = Painter(1)
    painter.fit(6)
    painter.show(Display(digits="A1000"))

    assert bytes(painter.next_write(0.0).values[:6]) == b" A1000"


def test_the_note_is_written_without_touching_what_is_shown():
    """Register 6 alone changes nothing; with 7 and no digit it would show a number."""
    painter = Painter(1)
    painter.note(True)
    request = painter.next_write(0.0)
    assert (request.start, request.values) == (registers.NUMBER_HIGH, (registers.NOTE_OVERDUE,))
    painter.settle(request, DONE, 0.0)
    assert painter.next_write(0.1) is None

    painter = a_painter()
    painter.note(True)
    assert span(painter.next_write(0.1)) == (registers.NUMBER_HIGH, 1)
    painter.show(Display(digits="A001", brightness=3))
    assert painter.next_write(0.1).start < registers.NUMBER_HIGH


def test_what_is_settled_is_noted_in_the_same_write_as_its_sound():
    """A bridge that is killed before it leaves neither, after it both: the sound is neither lost nor repeated."""
    painter = a_painter()
    painter.beep(Beep.OK, 0.1)
    painter.settle_events(0x1234)

    request = painter.next_write(0.1)

    assert request.start < registers.NUMBER_HIGH
    assert request.values[registers.NUMBER_HIGH - request.start] == registers.NOTE_SETTLED | 0x34
    assert request.values[registers.BEEP_PATTERN - request.start] == Beep.OK


def test_both_parts_of_the_note_are_kept_together():
    """Register 6 takes no more than a sign, 5 decimals and a byte; the note has to be a value it takes."""
    painter = a_painter()
    painter.note(True)
    painter.settle_events(0xFFFF)
    (note,) = painter.next_write(0.1).values
    assert note == registers.NOTE_OVERDUE | registers.NOTE_SETTLED | 0xFF
    assert refusal_of_write(registers.NUMBER_HIGH, (note,), broadcast=False) is None

    painter.settle_events(None)

    assert painter.next_write(0.2).values == (registers.NOTE_OVERDUE,)


def test_a_sound_that_a_busy_unit_refused_is_sent_again():
    """It stores a setting just then; who pressed the key would hear nothing."""
    painter = a_painter()
    painter.beep(Beep.OK, 0.1)
    painter.settle(painter.next_write(0.1), refused(6), 0.1)

    assert painter.next_write(0.25).values[registers.BEEP_PATTERN] == Beep.OK


def test_blinking_covers_the_digits_there_are():
    """Bits beyond them would be refused by no unit, but mean nothing."""
    painter = Painter(1)
    painter.show(Display(digits="12", blinking=True))

    assert painter.next_write(0.0).values[registers.BLINK] == 0b1111
