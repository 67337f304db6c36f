"""The floors: the least programs that do what ours does, on our listener, so that only our own work differs."""

# ruff: noqa: E402  nothing may be imported before gevent has patched it
from gevent import monkey

monkey.patch_all()

import logging
import sys

import flask

from queue_server.adapters.realtime import listener


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
    socketio = SocketIO(app, async_mode="gevent", transports=["websocket"], ping_interval=600, ping_timeout=600)
    socketio.on("connect", namespace="/board")(lambda auth=None: None)
    app.get("/healthz")(lambda: {"status": "ok"})
    return app


def main() -> None:
    """Serve until the end of the input."""
    listener.raise_descriptor_limit()
    listening = listener.bind("127.0.0.1", 0)
    app = {"post": post, "socket_io": socket_io}[sys.argv[1]]()
    listener.make_server(app, listening, log=logging.getLogger("bench")).start()
    print(listening.getsockname()[1], flush=True)
    from gevent.fileobject import FileObjectThread

    for _ in FileObjectThread(sys.stdin.buffer, "rb"):
        pass


if __name__ == "__main__":
    main()
