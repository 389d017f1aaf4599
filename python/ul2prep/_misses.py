"""Random access that the cache does not help: a warning, once."""
from __future__ import annotations

import os
import sys
import warnings
from typing import Callable

#: So many rows that each cost a shard or a block are worth a word, where one row in ten or more does.
MISSES = 100
ROWS_PER_MISS = 10


class Misses:
    """Counts what single rows cost that are asked for by number.

    Reading in the order of the rows loads a shard or a block now and then as well, but for many rows each.
    """

    def __init__(self, path: str, loads: Callable[[], int]) -> None:
        self._path = path
        self._loads = loads
        self._rows = 0
        self._misses = 0
        self._has_warned = False

    def before(self) -> int:
        """What `after` takes; -1: there is nothing to count."""
        return -1 if self._has_warned else self._loads()

    def after(self, before: int, rows: int = 1) -> None:
        """Counts rows that were read since."""
        if before < 0:
            return
        self._rows += rows
        self._misses += min(rows, max(0, self._loads() - before))
        if self._misses < MISSES:
            return
        if self._rows > MISSES * ROWS_PER_MISS:
            self._rows = self._misses = 0
        elif not self._has_warned:
            self._has_warned = True
            warnings.warn(
                f"{self._path}: {self._misses} of {self._rows} rows that were asked for by number each cost "
                "a shard decompressed or a block planned (5 to 50 ms); expected rows near each other (take "
                "data.loader(…), switch off shuffling outside of it, or open with more cache_bytes)",
                RuntimeWarning, stacklevel=_callers())


def _callers() -> int:
    """How far up the caller that asked for the row is."""
    here = os.path.dirname(__file__)
    level, frame = 1, sys._getframe(1)
    while frame is not None and os.path.dirname(frame.f_code.co_filename) == here:
        frame, level = frame.f_back, level + 1  # type: ignore[assignment]
    return level
