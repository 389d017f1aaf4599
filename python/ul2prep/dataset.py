"""Rows of shards or of a plan."""
from __future__ import annotations

import operator
import os
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping, overload

import numpy as np

from . import _arrays, _checks, _indexes, _readers
from ._arrays import Target
from ._indexes import no_such_row
from ._misses import Misses
from ._reader import Reader
from .errors import DataError, UsageError
from .forms import FORMS, MASKS, Shape
from .row import Row

if TYPE_CHECKING:
    from .loader import Loader

DEFAULT_CACHE_BYTES = 2 << 30
#: Of shards that are fetched: 64 GiB.
DEFAULT_CACHE_LIMIT = 64 << 30


def open(
    path: str | os.PathLike[str], tokens: str | os.PathLike[str] | None = None,
    cache_bytes: int = DEFAULT_CACHE_BYTES, check: str = "first", *,
    cache: str | os.PathLike[str] | None = None, cache_limit: int = DEFAULT_CACHE_LIMIT,
    storage_options: Mapping[str, Any] | None = None,
) -> Dataset:
    """Opens a directory of shards or of a plan; row i of a plan is row i of the shards packed from it.

    tokens: where the token stores of a plan are now, one by name; None: where they were.
    cache_bytes: what is kept of decompressed shards and planned blocks.
    check: when shards are compared with the hashes in their index: "first", when they are first used;
        "always", whenever they are opened; "never".

    Shards may be at any address that fsspec reads, "s3://bucket/shards". They are fetched when they are needed:

    cache: the local directory that they are kept in; processes may share it.
    cache_limit: bytes of shards there; those that were used longest ago go first.
    storage_options: what the file system needs to know, as fsspec takes it.
    """
    return Dataset(path, tokens, cache_bytes, check, cache, cache_limit, storage_options)


def state(data: Dataset, samples: int, **options: Any) -> dict[str, Any]:
    """Where a run continues whose ranks have taken so many samples together: `data.state(samples, …)`."""
    return data.state(samples, **options)


