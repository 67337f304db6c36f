"""What monitoring asks."""

from queue_server.usecases.ports.failures import StorageError
from tests.web_app import a_web_app


def broken():
    raise StorageError("the disk is full")


def test_the_process_answers_whatever_its_parts_do():
    """A restart doesn't mend a database."""
    answer = a_web_app(checks={"database": lambda: False}).client().get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_the_server_is_ready_when_every_part_works():
    """The parts that were tried are named."""
    answer = a_web_app(checks={"database": lambda: True, "disk": lambda: True}).client().get("/readyz")

    assert (answer.status_code, answer.json) == (200, {"ready": True, "checks": ["database", "disk"], "impaired": []})


def test_a_part_that_fails_is_named():
    """Also when it fails by raising; whoever asks comes again."""
    checks = {"database": broken, "voices": lambda: False, "disk": lambda: True}

    answer = a_web_app(checks=checks).client().get("/readyz")

    assert (answer.status_code, answer.json["code"]) == (503, "busy")
    assert answer.json["detail"] == "not working now: database, voices"
    assert answer.headers["Retry-After"] == "1"


def test_a_part_that_only_helps_does_not_make_it_unready():
    """Without Redis workers are a little late, not out of order."""
    helpers = {"redis": lambda: False}

    answer = a_web_app(checks={"database": lambda: True}, helpers=helpers).client().get("/readyz")

    assert answer.status_code == 200
    assert answer.json == {"ready": True, "checks": ["database", "redis"], "impaired": ["redis"]}


def test_requests_are_counted_by_endpoint_never_by_path():
    """Paths hold tickets' secrets."""
    client = a_web_app().client()
    client.get("/api/v1/tickets/s3cret")
    client.get("/nothing")

    figures = client.get("/metrics").text

    assert 'moiso_http_answers_total{endpoint="tickets.get_ticket",status="404"} 1.0' in figures
    assert 'moiso_http_answers_total{endpoint="none",status="404"} 1.0' in figures
    assert 'moiso_http_seconds_count{endpoint="tickets.get_ticket"} 1.0' in figures
    assert "process_resident_memory_bytes" in figures
    assert "s3cret" not in figures
