"""Serve Flask-SocketIO and a bare Engine.IO echo on gevent; prints its port, takes its settings as JSON."""

# ruff: noqa: E402  nothing may be imported before gevent has patched it
from gevent import monkey

monkey.patch_all()

import json
import logging
import socket
import sys
import threading

import engineio
import flask
import gevent
from flask_socketio import SocketIO

from queue_server.adapters.realtime import listener, websocket_driver
from queue_server.adapters.realtime.send_queue import Bound

settings = {"own": True, "ping_interval": 25, "ping_timeout": 20, "bound": {}, "finish_s": 5.0}
settings.update(json.loads(sys.argv[1]))
limits = {"REQUEST_S": listener, "BODY_S": listener, "STALL_S": listener, "CLOSE_S": websocket_driver}
for name, module in limits.items():
    setattr(module, name, settings.get(name, getattr(module, name)))

app = flask.Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 1_000_000
timing = {name: settings[name] for name in ("ping_interval", "ping_timeout")}
socketio = SocketIO(app, async_mode="gevent", transports=["websocket"], **timing)
echo = engineio.Server(
    async_mode="gevent", transports=["websocket"], async_handlers=False, cors_allowed_origins="*", **timing
)
ended, heard = [], []
log = logging.getLogger("test")
logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)


@echo.on("message")
def on_echo(sid, data):
    heard.append(len(data))
    echo.send(sid, data)


@echo.on("disconnect")
def on_echo_end(sid, reason):
    ended.append(["echo", reason])


@socketio.on("disconnect", namespace="/board")
def on_end(reason):
    ended.append(["board", reason])


@socketio.on("connect", namespace="/board")
def on_connect(auth):
    flask.session["auth"] = auth


@socketio.on("ask", namespace="/board")
def on_ask(data):
    return {"asked": data, "threads": threading.active_count()}


@app.get("/text/<int:size>")
def text(size):
    return "t" * size


@app.get("/slow/<float:seconds>")
def slow(seconds):
    gevent.sleep(seconds)
    return "slow"


@app.post("/length")
def length():
    return str(len(flask.request.get_data()))


@app.get("/accepted")
def accepted():
    connection = flask.request.environ["wsgi.input"].rfile.raw._sock
    return {
        "nodelay": connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY),
        "unsent": connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT),
    }


@app.get("/sessions")
def sessions():
    """Return what is held for clients: sessions of both servers and Socket.IO's environments."""
    return flask.jsonify([len(echo.sockets), len(socketio.server.eio.sockets), len(socketio.server.environ)])


@app.post("/disconnect")
def disconnect():
    """End all sessions of the echo from the server's side and return how many messages were heard so far."""
    echo.disconnect()
    return flask.jsonify(len(heard))


@app.get("/heard")
def get_heard():
    return flask.jsonify(len(heard))


@app.get("/ended")
def get_ended():
    return flask.jsonify(ended)


@app.post("/emit")
def emit():
    """Emit ``count`` numbered messages of ``size`` letters within one turn of the event loop."""
    order = flask.request.get_json()
    for number in range(order["first"], order["first"] + order["count"]):
        socketio.emit("number", {"n": number, "pad": "x" * order["size"]}, namespace="/board")
    return {}


def unwrapped(environ, start_response):
    """Read a body as it comes from the listener, without what Flask does about its end."""
    if environ["PATH_INFO"] != "/unwrapped":
        return app(environ, start_response)
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", "1")])
    return [b"%d" % len(body)]


if settings["own"]:
    bound = Bound(**settings["bound"])
    installed = [websocket_driver.install(server, bound) for server in (socketio.server.eio, echo)]
    assert installed == [True, True]

listening = listener.bind("127.0.0.1", 0)
server = listener.make_server(engineio.WSGIApp(echo, unwrapped, engineio_path="echo"), listening, log=log)
print(listening.getsockname()[1], flush=True)
listener.serve(server, finish_within_s=settings["finish_s"])
