#!/usr/bin/env python3
"""Batches: ranks, stops, forms and ends: test_loader.py SHARDS COMPRESSED PLAN"""
import json
import random

import numpy as np

from package import ALL, refused, run, same

import ul2prep


def take(path, size, ranks, batches, state, **options):
    """Rows of some batches of all ranks, in the run's order, and the state thereafter."""
    rows, states = [[] for _ in range(batches)], []
    with ul2prep.open(path) as data:
        for rank in range(ranks):
            loader = data.loader(
                global_batch_size=size, rank=rank, world_size=ranks, state=state, **options)
            for batch, taken in zip(rows, loader):
                batch.extend(taken["rows"].tolist())
                if len(batch) == len(taken["rows"]):
                    same(taken["tokens"], data.fetch(taken["rows"])["tokens"], path, size, ranks)
            # zip() has asked for none beyond the last.
            states.append(loader.state_dict())
        assert all(one == states[0] for one in states)
        begun = state["samples"] if state else 0
        options = dict(order=states[0]["order"], seed=states[0]["seed"])
        assert ul2prep.state(data, samples=begun + size * batches, **options) == states[0]
    return [row for batch in rows for row in batch], states[0]


def test_ranks(paths):
    """The same global batches for all numbers of ranks, and through stops, over the plan and its shards."""
    with ul2prep.open(paths[0]) as data:
        count = len(data)
    for options in ({}, {"order": "shuffled", "seed": 7}):
        batches = count // 12 + 4
        whole, end = take(paths[0], 12, 1, batches, None, **options)
        assert sorted(whole[:count]) == list(range(count)), "an epoch is every row once"
        assert (whole[:count] == list(range(count))) == (not options)
        for ranks in (2, 3, 4, 6):
            assert take(paths[ranks % 3], 12, ranks, batches, None, **options) == (whole, end), ranks
        choose, rows, state = random.Random(3), [], None
        while len(rows) < len(whole):
            size = min(12 * choose.randint(1, 4), len(whole) - len(rows))
            ranks = choose.choice([1, 2, 3, 4, 6])
            some, state = take(choose.choice(paths), size, ranks, 1, state, **({} if state else options))
            rows += some
            state = json.loads(json.dumps(state))
        assert (rows, state) == (whole, end)


def test_loader(paths):
    """Forms, lengths, ends, skipping."""
    with ul2prep.open(paths[0]) as data:
        size, width = len(data) // 2 + 1, data.sequence_length
        for drop_last in (True, False):
            loader = data.loader(global_batch_size=size, epochs=1, drop_last=drop_last, mask=None)
            assert len(loader) == 2 - drop_last
            assert [len(batch["rows"]) for batch in loader] == [size, len(data) - size][: 2 - drop_last]
            assert len(loader) == 0 and list(loader) == []
        refused(TypeError, "no end", lambda: len(data.loader(batch_size=1)))
        loader = data.loader(batch_size=2, world_size=3, rank=1)
        loader.skip(5)
        batch = next(loader)
        assert batch["rows"].tolist() == [7, 8] and loader.samples == 11
        assert set(batch) == {*ALL, "rows"}
        wanted = data.fetch([7, 8], arrays=ALL)
        for name in ALL:
            same(batch[name], wanted[name], name)
        loader.load_state_dict(data.state(samples=5))
        assert next(loader)["rows"].tolist() == [7, 8]
        refused(ul2prep.UsageError, "fingerprint", lambda: loader.load_state_dict(
            {**loader.state_dict(), "fingerprint": "0" * 16}))
        assert loader.samples == 11
        hf = next(data.loader(batch_size=2, form="hf"))
        wanted = data.fetch([0, 1], arrays=ALL)
        names = {"input_ids": "tokens", "labels": "labels", "position_ids": "positions", "bounds": "bounds"}
        assert set(hf) == {*names, "rows"}
        for name, own in names.items():
            same(hf[name], wanted[own], name)
        assert set(next(data.loader(batch_size=2, form="hf", mask=None))) == {*names, "rows"} - {"bounds"}
        assert hf["input_ids"].shape == (2, width)
        try:
            import torch
        except ImportError:
            return
        tensors = next(data.loader(batch_size=2, form="torch"))
        assert set(tensors) == set(hf) and tensors["labels"].dtype == torch.int64
        for name, tensor in tensors.items():
            assert np.array_equal(tensor.numpy(), hf[name]), name


if __name__ == "__main__":
    run(dict(globals()), __doc__)
