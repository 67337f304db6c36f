"""Entry of ``queue-display``: reads the command line, starts one screen, words its errors."""

import argparse
import importlib
import logging
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

logger = logging.getLogger(__name__)

SCREENS = {
    "terminal": (
        "display_client.screens.terminal",
        "show the board in this terminal; without one, print a line per change",
    ),
    "led-matrix": (
        "display_client.screens.led_matrix",
        "show calls on an LED matrix: a chain of MAX7219 modules, or HUB75 panels",
    ),
    "tv": ("display_client.screens.tv", "show the TV page full screen in Chromium and keep it running"),
    "speaker": ("display_client.screens.speaker", "speak the calls on a computer without a screen"),
}
"""Subcommand to the module whose ``run`` shows the board, and its help; only the chosen one is imported."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code: 0 done, 1 failed, 2 wrong use."""
    options = _parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    from display_client.config import Display, Options, read_display
    from display_client.failure import DisplayFailure
    from display_client.letting_in import Admitted
    from display_client.pairing import office_of_token
    from display_client.screens.wakes import Ended, wait_to_be_let_in
    from queue_server.settings import SettingsError

    given = Options(**{key: value for key, value in vars(options).items() if key != "screen"})
    try:
        screen = importlib.import_module(SCREENS[options.screen][0])

        def let_in(display: Display) -> Admitted:
            with screen.showing_codes(display) as show:
                return wait_to_be_let_in(display.server, options.screen, display.name, show)

        code: int = screen.run(read_display(given, platform.node(), office_of_token, let_in))
    except Ended:
        return 0
    except (DisplayFailure, SettingsError) as error:
        print(f"queue-display: {error}", file=sys.stderr)  # noqa: T201
        return error.code if isinstance(error, DisplayFailure) else 1
    except KeyboardInterrupt:
        return 130
    except Exception:
        logger.exception("queue-display %s failed", options.screen)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="queue-display",
        description="Shows the board of an office: what is called, where to, and how many wait.",
        epilog="example: queue-display tv --server http://192.168.1.10:8000 --office songcong --token-file tv.token",
    )
    from queue_server.release import TellVersion

    parser.add_argument(
        "--version", action=TellVersion, nargs=0, default=argparse.SUPPRESS, help="print the version and exit"
    )
    screens = parser.add_subparsers(title="screens", dest="screen", metavar="SCREEN", required=True)
    for name, (_, purpose) in SCREENS.items():
        screen = screens.add_parser(
            name,
            help=purpose,
            description=f"{purpose[0].upper()}{purpose[1:]}.",
            epilog=f"example: queue-display {name} --server http://192.168.1.10:8000 --office songcong",
        )
        screen.add_argument("--config", type=Path, metavar="FILE", help="TOML file with a [display] section")
        screen.add_argument("--server", metavar="URL", help="address of the server")
        screen.add_argument("--office", metavar="CODE", help="office whose board is shown (default: the token's)")
        screen.add_argument("--token-file", type=Path, metavar="FILE", help="file with the token of this display")
        screen.add_argument("--name", metavar="NAME", help="name of this display (default: the computer's)")
        screen.add_argument("--language", choices=("vi", "en"), help="language of the screen (default: vi)")
    return parser
