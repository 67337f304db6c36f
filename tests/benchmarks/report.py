"""What every benchmark prints and keeps: its figures beside aim and floor, and the machine they were taken on."""

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "bench-results"
PACKAGES = ("flask", "flask-socketio", "python-engineio", "gevent", "sqlalchemy", "msgspec")
HEADINGS = ("work", "aim", "floor", "ours", "ratio", "verdict")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table.

    Args:
        work: what was measured, with its unit.
        ours: the figure.
        aim: what was wanted of it, in words.
        met: whether it was reached; None where there is no aim.
        floor: the same done by the least program that can do it, in the same run.
    """

    work: str
    ours: float
    aim: str = ""
    met: bool | None = None
    floor: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours to the floor's."""
        return None if not self.floor else self.ours / self.floor

    def cells(self) -> tuple[str, ...]:
        """Return the line as texts in the order of the headings."""
        verdict = {True: "met", False: "MISSED", None: ""}[self.met]
        return (self.work, self.aim, shown(self.floor), shown(self.ours), shown(self.ratio), verdict)


def at_most(work: str, ours: float, aim: float, floor: float | None = None) -> Figure:
    """Return a figure that is good when it is small."""
    return Figure(work=work, ours=ours, aim=f"<= {shown(aim)}", met=ours <= aim, floor=floor)


def at_least(work: str, ours: float, aim: float, floor: float | None = None) -> Figure:
    """Return a figure that is good when it is large."""
    return Figure(work=work, ours=ours, aim=f">= {shown(aim)}", met=ours >= aim, floor=floor)


def ratio_at_most(work: str, ours: float, floor: float, aim: float) -> Figure:
    """Return a figure whose aim is a multiple of its floor."""
    return Figure(work=work, ours=ours, aim=f"<= {shown(aim)} x floor", met=ours <= aim * floor, floor=floor)


def ratio_at_least(work: str, ours: float, floor: float, aim: float) -> Figure:
    """Return a figure whose aim is a share of its floor."""
    return Figure(work=work, ours=ours, aim=f">= {shown(aim)} x floor", met=ours >= aim * floor, floor=floor)


def shown(value: float | None) -> str:
    """Return a number with as many places as it is worth."""
    if value is None:
        return ""
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def at_share(values: list[float], share: float) -> float:
    """Return the value that this share of all is not above."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))] if ranked else float("nan")


def middle(runs: list[dict], name: str) -> float:
    """Return the median of a figure over runs."""
    return statistics.median(run[name] for run in runs)


@dataclass(kw_only=True)
class Report:
    """The result of one benchmark."""

    name: str
    about: str
    figures: list[Figure] = field(default_factory=list)
    raw: dict = field(default_factory=dict)
    """Everything that was measured, as it came."""

    def print(self) -> None:
        """Print the table and the machine."""
        print(f"{self.name}: {self.about}")
        for line in aligned([HEADINGS, *(figure.cells() for figure in self.figures)]):
            print(f"  {line}")
        facts = machine()
        print(f"  on {facts['processor']}, {facts['cores']} cores, load {facts['load']}, Python {facts['python']}\n")

    def keep(self, folder: Path) -> None:
        """Write all of it as JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        kept = {**asdict(self), "machine": machine(), "at": datetime.now(UTC).isoformat(timespec="seconds")}
        (folder / f"{self.name}.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")

    def missed(self) -> int:
        """Return how many aims were not reached."""
        return sum(figure.met is False for figure in self.figures)


def aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Return lines with columns below each other; the first two to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if at < 2 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def machine() -> dict:
    """Return what the figures depend on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": [round(one, 1) for one in os.getloadavg()],
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def run(measure: Callable[[argparse.Namespace], Report], parser: argparse.ArgumentParser) -> int:
    """Measure, print and keep; the exit code says whether an aim was missed only when ``--strict`` is given."""
    parser.add_argument("--results", type=Path, default=FOLDER, help="folder for the figures as JSON")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if an aim is missed")
    options = parser.parse_args()
    report = measure(options)
    report.print()
    report.keep(options.results)
    return int(options.strict and report.missed() > 0)
