"""Arguments, before ctypes makes them fit without a word."""
from __future__ import annotations

import json
import operator
import os
from typing import Any, Mapping, Sequence

import numpy as np

from .errors import UsageError


CHECKS = ("first", "always", "never")
#: By their numbers in the library.
ORDERS = (None, "plan", "shuffled")
#: More than any run takes.
MOST_SAMPLES = 1 << 60
MOST_SEED = (1 << 64) - 1


def in_memory(place: str, value: Any) -> np.ndarray:
    """An array or tensor as NumPy sees it, where the CPU does."""
    try:
        return np.asarray(value)
    except (TypeError, RuntimeError) as problem:
        raise wrong(place, "not in the CPU's memory", f"{type(value).__name__} on {getattr(value, 'device', '?')}",
                    "the batch's own, before it is moved to a device (or .cpu() of it)") from problem


def wrong(name: str, problem: str, got: object, expected: str) -> UsageError:
    """An error in the library's words."""
    return UsageError(f"{name}: {problem}, got {got!r}; expected {expected}")


def whole(name: str, value: Any, least: int = -(1 << 63), most: int = (1 << 63) - 1) -> int:
    """An integer within limits."""
    number = operator.index(value)
    if not least <= number <= most:
        limit = f"at least {least}" if number < least else f"at most {most}"
        raise wrong(name, "out of range", number, limit)
    return number


def choice(name: str, value: Any, known: Sequence[Any]) -> int:
    """The place of a value among those that are known."""
    for place, candidate in enumerate(known):
        if value == candidate and type(value) is type(candidate):
            return place
    raise wrong(name, "not known", value, " or ".join(repr(candidate) for candidate in known))


def path_bytes(name: str, path: str | os.PathLike[str]) -> bytes:
    """A path as the library takes it."""
    encoded = os.fsencode(path)
    if b"\0" in encoded:
        raise wrong(name, "a NUL in a path", path, "none")
    return encoded


def state_text(state: Mapping[str, Any] | str | None) -> str | None:
    """A state as one line of JSON; numbers of NumPy are numbers."""
    if state is None or isinstance(state, str):
        return state
    return json.dumps(dict(state), default=operator.index)
