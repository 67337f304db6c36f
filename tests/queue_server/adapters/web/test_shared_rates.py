"""Workers count together while Redis answers, apart while it doesn't, and nobody waits for it twice."""

import pytest
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.storage.redis import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from queue_server.adapters.realtime.wakeups import connect
from queue_server.adapters.web.shared_rates import APART_S, SharedRates
from tests.builders import FixedClock
from tests.redis_server import RedisServer
from tests.ticket_builders import MORNING

THREE = RateLimitItemPerMinute(3)


class Failing(MemoryStorage):
    """A shared storage that can be away."""

    away = False
    asked = 0

    @property
    def base_exceptions(self):
        return ConnectionError

    def acquire_entry(self, *arguments, **named):
        self.asked += 1
        if self.away:
            raise ConnectionError
        return super().acquire_entry(*arguments, **named)

    def get_moving_window(self, *arguments, **named):
        self.asked += 1
        if self.away:
            raise ConnectionError
        return super().get_moving_window(*arguments, **named)


@pytest.fixture
def clock():
    return FixedClock(MORNING)


def hits(limiter, times):
    return sum(limiter.hit(THREE, "address 10.0.0.1") for _ in range(times))


def two_workers(shared, clock, works=lambda: True):
    return [MovingWindowRateLimiter(SharedRates(shared, works, clock)) for _ in range(2)]


def test_what_one_worker_counted_the_other_counts_too(clock):
    """Else each worker more is one more try to guess a password."""
    first, second = two_workers(Failing(), clock)

    assert (hits(first, 2), hits(second, 5)) == (2, 1)


def test_while_redis_is_away_each_counts_for_itself_and_asks_it_no_more(clock):
    """One request finds out; the others need not wait for it in vain."""
    shared = Failing()
    first, second = two_workers(shared, clock)
    shared.away = True

    assert (hits(first, 5), hits(second, 5)) == (3, 3)
    assert first.get_window_stats(THREE, "address 10.0.0.1").remaining == 0
    assert shared.asked == 2


def test_they_count_together_again_when_it_is_back(clock):
    shared = Failing()
    first, second = two_workers(shared, clock)
    shared.away = True
    hits(first, 1), hits(second, 1)
    shared.away = False

    clock.advance(APART_S)

    assert (hits(first, 2), hits(second, 2)) == (2, 1)


def test_a_redis_that_is_known_to_hang_is_not_asked_at_all(clock):
    """Who talks with it beside all requests knows first."""
    shared = Failing()
    first, _ = two_workers(shared, clock, works=lambda: False)

    assert hits(first, 5) == 3
    assert shared.asked == 0


def test_a_real_redis_counts_and_failing_is_noticed(tmp_path, clock):
    """As the composition root puts it together."""
    redis = RedisServer(tmp_path)
    redis.start()
    client = connect(redis.url, 0.5)
    shared = RedisStorage(redis.url, connection_pool=client.connection_pool)
    first, second = two_workers(shared, clock)
    try:
        assert (hits(first, 2), hits(second, 5)) == (2, 1)
        redis.flush()
        assert hits(second, 5) == 3
        redis.freeze()
        assert hits(first, 5) == 3
        redis.thaw()
        clock.advance(APART_S)
        assert hits(first, 1) == 0
    finally:
        redis.kill()
    clock.advance(APART_S)
    assert hits(second, 5) == 3
