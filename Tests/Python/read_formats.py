#!/usr/bin/env python3
"""Readers of stores, shards and plans in NumPy, written from docs/formats.md alone, compared with the program's.

    read_formats.py STORES SHARDS ZSTD FULL PLAN
    STORES: a directory with a store per source; SHARDS, ZSTD, FULL: shards of it, uncompressed, compressed, with
    every column; PLAN: their plan. UL2PREP_BINARY is the program.
"""
import bisect
import json
import os
import subprocess
import sys
from itertools import accumulate
from pathlib import Path

import numpy as np
import xxhash
import zstandard

TYPES = {1: "u1", 2: "i1", 3: "<i2", 4: "<i4", 5: "<i8", 8: "<u2"}


def read_manifest(folder):
    """A manifest whose checksum holds."""
    members = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    checksum = members.pop("checksum")
    text = json.dumps(members, separators=(",", ":"), ensure_ascii=False)
    assert checksum == xxhash.xxh3_64_hexdigest(text.encode()), folder
    return members


class Indexed:
    """NAME.idx and NAME.bin: documents as arrays."""

    def __init__(self, path):
        index = Path(f"{path}.idx").read_bytes()
        assert index[:9] == b"MMIDIDX\0\0" and int.from_bytes(index[9:17], "little") == 1
        self.type = np.dtype(TYPES[index[17]])
        sequences, entries = (int.from_bytes(index[at:at + 8], "little") for at in (18, 26))
        self.lengths = np.frombuffer(index, "<i4", sequences, 34)
        self.pointers = np.frombuffer(index, "<i8", sequences, 34 + 4 * sequences)
        self.documents = np.frombuffer(index, "<i8", entries, 34 + 12 * sequences)
        self.data = Path(f"{path}.bin").read_bytes()

    def __len__(self):
        return len(self.documents) - 1

    def __getitem__(self, number):
        first, end = self.documents[number:number + 2]
        parts = [np.frombuffer(self.data, self.type, self.lengths[s], self.pointers[s]) for s in range(first, end)]
        return np.concatenate(parts) if parts else np.empty(0, self.type)


class Store:
    """Documents of all shards, with what their reader noted."""

    def __init__(self, folder):
        self.manifest = read_manifest(folder)
        names = [shard["name"] for shard in self.manifest["shards"]]
        assert names == sorted(names)
        self.tokens = [Indexed(folder / name) for name in names]
        self.metadata = [Indexed(folder / f"{name}.meta") for name in names]
        self.starts = [0, *accumulate(map(len, self.tokens))]

    def __getitem__(self, number):
        shard = bisect.bisect_right(self.starts, number) - 1
        place = number - self.starts[shard]
        return self.tokens[shard][place], json.loads(self.metadata[shard][place].tobytes())


class Shards:
    """Rows as dictionaries of columns."""

    def __init__(self, folder):
        self.manifest = read_manifest(folder)
        self.shards = json.loads((folder / "index.json").read_text(encoding="utf-8"))["shards"]
        self.starts = [0, *accumulate(shard["samples"] for shard in self.shards)]
        self.bytes = [self.load(folder, shard) for shard in self.shards]

    @staticmethod
    def load(folder, shard):
        def read(about):
            data = (folder / about["basename"]).read_bytes()
            return data if about is shard["raw_data"] else zstandard.ZstdDecompressor().decompress(data)

        data = read(shard["zip_data"] or shard["raw_data"])
        assert len(data) == shard["raw_data"]["bytes"]
        assert xxhash.xxh3_64_hexdigest(data) == shard["raw_data"]["hashes"]["xxh3_64"]
        return data

    def __len__(self):
        return self.starts[-1]

    def __getitem__(self, number):
        place = bisect.bisect_right(self.starts, number) - 1
        shard, data = self.shards[place], self.bytes[place]
        count = int.from_bytes(data[:4], "little")
        offsets = np.frombuffer(data, "<u4", count + 1, 4)
        at, end = (int(offset) for offset in offsets[number - self.starts[place]:][:2])
        columns = list(zip(shard["column_names"], shard["column_encodings"], shard["column_sizes"]))
        sizes = [size for _, _, size in columns]
        for column, size in enumerate(sizes):
            if size is None:
                sizes[column] = int.from_bytes(data[at:at + 4], "little")
                at += 4
        row = {}
        for (name, encoding, _), size in zip(columns, sizes):
            row[name] = self.value(encoding, data[at:at + size])
            at += size
        assert at == end
        return row

    @staticmethod
    def value(encoding, data):
        kind, dtype, *shape = encoding.split(":")
        assert kind == "ndarray"
        dtype = np.dtype(dtype).newbyteorder("<")
        if shape:
            return np.frombuffer(data, dtype, int(shape[0]))
        assert data[0] >> 2 == 1
        width = 1 << (data[0] & 3)
        return np.frombuffer(data, dtype, int.from_bytes(data[1:1 + width], "little"), 1 + width)


