"""What is fuzzed: each function takes any bytes and fails if a parser breaks one of its promises."""

import json
import random

from firmware_bridge.protocol import qsystem, rtu
from firmware_bridge.protocol.conversation import _BUFFER, Conversation
from firmware_bridge.protocol.crc import with_crc
from firmware_bridge.protocol.qsystem import ButtonParser
from firmware_bridge.protocol.register_map import UnitKind
from firmware_bridge.protocol.rtu import Function, Request
from firmware_bridge.protocol.sniffer import Sniffer
from firmware_bridge.protocol.timing import timing_for
from firmware_bridge.simulator.bus import SimulatedBus
from firmware_bridge.simulator.control import Control
from firmware_bridge.simulator.unit import SimulatedUnit

TIMING = timing_for(19200)
REQUESTS = [
    rtu.read(5, 17, 3),
    rtu.read(5, 17, 11),
    rtu.read(5, 16, 18),
    rtu.read_inputs(5, 0, 11),
    rtu.read_input_registers(5, 0, 2),
    rtu.write_one(5, 7, 42),
    rtu.write(5, 0, (65, 48, 48, 55)),
]
ANSWERS = [
    rtu.answer_read(REQUESTS[0], (7, 258, 3)),
    rtu.answer_read(REQUESTS[1], (7, 258, 3, 0, 273, 531, 786, 0, 0, 0, 0)),
    rtu.answer_read(REQUESTS[2], range(18)),
    rtu.answer_read(REQUESTS[3], (1, 0, 1) * 3 + (1, 1)),
    rtu.answer_read(REQUESTS[4], (1, 2)),
    rtu.answer_write(REQUESTS[5]),
    rtu.answer_write(REQUESTS[6]),
]
ALL = frozenset(Function)


def pieces(data: bytes):
    """Cut bytes as a line delivers them: a length, then so many bytes, and again."""
    while data:
        length = 1 + data[0] % 16
        yield data[1 : 1 + length]
        data = data[1 + length :]


def _mended(data: bytes) -> list[bytes]:
    """Return the pieces, at every second first byte with the checksum that makes one good frame of them."""
    cut = list(pieces(data[1:]))
    if data[:1] and data[0] & 1:
        cut.append(with_crc(b"".join(cut))[-2:])
    return cut


def rtu_answers(data: bytes) -> None:
    """The master's receiving side: whatever is heard, an exchange ends in time, and an answer is one."""
    request = REQUESTS[data[0] % len(REQUESTS)] if data else REQUESTS[0]
    talk = Conversation(TIMING)
    talk.reset(0.0)
    talk.begin(request.exchange(), 0.0)
    now = 1.0
    assert talk.advance(now) == request.frame
    for piece in _mended(data[1:]):
        now += 0.002
        talk.receive(piece, now)
        assert len(talk._received) <= _BUFFER
        talk.advance(now)
    outcome = talk.take_outcome()
    for _ in range(4):
        if outcome is not None:
            break
        now = max(now, talk.wake_at)
        talk.advance(now)
        outcome = talk.take_outcome()
    assert outcome is not None, "the exchange never ended"
    assert (outcome.found is None) == (outcome.failure is not None)
    if outcome.found is not None and outcome.found.refusal is None and request.function in rtu.READS:
        assert len(outcome.found.data) == request.count


def rtu_requests(data: bytes) -> None:
    """The unit's side, and listening in: what is understood encodes to the same bytes, what is heard is let go."""
    for functions in (rtu.UNIT_FUNCTIONS, ALL):
        request = rtu.parse_request(data, functions)
        if isinstance(request, Request):
            assert request.frame == data
        if len(data) > 2:
            repaired = with_crc(data[:-2])
            request = rtu.parse_request(repaired, functions)
            assert not isinstance(request, Request) or request.frame == repaired
    sniffer = Sniffer()
    heard = 0
    for piece in pieces(data):
        heard += sum(len(item.data) for item in sniffer.feed(piece))
        assert len(sniffer._data) <= rtu.MAX_FRAME + 16
    heard += sum(len(item.data) for item in sniffer.silence())
    assert heard == sum(map(len, pieces(data)))


def qsystem_buttons(data: bytes) -> None:
    """Boxes that speak unasked: only whole frames count, and next to nothing is kept."""
    parser = ButtonParser()
    now = 0.0
    heard = b""
    for piece in pieces(data):
        now += 0.02 if piece[:1] < b"\xf0" else 0.2
        heard += piece
        for frame in parser.feed(piece, now):
            assert bytes((1, frame.address, qsystem.FIRST_BUTTON + frame.button - 1, 7)) in heard
        assert len(parser._rest) < qsystem.FRAME


class _Desk:
    """A simulator, made anew from time to time, since requests change it."""

    uses = 0
    control: Control

    @classmethod
    def fresh(cls) -> Control:
        if cls.uses % 1000 == 0:
            units = {
                1: SimulatedUnit(UnitKind.CALL_BOX, 1, 0xA001, 0.0),
                101: SimulatedUnit(UnitKind.LED_UNIT, 101, 0xA101, 0.0),
            }
            cls.control = Control(units, SimulatedBus(list(units.values()), 19200, random.Random(1)))
        cls.uses += 1
        return cls.control


def control_lines(data: bytes) -> None:
    """The simulator's control socket: every line has an answer, one line of JSON that says whether it was done."""
    control = _Desk.fresh()
    for number, line in enumerate(data.split(b"\n")):
        answer = control.answer(line.decode("ascii", "replace"), 1.0 + number)
        assert "\n" not in answer
        parsed = json.loads(answer)
        assert isinstance(parsed, dict)
        assert parsed.get("ok") is not False or isinstance(parsed["error"], str)


TARGETS = {
    "rtu-answers": rtu_answers,
    "rtu-requests": rtu_requests,
    "qsystem": qsystem_buttons,
    "control": control_lines,
}


def _cut(data: bytes) -> bytes:
    """Return bytes from which ``pieces`` gives these."""
    return b"".join(bytes((15,)) + data[i : i + 16] for i in range(0, len(data), 16))


SEEDS = {
    "rtu-answers": [bytes((i, 0)) + _cut(answer) for i, answer in enumerate(ANSWERS)]
    + [bytes((i, 1)) + _cut(answer[:-2]) for i, answer in enumerate(ANSWERS)]
    + [b"\x00\x00" + _cut(b"\xff\x00" + rtu.answer_refusal(5, 3, 2))]
    + [b"\x05\x00" + _cut(REQUESTS[5].frame + ANSWERS[5])],
    "rtu-requests": [request.frame for request in REQUESTS] + [_cut(b"\x00" + request.frame) for request in REQUESTS],
    "qsystem": [_cut(bytes.fromhex("01 05 31 07 01 06 34 07")), b"\x00\x01" + _cut(bytes.fromhex("05 31 07"))],
    "control": [
        b"press 1 2\nrelease 1 2\nget 1\nget 101\nstats",
        b"power 1 0\npower 1 1\nnoise 0.5\ndrop 1e-3\nnoise nan\nquit\npress 1 99999999999999999999\n",
    ],
}
