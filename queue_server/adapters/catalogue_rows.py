"""A row of a catalogue file: its columns, what is wrong with it, and the procedure it stands for."""

import re
from collections.abc import Mapping

from queue_server.adapters.table_files import Column, RowProblem
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


MISSING = "is missing"
TOO_LONG = "has %(n)s characters; at most %(most)s are allowed"
CONTROLS = "contains control characters"
TWICE = "'%(text)s' is in row %(row)s already"
NO_CODE = "'%(text)s' is no code: letters, digits, dot, dash and underscore are allowed"
NO_SERVICE = "'%(text)s' is no code of a service: small letters, digits, dash and underscore are allowed"
NO_LEVEL = "'%(text)s' is none of: không, một phần, toàn trình (none, partial, full)"
NO_FORM = "'%(text)s' is not “name: https://…”"
PROBLEMS = (MISSING, TOO_LONG, CONTROLS, TWICE, NO_CODE, NO_SERVICE, NO_LEVEL, NO_FORM)
"""All that can be wrong with a cell."""

Wrong = tuple[str, dict[str, object]]
"""What is wrong: words and their values."""


def form_of(text: str) -> Form | None:
    """Return the form that is written as ``name: https://…``, None for anything else."""
    found = re.fullmatch(r"(.+?):\s*(https?://\S+)", text)
    return None if found is None else Form(name=found[1].strip(), url=found[2])


def form_text(form: Form) -> str:
    """Return a form as ``form_of`` reads it."""
    return f"{form.name}: {form.url}"


def problems_of(number: int, cells: Mapping[str, str], seen: dict[str, int]) -> list[RowProblem]:
    problems = []
    for column in COLUMNS:
        text = cells.get(column.key, "")
        wrong = _wrong(column, text)
        if wrong is None and column.key == "code":
            if text in seen:
                wrong = (TWICE, {"text": text, "row": seen[text]})
            seen.setdefault(text, number)
        if wrong is not None:
            problems.append(RowProblem(number, column.heading, *wrong))
    return problems


def _wrong(column: Column, text: str) -> Wrong | None:
    if not text:
        return (MISSING, {}) if column.needed else None
    if len(text) > column.longest:
        return (TOO_LONG, {"n": len(text), "most": column.longest})
    if CONTROL.search(text):
        return (CONTROLS, {})
    match column.key:
        case "code" if not CODE.fullmatch(text):
            return (NO_CODE, {"text": text})
        case "service" if not SERVICE.fullmatch(text):
            return (NO_SERVICE, {"text": text})
        case "online_level" if fold(text) not in _LEVELS:
            return (NO_LEVEL, {"text": text})
        case "forms":
            bad = next((one for one in _list(text) if form_of(one) is None), None)
            return None if bad is None else (NO_FORM, {"text": bad[:200]})
    return None


def procedure_of(cells: Mapping[str, str]) -> Procedure:
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
        forms=tuple(form for one in _list(text("forms")) if (form := form_of(one)) is not None),
        keywords=_list(text("keywords")),
    )


def cells_of(one: Procedure) -> list[str]:
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
        "forms": "\n".join(form_text(form) for form in one.forms),
        "keywords": "\n".join(one.keywords),
    }
    return [texts[column.key] for column in COLUMNS]


def _list(text: str) -> tuple[str, ...]:
    return tuple(one for one in SEPARATOR.split(text) if one)
