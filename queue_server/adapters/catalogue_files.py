"""The procedure catalogue as CSV and XLSX files: every row checked, every refused one named with its reason."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from queue_server.adapters.catalogue_rows import COLUMNS, cells_of, problems_of, procedure_of
from queue_server.adapters.table_files import (
    BATCH,
    OTHER_KIND,
    UNWRITABLE,
    FileRefused,
    Progress,
    RowProblem,
    reading,
    refuse_rows,
    rows_of,
    silent,
    text_of,
)
from queue_server.domain.procedure import Procedure


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


def _batches(path: Path, progress: Progress) -> Iterator[list[Procedure]]:
    problems: list[RowProblem] = []
    seen: dict[str, int] = {}
    batch: list[Procedure] = []
    number = 1
    for read, (number, row) in enumerate(rows_of(path, COLUMNS), 1):
        cells = {key: text_of(cell) for key, cell in row.items()}
        problems += problems_of(number, cells, seen)
        if not problems:
            batch.append(procedure_of(cells))
        if read % BATCH == 0:
            # Empty once a row is refused: whoever reads this aside goes on a part at a time.
            yield batch
            batch = []
            progress(number - 1)
    refuse_rows(path, problems)
    if batch:
        yield batch
    progress(number - 1)


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