def batch_arrays(row):
    """What the page says follows from a row's columns."""
    tokens, starts = row["tokens"].astype(np.int32), row["cu_seqlens"]
    width = len(tokens)
    found = {name: np.zeros(width, np.int32) for name in ("segments", "positions")}
    found["bounds"], found["labels"] = np.zeros((width, 2), np.int32), np.full(width, -100, np.int32)
    for e, (b, end) in enumerate(zip(starts[:-1], starts[1:])):
        q = np.arange(b, end)
        found["segments"][b:end], found["positions"][b:end] = e + 1, q - b
        found["bounds"][b:end, 0] = b
        found["bounds"][b:end, 1] = np.maximum(q + 1, b + row["prefix_lens"][e])
        learned = (q - b >= row["loss_starts"][e]) & (q > b)
        found["labels"][b:end][learned] = tokens[b:end][learned]
    return {"tokens": tokens, **found}


def full_columns(row, manifest):
    """What the page says that `--columns full` adds."""
    arrays, starts = batch_arrays(row), row["cu_seqlens"]
    used, targets, inputs = arrays["segments"] != 0, arrays["tokens"], arrays["tokens"].copy()
    causal, weights = np.zeros(len(targets), np.uint8), np.zeros(len(targets), np.uint8)
    for e, (b, end) in enumerate(zip(starts[:-1], starts[1:])):
        inputs[b + 1:end], inputs[b] = targets[b:end - 1], manifest["tokenizer"]["decoder_start"]
        if row["prefix_lens"][e]:
            causal[b:min(end, b + row["prefix_lens"][e] + 1)] = 1
        weights[b + row["loss_starts"][e]:end] = 1
    return {"attention_mask": used.astype(np.uint8), "decoder_target_tokens": targets, "decoder_input_tokens": inputs,
            "decoder_segment_ids": arrays["segments"], "decoder_positions": arrays["positions"],
            "decoder_loss_weights": weights, "decoder_causal_attention": causal}


