"""People are told apart for a day by names that say nothing about them."""

from datetime import date

from queue_server.adapters.persons import KeyedPersons

DAY, CARD = date(2026, 3, 2), "012345678901"


def test_a_name_is_the_same_only_in_its_office_on_its_day_with_its_secret():
    persons = KeyedPersons("one secret")
    name = persons.name("songcong", DAY, CARD)

    others = {
        persons.name("other", DAY, CARD),
        persons.name("songcong", date(2026, 3, 3), CARD),
        persons.name("songcong", DAY, "012345678902"),
        KeyedPersons("another secret").name("songcong", DAY, CARD),
    }

    assert persons.name("songcong", DAY, CARD) == name
    assert CARD not in name
    assert len(others | {name}) == 5
