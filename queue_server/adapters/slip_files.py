"""Result slips as CSV and XLSX files: every row checked, every refused one named with its reason."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

from queue_server.adapters.catalogue_rows import CONTROLS, MISSING, TOO_LONG, TWICE, Wrong
from queue_server.adapters.table_files import (
    Cells,
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
from queue_server.domain.procedure import fold
from queue_server.domain.result_slip import read_dossier
from queue_server.usecases.result_slips import SlipEntry

COLUMNS = (
    Column("dossier", "Mã hồ sơ", 64, needed=True),
    Column("service", "Dịch vụ", 64, needed=True),
    Column("due", "Ngày hẹn trả", 40, needed=True),
    Column("ready", "Đã có kết quả", 20),
    Column("name", "Họ tên", 100),
)
"""Files may use either name, in any order, with or without marks; other columns are ignored."""

_SERVICE = COLUMNS[1].heading

WrongService = Callable[[str], Wrong | None]
"""Returns what is wrong with a service, None for nothing."""

MOST_ROWS = 5000
"""They are stored in one transaction, which takes about half a second then."""

NO_DOSSIER = "'%(text)s' is no code of a dossier: letters, digits, dot, dash, slash and underscore are allowed"
NO_DATE = "'%(text)s' is no date like 2026-03-02 or 02/03/2026"
NO_ANSWER = "'%(text)s' is none of: có, không (yes, no)"
PROBLEMS = (MISSING, TOO_LONG, CONTROLS, TWICE, NO_DOSSIER, NO_DATE, NO_ANSWER)
"""All that can be wrong with a cell."""

TOO_MANY_ROWS = "has more than %(most)s rows; divide it"
"""What can be wrong with a file of slips beside ``table_files.FILE_WORDS``."""

_ANSWERS = {
    **dict.fromkeys(("", "0", "no", "n", "false", "khong", "chua"), False),
    **dict.fromkeys(("1", "yes", "y", "x", "true", "co", "roi", "da co"), True),
}
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


def read_slips(
    path: Path, progress: Progress = silent, wrong_service: WrongService = lambda _: None
) -> list[tuple[int, SlipEntry]]:
    """Return the entries of a file with the numbers of their rows.

    Args:
        path: a ``.csv`` (UTF-8, comma or semicolon) or ``.xlsx`` file whose first row has the headings.
        progress: told the number of rows read.
        wrong_service: what is wrong with a service as a row names it.

    Raises:
        FileRefused: the file can't be read, a needed column is missing, or rows are refused; all of these are named.
    """
    problems: list[RowProblem] = []
    entries: list[tuple[int, SlipEntry]] = []
    seen: dict[str, int] = {}
    with reading(path):
        for number, cells in rows_of(path, COLUMNS):
            wrongs = _problems(cells, seen, number)
            about = None if _SERVICE in wrongs else wrong_service(text_of(cells.get("service")))
            found = [RowProblem(number, column, *wrong) for column, wrong in wrongs.items()]
            found += [] if about is None else [RowProblem(number, _SERVICE, *about)]
            problems += found
            if not found:
                entries.append((number, _entry(cells)))
            if number > MOST_ROWS + 1:
                raise FileRefused(path, TOO_MANY_ROWS, most=MOST_ROWS)
            progress(number - 1)
    refuse_rows(path, problems)
    return entries


def _problems(cells: Cells, seen: dict[str, int], number: int) -> Mapping[str, Wrong]:
    reasons: dict[str, Wrong] = {}
    for column in COLUMNS:
        text = text_of(cells.get(column.key))
        if not text and column.needed:
            reasons[column.heading] = (MISSING, {})
        elif len(text) > column.longest:
            reasons[column.heading] = (TOO_LONG, {"n": len(text), "most": column.longest})
        elif not text.isprintable():
            reasons[column.heading] = (CONTROLS, {})
        else:
            wrong = _wrong(column.key, text, cells, seen)
            if wrong is not None:
                reasons[column.heading] = wrong
    seen.setdefault(read_dossier(text_of(cells.get("dossier"))) or "", number)
    return reasons


def _wrong(key: str, text: str, cells: Cells, seen: Mapping[str, int]) -> Wrong | None:
    match key:
        case "dossier":
            dossier = read_dossier(text)
            if dossier is None:
                return NO_DOSSIER, {"text": text}
            return (TWICE, {"text": dossier, "row": seen[dossier]}) if dossier in seen else None
        case "due" if _day(cells.get("due")) is None:
            return NO_DATE, {"text": text}
        case "ready" if fold(text) not in _ANSWERS:
            return NO_ANSWER, {"text": text}
    return None


def _entry(cells: Cells) -> SlipEntry:
    dossier, due = read_dossier(text_of(cells.get("dossier"))), _day(cells.get("due"))
    assert dossier is not None and due is not None  # noqa: PT018  the row was checked
    return SlipEntry(
        dossier=dossier,
        service=text_of(cells.get("service")),
        due=due,
        ready=_ANSWERS[fold(text_of(cells.get("ready")))],
        name=text_of(cells.get("name")),
    )


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for pattern in _DAYS:
        try:
            return datetime.strptime(text_of(cell), pattern).date()
        except ValueError:
            continue
    return None