def read_plan(path):
    """plan.bin: the first row of each block, the state of each source, the sums."""
    data = path.read_bytes()
    assert data[:8] == b"UL2PLAN\0" and xxhash.xxh3_64_intdigest(data[:-8]) == int.from_bytes(data[-8:], "little")
    numbers = np.frombuffer(data, "<i8", len(data) // 8 - 2, 8)
    version, sources, objectives, blocks, phases = numbers[:5]
    states, rest = np.split(numbers[5:], [(blocks + 1) * (1 + 4 * sources)])
    rest = rest[1 if version == 1 else (blocks + 1 + phases) * sources:]
    assert len(rest) == 3 + 9 * sources + 4 * objectives
    return {"states": states.reshape(blocks + 1, -1), "rows": rest[0],
            "sources": rest[3:3 + 9 * sources].reshape(sources, 9), "objectives": rest[3 + 9 * sources:].reshape(-1, 4)}


def program(*arguments):
    """The JSON lines that the program prints."""
    result = subprocess.run([os.environ["UL2PREP_BINARY"], *map(str, arguments)], check=True, capture_output=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_store(stores, *_):
    for folder in sorted(path for path in stores.iterdir() if path.is_dir()):
        store = Store(folder)
        assert store.starts[-1] == store.manifest["documents"]
        assert sum(len(part.data) // part.type.itemsize for part in store.tokens) == store.manifest["tokens"]
    for seen in program("inspect", stores / "c4", "--row", 3, "--count", 5, "--json"):
        tokens, about = Store(stores / "c4")[seen["document"]]
        assert tokens.tolist() == seen["tokens"] and about["id"] in json.dumps(seen, ensure_ascii=False)


def test_rows(stores, raw, zstd, full, _):
    import ul2prep

    rows, compressed, all_columns = Shards(raw), Shards(zstd), Shards(full)
    loaded = ul2prep.open(raw)
    assert len(rows) == len(loaded) == len(compressed) == len(all_columns) == rows.manifest["totals"]["rows"]
    learned = 0
    for number in range(len(rows)):
        row, other, wide = rows[number], compressed[number], all_columns[number]
        for name, column in row.items():
            assert np.array_equal(column, other[name]) and np.array_equal(column, wide[name]), (number, name)
        arrays, given = batch_arrays(row), loaded[number]
        for name, array in arrays.items():
            assert np.array_equal(array, getattr(given, name)), (number, name)
        for name, array in full_columns(row, rows.manifest).items():
            assert np.array_equal(array, wide[name]), (number, name)
        learned += sum(int(row["cu_seqlens"][e + 1] - row["cu_seqlens"][e]) - int(start)
                       for e, start in enumerate(row["loss_starts"]))
    assert learned == rows.manifest["totals"]["loss_tokens"]
    most = max(range(len(rows)), key=lambda number: len(rows[number]["objectives"]))
    some = program("inspect", raw, "--row", most, "--json")
    causal = program("inspect", raw, "--objective", "causal", "--count", 3, "--json")
    assert len(some) == len(rows[most]["objectives"]) > 1 and len(causal) == 3
    for seen in some + causal:
        row, e = rows[seen["row"]], seen["example"]
        b, end = row["cu_seqlens"][e:e + 2]
        assert seen["tokens"] == row["tokens"][b:end].tolist()
        source, objective = rows.manifest["sources"][row["sources"][e]], rows.manifest["objectives"][row["objectives"][e]]
        assert (seen["source"], seen["objective"]["name"]) == (source["name"], objective["name"])
        place = [int(row[name][e]) for name in ("documents", "offsets", "lengths", "epochs", "prefix_lens", "loss_starts")]
        assert place == [seen[name] for name in ("document", "offset", "length", "epoch", "prefix_len", "loss_start")]
        if objective["name"] == "causal":
            tokens, _ = Store(stores / source["name"])[place[0]]
            first = len(objective["prompt_ids"])
            assert seen["tokens"][first:first + place[2]] == tokens[place[1]:place[1] + place[2]].tolist()


def test_plan(_, raw, __, ___, plan):
    rows, about = Shards(raw), read_manifest(plan)
    assert (plan / "plan.bin").read_bytes() == (raw / "plan.bin").read_bytes()
    found = read_plan(plan / "plan.bin")
    totals = about["totals"]
    assert found["rows"] == totals["rows"] == found["states"][-1, 0] == len(rows) and about["kind"] == "plan"
    for source, sums in zip(about["sources"], found["sources"]):
        assert [source[name] for name in ("documents", "chunks", "tokens")] == sums[:3].tolist()
    assert found["states"][-1, 3::4].tolist() == [source["tokens"] for source in about["sources"]]
    assert found["objectives"][:, 3].sum() == totals["loss_tokens"]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))
    for test in (test_store, test_rows, test_plan):
        test(*map(Path, sys.argv[1:]))
        print(f"{test.__name__}: as expected", flush=True)
