"""The version a display reports."""

from importlib.metadata import PackageNotFoundError, version

DISTRIBUTION = "moiso"


def installed_version() -> str:
    """Return the installed version, "" when the program runs from a source tree that was never installed."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return ""
