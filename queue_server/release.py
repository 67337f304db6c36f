"""Which release is installed, and ``--version``, for all programs."""

import argparse
from importlib.metadata import PackageNotFoundError, version
from typing import Final

_DISTRIBUTION: Final = "moiso"


def release() -> str:
    """Return the version of the installed distribution, "unpackaged" for a source tree that was never installed."""
    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:
        return "unpackaged"


class TellVersion(argparse.Action):
    """``--version``: prints it and ends the program."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print it."""
        print(f"{parser.prog} {release()}")  # noqa: T201
        parser.exit()
