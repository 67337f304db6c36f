"""Stands in for a worker: ``worker_program.py MODE FOLDER`` plus what the supervisor adds; writes who it is to a file.

Modes: ``serve`` answers connections with its process id, ``fail`` ends at once, ``mute`` never says it lives,
``stubborn`` doesn't end when told.
"""

import argparse
import os
import select
import signal
import socket
import sys
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("mode")
parser.add_argument("folder", type=Path)
for name in ("--number", "--listen-fd", "--alive-fd"):
    parser.add_argument(name, type=int, required=True)
options = parser.parse_args()
with (options.folder / "started").open("a") as log:
    log.write(f"{options.number} {os.getpid()}\n")
if options.mode == "fail":
    sys.exit(1)
if options.mode == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
listening = socket.socket(fileno=options.listen_fd)
listening.setblocking(False)
while True:
    if options.mode != "mute":
        os.write(options.alive_fd, b".")
    if select.select([listening], [], [], 0.2)[0]:
        try:
            connection, _ = listening.accept()
        except BlockingIOError:
            continue
        connection.sendall(f"{os.getpid()}".encode())
        connection.close()
