"""The shards of an index: their names, and which rows are where."""
from __future__ import annotations

import json
from bisect import bisect_right

import numpy as np

from ._checks import wrong
from ._download import Source
from .errors import DataError, NoInputError


class ShardList:
    """What index.json says of each shard: its name, its bytes as they are stored, and its rows."""

    def __init__(self, address: str, index: bytes) -> None:
        shards = _read(address, index)
        self.names = [shard[0] for shard in shards]
        self.sizes = [shard[1] for shard in shards]
        #: When they are decompressed.
        self.raw_sizes = [shard[2] for shard in shards]
        self._starts = np.concatenate([[0], np.cumsum([shard[3] for shard in shards], dtype=np.int64)])
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


def read_index(source: Source) -> bytes:
    """The text of index.json; a plan has none, and cannot be read from."""
    try:
        return source.contents("index.json")
    except NoInputError as missing:
        try:
            manifest = json.loads(source.contents("manifest.json"))
        except NoInputError:
            raise missing from None
        kind = manifest.get("kind") if isinstance(manifest, dict) else None
        if kind == "plan":
            raise wrong("path", "a plan, which is read where its stores are", source.address,
                        "the shards that pack makes of it") from None
        raise missing from None


def _read(address: str, index: bytes) -> list[tuple[str, int, int, int]]:
    """Name, bytes, bytes when it is decompressed, and rows of each; names stay below the directory."""
    try:
        found = []
        for shard in json.loads(index)["shards"]:
            data = shard.get("zip_data") or shard["raw_data"]
            name, size, rows = data["basename"], data["bytes"], shard["samples"]
            raw = shard["raw_data"]["bytes"]
            parts = name.split("/")
            if not all(type(number) is int and number >= 0 for number in (size, raw, rows)) or any(
                    part in ("", ".", "..") for part in parts) or "\\" in name or "\0" in name:
                raise ValueError(name)
            found.append((name, size, raw, rows))
        return found
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise DataError(f"{address}/index.json: not an index of shards, got {problem}") from problem
