"""Keeping a bought display at its picture: every write may get lost, and answers may be about another one."""

from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.exchange import Exchange, Failure, Found, Outcome
from firmware_bridge.protocol.profiles.repaint import REFUSED_S, REPAINT_S, Part, Repaint

DONE = Outcome(Found((), 8), None, 0.0, 0.0)
REFUSED = Outcome(Found((), 5, refusal=2), None, 0.0, 0.0)
SILENT = Outcome(None, Failure.TIMEOUT, 0.0, 0.0)
STEP_S = 0.01


def part(register, value, **more):
    return Part(rtu.write(1, register, [value]).exchange(), **more)


def written(repaint, now, outcome=DONE):
    """Do what is due; return it."""
    exchange = repaint.next(now)
    if exchange is not None:
        repaint.settle(exchange, outcome, now)
    return exchange


def drain(repaint, now):
    """Return how many writes are due at once."""
    return sum(written(repaint, now) is not None for _ in range(20))


def test_only_what_changed_is_written():
    """A line has better things to do."""
    repaint = Repaint()
    repaint.want({"a": part(0, 1), "b": part(1, 1)})
    assert drain(repaint, 0.0) == 2

    repaint.want({"a": part(0, 1), "b": part(1, 2)})

    assert written(repaint, 1.0) == part(1, 2).exchange
    assert written(repaint, 1.0) is None


def test_everything_but_the_set_up_is_written_anew_every_few_seconds():
    """A display that lost its power is right again; a set-up may wear it."""
    repaint = Repaint()
    repaint.want({"setup": part(0, 1, once=True), "number": part(1, 1)})
    drain(repaint, 0.0)

    assert written(repaint, REPAINT_S - 0.1) is None
    assert written(repaint, REPAINT_S) == part(1, 1).exchange
    repaint.forget()
    assert drain(repaint, REPAINT_S) == 2


def test_a_write_after_a_failure_is_made_twice():
    """The first answer may be a late one to the write that failed."""
    repaint = Repaint()
    repaint.want({"a": part(0, 1)})
    written(repaint, 0.0, SILENT)

    assert drain(repaint, 0.1) == 2


def test_a_one_way_write_is_not():
    """Nothing answers, so nothing can be mistaken."""
    repaint = Repaint()
    repaint.want({"a": Part(Exchange(b"x", None))})
    written(repaint, 0.0, SILENT)

    assert drain(repaint, 0.1) == 1


def test_what_is_refused_waits_and_does_not_stop_the_rest():
    """The register may be out of order; the line is not."""
    repaint = Repaint()
    repaint.want({"a": part(0, 1), "b": part(1, 1)})
    written(repaint, 0.0, REFUSED)

    assert written(repaint, 0.1) == part(1, 1).exchange
    assert written(repaint, 0.2) is None
    assert part(0, 1).exchange in (written(repaint, REFUSED_S), written(repaint, REFUSED_S))


def test_an_optional_part_is_given_up():
    """At once when it is refused, after three failures when it is not answered."""
    repaint = Repaint()
    repaint.want({"a": part(0, 1, optional=True)})
    written(repaint, 0.0, REFUSED)
    assert written(repaint, 1000.0) is None

    repaint.forget()
    assert sum(written(repaint, 2000.0, SILENT) is not None for _ in range(9)) == 3


fates = st.sampled_from(["done", "lost", "answer lost", "late answer"])


@given(st.lists(st.tuples(st.integers(0, 3), st.lists(fates, max_size=6)), max_size=12))
def test_after_any_disturbance_the_display_shows_the_newest_picture_at_once(history):
    """Not only after the next repainting."""
    repaint = Repaint()
    shown = {}
    late = False
    now = 0.0
    for value, disturbances in [*history, (3, [])]:
        repaint.want({"digits": part(0, value), "look": part(1, value // 2)})
        for fate in [*disturbances, *["done"] * 8]:
            now += STEP_S
            exchange = repaint.next(now)
            if exchange is None:
                continue
            if fate in ("done", "answer lost"):
                request = rtu.parse_request(exchange.request)
                shown[request.start] = request.values[0]
            confirmed = fate == "done" or (fate == "late answer" and late)
            repaint.settle(exchange, DONE if confirmed else SILENT, now)
            late = fate == "answer lost"

    assert now < REPAINT_S
    assert shown == {0: 3, 1: 1}
