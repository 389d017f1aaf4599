"""What torchtitan's trainer takes of its dataloader, rank 0 of 2: torchtitan_batches.py OUT/SHARDS"""
import sys, ul2prep

data = ul2prep.open(sys.argv[1])
# mask="bounds": docs/trainers.md
loader = data.loader(batch_size=4, rank=0, world_size=2, form="titan", mask=None)
for step, (inputs, labels) in zip(range(4), loader):
    print(step, {name: (tensor.dtype, *tensor.shape) for name, tensor in inputs.items()}, labels.shape)
print(loader.state_dict())
