"""Entry point of ``queue-bridge``: reads the command line and wires the program it names."""

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path
from typing import Final

from firmware_bridge.config import read_bridge_settings
from firmware_bridge.protocol.register_map import BAUD_CODES
from firmware_bridge.simulator.process import MAX_BOXES, MAX_LEDS, Simulation, SimulationError, SimulationSettings
from queue_server.settings import SettingsError, SettingsFile

logger = logging.getLogger(__name__)

DONE: Final = 0
FAILED: Final = 1


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the process's exit code: 0 done, 1 failed, 2 wrong use."""
    parser = _parser()
    options = parser.parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if options.verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        return int(options.command(options, stop))
    except (SettingsError, SimulationError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the command's one sentence
        return FAILED


def _run(options: argparse.Namespace, stop: threading.Event) -> int:
    file = SettingsFile.read(options.config)
    settings = read_bridge_settings(file)
    token_file = file.resolve(settings.token_file)
    if not token_file.is_file():
        raise SettingsError(
            f"{file.path}: [bridge]: token_file: {token_file} is missing; "
            "'queue-server device add NAME --kind bridge --office CODE' prints a token to put there"
        )
    from firmware_bridge.bridge import Bridge

    try:
        bridge = Bridge(settings, token_file)
    except ValueError as error:
        raise SettingsError(f"{file.path}: {error}") from None
    try:
        bridge.run(stop.is_set)
    except Exception:
        logger.exception("the bridge failed")
        return FAILED
    return DONE


def _simulate(options: argparse.Namespace, stop: threading.Event) -> int:
    simulation = Simulation(
        SimulationSettings(
            boxes=options.boxes,
            leds=options.leds,
            baud=options.baud,
            noise=options.noise,
            link=options.pty,
            control=options.control,
        )
    )
    simulation.run(stop.is_set)
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="queue-bridge", description="Connects serial lines of call boxes to the server."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    run = _add(commands, "run", "drive the configured lines", "queue-bridge run --config config.toml")
    run.set_defaults(command=_run)
    simulate = _add(
        commands,
        "simulate",
        "simulate a line with call boxes and LED units on a pseudo-terminal",
        "queue-bridge simulate --boxes 4 --leds 4 --pty var/line1 --control var/line1.control",
    )
    simulate.add_argument("--boxes", type=_count(MAX_BOXES), required=True, help="call boxes, at addresses 1, 2, …")
    simulate.add_argument("--leds", type=_count(MAX_LEDS), default=0, help="LED units, at 101, 102, … (default 0)")
    simulate.add_argument("--baud", type=int, choices=BAUD_CODES, default=19200, help="speed (default 19200)")
    simulate.add_argument("--noise", type=_chance, default=0.0, help="chance of an error per byte (default 0)")
    simulate.add_argument("--pty", type=Path, default=Path("line1"), help="link to the pseudo-terminal (default line1)")
    simulate.add_argument("--control", type=Path, help="Unix socket for keys, power and noise (default none)")
    simulate.set_defaults(command=_simulate)
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str, example: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=f"{text.capitalize()}.", epilog=f"example: {example}")
    parser.add_argument("--config", type=Path, default=Path("config.toml"), help="configuration (default config.toml)")
    parser.add_argument("--verbose", action="store_true", help="log every byte")
    return parser


def _count(most: int) -> "_Whole":
    return _Whole(0, most)


class _Whole:
    """Type of an argument that is a whole number within bounds."""

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = least, most

    def __call__(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and self._least <= int(text) <= self._most):
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {self._least} to {self._most}")
        return int(text)


def _chance(text: str) -> float:
    try:
        chance = float(text)
    except ValueError:
        chance = -1.0
    if not 0 <= chance <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no chance from 0 to 1")
    return chance
