"""Whether the process answers, whether it can do its work, and its figures for Prometheus."""

import logging
from collections.abc import Callable, Mapping

from queue_server.adapters.web.access import PUBLIC
from queue_server.adapters.web.answers import Health, Readiness
from queue_server.adapters.web.operation import Operation, Reply

logger = logging.getLogger(__name__)

Check = Callable[[], bool]
"""Returns whether one part of the server works now."""


class HealthOperations:
    """Answers monitoring."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks

    @Operation(method="GET", rule="/healthz", access=PUBLIC, answer=Health)
    def healthz(self) -> Reply:
        """Tell that the process answers."""
        return Reply(Health(status="ok"))

    @Operation(method="GET", rule="/readyz", access=PUBLIC, answer=Readiness, also={503: Readiness})
    def readyz(self) -> Reply:
        """Tell whether the server can do its work: 200 when every part works, 503 otherwise."""
        checks = {name: check() for name, check in self._checks.items()}
        ready = all(checks.values())
        return Reply(Readiness(ready=ready, checks=checks), status=None if ready else 503)
