"""Alembic runs this for each upgrade, within the transaction of ``schema.migrate``."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
