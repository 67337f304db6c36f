"""A busy morning for the demo: citizens take tickets, operators press their keys."""

import json
import random
import socket
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from queue_server.domain.office import Office
from queue_server.simulation.demand import Demand, service_s, wish

ARRIVAL_S = 4.0
"""Mean seconds between two citizens."""

DEMAND = Demand(service_minutes={"land": 9.0, "business": 7.0, "result": 3.0}, shares={"civil": 2.0, "result": 1.5})
"""Who comes for what, and how long it takes in life."""

FASTER = 24.0
"""The demo's services are so many times faster than in life."""

SHORTEST_S = 6.0
MOST_S = 40.0
"""A visitor who watches the demo sees every counter move within this time."""

NEXT_KEY = 1
RECALL_KEY = 2
PRESS_S = 0.12
TICK_S = 0.2


@dataclass
class Rush:
    """Acts on its own thread until stopped.

    Args:
        server: base URL of the server.
        office: code of the office.
        services: codes of the services people come for.
        boxes: addresses of the call boxes.
        control: control socket of the simulated line.
    """

    server: str
    office: str
    services: Sequence[str]
    boxes: Sequence[int]
    control: Path
    chance: random.Random = field(default_factory=random.Random)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Let people in."""
        self._thread = threading.Thread(target=self._run, name="rush", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Send everybody home."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=3)

    def _run(self) -> None:
        now = time.monotonic()
        arrival = now
        due = {box: now + 3 + 2 * index for index, box in enumerate(self.boxes)}
        while not self._stop.wait(TICK_S):
            now = time.monotonic()
            if now >= arrival:
                self._take_ticket()
                arrival = now + self.chance.expovariate(1 / ARRIVAL_S)
            for box in [box for box, at in due.items() if now >= at]:
                self._press(box, RECALL_KEY if self.chance.random() < 0.1 else NEXT_KEY)
                taken_s = service_s(self.chance.choice(self.services), DEMAND, self.chance)
                due[box] = now + min(MOST_S, SHORTEST_S + taken_s / FASTER)

    def _take_ticket(self) -> None:
        office = Office(code=self.office, name=self.office, time_zone="UTC")
        citizen = wish(office, self.services, DEMAND, self.chance, datetime.now(UTC))
        first, *then = [visit.service for visit in citizen.visits]
        body = {"service": first, "then": then, "priority_class": citizen.priority_class.value}
        if citizen.group is not None:
            body["group"] = citizen.group
        request = urllib.request.Request(
            f"{self.server}/api/v1/offices/{self.office}/tickets",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())},
        )
        try:
            urllib.request.urlopen(request, timeout=5).close()
        except (urllib.error.URLError, TimeoutError):
            return  # a restarting server: this citizen comes again later

    def _press(self, box: int, key: int) -> None:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(5)
                line.connect(str(self.control))
                for order in (f"press {box} {key}\n", f"release {box} {key}\n"):
                    line.sendall(order.encode())
                    line.recv(4096)
                    self._stop.wait(PRESS_S)
        except OSError:
            return  # the line is being restarted
