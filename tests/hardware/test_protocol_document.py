"""PROTOCOL.md against the vectors: what an integrator reads is what the code does."""

import re

import pytest

from firmware_bridge.simulator.avr_library import FIRMWARE
from tests.hardware.bench import crc

DOCUMENT = (FIRMWARE.parent / "PROTOCOL.md").read_text()
REGISTER_ROW = re.compile(r"^\| (0x[0-9A-F]+|\d+)(?:-\d+)? \| (RW|R|W) \| (\w+) \|", re.MULTILINE)
PATTERN_ROW = re.compile(r"^\| (\d) \| (\w+) \| ([\d *]+) \|", re.MULTILINE)
EXCEPTION_ROW = re.compile(r"^\| (\d) \| ", re.MULTILINE)


def section(number):
    heading = "###" if "." in number else "##"
    return re.split(r"^##", DOCUMENT.split(f"\n{heading} {number}", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def example_frames():
    return [
        bytes.fromhex(line[2:]) for line in section("10").split("```")[1].splitlines() if line.startswith(("> ", "< "))
    ]


def test_every_example_has_the_right_crc():
    """Integrators check their CRC by these bytes."""
    assert len(example_frames()) > 25
    for frame in example_frames():
        assert crc(frame[:-2]) == frame[-2:], frame.hex(" ")


def test_register_numbers(vectors):
    """The table names every register once, under its number."""
    rows = {name: int(number, 0) for number, _, name in REGISTER_ROW.findall(section("4.1"))}

    assert rows == vectors("register_map")["registers"]


def test_beep_patterns(vectors):
    """The table of sounds."""
    table = vectors("register_map")
    rows = {
        name.upper(): (int(number), [int(ms) for ms in lengths.replace("*", "").split()])
        for number, name, lengths in PATTERN_ROW.findall(section("4.4"))
    }

    assert rows == {name: (n, table["pattern_ms"][name]) for name, n in table["patterns"].items()}


def test_exceptions(vectors):
    """The table of refusals."""
    codes = [int(code) for code in EXCEPTION_ROW.findall(section("2.4"))]

    assert codes == sorted(vectors("register_map")["exceptions"].values())


def test_segments(vectors):
    """The table of characters."""
    cells = re.findall(r"\| (blank|`.`) \| ([0-9A-F]{2}) (?=\|)", section("11"))
    table = {" " if name == "blank" else name[1]: int(value, 16) for name, value in cells}

    assert table == vectors("segments")["segments"]


def test_clear_letters(vectors):
    """The letters that a prefix should be made of."""
    letters = re.search(r"the\s+letters\s+((?:\w\s)+\w)\.", section("11"))

    assert letters is not None
    assert set(letters[1].split()) == {c for c in vectors("segments")["clear"] if c.isalpha()}


def test_silences(vectors):
    """t3.5 and guard of the table follow from the formulas and are those of the vectors."""
    for row in vectors("register_map")["t35"]:
        t35_s = 0.00175 if row["baud"] > 19200 else 38.5 / row["baud"]
        assert row["t35_us"] == pytest.approx(t35_s * 1e6, abs=1)
        assert row["guard_us"] == pytest.approx(max(1.25 * t35_s, t35_s + 0.001, 0.003) * 1e6, abs=1)


def test_every_section_that_code_cites_exists():
    """A citation that leads nowhere helps nobody."""
    headings = set(re.findall(r"^###? (\d+(?:\.\d+)?)", DOCUMENT, re.MULTILINE))
    cited = set()
    for path in [*FIRMWARE.rglob("*.[ch]"), *FIRMWARE.parent.rglob("*.py")]:
        for list_of_sections in re.findall(r"PROTOCOL\.md ((?:\d+(?:\.\d+)?(?:, |-)?)+)", path.read_text()):
            cited |= set(re.findall(r"\d+(?:\.\d+)?", list_of_sections))

    assert cited
    assert cited <= headings
