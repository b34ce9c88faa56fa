"""A database that has the tables we know: made, or brought up to date by migrations."""

from sqlalchemy import Engine

from storage.plumbing import METADATA


def prepare(engine: Engine) -> None:
    """Make the tables that are missing."""
    METADATA.create_all(engine)
