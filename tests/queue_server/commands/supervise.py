"""Runs a supervisor over ``worker_program.py``, prints its port: ``supervise.py MODE FOLDER COUNT [NAME=SECONDS]``."""

import logging
import os
import socket
import sys
from pathlib import Path

from queue_server.commands import supervisor

mode, folder, count, *constants = sys.argv[1:]
for constant in constants:
    name, seconds = constant.split("=")
    assert hasattr(supervisor, name)
    setattr(supervisor, name, float(seconds))
logging.basicConfig(level=logging.INFO)
listening = socket.create_server(("127.0.0.1", 0))
listening.setblocking(False)
print(listening.getsockname()[1], flush=True)
program = Path(__file__).with_name("worker_program.py")
ended = []
code = supervisor.Supervisor(
    command=[sys.executable, str(program), mode, folder],
    count=int(count),
    listening=listening,
    environment=dict(os.environ),
    ended=ended.append,
).run()
Path(folder, "ended").write_text("\n".join(map(str, ended)))
sys.exit(code)
