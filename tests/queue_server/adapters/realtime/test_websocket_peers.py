"""Whole conversations with independent WebSocket clients, and with clients that send anything at all."""

import random
import socket
import struct
import time
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK
from websockets.sync.client import connect
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, BytesMessage, CloseConnection, Ping, Pong, Request, TextMessage

from tests.counts import count
from tests.queue_server.adapters.realtime.client_frames import client_frame, fragments
from tests.queue_server.adapters.realtime.raw_client import ECHO, RawClient

LETTERS = st.text(max_size=2000)
OCTETS = st.binary(min_size=1, max_size=2000).filter(lambda data: data[0] > 0x20)
ANY_SERVER = settings(
    max_examples=count(25, 300), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@contextmanager
def a_client(server, **options):
    """A client of the websockets library, with Engine.IO's greeting read."""
    with connect(f"ws://127.0.0.1:{server.port}{ECHO}", max_size=None, **options) as client:
        assert client.recv().startswith("0{")
        yield client


# --- websockets ---


@ANY_SERVER
@given(messages=st.lists(LETTERS | OCTETS, min_size=1, max_size=6))
def test_the_websockets_library_gets_back_what_it_sent(server, messages):
    """Texts with any letters, any octets, in order."""
    sent = ["4x" + one if isinstance(one, str) else one for one in messages]

    with a_client(server) as client:
        for one in sent:
            client.send(one)
        assert [client.recv(timeout=20) for _ in sent] == sent


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_534])
@pytest.mark.parametrize("pieces", [1, 2, 7])
def test_the_websockets_library_may_fragment(server, size, pieces):
    """Its fragments come back as one message."""
    text = "4x" + "s" * max(0, size - 2)
    step = len(text) // pieces + 1

    with a_client(server) as client:
        client.send(text[at : at + step] for at in range(0, len(text), step))
        assert client.recv(timeout=20) == text


def test_the_websockets_library_gets_pongs_and_agrees_no_extension(server):
    """It offers permessage-deflate."""
    with a_client(server, compression="deflate") as client:
        assert client.protocol.extensions == []
        assert all(client.ping(b"%d" % number).wait(20) for number in range(5))


@pytest.mark.parametrize("code", [1000, 1001, 3000, 4999])
def test_the_websockets_library_closes_with_its_code(server, code):
    """And sees it come back."""
    with a_client(server) as client:
        client.close(code, "done")

    assert client.protocol.close_code == code


def test_the_websockets_library_reads_why_it_was_closed(server):
    """Too much in one message."""
    with a_client(server) as client:
        client.send(b"4" * 70_000)
        with pytest.raises((ConnectionClosedError, ConnectionClosedOK)) as closed:
            client.recv(timeout=20)

    assert closed.value.rcvd.code == 1009


# --- wsproto ---


