"""Settings of drivers: typed, bounded, and none unread."""

import pytest

from firmware_bridge.protocol.profiles.options import OptionReader


def test_settings_are_read_by_name_with_defaults():
    """What is left out has its default."""
    reader = OptionReader({"places": 6, "device": "x", "inverted": True, "label": "Quay 1"})

    assert reader.whole("places", 4, 1, 8) == 6
    assert reader.whole("idle", 0, 0, 9) == 0
    assert reader.choice("device", None, ("x", "y")) == "x"
    assert reader.flag("inverted", default=False) is True
    assert reader.text("label", "", 20) == "Quay 1"
    reader.end()


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (lambda reader: reader.whole("n", 4, 1, 8), "n: True is no number from 1 to 8"),
        (lambda reader: reader.whole("high", 4, 1, 8), "high: 9 is no number from 1 to 8"),
        (lambda reader: reader.text("text", "", 3), "text: 'abcd' is no text of at most 3 characters"),
        (lambda reader: reader.text("line", "", 9), "line: 'a\\\\nb' is no text"),
        (lambda reader: reader.choice("text", None, ("x", "y")), "text: 'abcd' is none of x, y"),
        (lambda reader: reader.choice("missing", None, ("x", "y")), "missing: has to be one of x, y"),
        (lambda reader: reader.flag("text", default=True), "text: 'abcd' is neither true nor false"),
        (lambda reader: (reader.whole("n2", 1, 0, 1), reader.end()), "unknown option 'high'; known are n2"),
        (lambda reader: reader.end(), "unknown option 'high'; this profile has none"),
    ],
)
def test_what_is_impossible_is_named(read, words):
    """The administrator sees the key and what is allowed."""
    with pytest.raises(ValueError, match=words):
        read(OptionReader({"n": True, "high": 9, "text": "abcd", "line": "a\nb"}))
