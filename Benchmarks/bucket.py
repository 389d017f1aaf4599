#!/usr/bin/env python3
"""Shards from a bucket on the loopback, cold, one epoch in batches of 8 × 2,048: `ul2prep.open` through s3fs and over
plain HTTP, beside mosaicml-streaming's StreamingDataset (boto3), where these are installed. Each run is a process of
its own with an empty cache, of which ours may keep half of the shards' bytes, and is looked at all the while; million tokens a second on
the clock and of the client's processor time, medians of RUNS (5). What serves is bucket_server.py, since servers that are like S3
take longer than clients do. `bucket.py [SHARDS ZSTD]`; without them 100 M tokens are packed as by rows.py.
"""
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bench

RUNS = int(os.environ.get("RUNS", "5"))
BATCH = 8
#: Tokens of StreamingDataset's runs, which would take minutes.
THEIRS = 20_000_000
CLIENTS = {"s3": "ul2prep, s3fs", "http": "ul2prep, HTTP", "streaming": "StreamingDataset, boto3"}
NEEDS = {"s3": ["s3fs"], "http": ["aiohttp"], "streaming": ["streaming", "boto3", "torch"]}


def prepare():
    import rows

    rows.prepare()
    return [rows.WORK / "plain", rows.WORK / "zstd"]


def served(root, folders):
    """A server of some folders, by name, as the bucket `bench`; and its address."""
    for folder in folders:
        place = Path(root, "bench", Path(folder).name)
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(Path(folder).resolve())
    server = subprocess.Popen(
        [sys.executable, bench.ROOT / "Benchmarks/bucket_server.py", root], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True)
    return server, f"http://127.0.0.1:{server.stdout.readline().strip()}"


def ours(kind, name, address, cache, limit):
    """Batches of an epoch; now and then the cache is looked at."""
    sys.path.insert(0, str(bench.ROOT / "python"))
    import ul2prep
    from ul2prep._cache import Cache

    path, options = f"{address}/bench/{name}", None
    if kind == "s3":
        path = f"s3://bench/{name}"
        options = dict(key="key", secret="secret", client_kwargs=dict(endpoint_url=address, region_name="us-east-1"))
    # Of the client, and not of its imports and its first connection.
    with ul2prep.open(path, cache=cache, cache_limit=limit, storage_options=options) as data:
        yield None
        for number, batch in enumerate(data.loader(batch_size=BATCH, epochs=1, arrays=["tokens"])):
            if number % 256 == 0:
                taken = Cache(cache, 0).taken()
                assert taken <= limit, (taken, limit)
            yield batch["tokens"]


def theirs(name, address, cache):
    """The same of StreamingDataset, whose cache keeps all: it takes no bound below four shards, plain and compressed."""
    os.environ |= {"S3_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret",
                   "AWS_DEFAULT_REGION": "us-east-1"}
    sys.path.insert(0, str(bench.ROOT / "Tests/Python"))
    import numpy as np
    from streaming_base import streaming_base

    data = streaming_base.StreamingDataset(
        remote=f"s3://bench/{name}", local=cache, shuffle=False, batch_size=BATCH)
    yield None
    batch = []
    for sample in data:
        batch.append(sample["tokens"])
        if len(batch) == BATCH:
            yield np.stack(batch).astype(np.int32)
            batch = []


def run(kind, name, address, limit):
    """One epoch: prints tokens, seconds on the clock, seconds of the processor."""
    with tempfile.TemporaryDirectory(dir=bench.WORK) as cache:
        batches = theirs(name, address, cache) if kind == "streaming" else ours(kind, name, address, cache, int(limit))
        next(batches)
        began, processor, tokens = time.perf_counter(), time.process_time(), 0
        for batch in batches:
            tokens += batch.size
            if kind == "streaming" and tokens >= THEIRS:
                break
        print(json.dumps([tokens, time.perf_counter() - began, time.process_time() - processor]))


def main():
    if sys.argv[1:2] == ["run"]:
        return run(*sys.argv[2:])
    folders = sys.argv[1:] or prepare()
    there = [kind for kind in CLIENTS if all(importlib.util.find_spec(module) for module in NEEDS[kind])]
    found = {}
    with tempfile.TemporaryDirectory() as root:
        server, address = served(root, folders)
        try:
            for _ in range(RUNS):
                for folder in folders:
                    sizes = [file.stat().st_size for file in Path(folder).rglob("*.mds*")]
                    limit = max(sum(sizes) // 2, 2 * max(sizes))
                    for kind in there:
                        output = subprocess.run(
                            [sys.executable, __file__, "run", kind, Path(folder).name, address, str(limit)],
                            check=True, stdout=subprocess.PIPE, text=True).stdout
                        found.setdefault((Path(folder).name, kind), []).append(json.loads(output.splitlines()[-1]))
        finally:
            server.stdin.close()
            server.wait()
    print(f"{'a bucket on the loopback, M tokens a second':48}{'on the clock':>14}{'of the processor':>18}")
    for (folder, kind), runs in found.items():
        clock, processor = (statistics.median(run[0] / run[place] / 1e6 for run in runs) for place in (1, 2))
        print(f"{folder + ' shards, ' + CLIENTS[kind]:48}{clock:14.0f}{processor:18.0f}")
    for kind in CLIENTS.keys() - there:
        print(f"{CLIENTS[kind]}: not installed ({', '.join(NEEDS[kind])})")


if __name__ == "__main__":
    main()