class Dataset:
    """Rows by number. Threads may share it, forked processes may keep using it, and a pickle opens it again."""

    def __init__(
        self, path: str | os.PathLike[str], tokens: str | os.PathLike[str] | None = None,
        cache_bytes: int = DEFAULT_CACHE_BYTES, check: str = "first",
        cache: str | os.PathLike[str] | None = None, cache_limit: int = DEFAULT_CACHE_LIMIT,
        storage_options: Mapping[str, Any] | None = None,
    ) -> None:
        self.path = os.fsdecode(path)
        memory = _checks.whole("cache_bytes", cache_bytes, least=1)
        _checks.choice("check", check, _checks.CHECKS)
        # Another process may be in another directory.
        if "://" in self.path:
            self._reader = _remote(self.path, tokens, memory, check, cache, cache_limit, storage_options)
            place = os.path.abspath(os.fsdecode(cache or ""))
            self._options: tuple[Any, ...] = (
                self.path, None, memory, check, place, cache_limit, storage_options)
        else:
            if cache is not None or storage_options is not None:
                raise _checks.wrong("cache, storage_options", "of an address", self.path, "one with ://")
            moved = None if tokens is None else os.path.abspath(os.fsdecode(tokens))
            self._options = (os.path.abspath(self.path), moved, memory, check)
            self._reader = _readers.opened(path, tokens, memory, check)
        self._count = self._reader.rows
        self._has_examples = self._reader.has_examples
        self._misses = Misses(self.path, self._reader.loads)
        self._last_out: _arrays.Filled | None = None
        self.is_plan: bool = self._reader.is_plan
        #: W, positions of a row; None: another program's shards do not say.
        self.sequence_length: int | None = self._reader.sequence_length
        #: Ids are below; None: not known.
        self.vocabulary_size: int | None = self._reader.vocabulary_size
        #: The id on padding; None: not known.
        self.pad: int | None = self._reader.pad
        #: The id at the end of documents; None: not known.
        self.eos: int | None = self._reader.eos
        #: The first input of each example where inputs are shifted; None: not known.
        self.decoder_start: int | None = self._reader.decoder_start
        #: The same for a plan and the shards packed from it.
        self.fingerprint: str = self._reader.fingerprint
        #: What reads the rows: "library", or "numpy" where there is none.
        self.reader: str = self._reader.name

    # Rows

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return self._rows(range(*index.indices(self._count)))
        number = operator.index(index)
        if not -self._count <= number < self._count:
            raise no_such_row(self.path, number, self._count)
        before = self._misses.before()
        row = self._rows([number % self._count])[0]
        self._misses.after(before)
        return row

    def __iter__(self) -> Iterator[Row]:
        return (self._rows([index])[0] for index in range(self._count))

    def _rows(self, indexes: range | list[int]) -> list[Row]:
        arrays = self.fetch(indexes, arrays=_arrays.COLUMNS if self._has_examples else ["tokens"])
        return [
            Row(index, {name: array[place] for name, array in arrays.items()})
            for place, index in enumerate(indexes)
        ]

    def fetch(
        self, indices: Any, out: Mapping[str, Any] | None = None, *, arrays: Iterable[str] = ("tokens",),
        labels: str = "shifted",
    ) -> dict[str, np.ndarray]:
        """Arrays of rows, by name.

        indices: in any order; those of one shard or block are cheapest one after another.
        out: the caller's arrays to fill, pinned ones too, with room for as many rows or more; `arrays` is
            then not looked at, and what is returned is the part that was filled.
        arrays: of tokens, labels, positions, segments, bounds, loss_weights, prefix_lengths, rows.
        labels: "shifted": none at an example's first token, for models that shift labels themselves;
            "targets": wherever there is loss.
        """
        form = 0 if labels == "shifted" else _checks.choice("labels", labels, _arrays.LABELS)
        if out is not None and self._last_out is not None:
            filled = self._filled_again(indices, out, form)
            if filled is not None:
                return filled
        rows = _indexes.normalized(indices, self.path, self._count)
        if out is None:
            found = _arrays.allocate(_arrays.known_names(arrays), len(rows), self._width())
            target = Target(found, len(rows), self._width(), form)
        else:
            found = _arrays.given(out, len(rows), self._width())
            target = Target(found, min(map(len, found.values()), default=len(rows)), self._width(), form)
        self._reader.read(rows, target)
        if out is None:
            return found
        self._last_out = _arrays.Filled(target, out)
        return {name: array[: len(rows)] for name, array in found.items()}

    def _filled_again(
        self, indices: Any, out: Mapping[str, Any], form: int,
    ) -> dict[str, np.ndarray] | None:
        """Fills the arrays that were filled last, without looking at them again; None: they are others.

        They are kept meanwhile, and so their memory stays where it is.
        """
        last = self._last_out
        if last is None or not last.is_same(out) or last.target.form != form:
            return None
        target = last.target
        rows = _indexes.room.copied(indices)
        if rows is None or len(rows) > target.rows:
            return None
        try:
            self._reader.read(rows, target)
        except UsageError:
            return None  # An index from the end, or one that no row has.
        if len(rows) == last.rows:
            return dict(target.arrays)
        return {name: array[: len(rows)] for name, array in target.arrays.items()}

    def _width(self) -> int:
        if self.sequence_length is None:
            raise DataError(f"{self.path}: its rows do not say how long they are, and make no batch")
        return self.sequence_length

    def _shape(self, form: str, mask: str | None, arrays: Iterable[str] | None) -> Shape:
        shape = Shape(
            FORMS[_checks.choice("form", form, FORMS)], MASKS[_checks.choice("mask", mask, MASKS)], arrays,
            has_examples=self._has_examples, decoder_start=self.decoder_start, pad=self.pad)
        if self.sequence_length is not None:
            shape.check_width(self.sequence_length)
        return shape

    def check_model(self, *, vocabulary_size: int | None = None, positions: int | None = None) -> None:
        """Raises unless a model has an embedding for every id, and a position for every place of a row.

        Beyond either, kernels read past their tables: an error far from its cause, or none and a wrong loss.
        """
        needed = self.vocabulary_size
        if vocabulary_size is not None and needed is not None and vocabulary_size < needed:
            raise _checks.wrong(
                "vocabulary_size", "ids beyond the model's embeddings", vocabulary_size,
                f"at least {needed}: {self.path} has ids that were appended to its tokenizer "
                "(model.resize_token_embeddings)")
        width = self.sequence_length
        if positions is not None and width is not None and positions < width:
            raise _checks.wrong(
                "positions", "rows longer than the model", positions,
                f"at least {width} (pack with --seq-length {positions})")

    # Samples

    def loader(
        self, *, global_batch_size: int | None = None, batch_size: int | None = None, rank: int = 0,
        world_size: int = 1, order: str | None = None, seed: int | None = None,
        state: Mapping[str, Any] | str | None = None, epochs: int | None = None, drop_last: bool = True,
        form: str = "numpy", mask: str | None = "bounds", group_bytes: int | None = None,
        arrays: Iterable[str] | None = None, prefetch: int | None = None,
    ) -> Loader:
        """Batches of rows for one rank of a run; what it takes is described at `Loader`."""
        from .loader import Loader

        return Loader(
            self, global_batch_size=global_batch_size, batch_size=batch_size, rank=rank,
            world_size=world_size, order=order, seed=seed, state=state, epochs=epochs, drop_last=drop_last,
            form=form, mask=mask, group_bytes=group_bytes, arrays=arrays, prefetch=prefetch)

    def state(
        self, samples: int, *, order: str | None = None, seed: int | None = None,
        group_bytes: int | None = None,
    ) -> dict[str, Any]:
        """Where a run continues whose ranks have taken so many samples together.

        For a caller that reads ahead and counts steps itself. The other arguments are those of the run's loader.
        """
        with self.loader(global_batch_size=1, order=order, seed=seed, group_bytes=group_bytes) as loader:
            return loader.state_dict(samples=samples)

    # Life

    def close(self) -> None:
        """Gives memory and mappings back; every use after that is an error."""
        self._last_out = None
        self._reader.close()

    def __enter__(self) -> Dataset:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return _reopened, (self._options, self.fingerprint)

    def __repr__(self) -> str:
        return f"ul2prep.open({self.path!r})  # {self._count} rows of {self.sequence_length}"


def _remote(
    address: str, tokens: str | os.PathLike[str] | None, memory: int, check: str,
    cache: str | os.PathLike[str] | None, limit: int, options: Mapping[str, Any] | None,
) -> Reader:
    from ._mirror import Mirror
    from ._remote import RemoteReader

    if tokens is not None:
        raise _checks.wrong("tokens", "stores of shards at an address", os.fsdecode(tokens), "None: shards need none")
    if cache is None:
        raise _checks.wrong("cache", "no directory to keep shards in", cache, f"cache=DIR, to read {address}")
    mirror = Mirror(address, cache, _checks.whole("cache_limit", limit, least=1), options, memory // 4)
    return RemoteReader(mirror, memory, check)


def _reopened(options: tuple[Any, ...], fingerprint: str) -> Dataset:
    """What a pickle is made into, if the data is still what it was."""
    data = Dataset(*options)
    if data.fingerprint != fingerprint:
        found = data.fingerprint
        data.close()
        raise DataError(f"{options[0]}: other data than was pickled, got {found}; expected {fingerprint}")
    return data
