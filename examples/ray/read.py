"""Rows of shards, or of a plan without any, as a Ray dataset: python read.py out/shards

Rows come in the order of the shards; each has a number, W tokens, labels (-100: no loss), and the position of
each token in its example. Nodes need the package ul2prep (docs/python.md) and the same path to the shards.
"""
import sys

import numpy as np
import ray
import ul2prep

ARRAYS = ["rows", "tokens", "labels", "positions"]


def fetch(batch, data, **options):
    return data.fetch(batch["id"], arrays=ARRAYS, **options)


def rows(path, **options):
    """A dataset of rows, in batches of consecutive ones, so that a task opens one shard or two."""
    data = ul2prep.open(path)  # Other processes get its path, and make sure that it is still the same data.
    ray.data.DataContext.get_current().execution_options.preserve_order = True
    return ray.data.range(len(data)).map_batches(fetch, fn_kwargs={"data": data, **options}, batch_size=1024)


def main(path):
    ray.init(logging_level="warning")
    count = losses = 0
    for batch in rows(path).iter_batches(batch_size=256):
        # Here a trainer would take its step.
        if not np.array_equal(batch["rows"], np.arange(count, count + len(batch["rows"]))):
            sys.exit(f"read.py: rows after {count} are not in order")
        count += len(batch["rows"])
        losses += int((batch["labels"] != -100).sum())
    print(f"{count} rows in order, {losses} positions with loss")


if __name__ == "__main__":
    main(sys.argv[1])
