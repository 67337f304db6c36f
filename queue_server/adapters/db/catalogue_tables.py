"""The tables of the procedure catalogue, which belongs to no office."""

import sqlalchemy as sa

from queue_server.adapters.db.tables import metadata

catalogue = sa.Table(
    "catalogue",
    metadata,
    sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("generation", sa.Text, nullable=False),
    sa.Column("tag", sa.Text, nullable=False),
    sa.Column("sample", sa.Boolean, nullable=False),
    sa.CheckConstraint("id = 1", name="single"),
)
"""One row: the generation that counts; ``tag`` is a new random word after every change of it or of the synonyms."""

procedure = sa.Table(
    "procedure",
    metadata,
    sa.Column("generation", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("service", sa.Text),
    sa.Column("keywords", sa.Text, nullable=False),
    sa.Column("sort_key", sa.Text, nullable=False),
    sa.Column("whole", sa.Text, nullable=False),
    sa.Index("ix_procedure_sort", "generation", "sort_key"),
)
"""An import writes a generation of its own, which counts all at once when it is complete; ``whole`` is JSON."""

procedure_off = sa.Table("procedure_off", metadata, sa.Column("code", sa.Text, primary_key=True))
"""Switched off here, whatever imports say."""

synonym = sa.Table(
    "synonym",
    metadata,
    sa.Column("said", sa.Text, primary_key=True),
    sa.Column("meant", sa.Text, nullable=False),
)
