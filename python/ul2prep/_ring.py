"""Arrays of batches, reused when nothing holds them."""
from __future__ import annotations

import sys
from collections import deque
from typing import Callable, Iterable

import numpy as np

from ._arrays import Target

#: Batches whose arrays are kept: the one that a trainer has, the one that it gets, and some more.
SLOTS = 4
#: Where threads count references apart, their number says nothing.
_COUNTS = sys.implementation.name == "cpython" and getattr(sys, "_is_gil_enabled", lambda: True)()


class Slot:
    """The arrays of one batch."""

    __slots__ = ("target", "_idle")

    def __init__(self, target: Target) -> None:
        self.target = target
        self._idle = _references(target.arrays.values())

    def is_idle(self) -> bool:
        """Whether nothing else holds one of the arrays, or a view or tensor over one."""
        return bool(_COUNTS and _references(self.target.arrays.values()) == self._idle)


def _references(arrays: Iterable[np.ndarray]) -> list[int]:
    return [sys.getrefcount(array) for array in arrays]


class Ring:
    """Arrays that are in the processor's cache already cost half of what new ones do."""

    def __init__(self, make: Callable[[], Target]) -> None:
        self._make = make
        # Of those that are never given back the oldest is forgotten.
        self._slots: deque[Slot] = deque(maxlen=SLOTS)

    def take(self) -> Slot:
        """Arrays that nothing else holds."""
        for _ in range(len(self._slots)):
            slot = self._slots.popleft()
            if slot.is_idle():
                return slot
            self._slots.append(slot)
        return Slot(self._make())

    def put(self, slot: Slot) -> None:
        """Takes arrays back, which may have been handed out meanwhile."""
        self._slots.append(slot)
