"""The way in for Alembic: it runs on the connection that storage/schema_version.py hands over."""

from alembic import context

import storage.schema  # noqa: F401 (so that the metadata knows the tables of records)
from storage.plumbing import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite cannot alter columns in place
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
