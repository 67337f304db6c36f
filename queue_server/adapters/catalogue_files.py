"""The procedure catalogue as CSV and XLSX files: every row checked, every refused one named with its reason."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from queue_server.adapters.table_files import (
    BATCH,
    Column,
    FileRefused,
    Progress,
    RowProblem,
    reading,
    refuse_rows,
    rows_of,
    silent,
    text_of,
)
from queue_server.domain.procedure import Form, OnlineLevel, Procedure, fold

SEPARATOR = re.compile(r"\s*[\n|]\s*")
"""Between the entries of one cell: a new line, or ``|``."""

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")
SERVICE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


COLUMNS = (
    Column("code", "Mã thủ tục", 64, needed=True),
    Column("name", "Tên thủ tục", 1000, needed=True),
    Column("field", "Lĩnh vực", 200, needed=True),
    Column("level", "Cấp thực hiện", 200),
    Column("agency", "Cơ quan thực hiện", 500),
    Column("service", "Dịch vụ", 64),
    Column("steps", "Trình tự thực hiện"),
    Column("documents", "Thành phần hồ sơ"),
    Column("fee", "Phí, lệ phí", 2000),
    Column("time_limit", "Thời hạn giải quyết", 2000),
    Column("legal_basis", "Căn cứ pháp lý"),
    Column("online_level", "Mức độ trực tuyến", 100),
    Column("forms", "Biểu mẫu"),
    Column("keywords", "Từ khoá", 2000),
)
"""Files may use either name, in any order, with or without marks; other columns are ignored."""

_LEVELS = {
    "": OnlineLevel.NONE,
    "none": OnlineLevel.NONE,
    "khong": OnlineLevel.NONE,
    "partial": OnlineLevel.PARTIAL,
    "mot phan": OnlineLevel.PARTIAL,
    "full": OnlineLevel.FULL,
    "toan trinh": OnlineLevel.FULL,
}


def read_procedures(path: Path, progress: Progress = silent) -> Iterator[list[Procedure]]:
    """Yield the procedures of a file in batches; the file's end is reached only if every row is fine.

    Args:
        path: a ``.csv`` (UTF-8, comma or semicolon) or ``.xlsx`` file whose first row has the headings.
        progress: told the number of rows read after each batch.

    Raises:
        FileRefused: the file can't be read, a needed column is missing, or rows are refused; all of these are named.
    """
    with reading(path):
        yield from _batches(path, progress)


def write_procedures(path: Path, procedures: Iterable[Procedure]) -> int:
    """Write procedures into a ``.csv`` or ``.xlsx`` file that ``read_procedures`` takes; return how many.

    Raises:
        FileRefused: the file can't be written, or is of another kind.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise FileRefused(f"{path}: must end in .csv or .xlsx")
    count = 0

    def rows() -> Iterator[list[str]]:
        nonlocal count
        yield [one.heading for one in COLUMNS]
        for one in procedures:
            count += 1
            yield _cells(one)

    try:
        write(path, rows())
    except OSError as error:
        raise FileRefused(f"{path}: cannot be written ({error.strerror})") from None
    return count


def _batches(path: Path, progress: Progress) -> Iterator[list[Procedure]]:
    problems: list[RowProblem] = []
    seen: dict[str, int] = {}
    batch: list[Procedure] = []
    number = 1
    for number, row in rows_of(path, COLUMNS):
        cells = {key: text_of(cell) for key, cell in row.items()}
        found = _problems(number, cells, seen)
        problems += found
        if not problems:
            batch.append(_procedure(cells))
        if len(batch) == BATCH:
            yield batch
            batch = []
            progress(number - 1)
    refuse_rows(path, problems)
    if batch:
        yield batch
    progress(number - 1)


def _problems(number: int, cells: Mapping[str, str], seen: dict[str, int]) -> list[RowProblem]:
    problems = []
    for column in COLUMNS:
        text = cells.get(column.key, "")
        reason = _reason(column, text)
        if reason is None and column.key == "code":
            if text in seen:
                reason = f"{text!r} is in row {seen[text]} already"
            seen.setdefault(text, number)
        if reason is not None:
            problems.append(RowProblem(number, column.heading, reason))
    return problems


def _reason(column: Column, text: str) -> str | None:
    if not text:
        return "is missing" if column.needed else None
    if len(text) > column.longest:
        return f"has {len(text)} characters; at most {column.longest} are allowed"
    if CONTROL.search(text):
        return "contains control characters"
    match column.key:
        case "code" if not CODE.fullmatch(text):
            return f"{text!r} is no code: letters, digits, dot, dash and underscore are allowed"
        case "service" if not SERVICE.fullmatch(text):
            return f"{text!r} is no code of a service: small letters, digits, dash and underscore are allowed"
        case "online_level" if fold(text) not in _LEVELS:
            return f"{text!r} is none of: không, một phần, toàn trình (none, partial, full)"
        case "forms":
            wrong = next((one for one in _list(text) if _form(one) is None), None)
            return None if wrong is None else f"{wrong!r} is not “name: https://…”"
    return None


def _procedure(cells: Mapping[str, str]) -> Procedure:
    def text(key: str) -> str:
        return cells.get(key, "")

    return Procedure(
        code=text("code"),
        name=text("name"),
        field=text("field"),
        level=text("level"),
        agency=text("agency"),
        service=text("service") or None,
        steps=_list(text("steps")),
        documents=_list(text("documents")),
        fee=text("fee"),
        time_limit=text("time_limit"),
        legal_basis=_list(text("legal_basis")),
        online_level=_LEVELS[fold(text("online_level"))],
        forms=tuple(form for one in _list(text("forms")) if (form := _form(one)) is not None),
        keywords=_list(text("keywords")),
    )


def _cells(one: Procedure) -> list[str]:
    texts = {
        "code": one.code,
        "name": one.name,
        "field": one.field,
        "level": one.level,
        "agency": one.agency,
        "service": one.service or "",
        "steps": "\n".join(one.steps),
        "documents": "\n".join(one.documents),
        "fee": one.fee,
        "time_limit": one.time_limit,
        "legal_basis": "\n".join(one.legal_basis),
        "online_level": one.online_level.value,
        "forms": "\n".join(f"{form.name}: {form.url}" for form in one.forms),
        "keywords": "\n".join(one.keywords),
    }
    return [texts[column.key] for column in COLUMNS]


def _list(text: str) -> tuple[str, ...]:
    return tuple(one for one in SEPARATOR.split(text) if one)


def _form(text: str) -> Form | None:
    found = re.fullmatch(r"(.+?):\s*(https?://\S+)", text)
    return None if found is None else Form(name=found[1].strip(), url=found[2])


def _write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def _write_xlsx(path: Path, rows: Iterable[Sequence[str]]) -> None:
    from xlsxwriter import Workbook

    book = Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("TTHC")
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for index, text in enumerate(row):
            sheet.write_string(number, index, text)
    book.close()


_WRITERS: dict[str, Callable[[Path, Iterable[Sequence[str]]], None]] = {".csv": _write_csv, ".xlsx": _write_xlsx}
