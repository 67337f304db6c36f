"""How long those are likely to wait who are sent to one counter."""

import pytest

from queue_server.domain.waiting_time import BusyDesk
from tests.queue_server.domain.test_waiting_time import looked_at


def test_who_is_sent_to_a_counter_waits_for_its_own_line_too():
    """An empty hall doesn't help while that counter is busy; neither does the counter while the hall is full."""
    busy = BusyDesk(services=["land"], busy_with="land", busy_for_s=200, sent_here=2, names=("1", "lan"))
    free = BusyDesk(services=["land"], names=("2",))
    calm, full = looked_at([busy, free], {}), looked_at([busy, free], {"land": 12})

    told = {sent: calm.wait("land", 0, sent=sent) for sent in (("1", 0), ("1", 1), ("lan", 1), ("2", 0), ("3", 0))}

    assert told["2", 0] == calm.wait("land", 0)
    assert told["1", 0].low_s == pytest.approx(400, rel=0.1)
    assert told["1", 1].low_s == pytest.approx(1000, rel=0.1)
    assert told["lan", 1] == told["1", 1]
    assert told["3", 0] is None
    assert full.wait("land", 12, sent=("1", 0)) == full.wait("land", 12)
