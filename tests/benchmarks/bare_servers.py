"""The floors: the least programs that do what ours does, on our listener, so that only our own work differs."""

# ruff: noqa: E402  nothing may be imported before gevent has patched it
from gevent import monkey

monkey.patch_all()

import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path

import flask

from queue_server.adapters import web
from queue_server.adapters.realtime import listener

_CLIENT = Path(web.__file__).parent / "static" / "vendor" / "socket.io.esm.min.js"
_PAGE = """<!doctype html><title>floor</title><p id="number"></p><script type="module">
import { io } from "/client.js";
const number = document.getElementById("number");
io("/board", { transports: ["websocket"] }).on("call", (called) => { number.textContent = called; });
</script>"""


def post() -> flask.Flask:
    """Return an application that answers a JSON body with a JSON object of the size of a ticket."""
    app = flask.Flask(__name__)

    @app.post("/tickets")
    def tickets():
        body = flask.request.get_json()
        return {"service": body["service"], "number": "A007", "pad": "x" * 300}, 201

    return app


def socket_io() -> flask.Flask:
    """Return an application with Flask-SocketIO and one namespace, with a page that shows what it is sent."""
    from flask_socketio import SocketIO

    app = flask.Flask(__name__)
    socketio = SocketIO(app, async_mode="gevent", transports=["websocket"])
    socketio.on("connect", namespace="/board")(lambda auth=None: None)

    @socketio.on("press", namespace="/board")
    def press(number):
        socketio.emit("call", number, namespace="/board")

    app.add_url_rule("/", "page", lambda: _PAGE)
    app.add_url_rule("/client.js", "client", lambda: flask.send_file(_CLIENT, "text/javascript"))
    app.get("/healthz")(lambda: {"status": "ok"})
    return app


def raw_loop(listening) -> "Callable[[bytes], None]":
    """Accept sockets, and return what writes a frame to each of them and prints when it began."""
    from gevent.server import StreamServer

    from queue_server.adapters.realtime.websocket_frames import encode_message

    clients = []

    def accepted(client, _address):
        clients.append(client)
        client.recv(1)

    def write(payload: bytes) -> None:
        frame = encode_message(payload.decode())
        began = time.monotonic_ns()
        for client in clients:
            client.sendall(frame)
        print(began, flush=True)

    StreamServer(listening, accepted).start()
    return write


def main() -> None:
    """Serve until the end of the input; the raw loop writes each line of it to all its sockets."""
    listener.raise_descriptor_limit()
    listening = listener.bind("127.0.0.1", 0)
    applications, heard = {"post": post, "socket_io": socket_io}, None
    if sys.argv[1] == "raw_loop":
        heard = raw_loop(listening)
    else:
        app = applications[sys.argv[1]]()
        listener.make_server(app, listening, log=logging.getLogger("bench")).start()
    print(listening.getsockname()[1], flush=True)
    from gevent.fileobject import FileObjectThread

    for line in FileObjectThread(sys.stdin.buffer, "rb"):
        if heard is not None:
            heard(line.rstrip(b"\n"))


if __name__ == "__main__":
    main()
