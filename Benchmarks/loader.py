#!/usr/bin/env python3
"""What a trainer in Python gets a second, on one core: batches of 8 × 2,048 by `ul2prep`, beside NumPy's
memmap of plain rows and, where it is installed, mosaicml-streaming. Warm, in turn, medians of processor time:
`loader.py [SHARDS ZSTD PLAN]` of one plan; without them 40 M tokens are packed from the stores of bench.py,
which needs `make build library`.
"""
import importlib.util
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import bench

sys.path.insert(0, str(bench.ROOT / "python"))

import ul2prep  # noqa: E402
import ul2prep.grain  # noqa: E402

RUNS = int(os.environ.get("RUNS", "5"))
BATCH = 8
#: Of a round.
SECONDS = 0.5
WITH_LABELS = ["tokens", "labels", "positions", "segments", "bounds"]


def prepare():
    """Shards, compressed shards and the plan."""
    bench.prepare()
    paths = [bench.WORK / f"loader-{kind}" for kind in ("shards", "zstd", "plan")]
    for path, options in zip(paths, (["--compression", "none"], ["--compression", "zstd"], None)):
        if not (path / "manifest.json").exists():
            shutil.rmtree(path, ignore_errors=True)
            bench.run(
                "plan" if options is None else "pack", "--mixture", bench.WORK / "mixture.json", "--tokens",
                bench.WORK / "stores", "--tokenizer-model", bench.MODEL, "--total-tokens", "40M",
                "--output", path, *(options or []))
    return paths


def without_library(path):
    """Shards that NumPy reads."""
    before = os.environ.get("UL2PREP_LIBRARY")
    os.environ["UL2PREP_LIBRARY"] = "none"
    data = ul2prep.open(path, check="never")
    del os.environ["UL2PREP_LIBRARY"]
    if before is not None:
        os.environ["UL2PREP_LIBRARY"] = before
    return data


def filled(data, names):
    """Fetches batch after batch into the same arrays."""
    width = data.sequence_length
    whole = data.fetch(range(BATCH), arrays=names)
    out = {name: np.empty_like(array) for name, array in whole.items()}
    numbers = np.arange(len(data) // BATCH * BATCH).reshape(-1, BATCH)
    while True:
        for rows in numbers:
            data.fetch(rows, out=out)
            yield BATCH * width


def loaded(data, **options):
    """A loader's batches."""
    for batch in data.loader(global_batch_size=BATCH, **options):
        yield BATCH * data.sequence_length


def again(data, **options):
    """Batches of the first epoch, over and over."""
    while True:
        yield from loaded(data, epochs=1, **options)


def singly(data, **options):
    """Samples one by one, as Grain takes them."""
    source = ul2prep.grain.Source(data, **options)
    while True:
        for sample in range(len(source)):
            source[sample]
            yield data.sequence_length


def mapped(rows):
    """Rows of fixed length, taken from a memmap by number into int32."""
    out = np.empty((BATCH, rows.shape[1]), np.int32)
    while True:
        for first in range(0, len(rows) - BATCH, BATCH):
            out[...] = rows[np.arange(first, first + BATCH)]
            yield out.size


def streamed(path, width):
    """mosaicml-streaming's samples, stacked."""
    sys.path.insert(0, str(bench.ROOT / "Tests/Python"))
    from streaming_base import streaming_base

    data = streaming_base.StreamingDataset(local=str(path), shuffle=False, batch_size=BATCH)
    while True:
        for first in range(0, len(data) - BATCH, BATCH):
            np.stack([data[number]["tokens"] for number in range(first, first + BATCH)]).astype(np.int32)
            yield BATCH * width


def rate(batches):
    """Million tokens per second of processor time."""
    began, tokens = time.process_time(), 0
    while time.process_time() - began < SECONDS:
        for _ in range(16):
            tokens += next(batches)
    return tokens / (time.process_time() - began) / 1e6


def main():
    paths = sys.argv[1:] or prepare()
    shards, plan = ul2prep.open(paths[0]), ul2prep.open(paths[2])
    # One shard is in memory at a time.
    compressed = ul2prep.open(paths[1], cache_bytes=1)
    width = shards.sequence_length
    with tempfile.TemporaryDirectory() as scratch:
        tokens = shards.fetch(range(len(shards)))["tokens"].astype(np.uint16)
        tokens.tofile(Path(scratch) / "rows")
        rows = np.memmap(Path(scratch) / "rows", np.uint16, "r", shape=tokens.shape)
        readers = {
            "fetch(out=), tokens": filled(shards, ["tokens"]),
            "fetch(out=), with labels, positions, segments, bounds": filled(shards, WITH_LABELS),
            "loader, tokens": again(shards, arrays=["tokens"]),
            "loader, with labels, positions, segments, bounds": again(shards, arrays=WITH_LABELS),
            "loader, form hf": again(shards, form="hf"),
            "Grain's source, one by one, tokens": singly(shards, arrays=["tokens"]),
            "Grain's source, one by one, form hf": singly(shards, form="hf"),
            "loader, zstd shards, each decompressed again, tokens": again(
                compressed, arrays=["tokens"], prefetch=0),
            "loader, a plan, tokens": again(plan, arrays=["tokens"], prefetch=0),
            "by NumPy alone: loader, tokens": again(without_library(paths[0]), arrays=["tokens"]),
            "by NumPy alone: loader, with labels, …": again(without_library(paths[0]), arrays=WITH_LABELS),
            "NumPy, memmap of plain rows": mapped(rows),
        }
        if importlib.util.find_spec("streaming"):
            readers["mosaicml-streaming, uncompressed"] = streamed(paths[0], width)
        rates = {name: [] for name in readers}
        for _ in range(RUNS):
            for name, batches in readers.items():
                rates[name].append(rate(batches))
        print(f"{BATCH} × {width}, {len(shards)} rows, median of {RUNS} (best), million tokens a second")
        for name, found in rates.items():
            print(f"{name:55} {statistics.median(found):7.0f} ({max(found):.0f})")


if __name__ == "__main__":
    main()
