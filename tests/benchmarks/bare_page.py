"""The floor of a call on a TV: a page that shows what Flask-SocketIO sends it, and nothing else.

Prints its port, then sends the time to all clients for each line of input.
"""

# ruff: noqa: E402  nothing may be imported before gevent has patched it
from gevent import monkey

monkey.patch_all()

import logging
import sys
import time
from pathlib import Path

import flask
from flask_socketio import SocketIO
from gevent.fileobject import FileObjectThread

from queue_server.adapters.realtime import listener

VENDOR = Path(__file__).resolve().parents[2] / "queue_server/adapters/web/static/vendor"
PAGE = """<!doctype html><title>bare</title><p id="number"></p><script type="module">
import { io } from "/vendor/socket.io.esm.min.js";
const socket = io("/board", { transports: ["websocket"] });
window.__painted = [];
socket.on("connect", () => { window.__connected = true; });
socket.on("call", ({ at }) => {
  document.querySelector("#number").textContent = String(at);
  requestAnimationFrame(() => { window.__painted.push(Date.now() - at); });
});
</script>"""


def main() -> None:
    """Serve until the end of the input."""
    app = flask.Flask(__name__)
    socketio = SocketIO(app, async_mode="gevent", transports=["websocket"], cors_allowed_origins="*")
    socketio.on("connect", namespace="/board")(lambda auth=None: None)
    app.add_url_rule("/", "page", lambda: PAGE)
    app.add_url_rule("/vendor/<path:name>", "vendor", lambda name: flask.send_from_directory(VENDOR, name))
    listening = listener.bind("127.0.0.1", 0)
    listener.make_server(app, listening, log=logging.getLogger("bench")).start()
    print(listening.getsockname()[1], flush=True)
    for _ in FileObjectThread(sys.stdin.buffer, "rb"):
        socketio.emit("call", {"at": time.time() * 1000}, namespace="/board")


if __name__ == "__main__":
    main()
