"""Which reader a path gets."""
from __future__ import annotations

import os

from . import _library
from ._native import NativeReader
from ._reader import Reader


def opened(
    path: str | os.PathLike[str], tokens: str | os.PathLike[str] | None, cache_bytes: int, check: str,
) -> Reader:
    """The library's where there is one, else NumPy's."""
    if _library.is_there():
        return NativeReader(path, tokens, cache_bytes, check)
    from ._numpy import NumpyReader

    return NumpyReader(path, check)
