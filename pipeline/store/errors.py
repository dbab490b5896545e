"""The errors of a database, in our own classes: no driver's error leaves `store/`."""

from __future__ import annotations

from channels.sentence import OneLineError, Sentence
from pipeline.errors import said

# The error text of a database retired by a move.
MOVED = "this database has moved, see infostiglia check"


class StoreError(OneLineError):
    """The database cannot be used. One line: what, where, what to do."""


class LostError(StoreError):
    """There was a database, and it is missing or empty."""


class Error(Exception):
    """A failed statement. `remedy`: advice for a person."""

    remedy = Sentence("is the disk full, or another program using it?")


class OperationalError(Error):
    """The database is busy, full or gone: the same statement may succeed later."""


class IntegrityError(Error):
    """A write that a constraint or trigger of the schema forbids."""


class ServerError(OperationalError):
    """A database server that cannot be reached, or failed a statement for a passing reason."""

    remedy = Sentence("is PostgreSQL running, and may this machine reach it?")


def passes(error: BaseException) -> bool:
    """Whether it is a trouble of disk or database that may be over without anybody's help."""
    if isinstance(error, StoreError) and not isinstance(error, LostError):
        cause = error.__cause__ or error.__context__
        return cause is not None and passes(cause)
    return isinstance(error, OperationalError | OSError)


def what_failed(error: OSError | Error | StoreError) -> Sentence:
    """A sentence for staff about a disk or a database that refuses writes: problem, place, remedy."""
    if isinstance(error, StoreError):
        return error.sentence
    if not isinstance(error, OSError):
        return Sentence("database: {error}; {remedy}", error=said(error), remedy=error.remedy)
    mend = Sentence("{error}; make room on the disk, or mend it, and run again", error=said(error))
    return Sentence("{where}: {problem}", where=error.filename, problem=mend) if error.filename else mend
