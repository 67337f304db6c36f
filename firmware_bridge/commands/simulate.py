"""``queue-bridge simulate``: a line with call boxes and LED units on a pseudo-terminal."""

import argparse
import logging
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from firmware_bridge.commands.arguments import Failure, add_command, chance, whole
from firmware_bridge.protocol.register_map import BAUD_CODES
from firmware_bridge.simulator.process import MAX_BOXES, MAX_LEDS, Simulation, SimulationError, SimulationSettings

logger = logging.getLogger(__name__)

FIRMWARE: Final = Path(__file__).parents[1] / "firmware"
BUILD: Final = FIRMWARE / "build"
"""Where ``make -C firmware_bridge/firmware`` puts the units' programs and the simulator that runs them."""
PROGRAM: Final = BUILD / "moiso_sim"
_BUILD_WITHIN_S: Final = 50.0


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``simulate``."""
    parser = add_command(
        commands,
        "simulate",
        "simulate a line with call boxes and LED units on a pseudo-terminal",
        "queue-bridge simulate --boxes 4 --leds 4 --pty var/line1 --control var/line1.control",
    )
    parser.add_argument("--boxes", type=whole(0, MAX_BOXES), required=True, help="call boxes, at addresses 1, 2, …")
    parser.add_argument("--leds", type=whole(0, MAX_LEDS), default=0, help="LED units, at 101, 102, … (default 0)")
    parser.add_argument("--baud", type=int, choices=BAUD_CODES, default=19200, help="speed (default 19200)")
    parser.add_argument("--noise", type=chance, default=0.0, help="chance of an error per byte (default 0)")
    parser.add_argument("--pty", type=Path, default=Path("line1"), help="link to the pseudo-terminal (default line1)")
    parser.add_argument("--control", type=Path, help="Unix socket for keys, power and noise (default: none)")
    machine = parser.add_mutually_exclusive_group()
    machine.add_argument("--firmware", action="store_true", help="run the units' real machine code (needs a build)")
    machine.add_argument(
        "--prefer-firmware",
        action="store_true",
        help="run the units' real machine code if it can be built here, else the model in Python",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, should_stop: Callable[[], bool]) -> int:
    """Simulate until stopped."""
    if options.firmware or (options.prefer_firmware and _is_buildable()):
        _become_firmware_simulator(options)
    settings = SimulationSettings(
        boxes=options.boxes,
        leds=options.leds,
        baud=options.baud,
        noise=options.noise,
        link=options.pty,
        control=options.control,
    )
    controlled = f", controlled by {options.control}" if options.control else ""
    logger.info(
        "simulated line at %s: %d call boxes, %d LED units%s", options.pty, options.boxes, options.leds, controlled
    )
    try:
        Simulation(settings).run(should_stop)
    except SimulationError as error:
        raise Failure(str(error)) from None
    return 0


def _is_buildable() -> bool:
    """Build what runs the units' machine code; return whether it is there, after telling why it isn't."""
    make = ["make", "-s", "-C", str(FIRMWARE)]
    try:
        built = subprocess.run(make, capture_output=True, text=True, timeout=_BUILD_WITHIN_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        logger.warning("the units are modelled in Python: %s", error)
        return False
    if built.returncode or not PROGRAM.exists():
        why = built.stderr.strip().splitlines()[-1:] or ["libsimavr-dev is not installed"]
        logger.warning("the units are modelled in Python: %s", why[0])
        return False
    return True


def _become_firmware_simulator(options: argparse.Namespace) -> None:
    """Replace this process by the simulator of the units' machine code; signals then reach it directly."""
    if not PROGRAM.exists():
        raise Failure(f"{PROGRAM} is not built; run 'make -C firmware_bridge/firmware'")
    control = options.control or options.pty.with_name(f"{options.pty.name}.control")
    arguments = {
        "--pty": options.pty,
        "--control": control,
        "--boxes": options.boxes,
        "--box-elf": BUILD / "call_box.elf",
        "--leds": options.leds,
        "--led-elf": BUILD / "led_unit.elf",
        "--baud": options.baud,
        "--noise": options.noise,
    }
    os.execv(PROGRAM, [str(PROGRAM), *(str(word) for pair in arguments.items() for word in pair)])
