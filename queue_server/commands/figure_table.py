"""Figures of days as a table for the terminal, and as JSON for the pages."""

from collections.abc import Sequence

from queue_server.simulation.figures import DayFigures, Waits

DEFINITIONS = (
    "wait: from entering a service's line to the call, in minutes; in target: called within the class's target time",
    "overtaken: how many of the same service came later and were called earlier, mean and most of all who were called",
)


def figure_lines(rows: Sequence[tuple[str, DayFigures]]) -> list[str]:
    """Return one block of lines for each (name, figures), then the definitions."""
    lines = [
        f"{'':14}{'class':12}{'called':>7}{'mean':>8}{'p90':>8}{'max':>8}{'in target':>11}"
        f"{'overtaken':>16}{'no-show':>9}{'unserved':>10}"
    ]
    for name, figures in rows:
        lines.append(
            f"{name:14}{'all':12}{_waits(figures.whole)}{figures.overtaken_mean:>9.2f} / {figures.overtaken_max:<4}"
            f"{figures.no_shows:>9}{figures.unserved:>10}"
        )
        lines += [f"{'':14}{kind.value:12}{_waits(waits)}" for kind, waits in figures.by_class.items()]
    return [*lines, "", *DEFINITIONS]


def figures_json(figures: DayFigures) -> dict[str, object]:
    """Return figures as JSON values; durations in seconds."""
    return {
        "tickets": figures.tickets,
        "all": _waits_json(figures.whole),
        "by_class": {kind.value: _waits_json(waits) for kind, waits in figures.by_class.items()},
        "overtaken_mean": round(figures.overtaken_mean, 3),
        "overtaken_max": figures.overtaken_max,
        "no_shows": figures.no_shows,
        "unserved": figures.unserved,
    }


def _waits(waits: Waits) -> str:
    within = "" if waits.within_target is None else f"{100 * waits.within_target:.0f} %"
    return f"{waits.called:>7}{waits.mean_s / 60:>8.1f}{waits.p90_s / 60:>8.1f}{waits.max_s / 60:>8.1f}{within:>11}"


def _waits_json(waits: Waits) -> dict[str, object]:
    return {
        "called": waits.called,
        "mean_s": round(waits.mean_s, 1),
        "p90_s": round(waits.p90_s, 1),
        "max_s": round(waits.max_s, 1),
        "within_target": waits.within_target,
    }
