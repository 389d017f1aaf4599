"""The arrays that a call fills."""
from __future__ import annotations

import ctypes
from typing import Any, Callable, Iterable, Mapping

import numpy as np

from . import _structs as structs
from ._checks import in_memory, wrong
from .errors import TooSmallError

#: Type and shape after [n, W] of each.
COLUMNS = {
    "tokens": (np.dtype(np.int32), ()),
    "labels": (np.dtype(np.int32), ()),
    "positions": (np.dtype(np.int32), ()),
    "segments": (np.dtype(np.int32), ()),
    "bounds": (np.dtype(np.int32), (2,)),
    "loss_weights": (np.dtype(np.float32), ()),
    "prefix_lengths": (np.dtype(np.int32), ()),
}
ROWS = np.dtype(np.int64)
LABELS = ("shifted", "targets")
#: Where there is no loss.
NO_LABEL = -100


def known_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names of arrays that exist."""
    found = tuple(names)
    for name in found:
        if name not in COLUMNS and name != "rows":
            raise wrong("arrays", "no such array", name, ", ".join([*COLUMNS, "rows"]))
    return found


def allocate(names: Iterable[str], rows: int, width: int) -> dict[str, np.ndarray]:
    """New arrays."""
    arrays = {}
    for name in names:
        if name == "rows":
            arrays[name] = np.empty(rows, ROWS)
        else:
            dtype, rest = COLUMNS[name]
            arrays[name] = np.empty((rows, width, *rest), dtype)
    return arrays


def given(out: Mapping[str, Any], rows: int, width: int) -> dict[str, np.ndarray]:
    """The caller's arrays, or tensors in memory that the CPU sees, of which the first rows will be filled."""
    known_names(out)
    arrays = {}
    for name, value in out.items():
        array = in_memory(f"out[{name!r}]", value)
        dtype, rest = COLUMNS.get(name, (ROWS, ()))
        shape = () if name == "rows" else (width, *rest)
        if array.dtype != dtype or array.shape[1:] != shape or array.ndim == 0:
            wanted = ", ".join(map(str, ("n", *shape)))
            raise wrong(f"out[{name!r}]", "another array than the rows need", f"{array.dtype} {array.shape}",
                        f"{dtype} ({wanted})")
        in_place = array is value or np.may_share_memory(array, value)
        if not (in_place and array.flags.c_contiguous and array.flags.writeable):
            raise wrong(f"out[{name!r}]", "an array that cannot be filled in place", type(value).__name__,
                        "writable memory in C order")
        if len(array) < rows:
            raise TooSmallError(f"out[{name!r}]: too little room, got {len(array)} rows; expected {rows}")
        arrays[name] = array
    return arrays


_first_byte: Callable[[Any], ctypes.c_char] = ctypes.c_char.from_buffer
_addressof = ctypes.addressof
#: An empty description; a copy costs a quarter of making one.
_BLANK = bytes(structs.Arrays())


class Target:
    """Arrays that a call fills, described to the library once. They must not be replaced while it is used."""

    __slots__ = ("arrays", "rows", "width", "form", "address", "_struct", "_batch")

    def __init__(self, arrays: Mapping[str, np.ndarray], rows: int, width: int, form: int = 0) -> None:
        self.arrays = dict(arrays)
        #: That each has room for.
        self.rows = rows
        self.width = width
        #: Which positions have labels: a place in LABELS.
        self.form = form
        self._struct = described = structs.Arrays.from_buffer_copy(_BLANK)
        described.capacity, described.width, described.form = rows, width, form
        for name, array in self.arrays.items():
            setattr(described, name, address(array))
        self.address = _addressof(described)
        self._batch: tuple[structs.Batch, int] | None = None

    def batch(self) -> tuple[structs.Batch, int]:
        """Where a loader says which batch it was, and the address of that."""
        if self._batch is None:
            batch = structs.Batch()
            self._batch = batch, _addressof(batch)
        return self._batch

    def beginning_at(self, place: int) -> Target:
        """The same arrays without their first rows."""
        rest = {name: array[place:] for name, array in self.arrays.items()}
        return Target(rest, self.rows - place, self.width, self.form)


class Filled:
    """Arrays and tensors of the caller's that have been filled, with their description."""

    def __init__(self, target: Target, out: Mapping[str, Any]) -> None:
        self.target = target
        self._given = dict(out)
        #: Of all arrays; -1: they have different numbers of them.
        self.rows = target.rows if all(len(array) == target.rows for array in target.arrays.values()) else -1
        # An array whose memory is in use here cannot be resized; a tensor can, and then lies elsewhere.
        self._tensors = [
            (value, value.data_ptr()) for value in self._given.values() if hasattr(value, "data_ptr")]
        self._is_known = all(
            target.arrays[name] is value or hasattr(value, "data_ptr") for name, value in self._given.items())

    def is_same(self, out: Mapping[str, Any]) -> bool:
        """Whether these are the same ones, where they were."""
        if not self._is_known or len(out) != len(self._given):
            return False
        for name, value in self._given.items():
            if out.get(name) is not value:
                return False
        for tensor, place in self._tensors:
            if tensor.data_ptr() != place:
                return False
        return True


def address(array: np.ndarray) -> int:
    """Where an array's memory is."""
    try:
        # A fifth of what the array's `ctypes` costs.
        return _addressof(_first_byte(array))
    except (TypeError, ValueError, BufferError):
        # Read-only, or empty.
        place: int = array.__array_interface__["data"][0]
        return place
