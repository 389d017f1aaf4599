"""Hashes of files that an index lists."""
from __future__ import annotations

import hashlib
import importlib
from typing import Any, Mapping

from . import xxh3

xxhash: Any = None
try:
    xxhash = importlib.import_module("xxhash")
except ImportError:
    pass  # Slower, or fewer hashes.

_XXHASH = {"xxh3_64": "xxh3_64", "xxh64": "xxh64", "xxh32": "xxh32", "xxh128": "xxh3_128",
           "xxh3_128": "xxh3_128"}


def digest(name: str, data: Any) -> str | None:
    """A hash by its name, in hexadecimal; None: it cannot be worked out here."""
    if name in _XXHASH and xxhash is not None:
        return str(getattr(xxhash, _XXHASH[name])(data).hexdigest())
    if name == "xxh3_64" and memoryview(data).nbytes >= xxh3.LEAST:
        return xxh3.xxh3_64(data)
    if name in hashlib.algorithms_guaranteed and not name.startswith("shake"):
        return hashlib.new(name, data).hexdigest()
    return None


def compare(hashes: Mapping[str, str], data: Any) -> tuple[str, str, str] | bool:
    """True: a hash is the one listed, or none is. False: none can be worked out. Else name, got, expected.

    The library compares xxh3_64 alone; where that is listed one hash is enough here as well.
    """
    names = ["xxh3_64"] if "xxh3_64" in hashes else sorted(hashes)
    compared = not names
    for name in names:
        found = digest(name, data)
        if found is None:
            continue
        if found != hashes[name]:
            return name, found, hashes[name]
        compared = True
    return compared
