"""A small real Socket.IO server for ``/board``, run as a subprocess and steered by JSON lines on its standard input.

Orders: ``{"board": {…}}`` publishes, ``{"hold": {…}}`` changes the board but tells nobody, ``{"beats": false}`` goes
silent, ``{"command": {…}}`` sends a display.command, ``{"refuse": "code"}`` refuses what connects from now on.
Each thing that happens is printed as one JSON line.
"""

import json
import sys
import threading
import time

import socketio
from werkzeug.serving import make_server

from queue_server.contract.rooms import BOARD

BEAT_S = 0.1
PRINTING = threading.Lock()


def main():
    server = socketio.Server(async_mode="threading", cors_allowed_origins="*", transports=["websocket"])
    state = {"board": json.loads(sys.argv[2]), "beats": True, "refuse": None}

    @server.on("connect", namespace=BOARD)
    def connect(sid, environ, auth):
        tell("connect", auth)
        if state["refuse"]:
            raise socketio.exceptions.ConnectionRefusedError(state["refuse"])
        if state["beats"]:
            server.emit("board", state["board"], to=sid, namespace=BOARD)

    @server.on("disconnect", namespace=BOARD)
    def disconnect(sid, reason):
        tell("disconnect", None)

    @server.on("board.get", namespace=BOARD)
    def board_get(sid):
        tell("board.get", None)
        return state["board"]

    @server.on("display.status", namespace=BOARD)
    def status(sid, payload):
        tell("display.status", payload)

    http = make_server("127.0.0.1", int(sys.argv[1]), socketio.WSGIApp(server), threaded=True)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    threading.Thread(target=beat, args=(server, state), daemon=True).start()
    tell("listening", http.server_port)
    for line in sys.stdin:
        obey(server, state, json.loads(line))


def obey(server, state, order):
    for key in ("beats", "refuse"):
        if key in order:
            state[key] = order[key]
    if "board" in order or "hold" in order:
        state["board"] = order.get("board") or order["hold"]
    if "board" in order:
        server.emit("board", state["board"], namespace=BOARD)
    if "command" in order:
        server.emit("display.command", order["command"], namespace=BOARD)


def beat(server, state):
    while True:
        time.sleep(BEAT_S)
        if state["beats"]:
            board = state["board"]
            server.emit("beat", {"epoch": board["epoch"], "revision": board["revision"]}, namespace=BOARD)


def tell(what, payload):
    with PRINTING:
        print(json.dumps({"what": what, "payload": payload}), flush=True)


if __name__ == "__main__":
    main()
