"""The shuffled order of an epoch, as docs/packing.md has it."""
from __future__ import annotations

import math

import numpy as np

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
_FACTORS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
MOST_BLOCKS = 16


def mixed(value: int) -> int:
    """SplitMix64's finaliser."""
    value &= _MASK
    value = (value ^ (value >> 30)) * _FACTORS[0] & _MASK
    value = (value ^ (value >> 27)) * _FACTORS[1] & _MASK
    return value ^ (value >> 31)


def _all_mixed(values: np.ndarray) -> np.ndarray:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(_FACTORS[0])
    values = (values ^ (values >> np.uint64(27))) * np.uint64(_FACTORS[1])
    found: np.ndarray = values ^ (values >> np.uint64(31))
    return found


class Permutation:
    """A keyed bijection of the numbers below `count`, any of which is found by itself."""

    def __init__(self, count: int, key: int) -> None:
        self._count = count
        self._a = math.isqrt(count)
        if self._a * self._a < count:
            self._a += 1
        self._b = -(-count // self._a)
        self._keys = [mixed(key + (n + 1) * _STEP) for n in range(24 if count < 4096 else 6)]

    def __call__(self, indexes: np.ndarray) -> np.ndarray:
        """The elements at indexes."""
        values = indexes.astype(np.uint64)
        left = np.ones(len(values), bool)
        while left.any():
            values[left] = self._shuffled(values[left])
            left = values >= np.uint64(self._count)
        return values.astype(np.int64)

    def _shuffled(self, values: np.ndarray) -> np.ndarray:
        a, b = self._a, self._b
        row, column = values // np.uint64(b), values % np.uint64(b)
        for key in range(0, len(self._keys), 2):
            row = _shifted(row, column, self._keys[key], a)
            column = _shifted(column, row, self._keys[key + 1], b)
        found: np.ndarray = row * np.uint64(b) + column
        return found


def _shifted(half: np.ndarray, other: np.ndarray, key: int, modulus: int) -> np.ndarray:
    bits = _all_mixed(other ^ np.uint64(key))
    # The upper half of a product of 64 bits with the modulus, which is below 2³².
    limit, half_width = np.uint64(modulus), np.uint64(32)
    low = (bits & np.uint64(0xFFFFFFFF)) * limit
    offset = ((bits >> half_width) * limit + (low >> half_width)) >> half_width
    total = half + offset
    found: np.ndarray = np.where(total >= limit, total - limit, total)
    return found


class EpochOrder:
    """Blocks permuted, taken in groups, the rows of a group permuted."""

    def __init__(self, starts: np.ndarray, blocks_per_group: int, seed: int, epoch: int) -> None:
        """starts: the first row of each block, and the number of rows."""
        self._key = mixed(mixed(seed ^ 0x6F72646572) + epoch)
        order = Permutation(len(starts) - 1, mixed(self._key ^ 1))(np.arange(len(starts) - 1))
        self._firsts, self._counts = starts[:-1][order], np.diff(starts)[order]
        self._per_group = blocks_per_group
        ends = np.concatenate([[0], np.cumsum(self._counts)])
        self._groups = np.append(ends[:-1:blocks_per_group], ends[-1])

    def rows(self, first: int, count: int) -> np.ndarray:
        """The rows at places of the epoch, one after another."""
        parts = []
        while count:
            group = int(np.searchsorted(self._groups, first, side="right")) - 1
            begin, end = int(self._groups[group]), int(self._groups[group + 1])
            taken = min(count, end - first)
            order = Permutation(end - begin, (mixed(self._key ^ 2) + group) & _MASK)
            blocks = slice(group * self._per_group, (group + 1) * self._per_group)
            places = order(np.arange(first - begin, first - begin + taken))
            limits = np.cumsum(self._counts[blocks])
            block = np.searchsorted(limits, places, side="right")
            parts.append(places - (limits - self._counts[blocks])[block] + self._firsts[blocks][block])
            first, count = first + taken, count - taken
        return np.concatenate(parts) if parts else np.empty(0, np.int64)
