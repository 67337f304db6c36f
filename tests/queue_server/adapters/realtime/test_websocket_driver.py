"""Clients of all kinds talk through the driver; slow, silent and broken ones end without harm to others."""

import asyncio
import json
import os
import socket
import struct
import time

import pytest
import socketio
import websockets

from tests.queue_server.adapters.realtime.client_frames import client_frame
from tests.queue_server.adapters.realtime.raw_client import ECHO, REQUEST, SOCKET_IO, RawClient

JOIN = client_frame(1, b"40/board,")
ANNOUNCED = {
    r"ERROR engineio\.server: (Invalid websocket upgrade|http://evil is not an accepted origin)": "tests ask wrongly"
}


def eventually(condition):
    """Wait until the condition holds; a server in another process needs a moment."""
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "did not become true within 10 s"
        time.sleep(0.01)


def board_client(server, **options):
    """Return a client of the /board namespace that has joined."""
    client = RawClient(server.port, SOCKET_IO, **options)
    client.send(JOIN)
    assert client.frame()[1].startswith("40/board,")
    return client


def numbers(frames):
    """Return the numbers of the messages emitted by the test application."""
    return [json.loads(payload.removeprefix("42/board,"))[1]["n"] for opcode, payload in frames if opcode == 1]


def test_a_socketio_client_connects_emits_and_is_acknowledged(server):
    """The stock client of python-socketio, with its authentication."""
    client, received = socketio.Client(), []
    client.on("number", lambda data: received.append(data["n"]), namespace="/board")
    client.connect(
        f"http://127.0.0.1:{server.port}",
        transports=["websocket"],
        namespaces=["/board"],
        auth={"token": "t"},
    )

    answer = client.call("ask", {"số": "A007", "pad": "x" * 60_000}, namespace="/board")
    server.emit(0, 20, 7000)

    assert answer["asked"]["số"] == "A007"
    eventually(lambda: received == list(range(20)))
    client.disconnect()
    eventually(lambda: server.get("/sessions")[1:] == [0, 0])


def test_fifty_clients_get_the_same_broadcasts_in_order(server):
    """Each through the client of the websockets library, which offers compression and gets none."""

    async def one(uri):
        async with websockets.connect(uri) as client:
            assert client.protocol.extensions == []
            await client.recv()
            await client.send("40/board,")
            await client.recv()
            ready.release()
            return [await client.recv() for _ in range(12)]

    async def all_of_them():
        tasks = [asyncio.create_task(one(f"ws://127.0.0.1:{server.port}{SOCKET_IO}")) for _ in range(50)]
        for _ in tasks:
            await ready.acquire()
        await asyncio.to_thread(server.emit, 0, 12, 7000)
        return await asyncio.gather(*tasks)

    ready = asyncio.Semaphore(0)
    received = asyncio.run(all_of_them())

    assert len(received) == 50
    assert all(messages == received[0] for messages in received)
    assert numbers((1, message) for message in received[0]) == list(range(12))


@pytest.mark.parametrize("each_turn", [10, 200])
def test_a_stalled_client_is_cut_and_has_read_no_torn_byte(start_server, each_turn):
    """What it got is a whole prefix of the stream; its session ends, also when it all happens in one turn."""
    server = start_server(bound={"size": 300_000, "frames": 1000})
    with board_client(server, receive_buffer=4096) as stalled:
        for first in range(0, 200, each_turn):
            server.emit(first, each_turn, 7000)

        eventually(lambda: server.get("/ended") == [["board", "transport close"]])
        frames = read_until_cut(stalled)
        assert numbers(frames) == list(range(len(frames)))
        assert len(frames) < 100
    assert "did not take what it was sent" in server.log_path.read_text()


def test_a_stalled_client_holds_nobody_up(start_server):
    """The others get every message, in order."""
    server = start_server(bound={"size": 300_000, "frames": 1000})
    with board_client(server, receive_buffer=4096), board_client(server) as other:
        for first in range(0, 200, 10):
            server.emit(first, 10, 7000)

            assert numbers(other.frame() for _ in range(10)) == list(range(first, first + 10))
        eventually(lambda: server.get("/ended") == [["board", "transport close"]])


def read_until_cut(client):
    frames = []
    try:
        while (frame := client.frame())[0] is not None:
            frames.append(frame)
    except ConnectionResetError:
        return frames
    raise AssertionError("a client that is cut sees a reset, not a proper end")


def test_a_client_that_reads_late_gets_all_that_was_within_the_bound(server):
    """A pause of a phone's radio is no reason to lose a message."""
    with board_client(server, receive_buffer=4096) as late:
        for first in range(0, 100, 20):
            server.emit(first, 20, 7000)

        assert numbers(late.frame() for _ in range(100)) == list(range(100))


