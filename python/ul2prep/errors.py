"""What was wrong, by the library's statuses; each is also Python's own error of that kind."""
from __future__ import annotations


class Error(Exception):
    """Whatever this package raises; the message is the library's."""

    status = -1


class UsageError(Error, ValueError):
    """An argument that cannot be meant; a state of other data; a closed dataset."""

    status = 1


class RangeError(UsageError, IndexError):
    """An index that no row has."""


class DataError(Error, ValueError):
    """Files that are damaged, or do not agree."""

    status = 2


class UnreadableError(Error, ValueError):
    """Files of a form that is not read, or of another version."""

    status = 3


class NoInputError(Error, FileNotFoundError):
    """Files that are not there."""

    status = 4


class SystemCallError(Error, OSError):
    """The system failed a call."""

    status = 5


class TooSmallError(Error, ValueError):
    """An array with too little room."""

    status = 6


class LibraryError(Error, ImportError):
    """libul2prep.so is not there, or is another version's."""


_BY_STATUS = {
    kind.status: kind
    for kind in (UsageError, DataError, UnreadableError, NoInputError, SystemCallError, TooSmallError)
}


def error_of(status: int, message: str) -> Error:
    """The error of a status."""
    return _BY_STATUS.get(status, Error)(message)
