"""A paper comes out once: what is known not to be out is sent again, what nobody knows is left to people."""

import socket

import pytest

from queue_server.adapters.printing.connections import opener
from queue_server.adapters.printing.escpos_job import printer_bytes
from queue_server.adapters.printing.printer import NotPrinted, Printer, Unsure
from queue_server.adapters.printing.ticket_picture import draw_ticket
from queue_server.domain.paper import Paper, PaperLayout


@pytest.fixture
def job(paper):
    return printer_bytes(draw_ticket(paper(), PaperLayout(), 80))


def ready(device):
    return Printer(opener(device))


@pytest.mark.parametrize("mute", [False, True])
def test_a_job_comes_out_whole(tcp_printer, job, mute):
    printer = tcp_printer(mute=mute)

    ready(printer.device).print(job)

    printer.stop()
    assert printer.printed == [job.whole]


@pytest.mark.parametrize("mute", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.95])
def test_a_printer_that_dies_in_the_middle_prints_once_when_it_is_back(tcp_printer, job, mute, share):
    printer = tcp_printer(mute=mute)
    printer.die_after = int(len(b"".join(job.pieces)) * share)

    with pytest.raises(NotPrinted):
        ready(printer.device).print(job)
    ready(printer.device).print(job)

    printer.stop()
    assert printer.printed == [job.whole]
    assert len(printer.torn) == 1


class DyingAtTheEnd:
    """Answers everything but the question after the cut."""

    def __init__(self, job):
        self._job, self._cut = job, False

    def send(self, data):
        self._cut = self._cut or data == self._job.end

    def answer(self):
        if self._cut:
            raise ConnectionError("gone")
        return b"\x12"

    def finish(self):
        raise AssertionError("it can answer")

    def close(self):
        pass


def test_silence_after_the_cut_is_left_to_people(job):
    """Printing again could give two people one number; not printing could leave one with none."""
    with pytest.raises(Unsure):
        Printer(lambda: DyingAtTheEnd(job)).print(job)


@pytest.mark.parametrize(
    ("offline", "paper_byte", "words", "left"),
    [(0x12 | 0x04, 0x12, "cover", Paper.ENOUGH), (0x12 | 0x20, 0x12 | 0x60, "paper is out", Paper.OUT)],
)
def test_a_printer_that_cannot_print_says_why(tcp_printer, job, offline, paper_byte, words, left):
    printer = tcp_printer()
    printer.offline, printer.paper = offline, paper_byte

    with pytest.raises(NotPrinted, match=words):
        ready(printer.device).print(job)

    status = ready(printer.device).status()
    assert not status.ready
    assert status.paper is left
    printer.stop()
    assert printer.printed == []


def test_little_paper_is_told_and_still_printed_on(tcp_printer, job):
    printer = tcp_printer()
    printer.paper = 0x12 | 0x0C

    ready(printer.device).print(job)

    status = ready(printer.device).status()
    assert (status.paper, status.ready) == (Paper.LOW, True)


def test_a_printer_that_cannot_tell_counts_as_fine(tcp_printer):
    status = ready(tcp_printer(mute=True).device).status()

    assert (status.ready, status.paper) == (True, Paper.UNKNOWN)


def test_a_printer_that_is_switched_off_is_offline(job):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    printer = ready(f"tcp://127.0.0.1:{port}")

    assert not printer.status().ready
    with pytest.raises(NotPrinted):
        printer.print(job)


def test_a_device_file_gets_the_whole_job(tmp_path, job):
    ready(f"file://{tmp_path}/lp0").print(job)

    assert (tmp_path / "lp0").read_bytes().endswith(job.whole)


@pytest.mark.parametrize("device", ["lpt1", "usb://1", "serial:///etc/passwd", "file://relative", "tcp://", "ftp://x"])
def test_what_names_no_printer_is_refused_with_examples(device):
    with pytest.raises(ValueError, match="tcp://192"):
        opener(device)
