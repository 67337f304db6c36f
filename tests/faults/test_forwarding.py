"""Twenty offices forward their logs over links that cut, repeat, reorder and dawdle, while boxes and province restart.

Once the links heal, the province has each office's log byte for byte, and tells the same of its tickets.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from queue_server.adapters.db.database import open_database
from queue_server.adapters.environment import RandomIds, SystemClock
from queue_server.adapters.forwarding.forwarder import Forwarder
from queue_server.adapters.forwarding.province_client import HttpProvince
from queue_server.domain.device import DeviceKind
from queue_server.usecases.devices import Devices
from queue_server.usecases.forwarding import Forwarding
from tests.builders import an_office
from tests.counts import count
from tests.forwarded_office import BadLink, BoxedOffice, copied_rows
from tests.lobby import free_port, wait_for
from tests.program_log import ProgramLog, judge

ROOT = Path(__file__).resolve().parents[2]
OFFICES = [f"xa-{place:02d}" for place in range(20)]
RESTORED = OFFICES[:3]
HEALED_WITHIN_S = 120.0

CONFIGURATION = """
[server]
port = {port}
[database]
url = "{url}"
"""


class Province:
    """The province's server in a process of its own, and its database as seen from beside it."""

    def __init__(self, folder, url):
        self._folder, self._port, self._child = folder, free_port(), None
        (folder / "config.toml").write_text(CONFIGURATION.format(port=self._port, url=url), encoding="utf-8")
        self.base = f"http://127.0.0.1:{self._port}"
        self._log = ProgramLog(folder / "province.log")
        self._database = open_database(url, SystemClock(), lambda committed: None)
        devices = Devices(self._database.accounts, RandomIds())
        self.tokens = {}
        for code in OFFICES:
            self._database.setup.add_office(an_office(code=code, name=code, counters=()), "tests")
            self.tokens[code] = devices.add(f"box of {code}", DeviceKind.BOX, code)[1]
        self.copies = self._database.copies

    def start(self):
        with self._log.path.open("ab") as log:
            command = [sys.executable, "-m", "queue_server", "run", "--config", str(self._folder / "config.toml")]
            self._child = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT, start_new_session=True)

    def kill(self):
        os.kill(self._child.pid, signal.SIGKILL)
        self._child.wait(20)

    def close(self):
        if self._child is not None and self._child.poll() is None:
            self.kill()
        self._database.close()
        judge(self._log.complaints())


class SlowProvince:
    """The province at the end of a long line."""

    def __init__(self, province, chance):
        self._province, self._chance = province, chance

    def __getattr__(self, name):
        ask = getattr(self._province, name)

        def slowly(*arguments):
            time.sleep(self._chance.uniform(0, 0.03))
            return ask(*arguments)

        return slowly


class Box:
    """An office's computer: its queue, and the task that forwards."""

    def __init__(self, code, folder, province):
        self.office = BoxedOffice(code, folder, SystemClock())
        self._province = province
        chance = random.Random(code)
        http = HttpProvince(province.base, lambda: province.tokens[code])
        self.link = BadLink(SlowProvince(http, chance), code)
        self.forwarder = None
        self.start()

    def start(self):
        forwarding = Forwarding(self.office.database.log, self.link, SystemClock(), self.office.code)
        self.forwarder = Forwarder(forwarding, self.office.code, SystemClock(), scale=0.05)
        self.forwarder.start()

    def stop(self):
        self.forwarder.stop(within_s=60)

    def restart(self):
        self.stop()
        self.office.close()
        self.office.open()
        self.start()

    def restore(self, backup):
        self.stop()
        self.office.restore(backup)
        self.start()

    def is_copied(self):
        state = self._province.copies.state(self.office.code)
        database = self.office.database
        return state.cursor.epoch == database.log.epoch() and state.cursor.place == (
            database.log.newest(self.office.code) + 1,
            0,
        )


@pytest.fixture(params=["sqlite", "postgres"])
def province(request, tmp_path):
    """On a file, and on a PostgreSQL server."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/province.db" if sqlite else request.getfixturevalue("postgres_url")
    province = Province(tmp_path, url)
    province.start()
    yield province
    province.close()


@pytest.fixture
def boxes(tmp_path, province):
    boxes = {code: Box(code, tmp_path, province) for code in OFFICES}
    yield boxes
    for box in boxes.values():
        box.stop()
        box.office.close()


def work_everywhere(boxes, actions, meanwhile):
    """Let all offices work at once, while something happens to the province."""
    threads = [threading.Thread(target=box.office.work, args=(actions,)) for box in boxes.values()]
    for thread in threads:
        thread.start()
    meanwhile()
    for thread in threads:
        thread.join()


def test_after_healing_the_province_has_every_log_byte_for_byte(boxes, province):
    """Cuts, repeats, late and slow requests, boxes and province restarted at any moment, three boxes restored."""
    chance = random.Random(7)
    backups = {}
    for turn in range(count(3, 20)):
        for box in boxes.values():
            box.link.badness = chance.choice([0.2, 0.5, 0.8])

        def restart_province():
            province.kill()
            province.start()

        work_everywhere(boxes, count(8, 60), restart_province)
        for code in chance.sample(OFFICES, 5):
            boxes[code].restart()
        if turn == 0:
            backups = {code: boxes[code].office.back_up() for code in RESTORED}
    for code in RESTORED:
        boxes[code].restore(backups[code])
        boxes[code].office.work(10)
    for box in boxes.values():
        box.link.badness = 0.0

    for code, box in boxes.items():
        wait_for(box.is_copied, f"the copy of {code}", seconds=HEALED_WITHIN_S)
        assert copied_rows(province.copies, code) == box.office.rows(), code
        copy = province.copies.office(code)
        assert {one.id: one.progress for one in copy.open_tickets} == box.office.open_tickets(), code
        assert copy.skipped == 0
        if code not in RESTORED:
            assert list(province.copies.superseded(code)) == [], code
