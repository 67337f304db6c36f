"""Contract of ``Catalogue``."""

from datetime import timedelta

import pytest

from queue_server.domain.procedure import Form, ListedProcedure, OnlineLevel, Procedure
from queue_server.usecases.ports.catalogue import NEW, Imported
from tests.ticket_builders import MORNING, a_ticket, add


def a_procedure(code, name="Đăng ký khai sinh", **fields):
    return Procedure(**({"code": code, "name": name, "field": "Hộ tịch"} | fields))


def test_a_procedure_comes_back_whole(bare):
    """Every text that is published of it."""
    one = a_procedure(
        "1.001193",
        level="Cấp xã",
        agency="Uỷ ban nhân dân cấp xã",
        service="civil",
        steps=("Nộp hồ sơ", "Nhận kết quả"),
        documents=("Tờ khai", "Giấy chứng sinh"),
        fee="Miễn phí",
        time_limit="Trong ngày",
        legal_basis=("Luật Hộ tịch 2014",),
        online_level=OnlineLevel.FULL,
        forms=(Form(name="Tờ khai", url="https://example.vn/to-khai.docx"),),
        keywords=("giấy khai sinh",),
    )

    bare.catalogue.load([[one]], keep_others=True)

    assert bare.catalogue.procedure("1.001193") == one
    assert bare.catalogue.procedure("1.00119") is None
    assert bare.catalogue.page(None, 10) == [one]


def test_lists_are_by_name_without_marks_and_know_what_is_taken(ports):
    """Đ sorts with D, not after Z."""
    ports.catalogue.load(
        [[a_procedure("3", "Xác nhận"), a_procedure("2", "Đổi tên"), a_procedure("1", "Cấp thẻ")]], keep_others=True
    )
    ports.change(lambda tx: add(tx, a_ticket(procedure="2")))

    listed = ports.catalogue.listed()

    assert [(one.code, one.popularity) for one in listed] == [("1", 0), ("2", 1), ("3", 0)]
    assert [one.popularity for one in ports.catalogue.listed(MORNING + timedelta(days=1))] == [0, 0, 0]
    assert listed[0] == ListedProcedure(code="1", name="Cấp thẻ", field="Hộ tịch", level="", service=None)


def test_an_import_says_what_it_did_and_keeps_the_others(bare):
    bare.catalogue.load([[a_procedure("1"), a_procedure("2")]], keep_others=True)

    done = bare.catalogue.load([[a_procedure("2", "Đổi tên")], [a_procedure("3")]], keep_others=True)

    assert done == Imported(added=1, changed=1, kept=1, removed=0)
    assert [(one.code, one.name) for one in bare.catalogue.page(None, 10)] == [
        ("1", "Đăng ký khai sinh"),
        ("2", "Đổi tên"),
        ("3", "Đăng ký khai sinh"),
    ]


def test_an_import_may_replace_everything(bare):
    bare.catalogue.load([[a_procedure("1"), a_procedure("2")]], keep_others=True)

    done = bare.catalogue.load([[a_procedure("2")]], keep_others=False)

    assert done == Imported(added=0, changed=1, kept=0, removed=1)
    assert [one.code for one in bare.catalogue.page(None, 10)] == ["2"]


def test_a_sample_goes_with_the_first_import(bare):
    """Nobody wants ours among the real ones."""
    bare.catalogue.load([[a_procedure("sample")]], keep_others=False, sample=True)
    assert bare.catalogue.is_sample()

    bare.catalogue.load([[a_procedure("1")]], keep_others=True)

    assert not bare.catalogue.is_sample()
    assert [one.code for one in bare.catalogue.page(None, 10)] == ["1"]