def test_a_client_that_does_not_answer_pings_ends_with_a_ping_timeout(start_server):
    """Engine.IO's own heartbeat works through the driver; a client that answers stays."""
    server = start_server(ping_interval=0.2, ping_timeout=1.0, CLOSE_S=0.3)
    with board_client(server) as silent, board_client(server) as alive:
        for _ in range(6):
            assert alive.frame() == (1, "2")
            alive.send(client_frame(1, b"3"))

        assert silent.frames_to_end() == [(1, "2"), (8, (1000, ""))]
        assert server.get("/ended") == [["board", "ping timeout"]]


def test_a_client_that_ignores_the_closing_frame_is_cut(start_server):
    """It may not keep its connection by not answering."""
    server = start_server(CLOSE_S=0.2)
    with RawClient(server.port) as client:
        client.send(client_frame(1, b"4x", masked=False))

        assert client.frame()[1][0] == 1002
        client.send(client_frame(1, b"4x") * 100)

        eventually(lambda: is_cut(client))
    eventually(lambda: server.get("/sessions") == [0, 0, 0])


def test_what_a_client_says_after_the_server_closed_is_not_heard(start_server):
    """Its session is over: a message must not act for nobody."""
    server = start_server(CLOSE_S=60)
    with RawClient(server.port) as client:
        heard = server.post("/disconnect", {})
        client.send(client_frame(1, b"4xlate") + client_frame(8))

        assert client.frames_to_end() == [(1, "1"), (8, (1000, ""))]
        assert server.get("/heard") == heard == 0


def is_cut(client):
    """Return whether the client can't send any more; it goes on until then."""
    try:
        client.send(client_frame(1, b"4x"))
    except (ConnectionResetError, BrokenPipeError):
        return True
    return False


@pytest.mark.parametrize(
    "payload", [b"", b"hello", b"bA", b"4" + b"[" * 50_000], ids=["empty", "word", "base64", "deep"]
)
def test_a_packet_that_engineio_cannot_read_ends_its_connection_only(server, payload):
    """Engine.IO decodes it outside its own try: without care it is a traceback and a session that stays."""
    with RawClient(server.port) as client:
        client.send(client_frame(1, payload))

        assert client.frames_to_end() == [(8, (1008, "not an Engine.IO packet"))]
    eventually(lambda: server.get("/sessions")[0] == 0)
    assert "Traceback" not in server.log_path.read_text()


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        ("Version: 13", "Version: 8", b"426"),
        ("Key: dGhl", "Key: ", b"400"),
        ("Connection: Upgrade", "Connection: close", b"400"),
        ("Host: localhost\r\n", "Host: localhost\r\nOrigin: http://evil\r\n", b"400"),
    ],
    ids=["version", "key", "connection", "origin"],
)
def test_a_refused_handshake_leaves_no_session(server, old, new, status):
    """Engine.IO makes the session before the handshake is looked at."""
    with RawClient(server.port, SOCKET_IO, request=REQUEST.replace(old, new)) as client:
        assert client.head.split()[1] == status

    eventually(lambda: server.get("/sessions") == [0, 0, 0])


def test_connections_leave_nothing_behind(server):
    """Displays come and go for years: no descriptor and no session may stay."""
    descriptors = f"/proc/{server.process.pid}/fd"
    server.get("/ended")
    before = len(os.listdir(descriptors))
    for _ in range(50):
        with board_client(server):
            pass

    eventually(lambda: server.get("/sessions") == [0, 0, 0])
    eventually(lambda: len(os.listdir(descriptors)) <= before)


def test_a_client_gone_before_its_handshake_is_answered_leaves_nothing(server):
    """Engine.IO made its session already."""
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(REQUEST.format(path=SOCKET_IO).encode())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    eventually(lambda: server.get("/sessions") == [0, 0, 0])
    assert "Traceback" not in server.log_path.read_text()


def test_a_stop_tells_clients_that_the_server_goes_away(start_server):
    """1001: they come back by themselves."""
    server = start_server()
    with board_client(server) as client:
        server.process.terminate()

        assert client.frames_to_end()[-1] == (8, (1001, ""))
    assert server.process.wait(timeout=10) == 0
    server.process.stdout.close()
    assert "Traceback" not in server.log_path.read_text()


def test_the_stock_driver_serves_through_the_listener_too(start_server):
    """What is fallen back to works."""
    server = start_server(own=False)
    with RawClient(server.port, ECHO) as client:
        client.send(client_frame(1, b"4xhello"))

        assert client.frame() == (1, "4xhello")
