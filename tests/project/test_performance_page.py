"""The page of figures is made from the last run, and can be made again."""

import importlib.util
import json
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks import report

ROOT = Path(__file__).resolve().parents[2]


def the_tool():
    spec = importlib.util.spec_from_file_location("performance_page", ROOT / "tools" / "performance_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def results_in(folder):
    figures = [
        report.at_least("numbers a second", 2500.0, 2000, 6000.0),
        report.ratio_at_most("the last display, ms", 30.0, 10.0, 1.5),
    ]
    report.Report(name="http_issue", about="as a test", figures=figures).keep(folder)
    return json.loads((folder / "http_issue.json").read_text())


def test_figures_stand_between_the_markers_and_the_rest_stays(tmp_path):
    """Words are written by people, figures by the run; also the second time."""
    tool, page = the_tool(), tmp_path / "page.md"
    page.write_text(f"# Before\n{tool.BEGIN}\nold\n{tool.END}\nafter\n")
    kept = results_in(tmp_path / "results")

    for _ in range(2):
        assert tool.main(page, tmp_path / "results") == 0

    text = page.read_text()
    assert text.startswith(f"# Before\n{tool.BEGIN}\n")
    assert text.endswith(f"\n{tool.END}\nafter\n")
    assert "old" not in text
    assert "| numbers a second | ≥ 2000 | 6000 | 2500 | 0.417 | met |" in text
    assert "| the last display, ms | ≤ 1.5 x floor | 10 | 30 | 3 | **missed** |" in text
    assert kept["figures"][0] == asdict(report.at_least("numbers a second", 2500.0, 2000, 6000.0))


def test_without_figures_the_page_is_left_alone(tmp_path, capsys):
    """And it is said what to do."""
    tool, page = the_tool(), tmp_path / "page.md"
    page.write_text("as it was")

    assert tool.main(page, tmp_path / "none") == 1
    assert page.read_text() == "as it was"
    assert "make bench" in capsys.readouterr().err


def test_the_page_explains_every_benchmark_that_make_bench_runs():
    """A figure nobody can interpret helps nobody."""
    listed = (ROOT / "Makefile").read_text().partition("\nBENCHMARKS :=")[2].partition("\n\n")[0].split()
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")

    assert [name for name in listed if name != "\\" and f"| `{name}` |" not in page] == []
    assert the_tool().BEGIN in page
    assert the_tool().END in page
