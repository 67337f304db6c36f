"""The driver goes into an Engine.IO it was tested with, and into nothing else."""

import logging

import engineio
import pytest

from queue_server.adapters.realtime import websocket_driver


def engine_server(**options):
    return engineio.Server(**{"async_mode": "gevent", "transports": ["websocket"], **options})


def test_the_driver_fits_the_installed_engineio():
    """The seam is these two slots, of this server alone."""
    server, other = engine_server(), engine_server()

    assert websocket_driver.install(server)
    assert other._async["queue"] is not server._async["queue"]
    assert {key for key in server._async if server._async[key] is not other._async[key]} == {
        "websocket",
        "queue",
    }


@pytest.mark.parametrize(
    ("options", "words"),
    [({"transports": None}, "polling"), ({"async_mode": "threading"}, "async_mode is threading")],
    ids=["polling", "threads"],
)
def test_a_server_set_up_otherwise_keeps_its_driver_with_a_warning(caplog, options, words):
    """The driver knows WebSockets on gevent only; anything else must still work."""
    server = engine_server(**options)
    before = server._async

    assert not websocket_driver.install(server)
    assert server._async is before
    assert [record.levelno for record in caplog.records if words in record.getMessage()] == [logging.WARNING]


@pytest.mark.parametrize("number", ["4.11.2", "4.16.0", "5.0"])
def test_an_engineio_that_was_not_tested_keeps_its_driver(caplog, monkeypatch, number):
    """Its insides may have changed without a sign."""
    monkeypatch.setattr(websocket_driver, "version", lambda name: number)

    assert not websocket_driver.install(engine_server())
    assert number in caplog.text


def changed_signature(monkeypatch):
    monkeypatch.setattr("engineio.socket.Socket._websocket_handler", lambda self, ws, extra: [])


def changed_poll(monkeypatch):
    monkeypatch.setattr("engineio.socket.Socket.poll", lambda self: self.queue.get_nowait())


def changed_send(monkeypatch):
    monkeypatch.setattr("engineio.socket.Socket.send", lambda self, packet: None)


@pytest.mark.parametrize("change", [changed_signature, changed_poll, changed_send])
def test_an_engineio_of_another_shape_keeps_its_driver(caplog, monkeypatch, change):
    """Found at the start, not by the first display."""
    change(monkeypatch)
    server = engine_server()
    before = server._async

    assert not websocket_driver.install(server)
    assert server._async is before
    assert "the stock WebSocket driver is used" in caplog.text
