"""Indexes of rows, as Python counts them."""
from __future__ import annotations

import threading
from typing import Any

import numpy as np

from .errors import RangeError


def no_such_row(path: str, index: object, count: int) -> RangeError:
    """The error of an index that no row has."""
    limit = f"-{count} to {count - 1}" if count else "none, there are no rows"
    return RangeError(f"{path}: no such row, got {index}; expected {limit}")


def normalized(indices: Any, path: str, count: int) -> np.ndarray:
    """Row numbers from 0 in one dimension; negative ones count from the end."""
    given = np.asarray(indices)
    if given.size == 0 and given.ndim == 1:
        return np.empty(0, np.int64)
    if given.ndim == 1 and given.dtype == np.int64 and 0 <= given.min() and given.max() < count:
        return np.ascontiguousarray(given)  # The usual, which should cost no more than it must.
    if given.ndim != 1 or given.dtype.kind not in "iuO":
        raise TypeError(f"indices must be integers in one dimension, not {given.dtype} {given.shape}")
    if given.dtype.kind == "O" and not all(isinstance(index, (int, np.integer)) for index in given):
        raise TypeError("indices must be integers")
    # Before the type is changed, so that large ones do not come round to others.
    outside = (given >= count) | (given < -count)
    if outside.any():
        raise no_such_row(path, given[outside][0], count)
    rows = np.ascontiguousarray(given, np.int64)
    return np.where(rows < 0, rows + count, rows) if rows.min() < 0 else rows


INT64 = np.dtype(np.int64)


class _Room(threading.local):
    """Each thread's room for the indexes of a call: their address is known, which costs more than a copy."""

    SIZE = 4096

    def __init__(self) -> None:
        self._room = np.empty(self.SIZE, np.int64)
        self._views: dict[int, np.ndarray] = {}

    def copied(self, indices: Any) -> np.ndarray | None:
        """int64 indexes in one dimension, not looked at yet; None: not the usual."""
        if type(indices) is not np.ndarray or indices.dtype is not INT64 or indices.ndim != 1:
            return None
        count = len(indices)
        view = self._views.get(count)
        if view is None:
            if count > self.SIZE:
                return None
            view = self._views[count] = self._room[:count]
        view[...] = indices
        return view


room = _Room()
