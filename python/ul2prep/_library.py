"""libul2prep.so: where it is, and how it is called."""
from __future__ import annotations

import ctypes
import functools
import os
from ctypes import POINTER, byref, c_char_p, c_int32, c_int64, c_uint64, c_void_p
from pathlib import Path
from typing import Any

from . import _structs as structs
from .errors import LibraryError, error_of

NAME = "libul2prep.so"
ABI = 1

_PROTOTYPES: dict[str, list[Any]] = {
    "ul2prep_open": [c_char_p, POINTER(structs.OpenOptions), POINTER(c_void_p)],
    "ul2prep_close": [c_void_p],
    "ul2prep_describe": [c_void_p, POINTER(structs.Description)],
    "ul2prep_fingerprint": [c_void_p, c_char_p, c_uint64, POINTER(c_uint64)],
    "ul2prep_read": [c_void_p, c_void_p, c_int64, POINTER(structs.Arrays)],
    "ul2prep_loader_open": [c_void_p, POINTER(structs.LoaderOptions), POINTER(c_void_p)],
    "ul2prep_loader_close": [c_void_p],
    "ul2prep_loader_describe": [c_void_p, POINTER(structs.LoaderDescription)],
    "ul2prep_loader_batch": [c_void_p, c_int64, POINTER(structs.Batch), POINTER(structs.Arrays)],
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
        f"{NAME} is not in {' or '.join(str(path.parent) for path in places)} (run make library in the "
        "repository of ul2prep and install again, or set UL2PREP_LIBRARY to where it is)")


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
        function.argtypes = [*arguments, POINTER(structs.ErrorText)]
        function.restype = c_int32
    return loaded


def call(name: str, *arguments: Any) -> None:
    """Calls a function of the library; raises its error."""
    error = structs.ErrorText()
    status = getattr(library(), name)(*arguments, byref(error))
    if status:
        raise error_of(status, error.message.decode("utf-8", "replace"))


def text(name: str, *arguments: Any) -> str:
    """What a function gives that writes text."""
    needed = c_uint64()
    call(name, *arguments, None, 0, byref(needed))
    room = ctypes.create_string_buffer(needed.value)
    call(name, *arguments, room, needed.value, None)
    return room.value.decode()


def close(name: str, handle: int) -> None:
    """Closes a handle that nobody uses any more; the second closing is no error."""
    error = structs.ErrorText()
    getattr(library(), name)(handle, byref(error))
