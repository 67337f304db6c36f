"""Counters are called in the reader's language where their name allows it."""

import pytest

from queue_server.domain.counter_name import counter_name_in


@pytest.mark.parametrize(
    ("name", "language", "told"),
    [
        ("Quầy 3", "en", "Counter 3"),
        (" quầy  12 ", "en", "Counter 12"),
        ("Quầy 3", "vi", "Quầy 3"),
        ("Phòng 12 – Tiếp công dân", "en", "Phòng 12 – Tiếp công dân"),
    ],
)
def test_a_counter_that_is_only_a_number_is_named_in_english(name, language, told):
    assert counter_name_in(name, language) == told
