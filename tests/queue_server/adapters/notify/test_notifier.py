"""The task that sends: only on duty, through every failure, until it is stopped."""

import threading

from queue_server.adapters.notify.notifier import Notifier
from queue_server.usecases.ports.failures import StorageError


class Work:
    """Counts what it is asked to do; fails as told."""

    def __init__(self, failures=()):
        self.failures = list(failures)
        self.rounds = 0
        self.forgot = 0
        self.enough = threading.Event()

    def look_for_near(self):
        self.rounds += 1
        if self.rounds >= 4:
            self.enough.set()
        if self.failures:
            raise self.failures.pop(0)
        return 0

    def send_due(self):
        return []

    def forget(self):
        self.forgot += 1
        return 0


def test_it_goes_on_whatever_fails():
    work = Work([StorageError("disk full"), ValueError("a defect")])
    notifier = Notifier(work, every_s=0.01)
    notifier.start()

    assert work.enough.wait(20)
    notifier.stop()
    assert work.forgot == 1


def test_it_rests_while_another_program_has_the_lease():
    work, asked = Work(), threading.Event()

    def is_on_duty():
        asked.set()
        return False

    notifier = Notifier(work, is_on_duty, every_s=0.01)
    notifier.start()

    assert asked.wait(20)
    notifier.stop()
    assert work.rounds == 0
