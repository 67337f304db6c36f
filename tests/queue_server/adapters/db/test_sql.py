"""Statements are compiled once, for whatever database they are sent to."""

import importlib
import pkgutil

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

import queue_server.adapters.db as package
from queue_server.adapters.db.sql import Statements
from queue_server.adapters.db.tables import office

DIALECTS = {"sqlite": sqlite.dialect(), "postgresql": postgresql.psycopg.dialect()}


def statements():
    """All statements that modules of the package keep, by name."""
    for module_info in pkgutil.iter_modules(package.__path__):
        if module_info.name in {"migrations", "writer"}:
            continue
        module = importlib.import_module(f"{package.__name__}.{module_info.name}")
        for name, value in vars(module).items():
            if isinstance(value, sa.Executable) and isinstance(value, sa.ClauseElement) and name.startswith("_"):
                yield pytest.param(value, id=f"{module_info.name}.{name}")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("statement", list(statements()))
def test_every_statement_can_be_said_in_every_dialect(statement, dialect):
    text, arrange = Statements(DIALECTS[dialect])[statement]

    assert ("%(" in text) <= (dialect == "postgresql")
    assert callable(arrange)


def test_a_statement_is_compiled_once():
    statements = Statements(DIALECTS["sqlite"])
    statement = sa.select(office.c.code)

    assert statements[statement] is statements[statement]


def test_values_come_in_the_order_of_the_text_and_constants_by_themselves():
    question = sa.select(office.c.code).where(office.c.name == sa.bindparam("b"), office.c.code == "x").limit(7)
    text, arrange = Statements(DIALECTS["sqlite"])[question]

    assert text.index("name") < text.index("code = ") < text.index("LIMIT")
    assert list(arrange({"b": "first"})) == ["first", "x", 7, 0][: text.count("?")]


def test_a_missing_value_is_a_defect():
    question = sa.select(office.c.code).where(office.c.code == sa.bindparam("b"))

    with pytest.raises(KeyError):
        Statements(DIALECTS["sqlite"])[question][1]({})
