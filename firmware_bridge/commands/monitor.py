"""``queue-bridge monitor``: shows what is said on a line, without a word of its own."""

import argparse
import time
from collections.abc import Callable
from typing import Final

from firmware_bridge.commands.arguments import add_command, add_port
from firmware_bridge.desk import opened
from firmware_bridge.protocol.sniffer import Heard, Sniffer
from firmware_bridge.protocol.timing import timing_for

_LATENCY_S: Final = 0.02
"""Adapters hand bytes over in batches; a shorter pause within a frame means nothing."""
_STOP_CHECK_S: Final = 0.2


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``monitor``."""
    parser = add_command(
        commands,
        "monitor",
        "show what is said on a line, through an adapter of its own",
        "queue-bridge monitor /dev/ttyUSB1 --baud 9600",
    )
    add_port(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, should_stop: Callable[[], bool]) -> int:
    """Listen until stopped."""
    sniffer = Sniffer()
    silence_s = timing_for(options.baud).t35_s + _LATENCY_S
    began = time.monotonic()
    with opened(options.port, options.baud, options.format) as port:
        pending = False
        while not should_stop():
            data = port.read(silence_s if pending else _STOP_CHECK_S)
            pending = bool(data)
            for heard in sniffer.feed(data) if data else sniffer.silence():
                _show(heard, time.monotonic() - began)
    return 0


def _show(heard: Heard, at: float) -> None:
    mark = " " if heard.intact else "!"
    print(f"{at:10.3f} {mark} {heard.text:60} {heard.data.hex(' ')}", flush=True)
