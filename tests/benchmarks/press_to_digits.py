"""Measure the time from a key on a box to the called number on its digits, through the whole system in real time.

Server, bridge and the simulated line are processes of their own: ``python -m tests.benchmarks.press_to_digits``. The
floor is the time of the line alone, on a virtual clock: poll phase, wire and debouncing, see ``bus_cycle``.
"""

import argparse
import json
import re
import socket
import statistics
import tempfile
import time
from pathlib import Path

from tests.benchmarks import bus_cycle
from tests.benchmarks.programs import cpu_s_of
from tests.benchmarks.report import Figure, Report, at_most, run
from tests.lobby import Lobby

SERVER_MS, BRIDGE_SHARE = 10, 5
BAUD = 19200


class Line:
    """Orders to the simulated line on one connection."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._answers = self._socket.makefile()

    def order(self, text: str) -> dict:
        """Return the answer to an order."""
        self._socket.sendall(text.encode() + b"\n")
        return json.loads(self._answers.readline())

    def press(self, box: int, seconds: float = 20.0) -> float:
        """Press "next" on a box and return the milliseconds until its digits have changed."""
        before = self.order(f"get {box}")["digits"]
        began = time.perf_counter()
        self.order(f"press {box} 1")
        while self.order(f"get {box}")["digits"] == before:
            if time.perf_counter() - began > seconds:
                raise SystemExit(f"box {box} shows nothing new")
            time.sleep(0.001)
        took = time.perf_counter() - began
        self.order(f"release {box} 1")
        return took * 1000

    def close(self) -> None:
        """End the connection."""
        self._answers.close()
        self._socket.close()


def measure(options: argparse.Namespace) -> Report:
    """Press, on lines of several lengths."""
    figures, raw = [], {}
    for boxes in options.boxes:
        line = bus_cycle.measure(boxes, BAUD, 0.0, options.model_presses)
        alone = (statistics.median(line.keys) + statistics.median(line.digits)) * 1000
        ours, share = _pressed(boxes, options.presses)
        raw[str(boxes)] = {"ours_ms": ours, "line_keys_s": line.keys, "line_digits_s": line.digits}
        took = statistics.median(ours)
        figures.append(
            Figure(
                work=f"key -> digits, {boxes} boxes, median ms",
                ours=took,
                aim=f"<= floor + {SERVER_MS}",
                met=took <= alone + SERVER_MS,
                floor=alone,
            )
        )
        figures.append(at_most(f"CPU of the bridge, {boxes} boxes, % of a core", share, BRIDGE_SHARE))
    about = f"{options.presses} presses at {BAUD} baud in real time; floor: the line alone"
    return Report(name="press_to_digits", about=about, figures=figures, raw=raw)


def _pressed(boxes: int, presses: int) -> tuple[list[float], float]:
    """Return the times of presses, and what the bridge took of a core meanwhile, in percent."""
    with tempfile.TemporaryDirectory() as folder:
        lobby = Lobby(Path(folder), boxes=boxes, baud=BAUD)
        # The line that the model has: boxes alone.
        text = lobby.config.read_text(encoding="utf-8")
        led = r'\[\[bridge\.line\.unit\]\]\naddress = \d+\nprofile = "led-unit"\ncounter = "[^"]*"\n'
        lobby.config.write_text(re.sub(led, "", text), encoding="utf-8")
        try:
            lobby.start_all()
            for _ in range(presses + boxes):
                lobby.issue()
            lobby.wait_for_boxes()
            line = Line(lobby.control_path)
            results = []
            began, cpu_s = time.perf_counter(), cpu_s_of(lobby.running["bridge"].pid)
            for number in range(presses):
                time.sleep(1.0 + number % 7 * 0.037)  # not in step with the polls; 0.7 s are one wish
                results.append(line.press(number % boxes + 1))
            share = (cpu_s_of(lobby.running["bridge"].pid) - cpu_s) / (time.perf_counter() - began) * 100
            line.close()
        finally:
            lobby.stop()
    return results, share


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--boxes", type=int, nargs="+", default=[2, 8])
    parser.add_argument("--presses", type=int, default=30)
    parser.add_argument("--model-presses", type=int, default=100)
    return run(measure, parser)


if __name__ == "__main__":
    raise SystemExit(main())
