"""Catalogue files: every row checked, every refused one named, the same back as was written."""

import tracemalloc

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.adapters.catalogue_files import read_procedures, write_procedures
from queue_server.adapters.catalogue_rows import COLUMNS
from queue_server.adapters.table_files import FileRefused
from queue_server.domain.procedure import Form, OnlineLevel, Procedure

HEAD = "code,name,field,service,online_level,forms\n"

ONE = Procedure(
    code="1.001193",
    name="Đăng ký khai sinh",
    field="Hộ tịch",
    level="Cấp xã",
    service="civil",
    steps=("Nộp hồ sơ", "Nhận kết quả"),
    documents=("Tờ khai", "=SUM(A1)"),
    fee="Miễn phí",
    online_level=OnlineLevel.PARTIAL,
    forms=(Form(name="Tờ khai", url="https://example.vn/a.docx"),),
)
TWO = Procedure(code="2", name='Tên "lạ", có dấu phẩy; và chấm phẩy', field="Đất đai")


def csv_file(tmp_path, text, name="tthc.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def read(path):
    return [one for batch in read_procedures(path) for one in batch]


def refusals(path):
    with pytest.raises(FileRefused) as caught:
        read(path)
    return [str(one) for one in caught.value.problems] or [str(caught.value)]


@pytest.mark.parametrize("name", ["tthc.csv", "tthc.xlsx"])
def test_what_was_written_is_read_again(tmp_path, name):
    assert write_procedures(tmp_path / name, [ONE, TWO]) == 2

    assert read(tmp_path / name) == [ONE, TWO]


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path):
    """Nothing in a catalogue may run in the spreadsheet of whoever opens it."""
    write_procedures(tmp_path / "a.xlsx", [ONE])

    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    types = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert types == {"s"}


def test_headings_may_be_vietnamese_in_any_order_beside_others(tmp_path):
    text = "Ghi chú;Lĩnh vực;TÊN THỦ TỤC;ma thu tuc;Mức độ trực tuyến\nx;Hộ tịch;Khai sinh;1.1;Toàn trình\n"

    (found,) = read(csv_file(tmp_path, text))

    assert (found.code, found.name, found.field, found.online_level) == (
        "1.1",
        "Khai sinh",
        "Hộ tịch",
        OnlineLevel.FULL,
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",x,y,,,", "row 2, Mã thủ tục: is missing"),
        ("1,,y,,,", "row 2, Tên thủ tục: is missing"),
        ("1,x,,,,", "row 2, Lĩnh vực: is missing"),
        ("1 1,x,y,,,", "row 2, Mã thủ tục: '1 1' is no code"),
        (f"1,{'x' * 1001},y,,,", "row 2, Tên thủ tục: has 1001 characters; at most 1000"),
        ("1,x\x07,y,,,", "row 2, Tên thủ tục: contains control characters"),
        ("1,x,y,Đất đai,,", "row 2, Dịch vụ: 'Đất đai' is no code of a service"),
        ("1,x,y,,nửa vời,", "row 2, Mức độ trực tuyến: 'nửa vời' is none of"),
        ("1,x,y,,,Tờ khai", "row 2, Biểu mẫu: 'Tờ khai' is not"),
        ("1,x,y,,,Tờ khai: javascript:alert(1)", "row 2, Biểu mẫu:"),
    ],
)
def test_a_bad_cell_is_named_with_row_column_and_reason(tmp_path, row, problem):
    found = refusals(csv_file(tmp_path, HEAD + row + "\n"))

    assert len(found) == 1
    assert found[0].startswith(problem)


def test_all_bad_rows_are_named_not_only_the_first(tmp_path):
    text = HEAD + "1,x,y,,,\n1,x,y,,,\n\n2,,,,,\n3,x,y,,,\n"

    assert refusals(csv_file(tmp_path, text)) == [
        "row 3, Mã thủ tục: '1' is in row 2 already",
        "row 5, Tên thủ tục: is missing",
        "row 5, Lĩnh vực: is missing",
    ]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "lacks the columns"),
        ("a.csv", b"code,name\n1,x\n", "Lĩnh vực (field)"),
        ("a.csv", b"code,code,name,field\n", "twice"),
        ("a.csv", "code,name,field\n1,Đất,x\n".encode("utf-16"), "UTF-8"),
        ("a.csv", b'code,name,field\n1,"x"y,z\n', "CSV"),
        ("a.xlsx", b"not a zip file", "cannot be read"),
        ("a.ods", b"", ".csv or .xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)

    (sentence,) = refusals(path)

    assert words in sentence
    assert name in sentence


def test_a_missing_file_is_named(tmp_path):
    assert "nowhere.csv" in refusals(tmp_path / "nowhere.csv")[0]


def test_memory_does_not_grow_with_the_file(tmp_path):
    """50,000 procedures come in on a mini PC."""
    text = HEAD + "".join(f"{number},{'Thủ tục ' * 30},Hộ tịch,,,\n" for number in range(6000))
    path = csv_file(tmp_path, text)
    rows = []

    tracemalloc.start()
    for _batch in read_procedures(path, rows.append):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 5_000_000
    assert rows[-1] == 6000


@given(st.lists(st.lists(st.text(max_size=20), max_size=8), max_size=6))
def test_any_cells_are_taken_or_refused(tmp_path_factory, rows):
    """Whatever a spreadsheet holds, the answer is procedures or problems, never a crash."""
    import csv

    path = tmp_path_factory.mktemp("any") / "any.csv"
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        csv.writer(file).writerows([[column.key for column in COLUMNS], *rows])

    try:
        found = read(path)
    except FileRefused as refused:
        assert str(refused)
    else:
        assert all(one.code and one.name and one.field for one in found)
