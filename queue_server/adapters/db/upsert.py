"""One statement that adds a row or changes the one that is there, as SQLite and PostgreSQL both understand it.

A change that failed to find its row and an addition after it would wait for the server twice.
"""

import sqlalchemy as sa


def upsert(table: sa.Table, *changing: str) -> sa.TextClause:
    """Return a statement that takes all columns of a table by name, and sets some where the row exists.

    Args:
        table: its primary key tells whether a row exists.
        changing: names of the columns that are set in it.
    """
    names = [column.name for column in table.columns]
    keys = ", ".join(column.name for column in table.primary_key)
    sets = ", ".join(f"{name} = excluded.{name}" for name in changing)
    places = ", ".join(f":{name}" for name in names)
    text = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places}) ON CONFLICT ({keys}) DO UPDATE SET {sets}"
    return sa.text(text).bindparams(*(sa.bindparam(one.name, type_=one.type) for one in table.columns))
