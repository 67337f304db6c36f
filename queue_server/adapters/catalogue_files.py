"""The procedure catalogue as CSV and XLSX files: every row checked, every refused one named with its reason."""

import csv
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from queue_server.adapters.catalogue_rows import (
    BY_NAME,
    COLUMNS,
    Column,
    RowProblem,
    cells_of,
    problems_of,
    procedure_of,
    text_of,
)
from queue_server.domain.procedure import Procedure, fold

BATCH = 500
"""Rows handed on together; memory holds one batch, however long the file."""


NOT_UTF8 = "is not UTF-8; save it as “CSV UTF-8”"
NOT_CSV = "is not valid CSV: %(error)s"
UNREADABLE = "cannot be read (%(error)s)"
UNWRITABLE = "cannot be written (%(error)s)"
OTHER_KIND = "must end in .csv or .xlsx"
COLUMN_TWICE = "the column '%(column)s' is there twice"
COLUMNS_MISSING = "the first row lacks the columns %(columns)s"
ROWS_REFUSED = "%(n)s rows are refused; nothing was changed"
FILE_WORDS = (NOT_UTF8, NOT_CSV, UNREADABLE, UNWRITABLE, OTHER_KIND, COLUMN_TWICE, COLUMNS_MISSING, ROWS_REFUSED)
"""All that can be wrong with a file."""


class FileRefused(ValueError):
    """A file that can't be taken in: a sentence about the file, and the problems of its rows if these are why.

    Args:
        path: the file, which the sentence begins with.
        words: what is wrong with it, one of ``FILE_WORDS``.
        problems: every problem of every row.
        values: for the places in the words.
    """

    def __init__(self, path: Path, words: str, problems: Sequence[RowProblem] = (), **values: object) -> None:
        super().__init__(f"{path}: {words % values}")
        self.words = words
        self.values = values
        self.problems = problems


def read_procedures(path: Path, progress: Callable[[int], None] = lambda rows: None) -> Iterator[list[Procedure]]:
    """Yield the procedures of a file in batches; the file's end is reached only if every row is fine.

    Args:
        path: a ``.csv`` (UTF-8, comma or semicolon) or ``.xlsx`` file whose first row has the headings.
        progress: told the number of rows read after each batch.

    Raises:
        FileRefused: the file can't be read, a needed column is missing, or rows are refused; all of these are named.
    """
    rows = _rows(path)
    try:
        columns = _columns(path, next(rows, []))
        yield from _batches(path, rows, columns, progress)
    except UnicodeDecodeError:
        raise FileRefused(path, NOT_UTF8) from None
    except csv.Error as error:
        raise FileRefused(path, NOT_CSV, error=error) from None
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise FileRefused(path, UNREADABLE, error=error) from None


def write_procedures(path: Path, procedures: Iterable[Procedure]) -> int:
    """Write procedures into a ``.csv`` or ``.xlsx`` file that ``read_procedures`` takes; return how many.

    Raises:
        FileRefused: the file can't be written, or is of another kind.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise FileRefused(path, OTHER_KIND)
    count = 0

    def rows() -> Iterator[list[str]]:
        nonlocal count
        yield [one.heading for one in COLUMNS]
        for one in procedures:
            count += 1
            yield cells_of(one)

    try:
        write(path, rows())
    except OSError as error:
        raise FileRefused(path, UNWRITABLE, error=error.strerror) from None
    return count


def _batches(
    path: Path, rows: Iterator[Sequence[object]], columns: Mapping[int, Column], progress: Callable[[int], None]
) -> Iterator[list[Procedure]]:
    problems: list[RowProblem] = []
    seen: dict[str, int] = {}
    batch: list[Procedure] = []
    number = 1
    for number, row in enumerate(rows, 2):
        cells = {column.key: text_of(row[index]) for index, column in columns.items() if index < len(row)}
        if any(cells.values()):
            problems += problems_of(number, cells, seen)
            if not problems:
                batch.append(procedure_of(cells))
        if (number - 1) % BATCH == 0:
            # Empty once a row is refused: whoever reads this aside goes on a part at a time.
            yield batch
            batch = []
            progress(number - 1)
    if problems:
        raise FileRefused(path, ROWS_REFUSED, problems, n=len({one.row for one in problems}))
    if batch:
        yield batch
    progress(number - 1)


def _rows(path: Path) -> Iterator[Sequence[object]]:
    kind = path.suffix.lower()
    if kind == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            delimiter = ";" if first.count(";") > first.count(",") else ","
            yield from csv.reader(file, delimiter=delimiter, strict=True)
    elif kind == ".xlsx":
        # Servers read only the sample at their start, which is CSV: this library would take a tenth of that time.
        from openpyxl import load_workbook

        book = load_workbook(path, read_only=True, data_only=True)
        try:
            yield from book.worksheets[0].iter_rows(values_only=True)
        finally:
            book.close()
    else:
        raise FileRefused(path, OTHER_KIND)


def _columns(path: Path, headings: Sequence[object]) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for index, heading in enumerate(headings):
        column = BY_NAME.get(fold(text_of(heading)))
        if column is not None and column in found.values():
            raise FileRefused(path, COLUMN_TWICE, column=column.heading)
        if column is not None:
            found[index] = column
    missing = [f"{one.heading} ({one.key})" for one in COLUMNS if one.needed and one not in found.values()]
    if missing:
        raise FileRefused(path, COLUMNS_MISSING, columns=", ".join(missing))
    return found


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
