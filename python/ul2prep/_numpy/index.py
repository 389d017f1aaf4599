"""`index.json`: the shards of a directory, of which nothing is believed."""
from __future__ import annotations

import functools
import json
import os
from dataclasses import dataclass
from typing import Any, Mapping

import numpy as np

from .._library import HOW
from ..errors import DataError, Error, LibraryError, NoInputError, SystemCallError
from .problems import problem

_NUMBERS = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float16", "float32",
            "float64")


@dataclass(frozen=True)
class Column:
    """A column, and how its values are stored."""

    name: str
    encoding: str

    @functools.cached_property
    def dtype(self) -> np.dtype[Any] | None:
        """Of an array's elements; None: no array, or one that says it itself."""
        parts = self.encoding.split(":")
        return np.dtype(parts[1]).newbyteorder("<") if parts[0] == "ndarray" and len(parts) > 1 else None

    @functools.cached_property
    def elements(self) -> int | None:
        """Of an array whose shape is fixed."""
        parts = self.encoding.split(":")
        return int(np.prod([int(size) for size in parts[2].split(",")])) if len(parts) == 3 else None

    @functools.cached_property
    def size(self) -> int | None:
        """Bytes of each value; None: they differ."""
        kind = self.encoding.split(":")[0]
        if kind == "ndarray":
            dtype, elements = self.dtype, self.elements
            return None if dtype is None or elements is None else dtype.itemsize * elements
        if kind in ("bytes", "str", "json"):
            return None
        return np.dtype("int64" if kind == "int" else kind).itemsize


@dataclass(frozen=True)
class Shard:
    """A shard as the index has it."""

    name: str
    size: int
    samples: int
    hashes: Mapping[str, str]
    columns: tuple[Column, ...]


def read_file(path: str) -> bytes:
    """A file's contents."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError as found:
        raise problem(NoInputError, path, None, "no such file") from found
    except OSError as found:
        raise problem(SystemCallError, path, None, f"cannot be read: {found.strerror}") from found


def parsed(path: str, text: bytes) -> dict[str, Any]:
    """A JSON object."""
    try:
        value = json.loads(text)
    except ValueError as found:
        raise problem(DataError, path, "1", f"not JSON: {found}") from found
    if not isinstance(value, dict):
        raise problem(DataError, path, "1", "not a JSON object", type(value).__name__)
    return value


def read_index(directory: str) -> tuple[list[Shard], bytes]:
    """The shards of a directory, and the index's own text."""
    path = os.path.join(directory, "index.json")
    text = read_file(path)
    index = parsed(path, text)
    entries = index.get("shards")
    if index.get("version") != 2 or not isinstance(entries, list):
        raise problem(DataError, path, "version", "not an MDS index", expected="version 2 and shards")
    known: dict[str, tuple[Column, ...]] = {}
    return [_shard(entry, path, f"shards[{number}]", known) for number, entry in enumerate(entries)], text


def _shard(entry: Any, path: str, place: str, known: dict[str, tuple[Column, ...]]) -> Shard:
    def malformed(expected: str) -> Error:
        return problem(DataError, path, place, "not an MDS index", expected=expected)

    if not isinstance(entry, dict) or entry.get("format") != "mds" or entry.get("version") != 2:
        raise malformed("format mds, version 2")
    samples, raw = _number(entry.get("samples"), 1 << 32), entry.get("raw_data")
    if samples is None or not isinstance(raw, dict):
        raise malformed("samples and raw_data")
    name, size, hashes = raw.get("basename"), _number(raw.get("bytes"), 1 << 33), raw.get("hashes") or {}
    if (not isinstance(name, str) or name.startswith("/") or ".." in name.split("/") or "\0" in name
            or size is None or not isinstance(hashes, dict)
            or not all(isinstance(value, str) for value in hashes.values())):
        raise malformed("samples and raw_data")
    if entry.get("zip_data") is not None:
        raise LibraryError(
            f"{path}:{place}: compressed, which only libul2prep.so reads ({HOW}; or pack with "
            "--compression none)")
    names, encodings = entry.get("column_names"), entry.get("column_encodings")
    key = json.dumps([names, encodings])
    if key not in known:
        known[key] = _columns(names, encodings, path, place)
    return Shard(name, size, samples, hashes, known[key])


def _number(value: object, limit: int) -> int | None:
    return value if type(value) is int and 0 <= value < limit else None


def _columns(names: Any, encodings: Any, path: str, place: str) -> tuple[Column, ...]:
    if (not isinstance(names, list) or not isinstance(encodings, list) or len(names) != len(encodings)
            or not names or not all(isinstance(text, str) for text in names + encodings)):
        raise problem(DataError, path, place, "not an MDS index",
                      expected="column_names and column_encodings of the same length")
    for name, encoding in zip(names, encodings):
        if not _is_known(encoding):
            raise problem(DataError, path, place, f"encoding of column {name} not supported", encoding,
                          "bytes, str, json, int, a number's type or ndarray")
    columns = (Column(*pair) for pair in zip(names, encodings))
    return tuple(sorted(columns, key=lambda column: column.name.encode()))


def _is_known(encoding: str) -> bool:
    if encoding in ("bytes", "str", "json", "int", "ndarray", *_NUMBERS):
        return True
    parts = encoding.split(":")
    if parts[0] != "ndarray" or len(parts) not in (2, 3) or parts[1] not in _NUMBERS:
        return False
    sizes = parts[2].split(",") if len(parts) == 3 else ["1"]
    if not all(size.isascii() and size.isdigit() and 0 < int(size) < 1 << 31 for size in sizes):
        return False
    total = 1
    for size in sizes:
        total *= int(size)
    return total < 1 << 40
