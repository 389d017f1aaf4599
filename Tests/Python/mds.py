#!/usr/bin/env python3
"""An MDS reader in NumPy, written from fixtures/mds/LAYOUT.md alone, to check what ul2prep writes.

    python3 Tests/Python/mds.py DIR            one JSON object a row, every column as a list or plain value
    python3 Tests/Python/mds.py --digest DIR   counts, and SHA-256 of each column's bytes

Every size and hash in index.json is checked on the way. Digest of a column: SHA-256 over netstrings
`<decimal byte length>:<bytes>,` of the column's payload in each row, as stored.
"""
import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import xxhash
import zstandard

DTYPES = {8: "u1", 9: "i1", 16: "<u2", 17: "<i2", 18: "<f2", 32: "<u4", 33: "<i4", 34: "<f4", 64: "<u8", 65: "<i8", 66: "<f8"}
HASHES = {"xxh3_64": xxhash.xxh3_64, "xxh64": xxhash.xxh64, "xxh32": xxhash.xxh32, "xxh128": xxhash.xxh3_128,
          "xxh3_128": xxhash.xxh3_128, "sha1": hashlib.sha1, "sha256": hashlib.sha256, "md5": hashlib.md5}
CONFIG_KEYS = ("column_encodings", "column_names", "column_sizes", "compression", "format", "hashes", "size_limit", "version")


class Bad(Exception):
    """A file that breaks the format, with its path."""


def require(condition, *what):
    """Raises Bad unless the condition holds."""
    if not condition:
        raise Bad(" ".join(map(str, what)))


def fixed_size(encoding):
    """The payload's size in bytes where the encoding fixes it, else None."""
    kind, *rest = encoding.split(":")
    if kind == "ndarray":
        return int(np.prod(shape_of(rest[1]))) * np.dtype(rest[0]).itemsize if len(rest) == 2 else None
    return None if kind in ("str", "bytes", "json") else np.dtype("int64" if kind == "int" else kind).itemsize


def shape_of(text):
    """(2, 3) from "2,3"."""
    return tuple(map(int, text.split(",")))


def decode_array(data, rest):
    """An array from its payload; `rest` is what follows `ndarray` in the encoding: [], [dtype] or [dtype, shape]."""
    at = 0
    if rest:
        dtype = np.dtype(rest[0]).newbyteorder("<")
    else:
        require(data[0] in DTYPES, "unknown dtype code", data[0])
        dtype, at = np.dtype(DTYPES[data[0]]), 1
    if len(rest) == 2:
        shape = shape_of(rest[1])
    else:
        ndim, width = data[at] >> 2, 1 << (data[at] & 3)
        shape = tuple(np.frombuffer(data, f"<u{width}", ndim, at + 1).tolist())
        at += 1 + ndim * width
    require(len(data) - at == int(np.prod(shape)) * dtype.itemsize, "array of shape", shape, "has", len(data) - at, "bytes")
    return np.frombuffer(data, dtype, offset=at).reshape(shape)


def decode(encoding, data):
    """A column's value from its payload."""
    kind, *rest = encoding.split(":")
    if kind == "ndarray":
        return decode_array(data, rest)
    if kind == "str":
        return data.decode()
    if kind == "bytes":
        return data
    if kind == "json":
        return json.loads(data)
    value = np.frombuffer(data, np.dtype("int64" if kind == "int" else kind).newbyteorder("<"))[0]
    return int(value) if kind == "int" else value


def check_file(path, info, data):
    """Checks a file's size and hashes against its entry in index.json."""
    require(len(data) == info["bytes"], path, "has", len(data), "bytes; index.json says", info["bytes"])
    for name, expected in info["hashes"].items():
        require(name in HASHES, path, "unknown hash", name)
        require(HASHES[name](data).hexdigest() == expected, path, name, "differs")


