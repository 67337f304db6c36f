"""Which processes run on this computer."""

from pathlib import Path


def processes_of(folder):
    """Return the command lines that name a folder, by process."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in line:
                found[int(entry.name)] = line
    return found


def renderers_of(browser):
    """Return the processes that draw a browser's pages; they are in its session."""
    return [
        int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _is_renderer(entry, browser)
    ]


def _is_renderer(entry, browser):
    try:
        session = int((entry / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[3])
        return session == browser and b"--type=renderer" in (entry / "cmdline").read_bytes()
    except OSError:
        return False
