"""Rows whose shards are fetched before they are read."""
from __future__ import annotations

from typing import Any, Callable, TypeVar

import numpy as np

from . import _readers
from ._arrays import Target
from ._mirror import Mirror
from ._reader import Order
from .errors import NoInputError

T = TypeVar("T")

#: Samples whose shards are fetched ahead of the one that is read.
AHEAD = 4096
#: How often a shard is fetched again that another process has put out of the cache meanwhile.
_TRIES = 5


class RemoteReader:
    """A dataset elsewhere, by the reader of its local directory."""

    def __init__(self, mirror: Mirror, cache_bytes: int, check: str) -> None:
        self._mirror = mirror
        self._reader = reader = _readers.opened(mirror.directory, None, cache_bytes, check)
        self.name, self.rows, self.is_plan = reader.name, reader.rows, reader.is_plan
        self.has_examples, self.sequence_length = reader.has_examples, reader.sequence_length
        self.vocabulary_size, self.pad, self.eos = reader.vocabulary_size, reader.pad, reader.eos
        self.decoder_start, self.fingerprint = reader.decoder_start, reader.fingerprint
        #: A shard that is not here takes as long as one that is decompressed, or longer.
        self.makes_rows = True

    def read(self, indexes: np.ndarray, target: Target) -> None:
        with_shards(self._mirror, indexes, lambda: self._reader.read(indexes, target))

    def loads(self) -> int:
        return self._reader.loads()

    def order(self, **settings: Any) -> RemoteOrder:
        return RemoteOrder(self._reader.order(**settings), self._mirror, self.sequence_length or 1)

    def close(self) -> None:
        self._reader.close()
        self._mirror.close()


class RemoteOrder:
    """An order whose batches are read when their shards are here; those of the samples that follow are on the way."""

    def __init__(self, order: Order, mirror: Mirror, width: int) -> None:
        self._order, self._mirror, self._width = order, mirror, width
        self._expected = -1
        self.begin, self.most_rows, self.kind = order.begin, order.most_rows, order.kind
        self.seed, self.group_bytes = order.seed, order.group_bytes

    def batch(self, sample: int, target: Target) -> tuple[int, int]:
        rows = np.empty(self._order.most_rows, np.int64)
        following, count = self._order.batch(sample, self._rows(rows))
        if target.arrays.keys() == {"rows"} or following == sample:
            return self._order.batch(sample, target)
        self._look(following)
        return with_shards(self._mirror, rows[:count], lambda: self._order.batch(sample, target))

    def samples(self, first: int, count: int, target: Target, place: int = 0) -> None:
        if count and target.arrays.keys() != {"rows"}:
            rows = np.empty(count, np.int64)
            self._order.samples(first, count, self._rows(rows))
            self._look(first + count)
            with_shards(self._mirror, rows, lambda: self._order.samples(first, count, target, place))
        else:
            self._order.samples(first, count, target, place)

    def _look(self, sample: int) -> None:
        """Has the shards fetched that the samples from here on need; once for each few thousand."""
        if sample // (AHEAD // 2) == self._expected:
            return
        self._expected = sample // (AHEAD // 2)
        rows = np.empty(AHEAD, np.int64)
        self._order.samples(sample, AHEAD, self._rows(rows))
        self._mirror.expect(rows)

    def _rows(self, rows: np.ndarray) -> Target:
        return Target({"rows": rows}, len(rows), self._width)

    def state(self, samples: int) -> dict[str, Any]:
        return self._order.state(samples)

    def close(self) -> None:
        self._order.close()


def with_shards(mirror: Mirror, rows: np.ndarray, read: Callable[[], T]) -> T:
    """Reads rows with their shards here, also where other processes need the room."""
    for tried in range(1, _TRIES + 1):
        try:
            with mirror.holding(rows):
                return read()
        except NoInputError:
            # Between its coming and the reading another process has put it out.
            if tried == _TRIES:
                raise
    raise AssertionError
