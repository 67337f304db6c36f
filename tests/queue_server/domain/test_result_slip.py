"""Result slips: whether a result can be collected, and what is kept of names."""

from datetime import date, timedelta

import pytest

from queue_server.domain.errors import Refusal
from queue_server.domain.result_slip import Collecting, ResultSlip, collecting, masked, read_dossier, refuse_unready

DUE = date(2026, 3, 2)


def a_slip(**fields):
    given = {"office": "songcong", "dossier": "H56-1", "service": "land", "due": DUE}
    return ResultSlip(**(given | fields))


@pytest.mark.parametrize(
    ("ready", "days", "expected"),
    [
        (True, -3, Collecting.READY),
        (True, 3, Collecting.READY),
        (False, -1, Collecting.EARLY),
        (False, 0, Collecting.DELAYED),
        (False, 5, Collecting.DELAYED),
    ],
)
def test_what_is_ready_is_given_out_what_is_not_is_early_or_delayed(ready, days, expected):
    assert collecting(a_slip(ready=ready), DUE + timedelta(days=days)) is expected


def test_the_refusal_names_the_day():
    with pytest.raises(Refusal) as early:
        refuse_unready(a_slip(), DUE - timedelta(days=1))
    with pytest.raises(Refusal) as delayed:
        refuse_unready(a_slip(), DUE)

    assert (early.value.code, delayed.value.code) == ("slip_early", "slip_delayed")
    assert "2026-03-02" in early.value.detail
    refuse_unready(a_slip(ready=True), DUE - timedelta(days=30))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Nguyễn Văn An", "Nguyễn V** A**"),
        ("  Trần   Thị Bích Ngọc ", "Trần T** B** N**"),
        ("Nguyễn V** A**", "Nguyễn V** A**"),
        ("An", "An"),
        ("", ""),
    ],
)
def test_names_are_masked_once(name, expected):
    assert masked(name) == expected
    assert masked(expected) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H56.25-240115-0012", "H56.25-240115-0012"),
        (" h56.25-240115-0012 ", "H56.25-240115-0012"),
        ("000.00.01.H56-240115-0012", "000.00.01.H56-240115-0012"),
        ("15/HS-2026", "15/HS-2026"),
        ("ab", None),
        ("x" * 65, None),
        ("a;b", None),
        ("", None),
    ],
)
def test_dossiers_are_read_as_offices_write_them(text, expected):
    assert read_dossier(text) == expected
