"""Rows for torch's DataLoader: samples by number, or whole batches in the loader's order."""
from __future__ import annotations

import os
from typing import Any, Iterator, Mapping

import torch.utils.data

from . import _checks
from .dataset import Dataset, open
from .samples import Samples


class MapDataset(Samples, torch.utils.data.Dataset[Any]):
    """Samples by number, a dict of tensors each; `DataLoader(data, batch_size, shuffle=False)`.

    Everything is as of `Samples`, but that the form is "torch" unless another is chosen. `batch_sampler(…)`
    gives each rank its part of the global batches.
    """

    def __init__(
        self, data: Dataset | str | os.PathLike[str], *, form: str = "torch", **options: Any,
    ) -> None:
        super().__init__(data, form=form, **options)

    def batch_sampler(
        self, *, global_batch_size: int, rank: int = 0, world_size: int = 1, samples: int = 0,
    ) -> BatchSampler:
        """For a DataLoader's `batch_sampler`: one rank's part of every batch, from a sample of the run on."""
        return BatchSampler(len(self), global_batch_size, rank, world_size, samples)


class BatchSampler(torch.utils.data.Sampler[Any]):
    """The numbers of one rank's samples, a list for each global batch that is whole."""

    def __init__(self, count: int, global_batch_size: int, rank: int, world_size: int, samples: int) -> None:
        self._count = count
        self._size = _checks.whole("global_batch_size", global_batch_size, least=1, most=max(1, count))
        self._world_size = _checks.whole("world_size", world_size, least=1, most=self._size)
        self._rank = _checks.whole("rank", rank, least=0, most=self._world_size - 1)
        self._begin = _checks.whole("samples", samples, least=0)

    def __iter__(self) -> Iterator[list[int]]:
        first, last = (rank * self._size // self._world_size for rank in (self._rank, self._rank + 1))
        for begin in range(self._begin, self._count - self._size + 1, self._size):
            yield [*range(begin + first, begin + last)]

    def __len__(self) -> int:
        return max(0, self._count - self._begin) // self._size


class IterableDataset(torch.utils.data.IterableDataset[Any]):
    """One rank's batches, for `DataLoader(data, batch_size=None, num_workers=n)`.

    Worker process k of n reads batches k, k + n, …, which the DataLoader takes in turn: they come in the
    order of `data.loader(…)`, of which all options are taken, with form "torch" unless another is chosen.
    Each iteration begins at the state; `state(batches)` is where a run continues that has taken so many since.
    """

    def __init__(
        self, data: Dataset | str | os.PathLike[str], *, form: str = "torch",
        state: Mapping[str, Any] | str | None = None, **options: Any,
    ) -> None:
        super().__init__()
        self.dataset = data if isinstance(data, Dataset) else open(data)
        self._options = dict(options, form=form)
        # What is wrong with the options shows here, and not in another process.
        with self.dataset.loader(state=state, **self._options) as loader:
            self._state = loader.state_dict()
            self.global_batch_size: int = loader.global_batch_size
            self._batches = None if options.get("epochs") is None else len(loader)

    def __iter__(self) -> Iterator[Any]:
        worker = torch.utils.data.get_worker_info()
        number, workers = (0, 1) if worker is None else (worker.id, worker.num_workers)
        options = dict(self._options)
        if worker is not None:
            # The process is what reads ahead.
            options["prefetch"] = 0
        loader = self.dataset.loader(state=self._state, **options)
        return loader._every(workers, number)

    def __len__(self) -> int:
        """Batches of an iteration."""
        if self._batches is None:
            raise TypeError("batches without epochs have no end, and so no len()")
        return self._batches

    def state(self, batches: int) -> dict[str, Any]:
        """Where a run continues after so many batches, which only their consumer can count."""
        taken = _checks.whole("batches", batches, least=0) * self.global_batch_size
        return {**self._state, "samples": self._state["samples"] + taken}

