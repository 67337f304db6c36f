"""Every benchmark runs, on as little as it takes: figures are not looked at, only that there are any."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import report

ROOT = Path(__file__).resolve().parents[2]
ONE_ROUND = ["--rounds", "1"]
SMALL = {
    "bus_cycle": ["--presses", "4"],
    "durable_issue": ["--clients", "2", "--tickets", "10", "--commit-ms", "0", *ONE_ROUND],
    "fan_out": ["--clients", "3", *ONE_ROUND],
    "call_next": ["--counters", "2", "--displays", "3", "--calls", "4", "--think-ms", "1", *ONE_ROUND],
    "commit_to_displays": ["--displays", "3", *ONE_ROUND],
    "http_issue": ["--clients", "3", "--requests", "400", *ONE_ROUND],
    "idle_displays": ["--displays", "5", "--each", "3", "--seconds", "0.2", "--settle", "0.1"],
    "press_to_digits": ["--boxes", "1", "--presses", "1", "--model-presses", "3"],
    "press_to_tv": ["--presses", "1", "--keys", "0", "--pause", "0.1"],
    "slow_disk": ["--clients", "3", "--requests", "20", "--ms", "1", *ONE_ROUND],
    "start_up": [*ONE_ROUND],
    "province_hour": ["--offices", "3", "--tickets", "4", "--clients", "2"],
    "scale_out": ["--offices", "3", "--tickets", "4", "--clients", "2", "--rounds", "1"],
    "procedure_search": ["--sizes", "300", "--queries", "5"],
    "announce_latency": ["--displays", "5", "--calls", "1", "--calm-ms", "500"],
}


@pytest.mark.parametrize("name", sorted(SMALL))
def test_a_benchmark_runs_and_keeps_its_figures(name, tmp_path):
    """On a busy computer any aim may be missed, so none is asked for."""
    words = [sys.executable, "-m", f"tests.benchmarks.{name}", *SMALL[name], "--results", str(tmp_path)]

    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    kept = json.loads((tmp_path / f"{name}.json").read_text())
    assert kept["figures"]
    assert all(figure["ours"] > 0 for figure in kept["figures"])
    assert kept["machine"]["cores"] > 0
    assert "verdict" in done.stdout


def test_make_bench_runs_every_benchmark():
    """One that is forgotten there is never run again."""
    listed = (ROOT / "Makefile").read_text().partition("\nBENCHMARKS :=")[2].partition("\n\n")[0].split()

    missing = [name for name in SMALL if name not in listed]

    assert missing == []


def test_figures_are_judged_against_their_aims():
    """The verdict is what the page of figures is read for."""
    assert report.at_most("wait", 5, 6).met
    assert not report.at_least("rate", 5, 6).met
    assert report.ratio_at_most("time", 15, 10, 1.5).met
    assert not report.ratio_at_least("rate", 5, 10, 0.6).met
    assert report.ratio_at_least("rate", 5, 10, 0.6).cells() == ("rate", ">= 0.6 x floor", "10", "5", "0.5", "MISSED")
