"""A directory of uncompressed shards."""
from __future__ import annotations

import os
import threading
from collections import OrderedDict
from typing import Any, Mapping

import numpy as np

from .. import _checks
from .._arrays import Target
from ..errors import DataError, UsageError
from .examples import Examples
from .hashes import digest
from .index import Column, read_index
from .manifest import block_starts, read_manifest
from .order import NumpyOrder
from .problems import problem
from .shard import OpenShard

#: Each has a descriptor, of which a process often has 1,024.
OPEN_SHARDS = 256


class NumpyReader:
    """Rows by NumPy."""

    name = "numpy"
    is_plan = False
    makes_rows = False

    def __init__(self, path: str | os.PathLike[str], check: str) -> None:
        self.path = os.fsdecode(path)
        _checks.path_bytes("path", path)
        self._check = check
        self._manifest = manifest = read_manifest(self.path)
        self._shards, text = read_index(self.path)
        counts = [shard.samples for shard in self._shards]
        self._starts = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
        self.rows = int(self._starts[-1])
        self.has_examples = manifest is not None
        self.sequence_length, self.bytes_per_row = self._row_size()
        self.vocabulary_size = manifest.vocabulary_size if manifest else None
        self.pad = manifest.pad if manifest else None
        self.eos = manifest.eos if manifest else None
        self.decoder_start = manifest.decoder_start if manifest else None
        if manifest is not None and manifest.rows != self.rows:
            raise problem(DataError, os.path.join(self.path, "index.json"), None,
                          "not the rows of the manifest", f"{self.rows} rows",
                          f"{manifest.rows}, as in {manifest.path}")
        known = manifest.fingerprint if manifest else None
        self.fingerprint = known or digest("xxh3_64", text) or ""
        self._open: OrderedDict[int, OpenShard] = OrderedDict()
        self._checked: set[int] = set()
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._is_closed = False

    def _row_size(self) -> tuple[int | None, int]:
        """Positions and bytes of a row's tokens, as the library counts them."""
        column = _column(self._shards[0].columns, "tokens") if self._shards else None
        if self._manifest is not None:
            width = self._manifest.sequence_length
            known = [f"ndarray:uint16:{width}", f"ndarray:int32:{width}"]
            if column is not None and column.encoding not in known:
                raise problem(DataError, os.path.join(self.path, "index.json"), "column_encodings",
                              "columns are not those of the manifest", column.encoding, " or ".join(known))
            return width, column.size or 1 if column is not None else 1
        if column is not None and column.elements is not None:
            return column.elements, column.size or 1
        return None, max([1, *(shard.size // max(1, shard.samples) for shard in self._shards)])

    def block_starts(self) -> np.ndarray:
        """The first rows of the blocks that are shuffled: the plan's, else the shards."""
        if self._manifest is None or self._manifest.fingerprint is None:
            return self._starts
        return block_starts(self.path, self._manifest)

    # Rows

    def read(self, indexes: np.ndarray, target: Target) -> None:
        self.check_is_open()
        if len(indexes):
            outside = (indexes < 0) | (indexes >= self.rows)
            if outside.any():
                raise problem(UsageError, self.path, "row", "no such row", indexes[outside][0],
                              f"0 to {self.rows - 1}")
        self.fill(indexes, target, 0)

    def fill(self, indexes: np.ndarray, target: Target, place: int) -> None:
        """Puts rows that there are into arrays, from a row of these on."""
        arrays = target.arrays
        needs_examples = any(name not in ("tokens", "rows") for name in arrays)
        if needs_examples and not self.has_examples:
            raise problem(UsageError, self.path, None, "only the tokens of these rows are known",
                          "shards written by another program",
                          "shards written by ul2prep, for anything but tokens and rows")
        if set(arrays) != {"rows"}:
            for slot, row in enumerate(indexes.tolist(), place):
                self._fill(row, slot, target, needs_examples)
        if "rows" in arrays:
            arrays["rows"][place:place + len(indexes)] = indexes

    def _fill(self, row: int, slot: int, target: Target, needs_examples: bool) -> None:
        number = int(np.searchsorted(self._starts, row, side="right")) - 1
        shard = self._shard(number)
        places = shard.sample(row - int(self._starts[number]), row)

        def fail(what: str, got: object, expected: object) -> DataError:
            return problem(DataError, shard.path, f"row {row}", what, got, expected)

        def column(name: str) -> np.ndarray:
            found = _column(shard.columns, name)
            if found is None:
                raise fail(f"column {name} is missing", None, None)
            array = shard.array(found, places[name], row)
            if array.dtype.kind not in "iu":
                raise fail(f"column {name} holds no whole numbers", array.dtype, None)
            return array

        tokens = column("tokens")
        if tokens.dtype not in (np.uint16, np.int32):
            raise fail("tokens of a type that is not read", tokens.dtype, "an array of uint16 or int32")
        if len(tokens) != target.width:
            raise fail("a row of the wrong length", len(tokens), target.width)
        limit = self.vocabulary_size
        if limit is not None and (tokens.max() >= limit or tokens.min() < 0):
            outside = (tokens < 0) | (tokens >= limit)
            position = int(outside.argmax())
            raise fail(f"token beyond the vocabulary at position {position}", tokens[position],
                       f"0 to {limit - 1}")
        if "tokens" in target.arrays:
            target.arrays["tokens"][slot] = tokens
        if needs_examples:
            examples = Examples(
                column("cu_seqlens"), column("prefix_lens"), column("loss_starts"), target.width, fail)
            examples.fill(target.arrays, slot, tokens, targets=target.form == 1)

    def _check_process(self) -> None:
        if self._process != os.getpid():
            # Another thread of the process that this one is forked from may have held the lock.
            self._lock, self._process = threading.Lock(), os.getpid()

    def _shard(self, number: int) -> OpenShard:
        self._check_process()
        with self._lock:
            shard = self._open.get(number)
            if shard is not None:
                self._open.move_to_end(number)
                return shard
        checks = self._check == "always" or (self._check == "first" and number not in self._checked)
        shard = OpenShard(self.path, self._shards[number], checks)
        with self._lock:
            self._checked.add(number)
            self._open[number] = shard
            while len(self._open) > OPEN_SHARDS:
                self._open.popitem(last=False)
        return shard

    # The rest

    def forget(self, row: int) -> None:
        number = int(np.searchsorted(self._starts, row, side="right")) - 1
        self._check_process()
        with self._lock:
            self._open.pop(number, None)
            self._checked.discard(number)

    def loads(self) -> int:
        return -1

    def order(
        self, *, global_batch_size: int, rank: int, world_size: int, order: str | None, seed: int | None,
        group_bytes: int | None, epochs: int | None, drop_last: bool, state: Mapping[str, Any] | str | None,
    ) -> NumpyOrder:
        return NumpyOrder(
            self, global_batch_size=global_batch_size, rank=rank, world_size=world_size, order=order,
            seed=seed, group_bytes=group_bytes, epochs=epochs, drop_last=drop_last, state=state)

    def check_is_open(self) -> None:
        """Raises after `close`."""
        if self._is_closed:
            raise UsageError(f"{self.path}: the dataset is closed")

    def close(self) -> None:
        self._is_closed = True
        self._open = OrderedDict()


def _column(columns: tuple[Column, ...], name: str) -> Column | None:
    return next((column for column in columns if column.name == name), None)
