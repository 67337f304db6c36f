"""Whether the process answers, whether it can do its work, and its figures for Prometheus."""

import time
from collections.abc import Callable, Mapping
from functools import cache

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)

from queue_server.adapters.web.access import PUBLIC, allow
from queue_server.adapters.web.answers import Health, Readiness
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.short_way import Observe
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import StorageError

Check = Callable[[], bool]
"""Returns whether one part of the server works now."""

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class HealthOperations:
    """Answers monitoring."""

    def __init__(self, checks: Mapping[str, Check], helpers: Mapping[str, Check]) -> None:
        self._checks = checks
        self._helpers = helpers

    @Operation(method="GET", rule="/healthz", access=PUBLIC, answer=Health)
    def healthz(self) -> Reply:
        """Tell that the process answers."""
        return Reply(Health(status="ok"))

    @Operation(method="GET", rule="/readyz", access=PUBLIC, answer=Readiness, refusals=["busy"])
    def readyz(self) -> Reply:
        """Tell whether every part of the server works."""
        failing = [name for name, check in self._checks.items() if not _passes(check)]
        if failing:
            raise Refusal("busy", f"not working now: {', '.join(failing)}")
        impaired = [name for name, check in self._helpers.items() if not _passes(check)]
        return Reply(Readiness(ready=True, checks=[*self._checks, *self._helpers], impaired=impaired))


def install_metrics(app: Flask, registry: CollectorRegistry, shown: CollectorRegistry) -> Observe:
    """Count and time every request in one registry, and show another one's figures at ``/metrics``.

    They are the same but where several workers count (see ``worker_metrics``). Requests are told apart by endpoint,
    never by path: paths hold tickets' secrets. Returns what counts an answer that was not Flask's.
    """
    answers = Counter("moiso_http_answers", "Answers by endpoint and status", ["endpoint", "status"], registry=registry)
    seconds = Histogram(
        "moiso_http_seconds", "Time to answer by endpoint", ["endpoint"], registry=registry, buckets=BUCKETS_S
    )

    def begin() -> None:
        g.moiso_began = time.perf_counter()

    @cache  # looking a label up costs more than counting
    def counted(endpoint: str, status: int) -> Counter:
        return answers.labels(endpoint, status)

    @cache
    def timed(endpoint: str) -> Histogram:
        return seconds.labels(endpoint)

    def observe(endpoint: str, status: int, took_s: float) -> None:
        counted(endpoint, status).inc()
        timed(endpoint).observe(took_s)

    def end(response: Response) -> Response:
        observe(request.endpoint or "none", response.status_code, time.perf_counter() - g.moiso_began)
        return response

    @allow(PUBLIC)
    def metrics() -> Response:
        return Response(generate_latest(shown), content_type=CONTENT_TYPE_LATEST)

    app.before_request(begin)
    app.after_request(end)
    app.add_url_rule("/metrics", view_func=metrics)
    return observe


def _passes(check: Check) -> bool:
    try:
        return check()
    except StorageError:
        return False
