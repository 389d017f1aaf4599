"""Rows whose shards are fetched before they are read."""
from __future__ import annotations

import random
import time
from typing import Any, Callable, TypeVar

import numpy as np

from . import _readers
from ._arrays import Target
from ._checks import wrong
from ._mirror import Mirror
from ._reader import Order, Reader
from .errors import NoInputError

T = TypeVar("T")

#: How often a shard is fetched again that another process has evicted from the cache meanwhile.
_TRIES = 8


class RemoteReader:
    """A dataset elsewhere, by the reader of its local directory."""

    def __init__(self, mirror: Mirror, cache_bytes: int, check: str) -> None:
        self._mirror = mirror
        self._reader = reader = _readers.opened(mirror.directory, None, cache_bytes, check)
        mirror.reader = reader
        self.name, self.rows, self.is_plan = reader.name, reader.rows, reader.is_plan
        self.has_examples, self.sequence_length = reader.has_examples, reader.sequence_length
        self.vocabulary_size, self.pad, self.eos = reader.vocabulary_size, reader.pad, reader.eos
        self.decoder_start, self.fingerprint = reader.decoder_start, reader.fingerprint
        #: What takes long is done ahead, by the mirror's threads.
        self.makes_rows = False

    def read(self, indexes: np.ndarray, target: Target) -> None:
        with_shards(self._mirror, indexes, lambda: self._reader.read(indexes, target))

    def forget(self, row: int) -> None:
        self._reader.forget(row)

    def loads(self) -> int:
        return self._reader.loads()

    def order(self, **settings: Any) -> RemoteOrder:
        epochs = settings["epochs"]
        end = None if epochs is None else epochs * self.rows
        return RemoteOrder(self._reader, self._reader.order(**settings), self._mirror, end)

    def close(self) -> None:
        self._mirror.close()
        self._reader.close()


class RemoteOrder:
    """An order whose batches are read when their shards are here; those of the samples that follow are on the way."""

    def __init__(self, reader: Reader, order: Order, mirror: Mirror, end: int | None) -> None:
        """end: the sample that the run ends before."""
        self._order, self._mirror = order, mirror
        self._width = reader.sequence_length or 1
        self._ahead, self._end = mirror.rows_ahead, end
        self._expected = -1
        self._spare: list[Target] = []
        self.begin, self.most_rows, self.kind = order.begin, order.most_rows, order.kind
        self.seed, self.group_bytes = order.seed, order.group_bytes

    def batch(self, sample: int, target: Target) -> tuple[int, int]:
        # A batch's numbers cost a quarter of what arrays for them do, so those are used again; threads take their own.
        try:
            spare = self._spare.pop()
        except IndexError:
            spare = self._rows(np.empty(self._order.most_rows, np.int64))
        following, count = self._order.batch(sample, spare)
        if target.arrays.keys() == {"rows"} or following == sample:
            return self._order.batch(sample, target)
        rows = spare.arrays["rows"][:count]
        self._look(rows, following)
        made = with_shards(self._mirror, rows, lambda: self._order.batch(sample, target))
        self._spare.append(spare)
        return made

    def samples(self, first: int, count: int, target: Target, place: int = 0) -> None:
        if count and target.arrays.keys() != {"rows"}:
            rows = np.empty(count, np.int64)
            self._order.samples(first, count, self._rows(rows))
            self._look(rows, first + count)
            with_shards(
                self._mirror, rows, lambda: self._order.samples(first, count, target, place))
        else:
            self._order.samples(first, count, target, place)

    def _look(self, rows: np.ndarray, sample: int) -> None:
        """Has the shards of rows fetched, and those that the samples from here on need; once for each few thousand."""
        if sample // (self._ahead // 4) == self._expected:
            return
        self._expected = sample // (self._ahead // 4)
        count = self._ahead if self._end is None else max(0, min(self._ahead, self._end - sample))
        next_rows = np.empty(count, np.int64)
        self._order.samples(sample, count, self._rows(next_rows))
        self._mirror.expect(np.concatenate([rows, next_rows]))

    def _rows(self, rows: np.ndarray) -> Target:
        return Target({"rows": rows}, len(rows), self._width)

    def state(self, samples: int) -> dict[str, Any]:
        return self._order.state(samples)

    def close(self) -> None:
        self._order.close()


def with_shards(mirror: Mirror, rows: np.ndarray, read: Callable[[], T]) -> T:
    """Reads rows with their shards here, also where other processes need the room."""
    for tried in range(_TRIES):
        with mirror.holding(rows):
            try:
                return read()
            except NoInputError:
                # Between its coming and the reading another process has put it out.
                mirror.doubt(rows)
        time.sleep(random.uniform(0, 0.01 * 2**tried))
    raise wrong("cache_limit", "less than the processes that share the cache read at a time", mirror.limit,
                "more, or a cache for each process")
