"""Put the figures of the last ``make bench`` into docs/performance.md, between its markers."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
RESULTS = ROOT / "bench-results"
BEGIN, END = "<!-- figures: made by tools/performance_page.py -->", "<!-- end of figures -->"
HEADINGS = ("work", "aim", "floor", "ours", "ratio", "verdict")


def main(page: Path = PAGE, results: Path = RESULTS) -> int:
    """Render what there is; what was not measured keeps no line."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(results.glob("*.json"))]
    if not found:
        print(f"{results}: no figures; run make bench first", file=sys.stderr)
        return 1
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{rendered(found)}\n{END}{after}", encoding="utf-8")
    return 0


def rendered(found: list[dict]) -> str:
    """Return Markdown: the machine, then a table for each benchmark."""
    machine = found[0]["machine"]
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    system = f"{machine['cores']} cores, {machine['system']}, Python {machine['python']}"
    lines = [f"{machine['processor']}, {system}; {packages}."]
    for one in sorted(found, key=lambda one: (_order(one["name"]), one["name"])):
        load = one["machine"]["load"][0]
        lines += ["", f"**{one['name']}**: {one['about']} ({one['at'][:10]}, load {load}).", ""]
        lines += [f"| {' | '.join(HEADINGS)} |", "|---|---|--:|--:|--:|---|"]
        lines += [f"| {' | '.join(_cells(figure))} |" for figure in one["figures"]]
    return "\n".join(lines)


def _order(name: str) -> int:
    """Return 0 for the benchmarks of aims, 1 for those that explain them."""
    return int(name in ("durable_issue", "fan_out"))


def _cells(figure: dict) -> list[str]:
    floor, ours = figure["floor"], figure["ours"]
    verdict = {True: "met", False: "**missed**", None: ""}[figure["met"]]
    aim = figure["aim"].replace("<=", "≤").replace(">=", "≥")
    return [figure["work"], aim, _shown(floor), _shown(ours), _shown(ours / floor if floor else None), verdict]


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    raise SystemExit(main())
