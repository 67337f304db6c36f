"""``queue-server demo``: a whole office on one machine, with a simulated serial line and a display."""

import argparse
import signal
import socket
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from pathlib import Path

from queue_server.commands.children import Children
from queue_server.commands.demo_office import OFFICE, OPERATOR, PASSWORD, SERVICES, write_configuration
from queue_server.commands.failure import Failure
from queue_server.commands.options import add_config, configuration_of, whole
from queue_server.commands.rush import Rush
from queue_server.config import read_configuration
from queue_server.domain.device import DeviceKind
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Role
from queue_server.domain.phrases import LANGUAGES
from queue_server.storage import open_storage

BOXES = 4
LEDS = 4
HOST = "127.0.0.1"
START_S = 60.0
"""Longest time a slow computer may need until the server answers."""


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``demo``."""
    parser = commands.add_parser(
        "demo",
        help="one office with kiosk, TV, console and simulated call boxes",
        description="Start a whole office on this machine: server, a simulated serial line, its bridge, a display.",
        epilog="example: queue-server demo --rush",
    )
    add_config(parser, "configuration whose [server] port is taken; the demo's office and data are its own")
    parser.add_argument("--port", type=whole(1, 65535), help="port of the server (default 8000)")
    parser.add_argument("--rush", action="store_true", help="let citizens arrive and operators work")
    parser.add_argument("--data", type=Path, help="keep the state in this folder instead of a fresh one")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Start everything, wait for Ctrl-C, end everything."""
    port = options.port if options.port is not None else configuration_of(options).server.port
    _refuse_taken_port(port)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if options.data is not None:
        options.data.mkdir(parents=True, exist_ok=True)
        return _run_in(options.data.resolve(), port, options.rush, stop)
    with tempfile.TemporaryDirectory(prefix="moiso-demo-") as folder:
        return _run_in(Path(folder), port, options.rush, stop)


def _run_in(folder: Path, port: int, rush: bool, stop: threading.Event) -> int:
    config, control, line = folder / "config.toml", folder / "line1.control", folder / "line1"
    base = f"http://{HOST}:{port}"
    write_configuration(config, port, line, control)
    _add_accounts(config, folder)
    children = Children(logs=folder)
    try:
        simulate = ["simulate", "--prefer-firmware", "--boxes", str(BOXES), "--leds", str(LEDS)]
        children.start("line", "firmware_bridge", [*simulate, "--pty", str(line), "--control", str(control)])
        children.start("server", "queue_server", ["run", "--config", str(config)])
        children.start_job("voice", "queue_server", _voice_build(config))
        children.wait_until(control.exists, "the simulated line", START_S)
        children.wait_until(lambda: stop.is_set() or _answers(f"{base}/readyz"), "the server", START_S)
        children.start("bridge", "firmware_bridge", ["run", "--config", str(config)])
        children.start("display", "display_client", ["terminal", "--config", str(config)])
        _greet(base, folder)
        return _wait(children, _rush(base, control) if rush else None, stop)
    finally:
        children.stop()


def _voice_build(config: Path) -> list[str]:
    """Return the arguments that make the voices, in a few seconds; until then, and without espeak-ng, calls chime."""
    languages = (argument for language in LANGUAGES for argument in ("--lang", language))
    return ["voice", "build", "--config", str(config), *languages]


def _wait(children: Children, rush: Rush | None, stop: threading.Event) -> int:
    if rush is not None:
        rush.start()
    try:
        while not stop.wait(0.5):
            name = children.dead()
            if name is not None:
                raise Failure(f"{name} ended; its log is {children.logs / name}.log")
    finally:
        if rush is not None:
            rush.stop()
    return 0


def _rush(base: str, control: Path) -> Rush:
    return Rush(server=base, office=OFFICE, services=SERVICES, boxes=range(1, BOXES + 1), control=control)


def _add_accounts(config: Path, folder: Path) -> None:
    """Create the demo's operator and its devices' tokens; they may exist from an earlier run in the same folder."""
    with open_storage(read_configuration(config)) as storage:
        try:
            storage.staff.add(OPERATOR, Role.ADMINISTRATOR, PASSWORD)
        except Refusal as refusal:
            if refusal.field != "username":
                raise
        for kind in (DeviceKind.BRIDGE, DeviceKind.DISPLAY):
            token_file = folder / f"{kind}.token"
            if not token_file.exists():
                _, token = storage.devices.add(f"demo {kind}", kind, OFFICE)
                token_file.touch(mode=0o600)
                token_file.write_text(token)


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Failure(
                f"port {port} of {HOST} can't be used ({error.strerror}); choose another with --port"
            ) from None


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _greet(base: str, folder: Path) -> None:
    sys.stdout.write(
        f"""
Mời Số is running. Open these in a browser:

  workbench  {base}/workbench        everything on one page: kiosk, TV, call boxes you can press
  kiosk      {base}/kiosk?office={OFFICE}
  TV         {base}/tv?office={OFFICE}
  console    {base}/console?office={OFFICE}    name: {OPERATOR}   password: {PASSWORD}
  API        {base}/api/docs

Take a number at the kiosk, then press key 1 of a call box: {folder}/display.log tells each call, too.
Logs and data: {folder}
Ctrl-C ends it.
"""
    )
    sys.stdout.flush()
