"""Figures for Prometheus: read at each scrape, per office, line and unit."""

import re
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from queue_server.adapters.web.device_metrics import OfficeCollector, ServerFigures
from queue_server.usecases.ports.failures import StorageError
from tests.fakes.connected_devices import CAME, FakeConnected, a_bridge_seen, a_display_seen, a_unit_seen
from tests.web_app import a_web_app

MANUAL = Path(__file__).resolve().parents[4] / "docs" / "operations.md"


class Broken:
    """A database that is away."""

    def offices(self):
        raise StorageError("the disk is full")


@pytest.fixture
def web():
    return a_web_app()


def scrape(reader, connected):
    registry = CollectorRegistry()
    figures = ServerFigures(board_pushes=lambda: {"songcong": 12}, writer_backlog=lambda: 3)
    registry.register(OfficeCollector(reader, connected, figures))
    return generate_latest(registry).decode()


def connected():
    seen = FakeConnected()
    noisy = a_unit_seen(timeouts=40, crc_errors=8, ring_overruns=1, error_ratio=0.05)
    seen.all_bridges = [a_bridge_seen("b1", noisy, a_unit_seen("line1/2", online=False, last_seen=None))]
    seen.all_displays = [a_display_seen(), a_display_seen("d2", online=False)]
    return seen


def test_every_unit_has_its_figures(web):
    """A bad cable shows in a graph long before people complain."""
    figures = scrape(web.database.reader, connected())

    labels = '{address="1",line="line1",office="songcong"}'
    assert f"moiso_unit_polls_total{labels} 900.0" in figures
    assert f"moiso_unit_timeouts_total{labels} 40.0" in figures
    assert f"moiso_unit_crc_errors_total{labels} 8.0" in figures
    assert f"moiso_unit_ring_overruns_total{labels} 1.0" in figures
    assert f"moiso_unit_error_ratio{labels} 0.05" in figures
    assert f"moiso_unit_online{labels} 1.0" in figures
    assert float(re.search(rf"last_seen_timestamp_seconds{re.escape(labels)} (\S+)", figures)[1]) == CAME.timestamp()
    assert 'moiso_unit_online{address="2",line="line1",office="songcong"} 0.0' in figures
    assert 'moiso_line_scan_seconds{line="line1",office="songcong"} 0.143' in figures
    assert 'moiso_line_units_online{line="line1",office="songcong"} 1.0' in figures


def test_every_office_has_its_figures(web):
    """Tickets that wait and were called, who is connected, what was sent."""
    client = web.client("supervisor")
    for key in ("k1", "k2", "k3"):
        path = "/api/v1/offices/songcong/tickets"
        client.post(path, json={"service": "land"}, headers={"Idempotency-Key": key})
    client.post("/api/v1/counters/songcong:1/open")
    client.post("/api/v1/counters/songcong:1/call-next", headers={"Idempotency-Key": "k4"})

    figures = scrape(web.database.reader, connected())

    assert 'moiso_tickets_waiting{office="songcong"} 2.0' in figures
    assert 'moiso_tickets_called{office="songcong"} 1.0' in figures
    assert 'moiso_tickets_waiting{office="other"} 0.0' in figures
    assert 'moiso_displays_connected{office="songcong"} 1.0' in figures
    assert 'moiso_display_online{display="hall",office="songcong"} 1.0' in figures
    assert 'moiso_display_last_seen_timestamp_seconds{display="hall",office="songcong"} 1.7718' in figures
    assert 'moiso_bridges_connected{office="songcong"} 1.0' in figures
    assert 'moiso_bridges_connected{office="other"} 0.0' in figures
    assert 'moiso_board_pushes_total{office="songcong"} 12.0' in figures
    assert 'moiso_clients{namespace="/board"} 2.0' in figures
    assert "moiso_writer_backlog 3.0" in figures


def test_a_unit_of_two_bridges_is_exported_once(web):
    """Prometheus refuses a whole scrape with a repeated series."""
    seen = connected()
    seen.all_bridges.append(a_bridge_seen("b2", a_unit_seen(online=False, polls=1)))

    figures = scrape(web.database.reader, seen)

    assert re.findall(r'moiso_unit_polls_total\{address="1".*', figures) == [
        'moiso_unit_polls_total{address="1",line="line1",office="songcong"} 900.0'
    ]


def test_a_database_that_is_away_takes_only_its_own_figures(web):
    """Just then the others are wanted."""
    figures = scrape(Broken(), connected())

    assert "moiso_writer_backlog 3.0" in figures
    assert "moiso_tickets_waiting" not in figures


def test_the_manual_names_every_figure(web):
    """And no other."""
    text = MANUAL.read_text("utf-8")
    exported = set(re.findall(r"^# TYPE (moiso_\w+)", scrape(web.database.reader, connected()), re.M))
    exported |= set(re.findall(r"^# TYPE (moiso_\w+)", web.client().get("/metrics").text, re.M))
    named = set(re.findall(r"`(moiso_\w+?)(?:\{[^}]*\})?`", text))

    assert {name for name in exported if not name.endswith("_created")} == named
