"""Devices of an office over HTTP: what is listed, and orders that reach one."""

import pytest

from queue_server.domain.device import Unit
from queue_server.usecases.ports.changing import UnitRecord
from tests.fakes.connected_devices import a_bridge_seen, a_display_seen, a_unit_seen
from tests.web_app import a_web_app

DEVICES = "/api/v1/offices/songcong/devices"
UNITS = "/api/v1/offices/songcong/units"
DISPLAYS = "/api/v1/offices/songcong/displays"


@pytest.fixture
def web():
    web = a_web_app()
    ids = {one.name: one.id for one in web.devices.all()}
    web.bridge, web.tv = ids["bridge-songcong"], ids["display-songcong"]
    web.connected.all_bridges = [
        a_bridge_seen(
            web.bridge,
            a_unit_seen(serial="77", boot=3, timeouts=2, error_ratio=0.00221),
            a_unit_seen("line1/2", online=False, error_ratio=None, last_seen=None),
            lines=("line1", "line2"),
        )
    ]
    web.connected.all_displays = [
        a_display_seen(web.tv, last_seen=web.clock.now(), version="1.0", resolution="1920x1080", revision=7)
    ]
    return web


def test_bridges_are_listed_with_lines_and_units(web):
    """Also a line that has no unit."""
    answer = web.client("auditor").get(DEVICES)

    (bridge,) = answer.json["bridges"]
    first, second = bridge["lines"]
    assert (first["line"], first["scan_ms"], second) == (
        "line1",
        143.0,
        {"line": "line2", "scan_ms": None, "units": []},
    )
    assert first["units"][0] == {
        "unit": "line1/1",
        "line": "line1",
        "address": 1,
        "counter": "1",
        "online": True,
        "since": "2026-02-23T07:30:00.000+07:00",
        "last_seen": "2026-02-23T07:30:00.000+07:00",
        "serial": "77",
        "boot": 3,
        "digits": "",
        "issues": [],
        "stats": {"polls": 900, "timeouts": 2, "crc_errors": 0, "ring_overruns": 0, "scan_ms": 143.0},
        "error_ratio": 0.0022,
        "warnings": [],
    }
    assert [(one["digits"], one["warnings"]) for one in first["units"][1:]] == [(None, ["unit_silent"])]


def test_a_unit_whose_keys_give_numbers_says_for_what(web):
    unit = Unit(device=web.bridge, name="line1/1", counter=None, keys={"1": "issue:land", "2": "rate:5"})
    web.database.offices.change("songcong", lambda tx: tx.save_unit(UnitRecord(unit=unit)))

    (bridge,) = web.client("receptionist").get(DEVICES).json["bridges"]

    assert [one["issues"] for one in bridge["lines"][0]["units"]] == [["land"], []]


def test_displays_are_listed_with_what_they_said(web):
    """The kiosk of the office never came."""
    displays = {one["name"]: one for one in web.client("operator").get(DEVICES).json["displays"]}

    assert displays["hall"] == {
        "device": web.tv,
        "name": "hall",
        "kind": "display",
        "online": True,
        "silent": False,
        "since": "2026-02-23T07:30:00.000+07:00",
        "last_seen": "2026-02-23T08:00:00.000+07:00",
        "screen": "tv",
        "version": "1.0",
        "resolution": "1920x1080",
        "audio": "none",
        "revision": 7,
        "behind": False,
        "note": "",
        "warnings": [],
    }
    assert displays["kiosk-songcong"]["warnings"] == ["display_silent"]


@pytest.mark.parametrize("order", ["identify", "test"])
def test_an_order_reaches_the_units_bridge(web, order):
    """And nobody else's."""
    answer = web.client("supervisor").post(f"{UNITS}/line1/1/{order}")

    assert (answer.status_code, web.orders.orders) == (204, [(web.bridge, "line1/1", order)])


@pytest.mark.parametrize("order", ["identify", "reload", "test"])
def test_an_order_reaches_a_display(web, order):
    """By the display's id."""
    answer = web.client("supervisor").post(f"{DISPLAYS}/{web.tv}/{order}")

    assert (answer.status_code, web.orders.orders) == (204, [(web.tv, order)])


def test_two_bridges_with_a_unit_of_the_same_name_both_get_the_order(web):
    """Names are unique on a bridge only; the one that is away is left out."""
    web.connected.all_bridges += [a_bridge_seen("b2"), a_bridge_seen("b3", a_unit_seen(online=False))]

    web.client("supervisor").post(f"{UNITS}/line1/1/identify")

    assert [device for device, _, _ in web.orders.orders] == [web.bridge, "b2"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{UNITS}/line1/2/identify", 409, "device_offline"),
        (f"{UNITS}/line1/9/identify", 404, "unit_unknown"),
        (f"{UNITS}/line9/1/test", 404, "unit_unknown"),
        (f"{UNITS}/line1/900/test", 404, "not_found"),
        (f"{DISPLAYS}/nobody/identify", 404, "not_found"),
        ("/api/v1/offices/nowhere/devices/nobody", 404, "not_found"),
    ],
)
def test_an_order_that_reaches_nobody_is_refused(web, path, status, code):
    """A button that does nothing would send people to the wrong cable."""
    answer = web.client("supervisor").post(path)

    assert (answer.status_code, answer.json["code"], web.orders.orders) == (status, code, [])


def test_a_display_that_is_away_takes_no_orders(web):
    """Registered, but not there."""
    web.connected.all_displays = []

    answer = web.client("supervisor").post(f"{DISPLAYS}/{web.tv}/reload")

    assert (answer.status_code, answer.json["code"], web.orders.orders) == (409, "device_offline", [])


def test_an_unknown_office_has_no_devices(web):
    """Nor for an administrator of all offices."""
    answer = web.client("administrator").get("/api/v1/offices/nowhere/devices")

    assert (answer.status_code, answer.json["code"]) == (404, "office_unknown")
