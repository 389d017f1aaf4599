"""Grain's DataLoader over shards or a plan, rank 0 of 2: grain_loader.py OUT/SHARDS"""
import sys, grain, ul2prep.grain

source = ul2prep.grain.Source(sys.argv[1], order="shuffled", seed=7, epochs=2)
shard = grain.sharding.ShardOptions(shard_index=0, shard_count=2)
loader = grain.DataLoader(
    data_source=source, sampler=grain.samplers.SequentialSampler(len(source), shard), shard_options=shard,
    operations=[grain.transforms.Batch(8, drop_remainder=True)], worker_count=0)
for step, batch in zip(range(4), loader):
    print(step, {name: (array.dtype.name, array.shape) for name, array in batch.items()})
