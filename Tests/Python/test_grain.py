#!/usr/bin/env python3
"""`ul2prep.grain` in Grain's own loaders: test_grain.py SHARDS COMPRESSED PLAN"""
import json
import logging
import random

import grain
import grain.experimental
import numpy as np
from absl import flags

from package import documented, run, same, trained

import ul2prep
import ul2prep.grain

NAMES = {"input_ids", "labels", "position_ids", "bounds", "rows"}


def dataloader(source, batch, rank=0, ranks=1, workers=0):
    """Grain's DataLoader, nothing shuffled."""
    shard = grain.sharding.ShardOptions(shard_index=rank, shard_count=ranks, drop_remainder=False)
    sampler = grain.samplers.SequentialSampler(len(source), shard)
    return grain.DataLoader(
        data_source=source, sampler=sampler, shard_options=shard, worker_count=workers,
        operations=[grain.transforms.Batch(batch, drop_remainder=True)])


def test_dataloader(paths):
    """Batches are the loader's, in this process and by two others; over epochs, through checkpoints."""
    for place, workers in enumerate((0, 2)):
        path = paths[2 * place]
        source = ul2prep.grain.Source(path, order="shuffled", seed=3, epochs=2, form="hf")
        assert isinstance(source, grain.sources.RandomAccessDataSource)
        data = source.dataset
        wanted = list(data.loader(global_batch_size=24, order="shuffled", seed=3, epochs=2, form="hf"))
        found = list(dataloader(source, 24, workers=workers))
        assert len(found) == len(wanted), (workers, len(found), len(wanted))
        for step, (one, other) in enumerate(zip(found, wanted)):
            assert set(one) == NAMES
            if workers:
                # Grain gives every second sample to each of two processes, before it makes batches.
                numbers = range(step // 2 * 48 + step % 2, (step // 2 + 1) * 48, 2)
                other = source.batch([*numbers])
            for name in NAMES:
                same(one[name], other[name], workers, step, name)
        iterator = iter(dataloader(source, 24, workers=workers))
        for _ in range(5):
            next(iterator)
        state = iterator.get_state()
        rest = [next(iterator)["rows"].tolist() for _ in range(6)]
        # A checkpoint continues over the shards of a plan, by another source that prints the same.
        other = ul2prep.grain.Source(paths[0], order="shuffled", seed=3, epochs=2, form="hf")
        again = iter(dataloader(other, 24, workers=workers))
        again.set_state(state)
        assert [next(again)["rows"].tolist() for _ in range(6)] == rest, workers
        assert json.loads(state)["data_source"] == repr(source)


def test_ranks(paths):
    """The ranks' batches together are the loader's global batches, for every number of ranks."""
    source = ul2prep.grain.Source(paths[2], order="shuffled", seed=8, epochs=2, arrays=["tokens"])
    data = source.dataset
    wanted = [sorted(batch["rows"].tolist()) for batch in data.loader(
        global_batch_size=24, order="shuffled", seed=8, epochs=2, arrays=["rows"])]
    tokens = data.fetch(range(len(data)))["tokens"]
    for ranks in (1, 2, 3, 4, 6, 8, 12, 24):
        parts = [list(dataloader(source, 24 // ranks, rank, ranks)) for rank in range(ranks)]
        for step, batch in enumerate(wanted):
            rows = [row for part in parts for row in part[step]["rows"].tolist()]
            assert sorted(rows) == batch, (ranks, step)
        for part in parts:
            same(part[-1]["tokens"], tokens[part[-1]["rows"]], ranks)


def test_map_dataset(paths):
    """MapDataset, by numbers and in batches that are read at once."""
    source = ul2prep.grain.Source(paths[1], epochs=2, form="numpy", arrays=["labels"])
    data = grain.MapDataset.source(source)
    assert len(data) == 2 * len(source.dataset)
    flags.FLAGS.mark_as_parsed()
    calls = []

    class Counting(ul2prep.grain.Source):
        def _getitems(self, samples):
            calls.append(len(samples))
            return super()._getitems(samples)

    same(data[-1]["labels"], source[len(source) - 1]["labels"])
    counting = grain.MapDataset.source(Counting(source.dataset, epochs=2, arrays=["labels"]))
    for made, name in ((data, "singly"), (counting, "at once")):
        batches = made.batch(10)
        wanted = source.dataset.loader(global_batch_size=10, epochs=2, arrays=["labels"], drop_last=False)
        for step, batch in enumerate(wanted):
            for column in ("labels", "rows"):
                same(np.asarray(batches[step][column]), batch[column], name, step)
        rows = [batch["rows"].tolist() for batch in made.batch(10).to_iter_dataset()]
        assert [row for batch in rows for row in batch] == source.rows(range(len(source))).tolist()
    options = grain.multiprocessing.MultiprocessingOptions(num_workers=2)
    processes = iter(data.batch(10).to_iter_dataset().mp_prefetch(options))
    # Whole batches, in the loader's order.
    assert [next(processes)["rows"].tolist() for _ in range(9)] == rows[:9]
    elements = made._getitems([5, 3, 4])
    assert calls[-1] == 3
    for number, element in zip((5, 3, 4), elements):
        same(element["labels"], source[number]["labels"], number)


def test_documentation(paths):
    """The lines of docs/python.md, as they are there."""
    with ul2prep.open(paths[0]) as data:
        for rank in (0, 1):
            batches = trained(documented("ul2prep.grain"), paths[2], 60, r=rank, w=2)
            assert len(batches) == len(data) // 8 and set(batches[0]) == NAMES
            wanted = ul2prep.Samples(data, order="shuffled", seed=7, epochs=2)
            for step, batch in enumerate(batches):
                same(batch["rows"], wanted.rows(range(16 * step + rank, 16 * step + 16, 2)), rank, step)


def elastic(path, size, ranks, batches, state):
    """Rows of some batches of all ranks by ElasticIterator, as sets, and the state thereafter."""
    rows, states = [[] for _ in range(batches)], []
    for rank in range(ranks):
        source = ul2prep.grain.Source(path, order="shuffled", seed=2, epochs=4, arrays=["rows"])
        iterator = iter(grain.experimental.ElasticIterator(
            grain.MapDataset.source(source), size, grain.sharding.ShardOptions(rank, ranks)))
        if state is not None:
            iterator.set_state(state)
        for batch in rows:
            batch.extend(next(iterator)["rows"].tolist())
        states.append(iterator.get_state())
    assert all(one == states[0] for one in states)
    return rows, states[0]


def test_stops(paths):
    """The same samples through stops, with other ranks and batch sizes, over plan and shards; then ours."""
    with ul2prep.open(paths[0]) as data:
        loader = data.loader(global_batch_size=12, order="shuffled", seed=2, arrays=["rows"])
        wanted = [row for _ in range(110) for row in next(loader)["rows"].tolist()]
        assert len(wanted) > 3 * len(data), "epochs are crossed"
        choose, done, state, stops = random.Random(9), 0, None, 0
        while done < 1000:
            size = 12 * choose.randint(1, 4)
            ranks = choose.choice([1, 2, 3, 4, 6])
            some, state = elastic(choose.choice(paths), size, ranks, choose.randint(1, 2), state)
            for batch in some:
                assert sorted(batch) == sorted(wanted[done:done + size]), (stops, done)
                done += size
            stops += 1
        assert stops >= 20, stops
        source = ul2prep.grain.Source(paths[0], order="shuffled", seed=2, epochs=4)
        loader = data.loader(global_batch_size=12, state=source.state(state["global_next_index"]))
        assert next(loader)["rows"].tolist() == wanted[done:done + 12]


if __name__ == "__main__":
    # Grain's sources and processes say what they do.
    logging.getLogger("absl").setLevel(logging.ERROR)
    run(dict(globals()), __doc__)
