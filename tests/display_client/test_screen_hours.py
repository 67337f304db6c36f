"""A screen is on in its hours, also across midnight."""

from datetime import datetime

import pytest

from display_client.screen_hours import is_on


@pytest.mark.parametrize(
    ("hours", "time", "on"),
    [
        ("", "03:00", True),
        ("06:30-18:00", "06:29", False),
        ("06:30-18:00", "06:30", True),
        ("06:30-18:00", "17:59", True),
        ("06:30-18:00", "18:00", False),
        ("20:00-02:00", "19:59", False),
        ("20:00-02:00", "23:00", True),
        ("20:00-02:00", "01:59", True),
        ("20:00-02:00", "02:00", False),
        ("00:00-00:00", "12:00", True),
    ],
)
def test_hours(hours, time, on):
    assert is_on(hours, datetime.fromisoformat(f"2026-03-02T{time}")) is on
