"""libul2prep.so: where it is, and how it is called."""
from __future__ import annotations

import ctypes
import functools
import os
import threading
from ctypes import POINTER, addressof, byref, c_char_p, c_int32, c_int64, c_uint64, c_void_p
from pathlib import Path
from typing import Any

from . import _structs as structs
from .errors import Error, LibraryError, error_of

NAME = "libul2prep.so"
ABI = 1
#: What to do where there is none.
HOW = "run make library in the repository of ul2prep and install again, or set UL2PREP_LIBRARY to where it is"

_PROTOTYPES: dict[str, list[Any]] = {
    "ul2prep_open": [c_char_p, POINTER(structs.OpenOptions), POINTER(c_void_p)],
    "ul2prep_close": [c_void_p],
    "ul2prep_describe": [c_void_p, POINTER(structs.Description)],
    "ul2prep_fingerprint": [c_void_p, c_char_p, c_uint64, POINTER(c_uint64)],
    # What is called for every batch takes addresses, which cost least.
    "ul2prep_read": [c_void_p, c_void_p, c_int64, c_void_p],
    "ul2prep_forget": [c_void_p, c_int64],
    "ul2prep_make_block_mask": [POINTER(structs.BlockMask), c_int64],
    "ul2prep_loader_open": [c_void_p, POINTER(structs.LoaderOptions), POINTER(c_void_p)],
    "ul2prep_loader_close": [c_void_p],
    "ul2prep_loader_describe": [c_void_p, POINTER(structs.LoaderDescription)],
    "ul2prep_loader_batch": [c_void_p, c_int64, c_void_p, c_void_p],
    "ul2prep_loader_samples": [c_void_p, c_int64, c_int64, c_void_p],
    "ul2prep_loader_state": [c_void_p, c_int64, c_char_p, c_uint64, POINTER(c_uint64)],
}


def find_library() -> Path:
    """Where the library is: what UL2PREP_LIBRARY names, else beside the package, else the repository's."""
    given = os.environ.get("UL2PREP_LIBRARY")
    if given:
        path = Path(given)
        path = path / NAME if path.is_dir() else path
        if path.is_file():
            return path
        raise LibraryError(f"{path}: no such library, named by UL2PREP_LIBRARY (make library, or unset it)")
    package = Path(__file__).resolve().parent
    places = [package / NAME, package.parents[1] / ".build/library" / NAME]
    for path in places:
        if path.is_file():
            return path
    raise LibraryError(
        f"{NAME} is not in {' or '.join(str(path.parent) for path in places)} ({HOW})")


def is_there() -> bool:
    """Whether there is a library; UL2PREP_LIBRARY=none: do without. One that is named must be there."""
    given = os.environ.get("UL2PREP_LIBRARY")
    if given == "none":
        return False
    try:
        find_library()
    except LibraryError:
        if given:
            raise
        return False
    return True


@functools.lru_cache(maxsize=None)
def library() -> ctypes.CDLL:
    """The library, loaded when it is first needed."""
    path = find_library()
    try:
        loaded = ctypes.CDLL(str(path))
        found = loaded.ul2prep_abi()
    except (OSError, AttributeError) as problem:
        raise LibraryError(f"{path}: cannot be loaded: {problem} (make library)") from problem
    if found != ABI:
        raise LibraryError(f"{path}: another interface, got {found}; expected {ABI} (make library)")
    for name, arguments in _PROTOTYPES.items():
        function = getattr(loaded, name)
        function.argtypes = [*arguments, c_void_p]
        function.restype = c_int32
    return loaded


class _ErrorRoom:
    """Where the library writes what was wrong."""

    def __init__(self) -> None:
        self._text = structs.ErrorText()
        self.address = addressof(self._text)

    def raised(self, status: int) -> Error:
        """The error of a call that has just failed."""
        return error_of(status, self._text.message.decode("utf-8", "replace"))


class _Here(threading.local):
    """What each thread has of its own, made once."""

    def __init__(self) -> None:
        self.error = _ErrorRoom()


here = _Here()


def call(name: str, *arguments: Any) -> None:
    """Calls a function of the library; raises its error."""
    error = here.error
    status = getattr(library(), name)(*arguments, error.address)
    if status:
        raise error.raised(status)


def text(name: str, *arguments: Any) -> str:
    """What a function gives that writes text."""
    needed = c_uint64()
    call(name, *arguments, None, 0, byref(needed))
    room = ctypes.create_string_buffer(needed.value)
    call(name, *arguments, room, needed.value, None)
    return room.value.decode()


def close(name: str, handle: int) -> None:
    """Closes a handle that is no longer used; closing it twice is not an error."""
    # Whatever is wrong here cannot be repaired; the thread's own room may be gone already when a process ends.
    getattr(library(), name)(handle, None)