def raw_shard(folder, entry):
    """The uncompressed bytes of a shard, with every size and hash checked."""
    path = folder / entry["raw_data"]["basename"]
    if entry["zip_data"]:
        path = folder / entry["zip_data"]["basename"]
        data = path.read_bytes()
        check_file(path, entry["zip_data"], data)
        require(entry["compression"].split(":")[0] == "zstd", path, "unknown compression", entry["compression"])
        require(zstandard.frame_content_size(data) == entry["raw_data"]["bytes"], path, "frame without the content's size")
        decompressor = zstandard.ZstdDecompressor().decompressobj()
        data = decompressor.decompress(data)
        require(decompressor.eof and not decompressor.unused_data, path, "is not one zstd frame")
    else:
        data = path.read_bytes()
    check_file(path, entry["raw_data"], data)
    return data


def samples(path, entry, data):
    """The samples of a shard as lists of payloads, in column order; checks the header and the config."""
    count = int(np.frombuffer(data, "<u4", 1)[0])
    offsets = np.frombuffer(data, "<u4", count + 1, 4).astype(np.int64)
    require(count == entry["samples"], path, "holds", count, "samples; index.json says", entry["samples"])
    config = json.loads(data[4 + 4 * (count + 1):offsets[0]])
    require(config == {key: entry[key] for key in CONFIG_KEYS}, path, "config differs from index.json")
    require(entry["column_names"] == sorted(entry["column_names"]), path, "columns are not sorted")
    sizes = entry["column_sizes"]
    require(sizes == [fixed_size(e) for e in entry["column_encodings"]], path, "column_sizes", sizes)
    require(offsets[-1] == len(data) and (np.diff(offsets) >= 0).all(), path, "offsets are wrong")
    variable = [k for k, size in enumerate(sizes) if size is None]
    for begin, end in zip(offsets[:-1], offsets[1:]):
        at, lengths = begin + 4 * len(variable), list(sizes)
        for k, length in zip(variable, np.frombuffer(data, "<u4", len(variable), begin).tolist()):
            lengths[k] = length
        payloads = []
        for length in lengths:
            payloads.append(data[at:at + length])
            at += length
        require(at == end, path, "sample at", begin, "ends at", at, "not", end)
        yield payloads


def read(folder):
    """Yields (column encodings, payloads) by name for every row of the dataset in `folder`."""
    folder = Path(folder)
    index = json.loads((folder / "index.json").read_bytes())
    require(index["version"] == 2, folder, "index.json has version", index["version"])
    for entry in index["shards"]:
        require((entry["format"], entry["version"]) == ("mds", 2), folder, "shard is not MDS 2")
        if entry["size_limit"] is not None and entry["samples"] > 1:
            require(entry["raw_data"]["bytes"] <= entry["size_limit"], folder, "shard above size_limit", entry["raw_data"])
        for payloads in samples(folder / entry["raw_data"]["basename"], entry, raw_shard(folder, entry)):
            yield dict(zip(entry["column_names"], entry["column_encodings"])), dict(zip(entry["column_names"], payloads))


def rows(folder):
    """Yields every row as a dict of decoded columns."""
    for encodings, payloads in read(folder):
        yield {name: decode(encodings[name], data) for name, data in payloads.items()}


def digest(folder):
    """Row count and, by column, encoding, bytes and SHA-256."""
    count, columns = 0, {}
    for encodings, payloads in read(folder):
        count += 1
        for name, data in payloads.items():
            column = columns.setdefault(name, {"encoding": encodings[name], "bytes": 0, "sha": hashlib.sha256()})
            require(column["encoding"] == encodings[name], name, "changes its encoding")
            column["bytes"] += len(data)
            column["sha"].update(b"%d:%s," % (len(data), data))
    return {"rows": count, "columns": {n: {"encoding": c["encoding"], "bytes": c["bytes"], "sha256": c["sha"].hexdigest()} for n, c in columns.items()}}


def plain(value):
    """A decoded value as something JSON can hold; bytes become hex."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    return value.hex() if isinstance(value, bytes) else value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digest", action="store_true")
    parser.add_argument("folder", metavar="DIR")
    options = parser.parse_args()
    try:
        if options.digest:
            print(json.dumps(digest(options.folder), indent=1))
            return
        for row in rows(options.folder):
            print(json.dumps({name: plain(value) for name, value in row.items()}, ensure_ascii=False))
    except Bad as problem:
        sys.exit(f"mds.py: {problem}")


if __name__ == "__main__":
    main()
