"""Serve an office on gevent, SQLite and the server's own driver, as in production; prints its port."""

# ruff: noqa: E402

from gevent import monkey

monkey.patch_all()

import logging
import secrets
import sys
import time
import uuid
from datetime import UTC, datetime

import flask

from queue_server.adapters.db.database import open_for_gevent
from queue_server.adapters.realtime import listener, websocket_driver
from queue_server.adapters.realtime.assembly import Parts, Realtime
from queue_server.adapters.realtime.newest import board_cache
from queue_server.domain.device import Device, DeviceKind
from queue_server.usecases.announcing import Announcing
from queue_server.usecases.audio_masters import AudioMasters
from queue_server.usecases.bridge_greeting import BridgeGreeting
from queue_server.usecases.counter_key import CounterKey
from queue_server.usecases.devices import Devices
from queue_server.usecases.issuing import IssueRequest, Issuing
from queue_server.usecases.sign_in import SignIn, hash_token
from queue_server.usecases.upkeep import Upkeep
from tests.builders import an_office


class RandomIds:
    def new_id(self):
        return uuid.uuid4().hex

    def new_token(self):
        return secrets.token_urlsafe(16)


class SystemClock:
    def now(self):
        return datetime.now(UTC)

    def monotonic(self):
        return time.monotonic()


logging.basicConfig(level=logging.INFO, stream=sys.stderr)
clock, ids = SystemClock(), RandomIds()
realtime = Realtime(clock)
database = open_for_gevent(sys.argv[1], clock, realtime.committed)
database.setup.add_office(an_office(counters=("1", "2")), "tests")
bridge = Device(id="box", name="box", kind=DeviceKind.BRIDGE, office="songcong")
database.accounts.add_device(bridge, hash_token("box"))
app = flask.Flask(__name__)
issuing = Issuing(database.offices, ids)
boards = board_cache(database.reader, clock)
parts = Parts(
    reader=database.reader,
    boards=boards,
    sign_in=SignIn(database.accounts, None, ids, clock),
    devices=Devices(database.accounts, ids),
    greeting=BridgeGreeting(database.offices),
    keys=CounterKey(database.offices, ids, clock),
    upkeep=Upkeep(database.reader, database.offices),
    announcing=Announcing(
        database.offices, AudioMasters(database.leases, database.displays, database.announcements, clock)
    ),
    cookie_token=lambda environ: None,
)


@app.post("/issue/<int:count>")
def issue(count):
    return [issuing.issue("songcong", IssueRequest(service="land")).value.token for _ in range(count)]


@app.get("/board")
def board():
    return flask.Response(bytes(boards.of("songcong").json), mimetype="application/json")


socketio = realtime.open(app, "gevent", parts)
assert websocket_driver.install(socketio.server.eio)
realtime.start()
listening = listener.bind("127.0.0.1", 0)
server = listener.make_server(app, listening, log=logging.getLogger("test"))
print(listening.getsockname()[1], flush=True)
try:
    listener.serve(server, finish_within_s=5.0)
finally:
    realtime.stop()
database.close()
