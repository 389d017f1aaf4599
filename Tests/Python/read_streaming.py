#!/usr/bin/env python3
"""Reads shards with mosaicml-streaming itself and compares every sample with mds.py: `make interop`.

    python3 Tests/Python/read_streaming.py SHARDS_DIR

StreamingDataset (hashes validated where the shards have xxh3_64) in order and shuffled, through DataLoaders with 1 and 3
workers; LocalDataset by random access where the shards are not compressed. Every sample must come exactly once.
"""
import argparse
import hashlib
import json
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from torch.utils.data import DataLoader

import mds
from streaming_base import streaming_base

HASH = "xxh3_64"


def fingerprint(row):
    """A digest of a decoded row, the same whichever library decoded it."""
    sha = hashlib.sha256()
    for name in sorted(row):
        value = row[name]
        text = f"{value.dtype.name}{value.shape}".encode() + value.tobytes() if isinstance(value, (np.ndarray, np.generic)) else repr(value).encode()
        sha.update(b"%d:%s,%d:%s," % (len(name), name.encode(), len(text), text))
    return sha.hexdigest()


def fingerprints(batch):
    """Collates a batch into its rows' fingerprints: torch never has to stack uint16 or ragged columns."""
    return [fingerprint(row) for row in batch]


def through_dataset(folder, shuffle, workers, validate):
    """The fingerprints that a StreamingDataset gives through a DataLoader, read into a fresh cache."""
    with tempfile.TemporaryDirectory() as cache:
        dataset = streaming_base.StreamingDataset(remote=str(folder), local=cache, shuffle=shuffle, shuffle_seed=7, batch_size=4,
                                                  validate_hash=HASH if validate else None, num_canonical_nodes=1)
        loader = DataLoader(dataset, batch_size=4, num_workers=workers, collate_fn=fingerprints)
        return [row for batch in loader for row in batch]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="SHARDS_DIR", type=Path)
    folder = parser.parse_args().folder.resolve()
    entries = json.loads((folder / "index.json").read_bytes())["shards"]
    validate = all(HASH in entry["hashes"] for entry in entries)
    expected = [fingerprint(row) for row in mds.rows(folder)]
    results = {}
    for shuffle in (False, True):
        for workers in (0, 1, 3):
            found = through_dataset(folder, shuffle, workers, validate)
            name = f"StreamingDataset shuffle={shuffle} workers={workers}"
            results[name] = Counter(found) == Counter(expected) and (shuffle or workers > 1 or found == expected)
    if not any(entry["zip_data"] for entry in entries):
        dataset = streaming_base.LocalDataset(local=str(folder))
        order = random.Random(7).sample(range(len(expected)), len(expected))
        results["LocalDataset random access"] = len(dataset) == len(expected) and all(fingerprint(dataset[k]) == expected[k] for k in order)
    print(json.dumps({"samples": len(expected), "validated": validate, **results}, indent=1))
    sys.exit(0 if all(results.values()) else 1)


if __name__ == "__main__":
    main()
