"""Rows for Grain, and for MaxText and torchtitan, whose pipelines are Grain's.

    source = ul2prep.grain.Source("out/shards", form="hf", epochs=2)
    loader = grain.DataLoader(
        data_source=source, sampler=grain.samplers.SequentialSampler(len(source), shard_options),
        shard_options=shard_options, operations=[grain.transforms.Batch(8)], worker_count=0)

Nothing of Grain is needed here: a source is a matter of its methods.
"""
from __future__ import annotations

from typing import Any, Sequence

from .samples import Samples


class Source(Samples):
    """A RandomAccessDataSource over the order of a run: `source[s]` is sample s, a dict of arrays."""

    def _getitems(self, samples: Sequence[int]) -> list[Any]:
        """What Grain calls where it reads batches at once."""
        return self.__getitems__(samples)
