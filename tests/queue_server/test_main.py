"""The entry patches for gevent before anything that would keep blocking versions is loaded."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from gevent import monkey

TOO_EARLY = "socket ssl select subprocess queue asyncio flask socketio engineio sqlalchemy psycopg redis urllib3"
patch_all = monkey.patch_all

def noting(*arguments, **options):
    print("loaded before:", [name for name in TOO_EARLY.split() if name in sys.modules])
    print("own modules before:", sorted(name for name in sys.modules if name.startswith("queue_server")))
    patch_all(*arguments, **options)

monkey.patch_all = noting
from queue_server.main import main

try:
    main({arguments!r})
except SystemExit:
    pass
print("patched:", monkey.is_module_patched("socket") and monkey.is_module_patched("threading"))
"""


def said(*arguments):
    """Return what a fresh interpreter says that runs these arguments up to their help."""
    program = PROGRAM.format(arguments=[*arguments, "--help"])
    words = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_serving_patches_before_every_import_that_matters():
    """A module that took a blocking socket or lock before would stop every greenlet; psycopg would never cooperate."""
    heard = said("run")

    assert "loaded before: []" in heard
    assert "own modules before: ['queue_server', 'queue_server.main']" in heard
    assert "patched: True" in heard


def test_commands_that_do_not_serve_stay_as_they_are():
    """Patched threads and sockets would only cost them."""
    heard = said("check-config")

    assert "loaded before" not in heard
    assert "patched: False" in heard


def test_output_that_nobody_reads_to_its_end_is_no_traceback():
    """As in ``queue-server … | head``."""
    command = [sys.executable, "-m", "queue_server", "voice", "check", "--lang", "vi", "--list"]
    read, write = os.pipe()
    os.close(read)

    done = subprocess.run(command, cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    os.close(write)

    assert (done.returncode, done.stderr) == (1, "")
