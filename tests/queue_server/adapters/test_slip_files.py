"""Result slips in files: every row checked, every refused one named."""

from datetime import date, datetime

import openpyxl
import pytest

from queue_server.adapters.slip_files import read_slips
from queue_server.adapters.table_files import FileRefused
from queue_server.usecases.result_slips import SlipEntry

HEAD = "Mã hồ sơ,Dịch vụ,Ngày hẹn trả,Đã có kết quả,Họ tên\n"


def a_file(tmp_path, text):
    path = tmp_path / "slips.csv"
    path.write_text(text, encoding="utf-8")
    return path


def refusals(path):
    with pytest.raises(FileRefused) as refused:
        read_slips(path)
    return [str(one) for one in refused.value.problems] or [str(refused.value)]


def test_rows_are_read_as_people_write_them(tmp_path):
    path = a_file(
        tmp_path,
        HEAD + "h56-1,results,02/03/2026,có,Nguyễn Văn An\n\nH56-2,results,2026-03-03,,\nH56-3,results,4.3.2026,x,\n",
    )

    assert read_slips(path) == [
        (2, SlipEntry(dossier="H56-1", service="results", due=date(2026, 3, 2), ready=True, name="Nguyễn Văn An")),
        (4, SlipEntry(dossier="H56-2", service="results", due=date(2026, 3, 3), ready=False)),
        (5, SlipEntry(dossier="H56-3", service="results", due=date(2026, 3, 4), ready=True)),
    ]


def test_a_spreadsheet_may_hold_dates(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["dossier", "service", "due", "ready"])
    book.active.append(["H56-1", "results", datetime(2026, 3, 2), True])
    book.active.append(["H56-2", "results", date(2026, 3, 3), False])
    book.save(tmp_path / "slips.xlsx")

    assert [(one.dossier, one.due, one.ready) for _, one in read_slips(tmp_path / "slips.xlsx")] == [
        ("H56-1", date(2026, 3, 2), True),
        ("H56-2", date(2026, 3, 3), False),
    ]


def test_each_bad_row_is_named(tmp_path):
    path = a_file(
        tmp_path,
        HEAD + "H56-1,results,tomorrow,maybe,\n?,results,2026-03-02,,\nH56-1,,2026-03-02,," + "x" * 101 + "\n",
    )

    assert refusals(path) == [
        "row 2, Ngày hẹn trả: 'tomorrow' is no date like 2026-03-02 or 02/03/2026",
        "row 2, Đã có kết quả: 'maybe' is none of: có, không (yes, no)",
        "row 3, Mã hồ sơ: '?' is no code of a dossier: letters, digits, dot, dash, slash and underscore are allowed",
        "row 4, Mã hồ sơ: 'H56-1' is in row 2 already",
        "row 4, Dịch vụ: is missing",
        "row 4, Họ tên: has 101 characters; at most 100 are allowed",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [("Mã hồ sơ,Dịch vụ\n", "lacks the columns Ngày hẹn trả (due)"), ("due,due,dossier,service\n", "is there twice")],
)
def test_a_file_without_its_headings_is_refused(tmp_path, text, said):
    assert said in refusals(a_file(tmp_path, text))[0]
