"""The feed against a real Socket.IO server that fails in every way."""

import json
import queue
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from display_client.feed import Feed, Rhythm
from display_client.kept_board import KeptBoard
from queue_server.contract.codec import to_wire
from queue_server.contract.messages import BoardAuth, DisplayCommand, DisplayStatus
from tests.display_client.boards import a_board

ROOT = Path(__file__).resolve().parents[2]
QUICK = Rhythm(silent_after_s=0.8, reconnect_delay_s=(0.05, 0.15), status_every_s=0.3, keep_every_s=0.1)
LONG_S = 15.0


class Server:
    """The subprocess; ``told`` collects what happened to it."""

    def __init__(self, port, board):
        self.port = port
        self.told = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.display_client.board_server", str(port), json.dumps(to_wire(board))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.expect("listening")

    def _read(self):
        for line in self._process.stdout:
            self.told.put(json.loads(line))

    def order(self, **order):
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def expect(self, what, like=lambda payload: True):
        """Return the payload of the next such thing."""
        end = time.monotonic() + LONG_S
        while True:
            told = self.told.get(timeout=max(0.01, end - time.monotonic()))
            if told["what"] == what and like(told["payload"]):
                return told["payload"]

    def kill(self):
        self._process.kill()
        self._process.wait()
        self._reader.join()
        self._process.stdin.close()
        self._process.stdout.close()


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def servers(port):
    started = []

    def start(board):
        started.append(Server(port, board))
        return started[-1]

    yield start
    for server in started:
        server.kill()


@pytest.fixture
def feeds(port, tmp_path):
    started = []

    def start(rhythm=QUICK, token="secret"):
        commands = queue.SimpleQueue()
        feed = Feed(
            server=f"http://127.0.0.1:{port}",
            auth=BoardAuth(office="songcong", token=token, display="lobby"),
            kept=KeptBoard.of(tmp_path, "songcong", "lobby"),
            status=lambda: DisplayStatus(
                screen="terminal", revision=feed.latest.board.revision if feed.latest.board else 0
            ),
            changed=lambda: None,
            commanded=commands.put,
            rhythm=rhythm,
        )
        feed.commands = commands
        feed.start()
        started.append(feed)
        return feed

    yield start
    for feed in started:
        feed.stop()


def eventually(rule):
    end = time.monotonic() + LONG_S
    while not rule():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.01)


def revision(feed):
    return (feed.latest.board.epoch, feed.latest.board.revision) if feed.latest.board else None


def stale(feed):
    return feed.latest.stale(time.monotonic())


def test_the_display_says_who_it_is_and_shows_the_snapshot(servers, feeds):
    """One connection is all it takes."""
    server = servers(a_board(3))
    feed = feeds()

    assert server.expect("connect") == {"office": "songcong", "token": "secret", "display": "lobby"}
    eventually(lambda: revision(feed) == ("e1", 3) and not stale(feed))


def test_the_public_board_needs_no_token(servers, feeds):
    """An absent token is left out, not sent as null."""
    server = servers(a_board())
    feeds(token=None)

    assert server.expect("connect") == {"office": "songcong", "display": "lobby"}


def test_a_change_arrives_and_an_older_board_changes_nothing(servers, feeds):
    """Newest wins."""
    server = servers(a_board(3))
    feed = feeds()
    eventually(lambda: revision(feed) == ("e1", 3))

    server.order(board=to_wire(a_board(5)))
    eventually(lambda: revision(feed) == ("e1", 5))
    server.order(board=to_wire(a_board(4)))
    server.expect("display.status", lambda status: status["revision"] == 5)
    server.order(command={"command": "identify"})
    feed.commands.get(timeout=LONG_S)

    assert revision(feed) == ("e1", 5)


