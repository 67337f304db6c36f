"""The kept library knows Vietnam's holidays, lunar ones too, in both languages."""

from datetime import date

from queue_server.adapters.public_holidays import holiday_of_vietnam


def test_holidays_are_named_in_both_languages():
    """Tết of 2026 begins on 17 February."""
    assert holiday_of_vietnam(date(2026, 2, 17)) == {"vi": "Tết Nguyên Đán", "en": "Lunar New Year"}
    assert holiday_of_vietnam(date(2026, 9, 2)) == {"vi": "Quốc khánh", "en": "National Day"}
    assert holiday_of_vietnam(date(2026, 3, 2)) is None
