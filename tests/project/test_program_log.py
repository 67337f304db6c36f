"""A complaint in a program's log fails the test that caused it, unless it said so before."""

import pytest

from tests.program_log import ProgramLog, complaints, judge

QUIET = """\
2026-03-02 09:00:00,123 INFO queue_server.commands.serving: serving on http://127.0.0.1:8000
2026-03-02 09:00:01,123 WARNING queue_server.adapters.redis: Redis does not answer; errors are ERROR lines
"""
FAILED = """\
2026-03-02 09:00:02,001 ERROR queue_server.adapters.db.writer: a batch failed
Traceback (most recent call last):
  File "writer.py", line 3, in write
KeyError: 'a'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "writer.py", line 5, in write
ValueError: b
"""
RAW = """\
Traceback (most recent call last):
  File "src/gevent/greenlet.py", line 900, in run
KeyError: 'c'
2026-03-02T01:00:00Z <Greenlet at 0x7f: run> failed with KeyError
"""


def test_what_a_healthy_program_says_is_no_complaint():
    assert complaints(QUIET) == []


def test_an_error_is_shown_with_its_whole_traceback():
    """Who reads the failure has to see where it came from."""
    assert complaints(QUIET + FAILED + QUIET) == [FAILED.rstrip("\n")]


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-02 09:00:00,123 CRITICAL root: no",
        "2026/03/02 09:00:00 [error] 12#12: *1 connect() failed (111: Connection refused) while connecting",
        "2026/03/02 09:00:00 [alert] 12#12: worker process 13 exited on signal 11",
        "Exception in thread Thread-1 (run):",
        "Exception ignored in: <function Socket.__del__ at 0x7f>",
        "<Greenlet at 0x7f27: <bound method Feed.run>> failed with ValueError",
        "Task exception was never retrieved",
        "/usr/lib/x.py:1: RuntimeWarning: coroutine 'f' was never awaited",
        "Unhandled exception in the writer",
        "Fatal Python error: Segmentation fault",
        "bus.c:12:3: runtime error: shift exponent 33 is too large",
    ],
)
def test_each_kind_of_complaint_is_found(line):
    assert complaints(f"{QUIET}{line}\n") != []


def test_what_was_announced_is_expected_and_nothing_beside_it():
    """An announcement is for one complaint: another of the same program is still shown."""
    announced = {r"a batch failed\n.*ValueError: b": "the test takes the disk away"}

    assert complaints(FAILED, announced) == []
    assert complaints(FAILED + RAW, announced) == [RAW.rstrip("\n")]


def test_tracebacks_without_an_entry_are_told_apart():
    """Announcing the first of two must not hide the second."""
    first, second = RAW.splitlines(), ["Traceback (most recent call last):", "OSError: d"]

    assert complaints("\n".join(first + second), {"KeyError: 'c'": "known"}) == ["\n".join(second)]


def test_each_passage_is_judged_once(tmp_path):
    """A test that shares its programs with others answers for what happened in it alone."""
    log = ProgramLog(tmp_path / "server.log")
    assert log.complaints() == []
    log.path.write_text(FAILED)
    assert len(log.complaints()) == 1

    log.path.write_text(FAILED + RAW)

    assert log.complaints() == [f"server.log: {RAW.rstrip()}"]


def test_a_complaint_fails_and_shows_the_passage():
    with pytest.raises(AssertionError, match="KeyError: 'a'"):
        judge(complaints(FAILED))
    judge([])