class WsprotoClient:
    """A connection that wsproto speaks for, from the handshake to the close."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.protocol = WSConnection(ConnectionType.CLIENT)
        self._events = []
        self.send(Request(host="localhost", target=ECHO))
        assert isinstance(self.event(), AcceptConnection)
        assert self.event().data.startswith("0{")

    def send(self, event):
        self.socket.sendall(self.protocol.send(event))

    def event(self):
        while not self._events:
            data = self.socket.recv(65_536)
            self.protocol.receive_data(data or None)
            self._events += self.protocol.events()
        return self._events.pop(0)


def test_wsproto_holds_a_whole_conversation(server):
    """Handshake, texts, octets, fragments, pings, close: by a protocol engine of others."""
    client = WsprotoClient(server.port)

    client.send(TextMessage(data="4xsố "))
    client.send(BytesMessage(data=b"\xff\x00", message_finished=False))
    client.send(Ping(payload=b"between"))
    client.send(BytesMessage(data=b"\x01"))
    heard = [client.event() for _ in range(3)]
    client.send(CloseConnection(code=4001, reason="enough"))
    closed = client.event()

    assert [type(one) for one in heard] == [TextMessage, Pong, BytesMessage]
    assert (heard[0].data, bytes(heard[1].payload), bytes(heard[2].data)) == ("4xsố ", b"between", b"\xff\x00\x01")
    assert (type(closed), closed.code) == (CloseConnection, 4001)


# --- what Autobahn asks for beyond its single frames ---


def test_bad_letters_are_refused_before_their_message_is_complete(server):
    """Autobahn 6.4: a client that holds the end back is told at once."""
    first, *_ = fragments(1, b"4x\xce\xba\xe1\xbd\xb9\xf4\x90\x80\x80more", [11])
    with RawClient(server.port) as client:
        client.send(first)

        assert client.frame()[1][0] == 1007


@pytest.mark.parametrize("portion", [1, 3, 1460])
@pytest.mark.parametrize("size", [126, 4096, 65_536])
def test_frames_in_portions_of_any_size_are_read(server, size, portion):
    """Autobahn 9.7 and 9.8; each byte a segment of its own for the shortest."""
    if portion == 1 and size > 4096:
        size = 4096
    payload = b"4x" + b"*" * (size - 2)
    with RawClient(server.port) as client:
        client.send(client_frame(1, payload), portion)

        assert client.frame() == (1, payload.decode())


@pytest.mark.parametrize("size", [16, 256, 1024, 65_536])
def test_many_messages_of_one_size_come_back_whole(start_server, size):
    """Autobahn 9.5 and 9.6: binary and text, as fast as they are read."""
    server, many = start_server(ping_interval=600, ping_timeout=600), count(50, 500)
    text, octets = b"4x" + b"t" * (size - 2), b"\xfe" * size
    with RawClient(server.port) as client:
        client.socket.settimeout(60)
        for _ in range(many):
            client.send(client_frame(1, text) + client_frame(2, octets))
            assert client.frame() == (1, text.decode())
            assert client.frame() == (2, octets)


# --- anything at all ---


def noise(chance):
    """Return frames right and wrong in turns, or octets without sense."""
    if chance.random() < 0.3:
        return chance.randbytes(chance.randrange(1, 300))
    frames = [
        client_frame(
            chance.choice([0, 1, 1, 2, 8, 9, 10, chance.randrange(16)]),
            chance.choice([b"4x", b"", b"\x03\xe8", b"\xff", chance.randbytes(chance.randrange(130))]),
            final=chance.random() < 0.8,
            reserved=chance.choice([0, 0, 0, chance.randrange(8)]),
            masked=chance.random() < 0.95,
            length_form=chance.choice([None, None, None, 16, 64]),
        )
        for _ in range(chance.randrange(1, 8))
    ]
    return b"".join(frames)[: chance.choice([None, None, chance.randrange(1, 200)])]


def test_no_client_harms_another_whatever_it_sends(start_server):
    """Each gets at most a close with a code that servers may send; nothing stays behind or is logged as a defect."""
    server = start_server(CLOSE_S=0.5)
    chance = random.Random(7)
    with a_client(server) as witness:
        for number in range(count(60, 1000)):
            with RawClient(server.port) as client:
                client.socket.sendall(noise(chance))
                client.socket.shutdown(socket.SHUT_WR)
                assert ends_properly(client)
            witness.send(f"4x{number}")
            assert witness.recv(timeout=20) == f"4x{number}"

    end = time.monotonic() + 20
    while server.get("/sessions")[0]:
        assert time.monotonic() < end, "sessions stay behind"
        time.sleep(0.05)
    assert "Traceback" not in server.log_path.read_text()


def ends_properly(client):
    """Return whether the connection ends, with nothing but whole frames before it."""
    try:
        frames = client.frames_to_end()
    except ConnectionResetError:
        return True
    closes = [payload[0] for opcode, payload in frames if opcode == 8]
    return len(closes) <= 1 and all(code is None or 1000 <= code < 5000 for code in closes)


def test_a_close_tells_nothing_but_codes_of_the_standard(server):
    """What the client may not send is not sent to it either."""
    with RawClient(server.port) as client:
        client.send(client_frame(8, struct.pack("!H", 1005)))

        assert client.frames_to_end() == [(8, (1002, "close code not allowed"))]
