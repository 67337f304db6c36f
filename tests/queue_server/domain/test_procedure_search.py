"""People find a procedure without marks, with typing errors, by everyday words."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.procedure import ListedProcedure, fold
from queue_server.domain.procedure_search import ProcedureIndex, fields_of

NAMES = (
    "Đăng ký khai sinh",
    "Đăng ký lại khai sinh",
    "Đăng ký kết hôn",
    "Cấp bản sao trích lục hộ tịch",
    "Cấp giấy phép xây dựng nhà ở riêng lẻ",
    "Cấp lại số nhà do bị mất",
    "Đăng ký, cấp Giấy chứng nhận quyền sử dụng đất lần đầu",
    "Đăng ký thành lập hộ kinh doanh",
    "Chứng thực bản sao từ bản chính",
    "Cấp thẻ căn cước cho công dân từ đủ 14 tuổi",
    "Đăng ký thường trú",
    "Trợ cấp xã hội hằng tháng cho người cao tuổi",
)
SYNONYMS = {
    "sổ đỏ": ["giấy chứng nhận quyền sử dụng đất"],
    "cccd": ["thẻ căn cước"],
    "gpxd": ["giấy phép xây dựng"],
    "hộ khẩu": ["đăng ký thường trú"],
}


def listed(name, number, **fields):
    return ListedProcedure(
        **({"code": f"1.{number:03}", "name": name, "field": "Hộ tịch", "level": "", "service": None} | fields)
    )


@pytest.fixture(scope="module")
def index():
    return ProcedureIndex([listed(name, number) for number, name in enumerate(NAMES)], SYNONYMS)


def first(index, query):
    found = index.search(query, 5)
    return found[0].name if found else None


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("dang ky khai sinh", "Đăng ký khai sinh"),
        ("khai sinh", "Đăng ký khai sinh"),
        ("khai sin", "Đăng ký khai sinh"),
        ("khaisinh", "Đăng ký khai sinh"),
        ("ket hom", "Đăng ký kết hôn"),
        ("dang ki ket hon", "Đăng ký kết hôn"),
        ("ban sao chung thuc", "Chứng thực bản sao từ bản chính"),
        ("ho kinh doang", "Đăng ký thành lập hộ kinh doanh"),
        ("nguoi cao tuoi", "Trợ cấp xã hội hằng tháng cho người cao tuổi"),
        ("xay nha", "Cấp giấy phép xây dựng nhà ở riêng lẻ"),
    ],
)
def test_words_without_marks_and_with_an_error_find_it(index, query, name):
    assert first(index, query) == name


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("sổ đỏ", "Đăng ký, cấp Giấy chứng nhận quyền sử dụng đất lần đầu"),
        ("so do", "Đăng ký, cấp Giấy chứng nhận quyền sử dụng đất lần đầu"),
        ("làm cccd", "Cấp thẻ căn cước cho công dân từ đủ 14 tuổi"),
        ("GPXD", "Cấp giấy phép xây dựng nhà ở riêng lẻ"),
        ("nhập hộ khẩu", "Đăng ký thường trú"),
    ],
)
def test_everyday_words_find_what_the_catalogue_calls_otherwise(index, query, name):
    """Without them "so do" finds a lost house number (số nhà do bị mất)."""
    assert first(index, query) == name


def test_a_code_finds_its_procedure_alone(index):
    assert [one.name for one in index.search("1.004", 5)] == [NAMES[4]]


@pytest.mark.parametrize("query", ["", "   ", "?!", "zzzzzz", "12345678"])
def test_what_means_nothing_finds_nothing(index, query):
    assert index.search(query, 5) == []


def test_marks_that_were_typed_decide_between_alike_ones():
    index = ProcedureIndex([listed("Cấp thẻ bạn", 1), listed("Cấp thẻ bán", 2), listed("Cấp thẻ bản", 3)], {})

    assert first(index, "thẻ bán") == "Cấp thẻ bán"
    assert first(index, "thẻ bản") == "Cấp thẻ bản"


def test_of_alike_ones_the_usual_comes_first():
    index = ProcedureIndex([listed("Cấp thẻ", 1), listed("Cấp thẻ", 2, popularity=9)], {})

    assert [one.code for one in index.search("cap the", 5)] == ["1.002", "1.001"]


def test_only_what_counts_is_found_and_no_more_than_asked_for(index):
    assert index.search("khai sinh", 5, keep=lambda one: one.code != "1.000")[0].name == NAMES[1]
    assert len(index.search("dang ky", 2)) == 2


def test_an_empty_catalogue_finds_nothing():
    assert ProcedureIndex([], SYNONYMS).search("khai sinh", 5) == []


@given(st.text(max_size=80))
def test_whatever_is_typed_is_answered_twice_alike(query):
    """No input breaks the search, and it doesn't depend on what was asked before."""
    index = ProcedureIndex([listed(name, number) for number, name in enumerate(NAMES)], SYNONYMS)

    found = index.search(query, 5)

    assert index.search(query, 5) == found
    assert len(found) <= 5


def test_every_title_is_found_by_its_own_words_with_one_error(index):
    """A letter is lost, doubled, changed or swapped with the next."""
    chance = random.Random(7)
    for name in NAMES:
        for _ in range(5):
            words = fold(name).split()
            at = chance.randrange(len(words))
            words[at] = damaged(words[at], chance)
            assert name in [one.name for one in index.search(" ".join(words), 3)], words


def damaged(word, chance):
    at = chance.randrange(len(word))
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[: at + 1] + word[at:],
            word[:at] + chance.choice("aeghnt") + word[at + 1 :],
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
        ]
    )


def test_fields_are_counted_and_sorted_without_marks():
    procedures = [listed("x", 1, field="Đất đai"), listed("y", 2, field="Xây dựng"), listed("z", 3, field="Đất đai")]

    assert fields_of(procedures) == [("Đất đai", 2), ("Xây dựng", 1)]


def test_an_office_finds_its_own_among_ever_so_many_that_fit_as_well():
    """Every other procedure of a province is called "registration of …"; a commune deals with a few of them."""
    known = [listed(f"Đăng ký việc {number}", number) for number in range(1000)]
    index = ProcedureIndex(known, {})

    for own in (known[:3], known[-3:]):
        assert index.search("dang ky", 10, lambda one, own=own: one in own) == own