def test_an_import_that_breaks_off_changes_nothing(bare):
    """Half a catalogue would hide procedures from citizens."""
    bare.catalogue.load([[a_procedure("1")]], keep_others=True)
    before = bare.catalogue.tag()

    def breaking():
        yield [a_procedure("2")]
        raise ValueError("row 3")

    with pytest.raises(ValueError, match="row 3"):
        bare.catalogue.load(breaking(), keep_others=True)

    assert bare.catalogue.tag() == before
    assert [one.code for one in bare.catalogue.page(None, 10)] == ["1"]


def test_more_than_a_slice_is_kept_and_removed(bare):
    """Long catalogues are copied and forgotten in slices."""
    many = [a_procedure(f"{number:04}") for number in range(450)]
    bare.catalogue.load([many], keep_others=True)

    kept = bare.catalogue.load([[a_procedure("x")]], keep_others=True)
    gone = bare.catalogue.load([[a_procedure("y")]], keep_others=False)

    assert (kept.kept, gone.removed) == (450, 451)
    assert [one.code for one in bare.catalogue.page(None, 500)] == ["y"]


def test_pages_go_on_after_a_code(bare):
    bare.catalogue.load([[a_procedure(code) for code in "abc"]], keep_others=True)

    assert [one.code for one in bare.catalogue.page(None, 2)] == ["a", "b"]
    assert [one.code for one in bare.catalogue.page("b", 2)] == ["c"]


def test_every_change_has_a_tag_of_its_own(bare):
    """Indexes are made anew when it is another one."""
    tags = [bare.catalogue.tag()]
    for change in (
        lambda: bare.catalogue.load([[a_procedure("1")]], keep_others=True),
        lambda: bare.catalogue.save(a_procedure("1", "Đổi tên")),
        lambda: bare.catalogue.save(a_procedure("2")),
        lambda: bare.catalogue.remove("2"),
        lambda: bare.catalogue.save_synonym("sổ đỏ", ["giấy chứng nhận"]),
        lambda: bare.catalogue.save_synonym("sổ đỏ", []),
    ):
        change()
        tags.append(bare.catalogue.tag())

    assert tags[0] == NEW
    assert len(set(tags)) == len(tags)
    assert bare.catalogue.remove("2") is False
    assert bare.catalogue.procedure("1").name == "Đổi tên"


def test_synonyms_come_back(bare):
    bare.catalogue.save_synonym("sổ đỏ", ["giấy chứng nhận", "quyền sử dụng đất"])
    bare.catalogue.save_synonym("cccd", ["căn cước"])
    bare.catalogue.save_synonym("cccd", ["thẻ căn cước"])

    assert bare.catalogue.synonyms() == {
        "cccd": ("thẻ căn cước",),
        "sổ đỏ": ("giấy chứng nhận", "quyền sử dụng đất"),
    }


def test_what_is_switched_off_stays_off_through_imports(bare):
    """Until somebody switches it on, or it is removed."""
    bare.catalogue.save(a_procedure("1"), off=True)
    bare.catalogue.save(a_procedure("1", "Đổi tên"), off=True)
    bare.catalogue.save(a_procedure("2"))
    bare.catalogue.load([[a_procedure("1")]], keep_others=True)
    assert bare.catalogue.switched_off() == {"1"}

    bare.catalogue.save(a_procedure("1"), off=False)
    assert bare.catalogue.switched_off() == frozenset()

    bare.catalogue.save(a_procedure("2"), off=True)
    bare.catalogue.remove("2")
    assert bare.catalogue.switched_off() == frozenset()


def test_parts_follow_each_other_and_all_are_counted(bare):
    """Whoever reads part by part gets each procedure once, and pages can be opened in the middle."""
    bare.catalogue.load([[a_procedure(str(one)) for one in range(1, 8)]], keep_others=True)

    assert bare.catalogue.count() == 7
    assert [one.code for one in bare.catalogue.page("3", 2)] == ["4", "5"]
    assert [one.code for one in bare.catalogue.page(None, 3, 3)] == ["4", "5", "6"]
    assert bare.catalogue.page(None, 3, 7) == []
