"""What a trainer takes of a row, worked out from its columns."""
from __future__ import annotations

import functools
from typing import Callable

import numpy as np

from .._arrays import NO_LABEL
from ..errors import DataError


@functools.lru_cache(maxsize=4)
def _counted(width: int) -> np.ndarray:
    return np.arange(width, dtype=np.int32)


def _numbers(arrays: dict[str, np.ndarray]) -> np.ndarray:
    """The positions of a row."""
    return _counted(next(array.shape[1] for array in arrays.values() if array.ndim > 1))


class Examples:
    """Where the examples of a row lie: one after another from its first position."""

    def __init__(
        self, ends: np.ndarray, prefixes: np.ndarray, losses: np.ndarray, width: int,
        fail: Callable[[str, object, object], DataError],
    ) -> None:
        """ends: cu_seqlens, one more than there are examples. fail: makes the error of what is wrong."""
        count = len(ends) - 1
        if count < 0 or len(prefixes) != count or len(losses) != count:
            raise fail("columns are for other numbers of examples",
                       f"{len(ends)}, {len(prefixes)}, {len(losses)}", "one more of cu_seqlens")
        ends = ends.astype(np.int64)
        if ends[0] != 0:
            raise fail("cu_seqlens does not begin at 0", ends[0], 0)
        self.starts, self.lengths = ends[:-1], np.diff(ends)
        if (self.lengths <= 0).any():
            raise fail("cu_seqlens does not increase", ends.tolist(), "each above the one before")
        self.used = int(ends[-1])
        if self.used > width:
            raise fail("cu_seqlens goes beyond the row", self.used, f"at most {width}")
        self.prefixes, self.losses = prefixes.astype(np.int64), losses.astype(np.int64)
        for name, values in (("prefix length", self.prefixes), ("loss start", self.losses)):
            wrong = (values < 0) | (values > self.lengths)
            if wrong.any():
                raise fail(name, values[wrong][0], f"0 to {self.lengths[wrong][0]}")

    def _each(self, values: np.ndarray) -> np.ndarray:
        """A value of each example at all its positions."""
        return np.repeat(values.astype(np.int32), self.lengths)

    def fill(self, arrays: dict[str, np.ndarray], slot: int, tokens: np.ndarray, targets: bool) -> None:
        """Puts the row into those arrays that are wanted.

        targets: labels at each example's first token too.
        """
        used = self.used
        places = _numbers(arrays)[:used]
        starts = self._each(self.starts)

        def put(name: str, values: np.ndarray, padding: int = 0) -> None:
            arrays[name][slot, :used] = values
            arrays[name][slot, used:] = padding

        if "positions" in arrays:
            put("positions", places - starts)
        if "segments" in arrays:
            put("segments", self._each(np.arange(1, len(self.lengths) + 1)))
        if "prefix_lengths" in arrays:
            put("prefix_lengths", self._each(self.prefixes))
        if "bounds" in arrays:
            bounds = arrays["bounds"][slot]
            bounds[:used, 0] = starts
            np.maximum(places + 1, self._each(self.starts + self.prefixes), out=bounds[:used, 1])
            bounds[used:] = 0
        if "labels" in arrays or "loss_weights" in arrays:
            first = self.losses if targets else np.maximum(self.losses, 1)
            learned = places >= self._each(self.starts + first)
            if "labels" in arrays:
                put("labels", np.where(learned, tokens[:used].astype(np.int32), np.int32(NO_LABEL)), NO_LABEL)
            if "loss_weights" in arrays:
                put("loss_weights", learned)