def test_a_lost_board_is_asked_for_at_the_next_beat(servers, feeds):
    """A display is right again within one heartbeat."""
    server = servers(a_board(3))
    feed = feeds()
    eventually(lambda: revision(feed) == ("e1", 3))

    server.order(hold=to_wire(a_board(9)))

    server.expect("board.get")
    eventually(lambda: revision(feed) == ("e1", 9))


def test_a_killed_server_is_found_again(servers, feeds):
    """A restart of the server needs no hand at the display."""
    first = servers(a_board(3))
    feed = feeds()
    eventually(lambda: revision(feed) == ("e1", 3))

    first.kill()
    servers(a_board(4))

    eventually(lambda: revision(feed) == ("e1", 4) and not stale(feed))


def test_a_silent_server_is_left_and_tried_again(servers, feeds):
    """A connection that is open but dead is worse than none."""
    server = servers(a_board(3))
    feed = feeds()
    eventually(lambda: revision(feed) == ("e1", 3))
    server.expect("connect")

    server.order(beats=False)

    server.expect("connect")
    server.order(beats=True, board=to_wire(a_board(6)))
    eventually(lambda: revision(feed) == ("e1", 6))


def test_a_stopped_process_does_not_hold_the_display(port, feeds):
    """A server that accepts and never answers can't even block the end of the program."""
    with socket.create_server(("127.0.0.1", port)):
        feed = feeds()
        begun = time.monotonic()
        feed.stop()

        assert time.monotonic() - begun < 3


def test_a_restored_database_starts_anew(servers, feeds):
    """After a restore the revision is lower, and right."""
    first = servers(a_board(90))
    feed = feeds()
    eventually(lambda: revision(feed) == ("e1", 90))

    first.kill()
    servers(a_board(2, "e2"))

    eventually(lambda: revision(feed) == ("e2", 2))


def test_a_restarted_display_shows_the_last_board_marked_stale(servers, feeds):
    """After a power cut without a server the lobby still sees something, and that it is old."""
    server = servers(a_board(8))
    feed = feeds()
    eventually(lambda: revision(feed) == ("e1", 8))
    feed.stop()
    server.kill()

    again = feeds()

    assert revision(again) == ("e1", 8)
    assert stale(again)
    assert again.latest.age_s(time.monotonic()) < LONG_S


def test_a_board_is_kept_while_the_display_runs(servers, feeds, tmp_path):
    """A power cut gives no chance to save anything."""
    servers(a_board(8))
    feeds()

    eventually(lambda: [path.name for path in tmp_path.iterdir()] == ["board-songcong-lobby.json"])


def test_the_display_reports_itself_again_and_again(servers, feeds):
    """The console shows which displays live and what they show."""
    server = servers(a_board(3))
    feeds()

    for _ in range(3):
        status = server.expect("display.status")
        assert status["screen"] == "terminal"


def test_an_order_reaches_the_screen_and_an_unknown_one_does_no_harm(servers, feeds):
    """A newer server may know more orders."""
    server = servers(a_board(3))
    feed = feeds()
    eventually(lambda: revision(feed) == ("e1", 3))

    server.order(command={"command": "dance"})
    server.order(command={"command": "identify", "colour": "red"})

    assert feed.commands.get(timeout=LONG_S) == DisplayCommand(command="identify")


def test_reload_makes_a_new_connection(servers, feeds):
    """The remedy that helps people also helps displays."""
    server = servers(a_board(3))
    feed = feeds()
    eventually(lambda: revision(feed) == ("e1", 3))
    server.expect("connect")

    feed.reconnect()

    server.expect("connect")


def test_a_refusal_is_told_and_forgotten_when_it_ends(servers, feeds):
    """A revoked token or a misspelt office is named on the screen."""
    server = servers(a_board(3))
    server.order(refuse="office_unknown")
    feed = feeds()
    eventually(lambda: feed.refusal == "office_unknown")

    server.order(refuse=None)

    eventually(lambda: feed.refusal == "" and revision(feed) == ("e1", 3))
