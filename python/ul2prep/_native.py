"""Rows by the library."""
from __future__ import annotations

import json
import os
import weakref
from ctypes import byref, c_void_p
from typing import Any, Mapping

import numpy as np

from . import _checks, _library, _structs
from ._arrays import Target, address
from ._checks import CHECKS, ORDERS, state_text


class NativeReader:
    """A dataset of the library."""

    name = "library"

    def __init__(
        self, path: str | os.PathLike[str], tokens: str | os.PathLike[str] | None, cache_bytes: int,
        check: str,
    ) -> None:
        options = _structs.OpenOptions(
            tokens=None if tokens is None else _checks.path_bytes("tokens", tokens), cache_bytes=cache_bytes,
            check=_checks.choice("check", check, CHECKS))
        handle = c_void_p()
        _library.call("ul2prep_open", _checks.path_bytes("path", path), byref(options), byref(handle))
        assert handle.value is not None
        self._handle = handle.value
        self._closing = weakref.finalize(self, _library.close, "ul2prep_close", self._handle)
        self._read = _library.library().ul2prep_read
        about = self._described()
        self.rows = int(about.rows)
        self.is_plan = bool(about.is_plan)
        self.has_examples = bool(about.has_examples)
        self.makes_rows = about.loads >= 0
        self.sequence_length = _known(about.sequence_length)
        self.vocabulary_size = _known(about.vocabulary_size)
        self.pad = _known(about.pad)
        self.eos = _known(about.eos)
        self.decoder_start = _known(about.decoder_start)
        self.fingerprint = _library.text("ul2prep_fingerprint", self._handle)

    def _described(self) -> _structs.Description:
        about = _structs.Description()
        _library.call("ul2prep_describe", self._handle, byref(about))
        return about

    def read(self, indexes: np.ndarray, target: Target) -> None:
        error = _library.here.error
        status = self._read(self._handle, address(indexes), len(indexes), target.address, error.address)
        if status:
            raise error.raised(status)

    def forget(self, row: int) -> None:
        _library.call("ul2prep_forget", self._handle, row)

    def loads(self) -> int:
        return int(self._described().loads) if self.makes_rows else -1

    def order(
        self, *, global_batch_size: int, rank: int, world_size: int, order: str | None, seed: int | None,
        group_bytes: int | None, epochs: int | None, drop_last: bool, state: Mapping[str, Any] | str | None,
    ) -> NativeOrder:
        text = state_text(state)
        options = _structs.LoaderOptions(
            global_batch_size=global_batch_size, rank=rank, world_size=world_size,
            state=None if text is None else text.encode(), seed=seed or 0, has_seed=seed is not None,
            group_bytes=group_bytes or 0, epochs=epochs or 0, order=_checks.choice("order", order, ORDERS),
            keeps_last=not drop_last)
        return NativeOrder(self, options)

    def close(self) -> None:
        self._closing()


class NativeOrder:
    """A loader of the library."""

    def __init__(self, reader: NativeReader, options: _structs.LoaderOptions) -> None:
        # The dataset stays open as long as the order is there.
        self._reader = reader
        handle = c_void_p()
        _library.call("ul2prep_loader_open", reader._handle, byref(options), byref(handle))
        assert handle.value is not None
        self._handle = handle.value
        self._closing = weakref.finalize(self, _library.close, "ul2prep_loader_close", self._handle)
        self._batch = _library.library().ul2prep_loader_batch
        self._samples = _library.library().ul2prep_loader_samples
        about = _structs.LoaderDescription()
        _library.call("ul2prep_loader_describe", self._handle, byref(about))
        self.begin = int(about.samples)
        self.most_rows = int(about.most_rows)
        self.kind = str(ORDERS[about.order])
        self.seed = int(about.seed)
        self.group_bytes = int(about.group_bytes)

    def batch(self, sample: int, target: Target) -> tuple[int, int]:
        error, (batch, place) = _library.here.error, target.batch()
        status = self._batch(self._handle, sample, place, target.address, error.address)
        if status:
            raise error.raised(status)
        return batch.next, batch.count

    def samples(self, first: int, count: int, target: Target, place: int = 0) -> None:
        error = _library.here.error
        rest = target if place == 0 else target.beginning_at(place)
        status = self._samples(self._handle, first, count, rest.address, error.address)
        if status:
            raise error.raised(status)

    def state(self, samples: int) -> dict[str, Any]:
        state: dict[str, Any] = json.loads(_library.text("ul2prep_loader_state", self._handle, samples))
        return state

    def close(self) -> None:
        self._closing()


def _known(value: int) -> int | None:
    return None if value < 0 else int(value)
