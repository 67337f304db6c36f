"""An office in memory behind the real Socket.IO server, without sockets: packets go in and out as text."""

import itertools
import json
from datetime import UTC, datetime

from flask import Flask
from socketio.packet import ACK, CONNECT, CONNECT_ERROR, DISCONNECT, EVENT, Packet

from queue_server.adapters.realtime.assembly import Parts, Realtime
from queue_server.adapters.realtime.newest import board_cache
from queue_server.domain.device import Device, DeviceKind
from queue_server.domain.operator import Operator, Role
from queue_server.usecases.announcing import Announcing
from queue_server.usecases.audio_masters import AudioMasters
from queue_server.usecases.bridge_greeting import BridgeGreeting
from queue_server.usecases.calling import Calling
from queue_server.usecases.counter_access import Actor
from queue_server.usecases.counter_key import CounterKey
from queue_server.usecases.counter_session import CounterSession
from queue_server.usecases.devices import Devices
from queue_server.usecases.issuing import IssueRequest, Issuing
from queue_server.usecases.serving import Serving
from queue_server.usecases.sign_in import SignIn, hash_token
from queue_server.usecases.upkeep import Upkeep
from tests.builders import FixedClock, SerialIds, an_office
from tests.fakes.memory_accounts import MemoryAccounts
from tests.fakes.memory_leases import MemoryLeases
from tests.fakes.memory_offices import MemoryDatabase, MemoryOffices, MemorySetup
from tests.fakes.memory_reader import MemoryReader

OFFICE = "songcong"
LAN = Operator(id="lan", username="lan", name="Lan", role=Role.OPERATOR, office=OFFICE)
TOKENS = {"box": DeviceKind.BRIDGE, "tv": DeviceKind.DISPLAY, "tablet": DeviceKind.KIOSK}
"""Tokens of the devices, which have the same names and ids."""


class Tasks:
    """Background tasks that run when told; a task that waits for time only when time is told to pass."""

    def __init__(self, clock):
        self._clock = clock
        self.ready = []
        self.waiting = []

    def start(self, target, *args):
        seconds = next((one for one in args if isinstance(one, float)), None)
        if seconds is None:
            self.ready.append((target, args))
        else:
            self.waiting.append((self._clock.monotonic() + seconds, target, args))

    def run(self):
        """Run what does not wait, and what that starts."""
        while self.ready:
            target, args = self.ready.pop(0)
            target(*args)

    def pass_time(self, seconds):
        """Let time pass, and run each task in it at its time."""
        self.run()
        until = self._clock.monotonic() + seconds
        while self.waiting and min(due for due, _, _ in self.waiting) <= until:
            task = min(self.waiting, key=lambda one: one[0])
            self.waiting.remove(task)
            self._clock.advance(max(0.0, task[0] - self._clock.monotonic()))
            task[1](*task[2])
            self.run()
        self._clock.advance(until - self._clock.monotonic())


class Client:
    """One Engine.IO connection, on which namespaces can be connected."""

    def __init__(self, server, sid, environ):
        self._server = server
        self._sid = sid
        self._ack_ids = itertools.count(1)
        self.packets = []
        server._handle_eio_connect(sid, environ)

    def send_text(self, text):
        """Send the text of a Socket.IO packet, as it is."""
        self._server._handle_eio_message(self._sid, text)

    def connect(self, namespace, auth=None):
        """Return the code of the refusal, None if the client was let in."""
        self.send_text(f"0{namespace},{json.dumps(auth)}" if auth is not None else f"0{namespace},")
        (answer,) = [one for one in self.packets if one.packet_type in (CONNECT, CONNECT_ERROR)][-1:]
        return answer.data["message"] if answer.packet_type == CONNECT_ERROR else None

    def emit(self, namespace, event, *arguments):
        """Send an event without an acknowledgement id."""
        self.send_text(f"2{namespace},{json.dumps([event, *arguments])}")

    def call(self, namespace, event, *arguments):
        """Send an event and return its acknowledgement."""
        number = next(self._ack_ids)
        self.send_text(f"2{namespace},{number}{json.dumps([event, *arguments])}")
        (answer,) = [one.data for one in self.packets if one.packet_type == ACK and one.id == number]
        (value,) = answer
        return value

    def leave(self):
        """End the connection."""
        self._server._handle_eio_disconnect(self._sid, "test")

    def received(self, event):
        """Return the payloads of an event so far."""
        return [one.data[1] for one in self.packets if one.packet_type == EVENT and one.data[0] == event]

    @property
    def dropped(self):
        return any(one.packet_type == DISCONNECT for one in self.packets)


