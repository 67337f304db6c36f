"""Programs beside each other agree who has a name."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from queue_server.adapters.db.database import open_database
from tests.ticket_builders import MORNING

ROOT = Path(__file__).parents[4]

PROGRAM = """
import sys
from queue_server.adapters.db.database import open_database
from queue_server.adapters.environment import SystemClock
url, holder = sys.argv[1:]
leases = open_database(url, SystemClock(), print).leases
print("ready", flush=True)
sys.stdin.readline()
print("".join("x" if leases.take(f"name{number}", holder, 600.0) else "-" for number in range(40)))
"""


def test_of_programs_that_ask_at_once_each_name_goes_to_exactly_one(site):
    """Day end must not run twice because two workers started in the same second."""
    site.open()
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, site.url, f"w{number}"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    for one in programs:
        assert one.stdout.readline() == "ready\n"

    said = [one.communicate("go\n", timeout=120)[0].strip() for one in programs]

    assert [len(one) for one in said] == [40, 40, 40]
    assert all(sorted(taken) == ["-", "-", "x"] for taken in zip(*said, strict=True)), said


def test_what_is_over_goes_with_the_purge(database):
    database.leases.take("old", "w1", 10.0)
    database.leases.take("young", "w1", 24 * 3600.0)

    assert database.purge(MORNING + timedelta(hours=49)) == 1
    assert database.leases.holder("young") == "w1"


@pytest.mark.parametrize("storage", ["postgres"], indirect=True)
def test_the_server_s_clock_decides_for_all_who_share_it(site):
    """Workers on several computers needn't agree on the time."""
    site.open()
    late = open_database(site.url, site.clock, print)
    late.leases.take("day-end", "w1", 600.0)
    site.clock.advance(3600)

    holder = late.leases.holder("day-end")
    late.close()

    assert holder == "w1"
    left_s = "SELECT expires_at / 1e6 - extract(epoch FROM clock_timestamp()) FROM lease"
    assert 0 < site.execute(left_s)[0][0] <= 600
