"""Workers wake each other up through a real Redis; whatever happens to it, nobody waits for it."""

import threading
import time
from types import SimpleNamespace

import pytest

from queue_server.adapters.environment import SystemClock
from queue_server.adapters.realtime.news import News
from queue_server.adapters.realtime.wakeups import OFFICES_NOTED, RedisWakeups, answers
from tests.lobby import wait_for
from tests.redis_server import RedisServer

HEALED_S = 30


class Threads:
    """Runs tasks in threads."""

    def __init__(self):
        self._threads = []

    def start_background_task(self, target, *args):
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def sleep(self, seconds):
        time.sleep(seconds)

    def join(self):
        for thread in self._threads:
            thread.join(HEALED_S)
            assert not thread.is_alive()


@pytest.fixture
def redis(tmp_path):
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def workers(redis):
    """Three workers: two of one database, one of another."""
    opened = []
    for channel in ("moiso:one", "moiso:one", "moiso:other"):
        threads, heard = Threads(), []
        wakeups = RedisWakeups(redis.url, channel, threads, SystemClock(), heard.append)
        opened.append(SimpleNamespace(wakeups=wakeups, heard=heard, threads=threads))
        wakeups.start()
    wait_for(lambda: all(one.wakeups.works for one in opened), "Redis to be heard")
    yield opened
    for one in opened:
        one.wakeups.stop()
    for one in opened:
        one.threads.join()


def news(revision, office="songcong", urgent=True, ordered=False):
    return News(office=office, revision=revision, urgent=urgent, ordered=ordered)


def hears_again(workers):
    """Tell ever newer revisions until the other worker hears one."""
    told = iter(range(1000, 2000))
    speaker, listener, _ = workers

    def heard_one():
        speaker.wakeups.tell(news(next(told)))
        time.sleep(0.05)
        return any(one.revision >= 1000 for one in listener.heard)

    wait_for(heard_one, "the other worker to hear", seconds=HEALED_S)


def test_the_other_worker_of_the_same_database_hears(workers):
    """Not the one who tells, and not those who serve another database with the same Redis."""
    speaker, listener, stranger = workers

    speaker.wakeups.tell(news(7, urgent=False))
    wait_for(lambda: listener.heard, "the news")
    speaker.wakeups.tell(news(0, ordered=True))
    wait_for(lambda: len(listener.heard) == 2, "the order")

    assert listener.heard == [news(7, urgent=False), news(0, ordered=True)]
    assert speaker.heard == stranger.heard == []


def test_what_was_not_sent_yet_is_told_as_one():
    """A burst while Redis is slow becomes one message for each office."""
    wakeups = RedisWakeups("redis://127.0.0.1:1", "moiso:one", Threads(), SystemClock(), print)
    for revision in (3, 5, 4):
        wakeups.tell(news(revision, urgent=revision == 3))
    wakeups.tell(news(1, office="phoyen", urgent=False))

    assert wakeups._noted == {"songcong": news(5), "phoyen": news(1, office="phoyen", urgent=False)}


def test_notes_have_a_bound():
    """Whoever invents offices can't fill the memory while Redis is away."""
    wakeups = RedisWakeups("redis://127.0.0.1:1", "moiso:one", Threads(), SystemClock(), print)
    for number in range(OFFICES_NOTED + 10):
        wakeups.tell(news(1, office=f"o{number}"))

    assert len(wakeups._noted) == OFFICES_NOTED


@pytest.mark.parametrize("fault", ["kill", "freeze", "flush"])
def test_telling_never_waits_and_hearing_comes_back(redis, workers, fault):
    """A Redis that hangs must not keep a citizen from a number."""
    if fault == "freeze":
        redis.freeze()
    else:
        getattr(redis, fault)()

    began = time.monotonic()
    for revision in range(1, 500):
        workers[0].wakeups.tell(news(revision))
    assert time.monotonic() - began < 2.0
    if fault != "flush":
        wait_for(lambda: not workers[1].wakeups.works, "the failure to be noticed", seconds=HEALED_S)

    {"kill": redis.start, "freeze": redis.thaw, "flush": lambda: None}[fault]()

    hears_again(workers)
    assert answers(redis.url)


def test_what_strangers_publish_on_the_channel_is_ignored(redis, workers):
    """A newer or older worker beside this one may say things it doesn't know."""
    from redis import Redis

    client = Redis.from_url(redis.url)
    for text in ("", "a b", "name songcong x 10", "name songcong 5 1", "name songcong 5 10 new", b"\xff\xfe"):
        client.publish("moiso:one", text)
    client.publish("moiso:one", "name songcong 5 10")
    client.close()

    hears_again(workers)
    assert workers[1].heard[0] == news(5)


def test_without_redis_it_says_that_it_does_not_work():
    assert answers("redis://127.0.0.1:1") is False
    assert RedisWakeups("redis://127.0.0.1:1", "c", Threads(), SystemClock(), print).works is False
