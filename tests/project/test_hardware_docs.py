"""The hardware pages: every configuration in them works, and the example of a profile runs as printed."""

import ast
import importlib
import re
import sys
import tomllib
from pathlib import Path

import pytest

from firmware_bridge.config import LineSettings, UnitSettings, read_bridge_settings
from firmware_bridge.line_check import check_lines, scan_s
from firmware_bridge.profile_registry import OWN, make_profile
from firmware_bridge.protocol.profiles.digit_devices import DEVICES
from firmware_bridge.protocol.profiles.modbus_inputs import LONGEST_GAP_S
from queue_server.settings import SettingsFile

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs/hardware").glob("*.md"))]
BOUGHT = ROOT / "docs/hardware/bought_gear.md"
WRITING = ROOT / "docs/hardware/writing_a_profile.md"


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


CONFIGURATIONS = [(page, text) for page in PAGES for text in blocks(page, "toml")]


@pytest.fixture
def hash_sign(tmp_path, monkeypatch):
    """Install the example's package as pip would; give its folder."""
    module, _ = blocks(WRITING, "python")
    project = tomllib.loads(blocks(WRITING, "pyproject")[0])
    (tmp_path / "moiso_hash_sign.py").write_text(module, encoding="utf-8")
    information = tmp_path / "moiso_hash_sign-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: moiso-hash-sign\nVersion: 1.0\n")
    points = project["project"]["entry-points"]["moiso.profiles"]
    lines = ["[moiso.profiles]", *(f"{name} = {target}" for name, target in points.items())]
    (information / "entry_points.txt").write_text("\n".join(lines) + "\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    yield tmp_path
    sys.modules.pop("moiso_hash_sign", None)


@pytest.mark.parametrize(
    ("page", "text"), CONFIGURATIONS, ids=[f"{page.name}-{i}" for i, (page, _) in enumerate(CONFIGURATIONS)]
)
def test_every_configuration_is_one_the_bridge_takes(hash_sign, page, text):
    """People copy them."""
    file = SettingsFile(page, tomllib.loads(text))
    findings = check_lines(read_bridge_settings(file))

    assert findings.errors == []
    assert not [warning for warning in findings.warnings if "usually comes with" not in warning]


def test_every_profile_and_every_digit_display_has_an_example():
    """What is not shown is not found."""
    settings = [
        unit
        for _, text in CONFIGURATIONS
        for line in tomllib.loads(text).get("bridge", {}).get("line", [])
        for unit in line["unit"]
    ]

    assert {unit["profile"] for unit in settings} >= set(OWN) - {"call-box", "led-unit"}
    assert {unit["options"]["device"] for unit in settings if unit["profile"] == "modbus-digits"} == set(DEVICES)


def test_every_option_in_a_table_exists():
    """Each row of an options table is accepted by some profile; the others are in its examples' sections."""
    text = BOUGHT.read_text(encoding="utf-8")
    sources = "".join(path.read_text() for path in (ROOT / "firmware_bridge/protocol/profiles").glob("*.py"))
    named = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", text, re.MULTILINE)
    options = {name for row in named for name in re.findall(r"`(\w+)`", row)}

    assert len(options) > 15
    assert options <= set(re.findall(r'reader\.(?:whole|text|choice|flag)\("(\w+)"', sources))


def test_the_table_of_scan_times_is_computed():
    """By the same function that refuses a line."""
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", BOUGHT.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(count) for count, _ in rows] == [2, 4, 8]

    for count, cells in rows:
        units = [UnitSettings(address=address, profile="modbus-inputs") for address in range(1, int(count) + 1)]
        for baud, cell in zip((9600, 19200, 115200), cells.split(" | "), strict=True):
            line = LineSettings(name="x", port="x", baud=baud, unit=units)
            found = scan_s(line, {unit.address: make_profile("x", unit) for unit in units})
            assert cell.strip("* ms") == f"{found * 1000:.0f}"
            assert ("**" in cell) == (found > LONGEST_GAP_S)


def test_the_links_lead_somewhere():
    """Within and between the pages."""
    for page in (BOUGHT, WRITING):
        for target in re.findall(r"\]\(([^)#]*)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert not target or (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_links_within_the_page_have_headings():
    """As code hosts make anchors of them."""
    text = BOUGHT.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    }

    assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= headings


def test_the_example_of_a_profile_passes_its_own_test(hash_sign):
    """Exactly as printed."""
    _, test = blocks(WRITING, "python")
    names: dict[str, object] = {}
    exec(compile(ast.parse(test), str(WRITING), "exec"), names)

    names["test_a_number_is_shown_and_shown_again"]()


def test_the_example_of_a_profile_refuses_what_it_says(hash_sign, monkeypatch):
    """With the line, the unit and the option."""
    text = blocks(WRITING, "toml")[0].replace("places = 4", "places = 9")
    file = SettingsFile(WRITING, tomllib.loads(text))

    assert check_lines(read_bridge_settings(file)).errors == [
        "[[bridge.line]] 'signs' unit 7: options: places: 9 is no number from 1 to 6"
    ]
