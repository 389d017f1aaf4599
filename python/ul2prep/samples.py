"""The samples of a run by number, for trainers that ask for what they want themselves."""
from __future__ import annotations

import operator
import os
from typing import Any, Iterable, Sequence

import numpy as np

from . import _arrays, _checks
from ._arrays import Target
from ._checks import MOST_SAMPLES, ORDERS
from .dataset import Dataset, open
from .errors import RangeError


class Samples:
    """A sequence whose element s is sample s of a run, a dict of arrays of W positions. Threads may share it.

    A sample costs 10 to 20 µs while its shard or block is in the cache, else 5 to 50 ms: ask for them in
    their order, from number 0, with whatever shuffles them switched off. The order is shuffled already where
    it says so.

    data: a dataset, or the path of one.
    order: "plan": sample s is row s, and epochs after the first are shuffled; "shuffled": every epoch is.
    seed: of shuffled epochs.
    group_bytes: bytes of tokens that rows are shuffled among; None: 512 MiB.
    epochs: how many of them the sequence has.
    form, mask, arrays: as of a loader. `rows` is a number.
    """

    def __init__(
        self, data: Dataset | str | os.PathLike[str], *, order: str = "plan", seed: int = 0,
        group_bytes: int | None = None, epochs: int = 1, form: str = "numpy", mask: str | None = "bounds",
        arrays: Iterable[str] | None = None,
    ) -> None:
        self.dataset = data if isinstance(data, Dataset) else open(data)
        self._shape = self.dataset._shape(form, mask, arrays)
        self._form, self._mask = form, mask
        self._chosen = None if arrays is None else self._shape.columns
        self._width = self.dataset._width()
        self.epochs: int = _checks.whole("epochs", epochs, least=1)
        _checks.choice("order", order, ORDERS)
        self._order = self.dataset._reader.order(
            global_batch_size=1, rank=0, world_size=1, order=order,
            seed=_checks.whole("seed", seed, least=0, most=_checks.MOST_SEED),
            group_bytes=None if group_bytes is None else _checks.whole("group_bytes", group_bytes, least=1),
            epochs=None, drop_last=True, state=None)
        self._count = min(self.epochs * len(self.dataset), MOST_SAMPLES)

    # Samples

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, sample: int) -> Any:
        number = self._number(sample)
        misses = self.dataset._misses
        before = misses.before()
        found = self._read([number], one=True)
        misses.after(before)
        return self._shape(found)

    def __getitems__(self, samples: Sequence[int]) -> list[Any]:
        """Several at once, as torch asks for a batch: cheaper than one by one."""
        numbers = [self._number(sample) for sample in samples]
        misses = self.dataset._misses
        before = misses.before()
        arrays = self._read(numbers)
        misses.after(before, len(numbers))
        places = range(len(numbers))
        if not self._shape.has_rows:
            return [self._shape({name: array[place] for name, array in arrays.items()}) for place in places]
        batch = self._shape(arrays)
        return [{name: array[place] for name, array in batch.items()} for place in places]

    def batch(self, samples: Sequence[int]) -> Any:
        """Several as one batch, without a copy more."""
        return self._shape(self._read([self._number(sample) for sample in samples]))

    def rows(self, samples: Sequence[int]) -> np.ndarray:
        """Which rows of the dataset samples are; nothing is read."""
        return self._rows([self._number(sample) for sample in samples])

    def _number(self, sample: int) -> int:
        number = operator.index(sample)
        if 0 <= number < self._count:
            return number
        if -self._count <= number < 0:
            return number + self._count
        raise RangeError(
            f"{self.dataset.path}: no such sample, got {number}; expected 0 to {self._count - 1} "
            "(epochs= says how often the rows are gone through)")

    def _read(self, numbers: list[int], one: bool = False) -> dict[str, np.ndarray]:
        count, width = len(numbers), self._width
        arrays = _arrays.allocate(self._shape.columns, count, width)
        target = Target(arrays, count, width, self._shape.labels)
        if count and numbers == [*range(numbers[0], numbers[0] + count)]:
            self._order.samples(numbers[0], count, target)
        else:
            self.dataset._reader.read(self._rows(numbers), target)
        return {name: array[0] for name, array in arrays.items()} if one else arrays

    def _rows(self, numbers: list[int]) -> np.ndarray:
        rows = np.empty(len(numbers), np.int64)
        target = Target({"rows": rows}, len(rows), self._width)
        first = 0
        for place in range(1, len(numbers) + 1):
            if place == len(numbers) or numbers[place] != numbers[place - 1] + 1:
                self._order.samples(numbers[first], place - first, target, first)
                first = place
        return rows

    # State

    def state(self, samples: int) -> dict[str, Any]:
        """Where a run that has taken so many samples continues: what `data.loader(state=…)` takes."""
        return self._order.state(_checks.whole("samples", samples))

    # Life

    def __repr__(self) -> str:
        """What the samples depend on, for checkpoints that compare it: the same for a plan and its shards."""
        chosen = "" if self._chosen is None else f", arrays={self._chosen}"
        return (
            f"ul2prep.Samples(fingerprint={self.dataset.fingerprint!r}, rows={len(self.dataset)}, "
            f"order={self._order.kind!r}, seed={self._order.seed}, group_bytes={self._order.group_bytes}, "
            f"epochs={self.epochs}, form={self._form!r}, mask={self._mask!r}{chosen})")

    def __reduce__(self) -> tuple[Any, ...]:
        options = dict(
            order=self._order.kind, seed=self._order.seed, group_bytes=self._order.group_bytes,
            epochs=self.epochs, form=self._form, mask=self._mask, arrays=self._chosen)
        return _reopened, (type(self), self.dataset, options)


def _reopened(kind: type[Samples], data: Dataset, options: dict[str, Any]) -> Samples:
    """What a pickle is made into."""
    return kind(data, **options)
