"""The firmware against the vectors that the Python side is checked against too."""

import re
from itertools import pairwise

import pytest

from firmware_bridge.simulator.avr_library import FIRMWARE


def test_every_transaction_is_answered_byte_for_byte(bench, vectors):
    """Frames, limits and exceptions are those of PROTOCOL.md, in one go from power-up."""
    wrong = []

    for case in vectors("frames")["transactions"]:
        if case["replay"]:
            bench.bus.run(0.003)
            answer = bench.bus.exchange(bytes.fromhex(case["request"]), timeout_s=0.06).hex().upper()
            if answer != (case["response"] or ""):
                wrong.append((case["name"], answer, case["response"]))

    assert wrong == []


def test_damaged_frames_are_never_answered_and_are_counted(bench, vectors):
    """A wrong answer would be worse than none: the master repeats."""
    frames = [bytes.fromhex(case["frame"]) for case in vectors("frames")["silent"]]
    before = bench.master.read(28)[0]

    answers = []
    for frame in frames:
        bench.bus.run(0.005)
        answers.append(bench.bus.exchange(frame, timeout_s=0.05))

    assert answers == [b""] * len(frames)
    bench.bus.run(0.005)
    assert bench.master.read(28)[0] - before == len(frames)


def test_every_character_has_its_segments(bench, vectors):
    """The display driver gets exactly the table's picture, small letters like capital ones."""
    segments = vectors("segments")["segments"]
    shown = {}

    for code in range(0x20, 0x7F):
        bench.master.show(chr(code) * 4)
        bench.bus.run(0.002)
        shown[chr(code)] = bench.unit().segments[:4]

    assert shown == {c: (segments.get(c.upper(), 0),) * 4 for c in shown}


def test_no_character_can_be_taken_for_another(vectors):
    """S005 must not read as 5005: every picture is unique."""
    pictures = list(vectors("segments")["segments"].values())

    assert len(set(pictures)) == len(pictures)


def test_the_crc_is_the_one_of_the_vectors(bench, vectors):
    """A request with the vectors' CRC is understood; the unit's own is checked by every answer."""
    case = next(c for c in vectors("crc")["cases"] if c["data"] == "010300110003")

    answer = bench.bus.exchange(bytes.fromhex(case["data"] + case["crc"]))

    assert len(answer) == 11


GROUPS = {
    "registers": "REG",
    "sizes": "SIZE",
    "kinds": "KIND",
    "event_kinds": "EVENT",
    "lamp_bits": "LAMP",
    "reset_codes": "RESET",
    "exceptions": "EXCEPTION",
    "addresses": "ADDRESS",
    "defaults": "DEFAULT",
    "patterns": "PATTERN",
}
ON_THE_PYTHON_SIDE_ONLY = {"TIME_ANSWER_MAX", "TIME_STORE"}


def test_the_firmware_has_the_vectors_constants(vectors):
    """map.h and register_map.json are two spellings of one table."""
    table = vectors("register_map")
    expected = {f"{prefix}_{name}": v for group, prefix in GROUPS.items() for name, v in table[group].items()}
    expected |= {f"TIME_{name}": value for name, value in table["times_ms"].items()}
    expected |= {"UNIT_ID": table["id"]}
    expected |= {f"MAP_VERSION_{name.upper()}": value for name, value in table["version"].items()}

    source = (FIRMWARE / "common" / "map.h").read_text()
    defined = {name: int(value, 0) for name, value in re.findall(r"#define (\w+) (\w+)\n", source)}

    assert defined == {k: v for k, v in expected.items() if k not in ON_THE_PYTHON_SIDE_ONLY}


@pytest.mark.parametrize("name", ["OK", "REFUSED", "EMPTY", "ARRIVAL", "ERROR"])
def test_a_pattern_sounds_as_written(bench, vectors, name):
    """People tell the answers apart by ear: the pin follows the table to the millisecond."""
    table = vectors("register_map")

    bench.master.write_one(11, table["patterns"][name])
    bench.bus.run(1.5)

    edges = bench.bus.buzzer_edges_s(0)
    lengths = [round(1000 * (after - before)) for before, after in pairwise(edges)]
    assert lengths == pytest.approx(table["pattern_ms"][name], abs=1)
    assert bench.unit().buzzer_pattern == table["patterns"][name]
    assert bench.unit().buzzer_count == 1
    assert bench.master.read(10, 2) == [0, 0]
