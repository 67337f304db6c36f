"""Which numbers the office of the same file will call."""

from firmware_bridge.office_numbers import office_numbers
from queue_server.settings import SettingsFile


def numbers_of(office):
    return office_numbers(SettingsFile("x.toml", {"office": office} if office else {}))


def test_each_counter_has_the_numbers_of_its_services():
    """And the office has all."""
    numbers = numbers_of(
        {
            "code": "o",
            "name": "anything else is not the bridge's business",
            "service": [
                {"code": "land", "prefix": "A"},
                {"code": "civil", "prefix": "B", "first_number": 500, "last_number": 1999},
            ],
            "counter": [{"code": "1", "services": ["land"]}, {"code": "2", "services": ["civil", "land", "gone"]}],
        }
    )

    assert numbers == {
        None: ["A001", "B500", "B1999"],
        "o:1": ["A001"],
        "o:2": ["B500", "B1999", "A001"],
    }


def test_no_office_or_an_odd_one_is_no_reason_to_stop():
    """It may be on another computer, and its own commands check it."""
    assert numbers_of(None) == {None: []}
    assert numbers_of({"service": "x"}) == {}
