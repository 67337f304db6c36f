"""Tables people bring as CSV and XLSX files: rows read one after the other, columns found by their headings."""

import csv
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from queue_server.domain.procedure import fold

BATCH = 500
"""Rows handed on together; memory holds one batch, however long the file."""

LONGEST_CELL = 20_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the API, its heading in files, and how long a cell may be."""

    key: str
    heading: str
    longest: int = LONGEST_CELL
    needed: bool = False


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row is refused."""

    row: int
    """As spreadsheets count: the headings are row 1."""
    column: str
    words: str
    """What is wrong, in English and for translation; with places for the values, if there are any."""
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """What is wrong, in English."""
        return self.words % self.values if self.values else self.words

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.reason}"


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


Cells = Mapping[str, object]
"""A row by the keys of its columns; cells as the file has them."""


def by_name(columns: Sequence[Column]) -> dict[str, Column]:
    """Return columns by all names that files may use: key and heading, without marks."""
    return {fold(name): one for one in columns for name in (one.key.replace("_", " "), one.key, one.heading)}


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what goes wrong while a file is read into one sentence.

    Raises:
        FileRefused: it can't be read.
    """
    try:
        yield
    except UnicodeDecodeError:
        raise FileRefused(path, NOT_UTF8) from None
    except csv.Error as error:
        raise FileRefused(path, NOT_CSV, error=error) from None
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise FileRefused(path, UNREADABLE, error=error) from None


def rows_of(path: Path, columns: Sequence[Column]) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of a ``.csv`` (UTF-8, comma or semicolon) or ``.xlsx`` file with their numbers; empty ones not.

    Raises:
        FileRefused: a needed column is missing, one is there twice, or the file is of another kind.
    """
    rows = _rows(path)
    places = _places(path, next(rows, []), columns)
    for number, row in enumerate(rows, 2):
        cells = {column.key: row[index] for index, column in places.items() if index < len(row)}
        if any(text_of(one) for one in cells.values()):
            yield number, cells


def text_of(value: object) -> str:
    """Return a cell as text."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def refuse_rows(path: Path, problems: Sequence[RowProblem]) -> None:
    """Refuse a file any of whose rows has a problem.

    Raises:
        FileRefused: with all problems.
    """
    if problems:
        raise FileRefused(path, ROWS_REFUSED, problems, n=len({one.row for one in problems}))


def silent(rows: int) -> None:
    """Tell nobody how many rows were read."""


Progress = Callable[[int], None]
"""Told the number of rows read after each batch."""


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


def _places(path: Path, headings: Sequence[object], columns: Sequence[Column]) -> dict[int, Column]:
    names = by_name(columns)
    found: dict[int, Column] = {}
    for index, heading in enumerate(headings):
        column = names.get(fold(text_of(heading)))
        if column is not None and column in found.values():
            raise FileRefused(path, COLUMN_TWICE, column=column.heading)
        if column is not None:
            found[index] = column
    missing = [f"{one.heading} ({one.key})" for one in columns if one.needed and one not in found.values()]
    if missing:
        raise FileRefused(path, COLUMNS_MISSING, columns=", ".join(missing))
    return found
