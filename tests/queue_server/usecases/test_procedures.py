"""The catalogue for citizens: what this office deals with, in whose line, up to date."""

from dataclasses import replace

import pytest

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Service, ServiceRules
from queue_server.domain.procedure import Procedure
from queue_server.usecases.procedures import POPULARITY_LASTS, Procedures, every_procedure, load_sample
from tests.builders import FixedClock, an_office
from tests.fakes.memory_catalogue import MemoryCatalogue
from tests.fakes.memory_offices import MemoryDatabase, MemorySetup
from tests.fakes.memory_reader import MemoryReader
from tests.ticket_builders import MORNING

SERVICES = (
    Service(code="civil", name={"vi": "Hộ tịch"}, prefix="A", rules=ServiceRules(fields=("Hộ tịch", "Chứng thực"))),
    Service(code="land", name={"vi": "Đất đai"}, prefix="B"),
)
BIRTH = Procedure(code="1", name="Đăng ký khai sinh", field="Hộ tịch")
LAND = Procedure(code="2", name="Đăng ký đất đai", field="Đất đai", service="land")
PASSPORT = Procedure(code="3", name="Đăng ký hộ chiếu", field="Xuất nhập cảnh", service="passports")


class Place:
    """The use case over an office in memory."""

    def __init__(self):
        self.clock = FixedClock(MORNING)
        database = MemoryDatabase(self.clock)
        MemorySetup(database).add_office(
            an_office(services=(), counters=()).__class__(
                code="songcong", name="Sông Công", time_zone="Asia/Ho_Chi_Minh", services=SERVICES
            ),
            "tests",
        )
        self.catalogue = MemoryCatalogue()
        self.catalogue.load([[BIRTH, LAND, PASSPORT]], keep_others=True)
        self.made = 0
        self.procedures = Procedures(self.catalogue, MemoryReader(database), self.clock, self.aside)

    def aside(self, work):
        self.made += 1
        return work()


@pytest.fixture
def place():
    return Place()


def codes(found):
    return [(one.code, one.service) for one in found]


def test_an_office_lists_what_it_deals_with_and_in_whose_line(place):
    """By the procedure's own service, or by the service for its field."""
    assert codes(place.procedures.search("dang ky", "songcong", 10)) == [("1", "civil"), ("2", "land")]
    assert codes(place.procedures.search(None, "songcong", 10)) == [("2", "land"), ("1", "civil")]
    assert place.procedures.fields("songcong") == [("Đất đai", 1), ("Hộ tịch", 1)]
    assert codes(place.procedures.of_field("Hộ tịch", "songcong")) == [("1", "civil")]


def test_without_an_office_all_are_listed(place):
    assert len(place.procedures.search(None, None, 10)) == 3
    assert len(place.procedures.search(None, None, 2)) == 2


def test_the_index_is_made_once_and_again_when_something_changed(place):
    for _ in range(3):
        place.procedures.search("khai sinh", None, 5)
    assert place.made == 1

    place.catalogue.save_synonym("hộ chiếu phổ thông", ["đăng ký hộ chiếu"])
    place.procedures.search("khai sinh", None, 5)
    assert place.made == 2

    place.clock.advance(POPULARITY_LASTS.total_seconds() + 1)
    place.procedures.search("khai sinh", None, 5)
    assert place.made == 3


def test_an_unknown_office_or_procedure_is_refused(place):
    with pytest.raises(Refusal, match="office_unknown"):
        place.procedures.search(None, "nowhere", 5)
    with pytest.raises(Refusal, match="procedure_unknown"):
        place.procedures.get("9")
    with pytest.raises(Refusal) as refused:
        place.procedures.check("9")
    assert (refused.value.code, refused.value.field) == ("invalid", "procedure")


def test_the_sample_fills_only_a_catalogue_that_was_never_touched():
    """An administrator who emptied it wants it empty."""
    catalogue = MemoryCatalogue()

    assert load_sample(catalogue, [BIRTH], {"giấy khai sinh": ["đăng ký khai sinh"]}) is True
    assert catalogue.is_sample()
    assert load_sample(catalogue, [LAND], {}) is False
    catalogue.remove("1")
    assert load_sample(catalogue, [BIRTH], {}) is False


def test_every_procedure_comes_page_by_page(place):
    assert list(every_procedure(place.catalogue)) == [BIRTH, LAND, PASSPORT]


def test_administrators_find_also_what_nobody_is_shown(place):
    """By part of the code, by words, with typing errors; whoever searches citizens' pages doesn't."""
    place.catalogue.save(replace(LAND, code="2.001193.H55"), off=True)

    assert place.procedures.find("001193") == ["2.001193.H55"]
    assert set(place.procedures.find("dat dai")) == {"2", "2.001193.H55"}
    assert place.procedures.find(" ") == []
    assert [one.code for one in place.procedures.search("dat dai", None, 9)] == ["2"]
    assert place.procedures.search("2.001193.H55", None, 9) == []
