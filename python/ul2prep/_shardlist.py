"""The shards of an index: their names, and which rows are where."""
from __future__ import annotations

import json
from bisect import bisect_right

import numpy as np

from .errors import DataError


class ShardList:
    """What index.json says of each shard: its name, its bytes as they are stored, and its rows."""

    def __init__(self, address: str, index: bytes) -> None:
        shards = _read(address, index)
        self.names = [name for name, _, _ in shards]
        self.sizes = [size for _, size, _ in shards]
        self._starts = np.concatenate([[0], np.cumsum([rows for _, _, rows in shards], dtype=np.int64)])
        #: The first row of each, and how many there are.
        self.firsts: list[int] = self._starts.tolist()

    def of(self, rows: np.ndarray) -> list[int]:
        """The shards of some rows, in the order of their first ones."""
        if len(rows) <= 64:
            return self._of_few(rows)
        numbers = np.searchsorted(self._starts, rows, "right") - 1
        numbers = numbers[(0 <= numbers) & (numbers < len(self.names))]
        found, firsts = np.unique(numbers, return_index=True)
        return [int(number) for number in found[np.argsort(firsts)]]

    def _of_few(self, rows: np.ndarray) -> list[int]:
        """The same, for a batch, in a tenth of the time."""
        found: list[int] = []
        first = end = 0
        for row in rows.tolist():
            if not first <= row < end:
                number = bisect_right(self.firsts, row) - 1
                if 0 <= number < len(self.names):
                    first, end = self.firsts[number:number + 2]
                    if number not in found:
                        found.append(number)
        return found

    def rows_in(self, size: int) -> int:
        """About how many rows are in shards of so many bytes: 4,096 to 2^18."""
        rows = self.firsts[-1] * size // max(1, sum(self.sizes))
        return max(4096, min(1 << 18, rows))


def _read(address: str, index: bytes) -> list[tuple[str, int, int]]:
    """Name, bytes and rows of each; names stay below the directory."""
    try:
        found = []
        for shard in json.loads(index)["shards"]:
            data = shard.get("zip_data") or shard["raw_data"]
            name, size, rows = data["basename"], data["bytes"], shard["samples"]
            parts = name.split("/")
            if not all(type(number) is int and number >= 0 for number in (size, rows)) or any(
                    part in ("", ".", "..") for part in parts) or "\\" in name or "\0" in name:
                raise ValueError(name)
            found.append((name, size, rows))
        return found
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise DataError(f"{address}/index.json: not an index of shards, got {problem}") from problem
