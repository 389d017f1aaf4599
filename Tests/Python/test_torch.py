#!/usr/bin/env python3
"""`ul2prep.torch` in torch's DataLoader: test_torch.py SHARDS COMPRESSED PLAN"""
import random

import numpy as np
import torch
from torch.utils.data import DataLoader

from package import documented, refused, run, trained

import ul2prep
import ul2prep.torch

NAMES = {"input_ids", "labels", "position_ids", "bounds", "rows"}


def kinds():
    """Numbers of worker processes, and how they are made."""
    yield 0, None
    for method in ("fork", "spawn", "forkserver"):
        for workers in (1, 4):
            yield workers, method


def equal(found, wanted, *place):
    """Fails unless batches of tensors are equal in all."""
    assert set(found) == set(wanted), place
    for name, tensor in found.items():
        assert tensor.dtype == wanted[name].dtype and torch.equal(tensor, wanted[name]), (*place, name)


def test_iterable(paths):
    """Batches by any number of processes are the loader's, in their order, to the end."""
    options = dict(global_batch_size=16, rank=1, world_size=2, epochs=2, drop_last=False)
    options.update(order="shuffled", seed=4)
    with ul2prep.open(paths[0]) as data:
        wanted = list(data.loader(form="torch", **options))
    assert set(wanted[0]) == NAMES and wanted[0]["input_ids"].dtype == torch.int64
    for place, (workers, method) in enumerate(kinds()):
        dataset = ul2prep.torch.IterableDataset(paths[place % 3], **options)
        assert len(dataset) == len(wanted)
        loader = DataLoader(dataset, batch_size=None, num_workers=workers, multiprocessing_context=method)
        found = list(loader)
        assert len(found) == len(wanted), (workers, method)
        for step, (one, other) in enumerate(zip(found, wanted)):
            equal(one, other, workers, method, step)
        assert dataset.state(7)["samples"] == 7 * 16


def test_map(paths):
    """Samples by number, in batches of one process or of one rank of several."""
    with ul2prep.open(paths[0]) as data:
        wanted = list(data.loader(global_batch_size=16, epochs=2, form="torch"))
        parts = list(data.loader(global_batch_size=16, rank=2, world_size=3, epochs=2, form="torch"))
    # Not all of them, since a process takes seconds to import torch.
    for place, (workers, method) in enumerate([(0, None), (4, "fork"), (1, "spawn"), (4, "forkserver")]):
        dataset = ul2prep.torch.MapDataset(paths[place % 3], epochs=2)
        assert len(dataset) == 2 * len(dataset.dataset)
        settings = dict(num_workers=workers, multiprocessing_context=method)
        found = list(DataLoader(dataset, batch_size=16, shuffle=False, drop_last=True, **settings))
        sampler = dataset.batch_sampler(global_batch_size=16, rank=2, world_size=3)
        assert len(found) == len(wanted) == len(sampler)
        for step, (one, other) in enumerate(zip(found, wanted)):
            equal(one, other, workers, method, step)
        if workers != 1:
            found = list(DataLoader(dataset, batch_sampler=sampler, **settings))
            assert len(found) == len(parts)
            for step, (one, other) in enumerate(zip(found, parts)):
                equal(one, other, workers, method, step)
    one = dataset[3]
    assert set(one) == NAMES and one["rows"].shape == () and one["input_ids"].dtype == torch.int64
    for words, rank, ranks in (("rank", 4, 4), ("world_size", 0, 5)):
        refused(ul2prep.UsageError, words,
                lambda: dataset.batch_sampler(global_batch_size=4, rank=rank, world_size=ranks))
    assert set(ul2prep.torch.MapDataset(paths[0], form="numpy", arrays=["tokens"])[0]) == {"tokens", "rows"}


def test_pinned(paths):
    """Memory of tensors is filled in place, also again."""
    with ul2prep.open(paths[0]) as data:
        out = {"tokens": torch.empty((4, data.sequence_length), dtype=torch.int32)}
        for rows in ([1, 2, 3, 4], [9, 8, 7, 6]):
            filled = data.fetch(rows, out=out)
            assert torch.equal(out["tokens"], torch.from_numpy(data.fetch(rows)["tokens"]))
            assert np.shares_memory(filled["tokens"], out["tokens"].numpy())
        # Memory that has moved is looked at again, and what was looked at before it is not written.
        out["tokens"].set_(torch.empty((8, data.sequence_length), dtype=torch.int32))
        filled = data.fetch(range(8), out=out)
        assert torch.equal(out["tokens"], torch.from_numpy(data.fetch(range(8))["tokens"]))
        assert np.shares_memory(filled["tokens"], out["tokens"].numpy())
        out["tokens"].set_(torch.empty((8, 3), dtype=torch.int32))
        refused(ul2prep.UsageError, "tokens", lambda: data.fetch(range(8), out=out))


def test_documentation(paths):
    """The lines of docs/python.md, as they are there."""
    with ul2prep.open(paths[0]) as data:
        saved = data.state(samples=300)
        options = dict(global_batch_size=64, rank=1, world_size=2, state=saved, epochs=3, form="torch")
        wanted = list(data.loader(**options))
        found = trained(documented("ul2prep.torch.IterableDataset"), paths[2], 5, r=1, w=2, saved=saved)
        assert len(found) == 5
        for step, (one, other) in enumerate(zip(found, wanted)):
            equal(one, other, step)


def taken(path, size, ranks, batches, state, workers):
    """Rows of some batches of all ranks through DataLoaders, in the run's order, and the state thereafter."""
    rows, states = [[] for _ in range(batches)], []
    for rank in range(ranks):
        dataset = ul2prep.torch.IterableDataset(
            path, global_batch_size=size, rank=rank, world_size=ranks, state=state, form="numpy",
            arrays=["rows"], **({} if state else {"order": "shuffled", "seed": 11}))
        loader = DataLoader(dataset, batch_size=None, num_workers=workers)
        for batch, found in zip(rows, loader):
            batch.extend(found["rows"].tolist())
        states.append(dataset.state(batches))
    assert all(one == states[0] for one in states)
    return [row for batch in rows for row in batch], states[0]


def test_stops(paths):
    """The same global batches through stops, with other ranks, batch sizes, workers, over plan and shards."""
    with ul2prep.open(paths[0]) as data:
        loader = data.loader(global_batch_size=24, order="shuffled", seed=11, arrays=["rows"])
        wanted = [row for _ in range(60) for row in next(loader)["rows"].tolist()]
        assert len(wanted) > 2 * len(data), "epochs are crossed"
    for ranks in (2, 3, 4, 6, 8, 12, 24):
        assert taken(paths[0], 24, ranks, 60, None, 0)[0] == wanted, ranks
    choose, rows, state, stops = random.Random(6), [], None, 0
    while len(rows) < len(wanted):
        size = 12 * choose.randint(1, 4)
        batches = min(choose.randint(1, 2), (len(wanted) - len(rows)) // size) or 1
        size = min(size, len(wanted) - len(rows))
        ranks, workers = choose.choice([1, 2, 3, 4, 6]), choose.choice([0, 0, 2])
        some, state = taken(choose.choice(paths), size, ranks, batches, state, workers)
        rows += some
        stops += 1
    assert rows == wanted and stops >= 20, stops


if __name__ == "__main__":
    run(dict(globals()), __doc__)
