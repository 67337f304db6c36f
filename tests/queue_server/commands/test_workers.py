"""``queue-server run --workers N``: what it needs, said in one sentence; and programs that start at once."""

import subprocess
import sys
from contextlib import closing

import pytest

from tests.cluster import Cluster
from tests.lobby import ROOT

OFFICE = """
[office]
code = "songcong"
name = "Sông Công"
[[office.service]]
code = "land"
name = "Land"
prefix = "A"
"""


def command(folder, *words, text=OFFICE):
    config = folder / "config.toml"
    config.write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "queue_server", *words, "--config", str(config)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("words", [["--workers", "2"], ["--workers=2"]])
def test_several_workers_on_a_file_are_refused(tmp_path, words):
    """They would be slower than one, and wait for each other's locks."""
    done = command(tmp_path, "run", *words)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "config.toml: [database] url: 2 workers can't share an SQLite file; use PostgreSQL" in done.stderr


@pytest.mark.parametrize("count", ["0", "-1", "x", "65", "1.5"])
def test_a_number_of_workers_that_makes_no_sense_is_wrong_use(tmp_path, count):
    done = command(tmp_path, "run", "--workers", count)

    assert done.returncode == 2
    assert "is no number from 1 to 64" in done.stderr


def test_the_command_of_a_single_worker_is_not_for_people(tmp_path):
    """It is not listed; who types it sees what it wants."""
    listed = subprocess.run(
        [sys.executable, "-m", "queue_server", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    done = command(tmp_path, "worker")

    assert "\n    worker" not in listed.stdout
    assert done.returncode == 2
    assert "--listen-fd" in done.stderr


def test_doctor_tells_of_a_redis_that_is_away_but_does_not_fail_for_it(tmp_path):
    """Without it displays are a little late; that is no reason to wake anybody up."""
    done = command(tmp_path, "doctor", text=OFFICE + '[redis]\nurl = "redis://127.0.0.1:1"\n')

    assert "ok    redis: 127.0.0.1 does not answer; workers are up to 2 s late" in done.stdout


def test_programs_that_start_at_once_on_an_empty_database_all_work(postgres, tmp_path):
    """Several computers are switched on in the same minute."""
    cluster = Cluster(tmp_path, postgres)
    words = [sys.executable, "-m", "queue_server", "migrate", "--config", str(cluster.config)]
    programs = [
        subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]

    said = [one.communicate(timeout=240) for one in programs]

    assert [one.returncode for one in programs] == [0] * 4, said
    assert cluster.rows("SELECT code, revision FROM office") == [("songcong", 1)]
    with closing(postgres.connect()) as connection:
        connection.execute(f'DROP DATABASE "{cluster.database}" WITH (FORCE)')