class LiveOffice:
    """Server, use cases and clients of one office."""

    def __init__(self, people=0, counters=("1",), shared=None, open_wakeups=lambda server, hear: None):
        self.clock = FixedClock(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))
        self.tasks = Tasks(self.clock)
        self.on_duty = True
        self.realtime = Realtime(self.clock, shared)
        self.database = MemoryDatabase(self.clock, self.realtime.committed)
        MemorySetup(self.database).add_office(an_office(("land", "tax"), counters), "tests")
        self.reader = MemoryReader(self.database)
        self.leases = MemoryLeases(self.clock)
        self.accounts = MemoryAccounts(self.database)
        self._add_people()
        offices, ids = MemoryOffices(self.database), SerialIds()
        self.issuing, self.calling = Issuing(offices, ids), Calling(offices, ids)
        self.session, self.serving = CounterSession(offices), Serving(offices)
        self.lan = Actor(name="lan", operator="lan")
        self.sign_in = SignIn(self.accounts, None, ids, self.clock)
        self.boards = board_cache(self.reader, self.clock)
        self.parts = Parts(
            reader=self.reader,
            boards=self.boards,
            sign_in=self.sign_in,
            devices=Devices(self.accounts, ids),
            greeting=BridgeGreeting(offices),
            keys=CounterKey(offices, ids, self.clock),
            upkeep=Upkeep(self.reader, offices),
            announcing=Announcing(offices, AudioMasters(self.leases, self.reader, self.reader, self.clock)),
            is_on_duty=lambda: self.on_duty,
            open_wakeups=open_wakeups,
            cookie_token=lambda environ: environ.get("HTTP_COOKIE", "").removeprefix("token=") or None,
        )
        self._open()
        self.session.open(OFFICE, "1", self.lan)
        self.tickets = [self.issue() for _ in range(people)]

    def _open(self):
        self.server = self.realtime.open(Flask(__name__), "threading", self.parts).server
        self.server.async_handlers = False
        self.server.start_background_task = self.tasks.start
        self.server.sleep = lambda seconds: None
        self.server.eio.send = self._deliver
        self.server.eio.send_packet = lambda sid, packet: self._deliver(sid, packet.data)
        self._clients = {}

    def _add_people(self):
        self.accounts.add_operator(LAN, "hash")
        self.accounts.add_session(hash_token("session"), "lan", datetime(2026, 3, 2, 10, 0, tzinfo=UTC))
        for token, kind in TOKENS.items():
            self.accounts.add_device(Device(id=token, name=token, kind=kind, office=OFFICE), hash_token(token))

    def _deliver(self, sid, text):
        self._clients[sid].packets.append(Packet(encoded_packet=text))

    def client(self, **environ):
        """Return a client that is connected to nothing yet."""
        sid = f"eio{len(self._clients)}"
        self._clients[sid] = Client(self.server, sid, {"HTTP_HOST": "moiso.example:8000", **environ})
        return self._clients[sid]

    def display(self, **auth):
        client = self.client()
        assert client.connect("/board", {"office": OFFICE} | auth) is None
        return client

    def console(self, counter="songcong:1"):
        client = self.client()
        assert client.connect("/counter", {"token": "session"}) is None
        assert client.call("/counter", "counter.watch", {"counter": counter})["ok"] is True
        return client

    def phone(self, issued):
        client = self.client()
        assert client.connect("/ticket", {"token": issued.token}) is None
        return client

    def bridge(self, *units, hello=True):
        client = self.client()
        assert client.connect("/bridge", {"token": "box"}) is None
        if hello:
            assert client.call("/bridge", "bridge.hello", hello_of(*(units or ("line1/5",))))["ok"] is True
        return client

    def issue(self, service="land"):
        return self.issuing.issue(OFFICE, IssueRequest(service=service)).value

    def call_next(self):
        return self.calling.call_next(OFFICE, "1", self.lan).value.ticket

    def revision(self):
        return self.reader.revision(OFFICE)


def hello_of(*units, **fields):
    """A bridge's hello; its units have a key for each of a box's usual actions."""
    unit = {"counter": f"{OFFICE}:1", "keys": {"1": "next", "2": "recall"}, "serial": 77, "boot": 3, "head": 0}
    return {"lines": ["line1"], "units": [unit | {"unit": name} | fields for name in units]}


def press_of(sequence, unit="line1/5", **fields):
    """A press of the first key of a box."""
    press = {"unit": unit, "key": 1, "kind": "press", "age_s": 0.1, "pressed_at": "2026-03-02T09:00:00+07:00"}
    return press | {"press_id": f"77/3/{sequence}"} | fields
