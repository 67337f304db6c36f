"""Words in two languages."""

import dataclasses

import pytest

from display_client.wording import ENGLISH, VIETNAMESE


def test_every_text_exists_in_both_languages_with_the_same_gaps():
    """A forgotten translation or gap would show on the wall."""
    for name in (part.name for part in dataclasses.fields(VIETNAMESE)):
        vietnamese, english = getattr(VIETNAMESE, name), getattr(ENGLISH, name)
        assert vietnamese
        assert english
        if isinstance(vietnamese, dict):
            assert vietnamese.keys() == english.keys()
        else:
            assert str(vietnamese).count("{") == str(english).count("{")


@pytest.mark.parametrize(
    ("age_s", "text"),
    [
        (None, "MẤT KẾT NỐI"),
        (13.9, "MẤT KẾT NỐI · số liệu từ 13 giây trước"),
        (60.0, "MẤT KẾT NỐI · số liệu từ 1 phút trước"),
        (7300.0, "MẤT KẾT NỐI · số liệu từ 2 giờ trước"),
    ],
)
def test_the_badge_tells_how_old_the_board_is(age_s, text):
    """People decide by the age whether to trust it."""
    assert VIETNAMESE.offline_badge(age_s) == text
