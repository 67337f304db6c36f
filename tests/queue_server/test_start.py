"""What a start loads, and what it must not touch."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_loading_the_program_leaves_the_log_to_it():
    """A library that sets up the root logger at import would silence the server."""
    asked = "import logging, queue_server.app, queue_server.commands.serve; print(logging.getLogger().handlers)"

    printed = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)

    assert printed.stdout == "[]\n"
