"""``queue-bridge scan``: lists the units on a line."""

import argparse
import sys
from collections.abc import Callable

from firmware_bridge.commands.arguments import Failure, add_command, add_port, address, whole
from firmware_bridge.desk import Desk, opened
from firmware_bridge.protocol.identity import Identity
from firmware_bridge.protocol.register_map import HIGHEST_ADDRESS, LOWEST_ADDRESS, UnitKind
from firmware_bridge.protocol.timing import timing_for

_KINDS = {UnitKind.CALL_BOX: "call box", UnitKind.LED_UNIT: "LED unit"}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``scan``."""
    parser = add_command(commands, "scan", "list the units on a line", "queue-bridge scan /dev/ttyUSB0")
    add_port(parser)
    parser.add_argument("--first", type=address, default=LOWEST_ADDRESS, help="first address to ask (default 1)")
    parser.add_argument("--last", type=address, default=HIGHEST_ADDRESS, help="last address to ask (default 247)")
    parser.add_argument("--tries", type=whole(1, 20), default=2, help="how often to ask each (1-20, default 2)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, should_stop: Callable[[], bool]) -> int:
    """Ask every address; fail if nothing answers."""
    timing = timing_for(options.baud)
    found = 0
    with opened(options.port, options.baud, options.format) as port:
        desk = Desk(port, timing, options.tries)
        for number in range(options.first, options.last + 1):
            if should_stop():
                break
            _progress(f"asking {number} of {options.last}")
            unit = desk.identify(number)
            if unit is not None:
                found += 1
                _progress("")
                print(f"{number:3}  {_line(unit)}", flush=True)
    _progress("")
    if not found:
        raise Failure(f"{options.port}: nothing answers at {options.baud} baud {options.format}; try another --baud")
    print(f"{found} found")
    return 0


def _line(unit: Identity | str) -> str:
    if isinstance(unit, str):
        return unit
    kind = _KINDS.get(UnitKind(unit.kind)) if unit.kind in set(UnitKind) else f"kind {unit.kind}"
    damaged = 100 * unit.crc_errors / max(1, unit.crc_errors + unit.frames)
    return (
        f"{kind}  serial {unit.serial}  map {unit.version_text}  {unit.digits} digits  {unit.keys} keys  "
        f"boot {unit.boot}  up {unit.uptime_s} s  {damaged:.1f} % of frames damaged"
    )


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
