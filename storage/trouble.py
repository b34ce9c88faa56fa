"""Whose fault an error of the database is: its own trouble, or what was asked of it."""

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.locks import Elsewhere

# Classes of SQLSTATE: lost, rolled back for others' sake, no room, locked, shut down, disk broken.
_OF_A_SERVER = ("08", "40", "53", "55", "57P", "58")
_OF_A_FILE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)


def is_nobodys_fault(error: BaseException) -> bool:
    """True if it says nothing about the message or job at work: begin again, count nothing."""
    if isinstance(error, Elsewhere):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    match error.orig:
        case psycopg.Error(sqlstate=str(state)):
            return state.startswith(_OF_A_SERVER)
        case sqlite3.Error() as of_file:
            code = getattr(of_file, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
            return (code & 0xFF) in _OF_A_FILE  # the rest of the code says where
    return isinstance(error, OperationalError)
