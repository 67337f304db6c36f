"""A client reads whole frames in order, however little its socket takes; what waits for it has a bound."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from queue_server.adapters.realtime.send_queue import Bound
from queue_server.adapters.realtime.websocket_frames import encode_close, encode_message
from tests.counts import count
from tests.queue_server.adapters.realtime.fake_client import Client, FakePacket


def frames(*texts):
    return b"".join(map(encode_message, texts))


def test_the_first_message_of_a_turn_leaves_before_put_returns():
    """No greenlet has to be switched to for a board to reach its display."""
    client = Client().attach()

    client.put("board")

    assert client.socket.taken == frames("board")


def test_further_messages_of_a_turn_leave_in_one_call_when_it_is_over():
    """Ten commits in one turn cost a display two calls, not ten."""
    client = Client().attach()
    client.put(*"abcdefghij")
    before = client.socket.taken

    client.loop.turn()

    assert (before, client.socket.taken, client.socket.calls) == (frames("a"), frames(*"abcdefghij"), 2)


def test_each_turn_begins_anew():
    """Joining is for what comes together; the next turn's first message leaves at once again."""
    client = Client().attach()
    client.put("a")
    client.loop.turn()

    client.put("b")

    assert client.socket.taken == frames("a", "b")


def test_a_broadcast_is_encoded_once_for_all_clients():
    """Encoding 7 kB for each of 2,000 displays would cost more than sending it."""
    first = Client().attach()
    second = Client(first.loop, first.tick).attach()
    packet = FakePacket("board")

    for client in (first, second):
        client.queue.put(packet)

    assert packet.encoded == 1
    assert first.socket.taken == second.socket.taken == frames("board")


def test_a_packet_is_not_remembered_beyond_its_turn():
    """Another packet may get the same address; its text must not be the old one's."""
    client = Client().attach()
    client.put("a")

    client.loop.turn()

    assert client.tick._frames == {}


def test_what_was_put_before_the_connection_leaves_with_it():
    """Engine.IO puts its greeting before the handshake is answered."""
    client = Client()
    client.put("hello", "board")

    client.attach()

    assert client.socket.taken == frames("hello", "board")


def test_a_frame_taken_in_part_is_finished_before_the_next():
    """Another frame inside a half-sent one would corrupt the stream: the stock driver's defect."""
    client = Client(room=3).attach()
    client.put("first", "second")
    client.loop.turn()

    client.socket.room = 10**9
    client.watcher.callback()

    assert client.socket.taken == frames("first", "second")
    assert client.watcher.callback is None


def test_a_client_above_the_bound_of_bytes_is_cut_once_within_one_turn():
    """A stalled display must not fill the server's memory, not even while nothing else gets to run."""
    client = Client(bound=Bound(size=1000), room=0).attach()

    client.put(*["x" * 100] * 50)

    assert (client.cuts, client.queue.size, client.queue.overflowed) == (1, 0, True)


def test_a_client_above_the_bound_of_frames_is_cut():
    """Small messages count too: each has its own cost."""
    client = Client(bound=Bound(frames=10), room=0).attach()

    client.put(*["x"] * 10)
    assert client.cuts == 0
    client.put("x")

    assert client.cuts == 1


def test_one_message_above_the_bound_cuts_a_client_that_does_not_take_it():
    """The bound has no exception for the first."""
    client = Client(bound=Bound(size=1000), room=500).attach()

    client.put("x" * 2000)

    assert (client.cuts, client.queue.size) == (1, 0)


def test_many_messages_in_one_turn_do_not_cut_a_client_that_takes_them():
    """The bound is on what a client fails to take, not on what the server says at once."""
    client = Client(bound=Bound(size=1000, frames=10)).attach()

    client.put(*["x" * 90] * 50)
    client.loop.turn()

    assert (client.cuts, client.socket.taken) == (0, frames(*["x" * 90] * 50))


def test_a_bound_crossed_before_the_connection_cuts_it_at_once():
    """There is no moment at which more may wait than the bound allows."""
    client = Client(bound=Bound(frames=2))
    client.put("a", "b", "c")

    client.attach()

    assert (client.cuts, client.socket.taken) == (1, b"")


def test_a_client_that_is_gone_is_cut_and_told_nothing_more():
    """The socket's error must not reach whoever broadcasts."""
    client = Client().attach()
    client.socket.broken = True

    client.put("a", "b")
    client.loop.turn()

    assert (client.cuts, client.socket.calls, client.queue.overflowed) == (1, 1, False)


def test_nothing_follows_the_closing_frame():
    """RFC 6455, 5.5.1: no frame may be sent after a close."""
    client = Client(room=4).attach()
    client.put("last words")
    client.queue.close(encode_close(1000))
    client.put("too late")
    client.queue.close(encode_close(1001))

    client.socket.room = 100
    client.watcher.callback()

    assert client.socket.taken == frames("last words") + encode_close(1000)


def test_none_ends_the_writer_and_sends_nothing():
    """Engine.IO's writer waits for nothing else."""
    client = Client().attach()

    client.queue.put(None)

    assert (client.end.was_set, client.socket.taken) == (True, b"")


def test_a_session_that_never_connected_keeps_nobody_waiting():
    """A request that asks for a WebSocket in a wrong way must not hold a greenlet."""
    client = Client()

    assert (client.queue.get(timeout=45), client.end.waited) == (None, False)


class AnyOrder(RuleBasedStateMachine):
    """Puts, turns of the loop and a socket with changing room, in any order."""

    def __init__(self):
        super().__init__()
        self.bound = Bound(size=300, frames=8)
        self.client = Client(bound=self.bound, room=0)
        self.said = b""

    @precondition(lambda self: self.client.queue._socket is None)
    @rule()
    def connect(self):
        self.client.attach()

    @rule(texts=st.lists(st.text("xé", max_size=250), max_size=4))
    def put(self, texts):
        for text in texts:
            alive = not self.client.queue.dead
            self.client.put(text)
            self.said += frames(text) if alive else b""

    @rule()
    def turn(self):
        self.client.loop.turn()

    @rule(room=st.integers(0, 200))
    def take(self, room):
        self.client.socket.room = room
        if self.client.watcher.callback is not None and room:
            self.client.watcher.callback()

    @rule()
    def take_everything(self):
        self.client.socket.room = 10**6
        for _ in range(2):
            self.client.loop.turn()
            if self.client.watcher.callback is not None:
                self.client.watcher.callback()
        if self.client.queue._socket is not None and not self.client.queue.dead:
            assert self.client.socket.taken == self.said
            assert self.client.queue.size == 0

    @invariant()
    def the_client_has_a_prefix_of_what_was_said(self):
        assert self.said.startswith(self.client.socket.taken)

    @invariant()
    def what_waits_is_counted_and_bounded(self):
        queue = self.client.queue
        assert queue.size == sum(map(len, queue._waiting)) <= self.bound.size
        assert len(queue._waiting) <= self.bound.frames
        assert self.client.cuts == (queue.dead and queue._socket is not None)

    @invariant()
    def what_waits_will_be_sent_without_another_message(self):
        queue = self.client.queue
        if queue._waiting and queue._socket is not None:
            assert self.client.watcher.callback is not None or self.client.loop.callbacks


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=count(40, 150), stateful_step_count=30, deadline=None)
