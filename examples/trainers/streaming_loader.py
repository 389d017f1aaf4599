"""mosaicml-streaming's StreamingDataset over shards: streaming_loader.py OUT/SHARDS CACHE"""
import sys, ul2prep.streaming
from streaming import StreamingDataset
from torch.utils.data import DataLoader

dataset = StreamingDataset(remote=sys.argv[1], local=sys.argv[2], batch_size=4)
loader = DataLoader(dataset, batch_size=4, num_workers=2, collate_fn=ul2prep.streaming.Collate(form="torch"))
for step, batch in zip(range(4), loader):
    print(step, {name: (tensor.dtype, *tensor.shape) for name, tensor in batch.items()})
