"""One shard, mapped: where the columns of its samples lie."""
from __future__ import annotations

import mmap
import os
import struct
import warnings

import numpy as np

from ..errors import DataError, NoInputError, SystemCallError
from .hashes import compare
from .index import Column, Shard
from .problems import problem

_TYPES = {8: "u1", 9: "i1", 16: "<u2", 17: "<i2", 18: "<f2", 32: "<u4", 33: "<i4", 34: "<f4", 64: "<u8",
          65: "<i8", 66: "<f8"}


class OpenShard:
    """A shard whose sizes agree with the index."""

    def __init__(self, directory: str, shard: Shard, checks: bool) -> None:
        self.path = os.path.join(directory, shard.name)
        self.columns = shard.columns
        self._data = _mapped(self.path, shard.size)
        if checks:
            self._check(shard)
        header = 4 * (shard.samples + 2)
        count = int(np.frombuffer(self._data, "<u4", 1)[0]) if shard.size >= header else -1
        if count != shard.samples:
            raise problem(DataError, self.path, "byte 0", "not the shard of the index",
                          f"{shard.size} bytes" if count < 0 else f"{count} samples",
                          f"{shard.samples} samples")
        self._offsets = np.frombuffer(self._data, "<u4", count + 1, 4)
        self._sizes = [(column.name, column.size) for column in self.columns]
        self._lengths = struct.Struct(f"<{sum(column.size is None for column in self.columns)}I")

    def _check(self, shard: Shard) -> None:
        found = compare(shard.hashes, self._data)
        if found is False:
            warnings.warn(
                f"{self.path}: not compared with its hashes, got {', '.join(sorted(shard.hashes))}; expected "
                "xxh3_64 or one of hashlib (install xxhash, or open with check=\"never\")", RuntimeWarning)
        elif found is not True:
            name, got, expected = found
            raise problem(DataError, self.path, None, "hash differs from the index", f"{name} {got}",
                          expected)

    def sample(self, number: int, row: int) -> dict[str, tuple[int, int]]:
        """Where the columns of a sample begin and end, by name."""
        begin, end = int(self._offsets[number]), int(self._offsets[number + 1])
        at = begin + self._lengths.size
        if not at <= end <= len(self._data):
            raise problem(DataError, self.path, f"row {row}", "sample cut short", f"{begin} to {end}",
                          "inside of the shard")
        lengths = iter(self._lengths.unpack_from(self._data, begin))
        places = {}
        for name, size in self._sizes:
            first, at = at, at + (next(lengths) if size is None else size)
            if at > end:
                raise problem(DataError, self.path, f"row {row}", f"column {name} is longer than its sample")
            places[name] = (first, at)
        if at != end:
            raise problem(DataError, self.path, f"row {row}", "sample longer than its columns")
        return places

    def array(self, column: Column, place: tuple[int, int], row: int) -> np.ndarray:
        """A column's array, in one dimension, as it lies there."""
        first, end = place
        if not column.encoding.startswith("ndarray"):
            raise problem(DataError, self.path, f"row {row}", f"column {column.name} is no array",
                          column.encoding)
        dtype, count = column.dtype, column.elements
        if count is None or dtype is None:
            bad = problem(DataError, self.path, f"row {row}", f"bad value of column {column.name}")
            if dtype is None:
                name = _TYPES.get(self._data[first]) if first < end else None
                if name is None:
                    raise bad
                dtype, first = np.dtype(name), first + 1
            if first >= end:
                raise bad
            dimensions, width = self._data[first] >> 2, 1 << (self._data[first] & 3)
            first += 1
            count = 1
            for _ in range(dimensions):
                if width > end - first:
                    raise bad
                count *= int.from_bytes(self._data[first:first + width], "little")
                first += width
            if count * dtype.itemsize != end - first:
                raise bad
        found: np.ndarray = np.frombuffer(self._data, dtype, count, first)
        return found


def _mapped(path: str, size: int) -> mmap.mmap:
    try:
        with open(path, "rb") as file:
            found = os.fstat(file.fileno()).st_size
            if found != size:
                raise problem(DataError, path, None, "shard differs from the index", f"{found} bytes", size)
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError as missing:
        raise problem(NoInputError, path, None, "no such file") from missing
    except (OSError, ValueError) as failed:
        if isinstance(failed, DataError):
            raise
        raise problem(SystemCallError, path, None, f"cannot be mapped: {failed}") from failed
