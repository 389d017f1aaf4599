#!/usr/bin/env python3
"""A reader of token stores: Megatron indexed datasets (NAME.bin, NAME.idx) with ul2prep's metadata (NAME.meta.*).

    python3 Tests/Python/indexed.py DIR            one JSON line a document: {"index", "tokens", "meta"}
    python3 Tests/Python/indexed.py --digest DIR   counts and SHA-256 of tokens and metadata

Files are taken in name order, as the `documents` column of packed shards counts them. Written from the format's description alone.
"""
import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np

MAGIC = b"MMIDIDX\0\0"
HEADER_BYTES = 34
DTYPES = {1: "u1", 2: "i1", 3: "<i2", 4: "<i4", 5: "<i8", 6: "<f8", 7: "<f4", 8: "<u2"}
META = ".meta"


class Bad(Exception):
    """A store that breaks the format, with its path."""


def require(condition, *what):
    """Raises Bad unless the condition holds."""
    if not condition:
        raise Bad(" ".join(map(str, what)))


class Indexed:
    """One .idx/.bin pair; `document(i)` is the values of all its sequences."""

    def __init__(self, stem):
        path = Path(f"{stem}.idx")
        data = path.read_bytes()
        require(data[:9] == MAGIC, path, "has no Megatron magic")
        version, code = int.from_bytes(data[9:17], "little"), data[17]
        require(version == 1, path, "version", version)
        require(code in DTYPES, path, "dtype code", code)
        sequences, entries = (int.from_bytes(data[at:at + 8], "little") for at in (18, 26))
        self.dtype = np.dtype(DTYPES[code])
        self.lengths = np.frombuffer(data, "<i4", sequences, HEADER_BYTES)
        pointers = np.frombuffer(data, "<i8", sequences, HEADER_BYTES + 4 * sequences)
        self.documents = np.frombuffer(data, "<i8", entries, HEADER_BYTES + 12 * sequences)
        rest = len(data) - HEADER_BYTES - 12 * sequences - 8 * entries
        require(rest in (0, sequences), path, "has", rest, "bytes too many")
        values = np.fromfile(f"{stem}.bin", "u1")
        ends = pointers + self.lengths.astype(np.int64) * self.dtype.itemsize
        require((self.lengths >= 0).all() and (pointers >= 0).all() and (ends <= len(values)).all(), path, "points outside its .bin")
        require(np.array_equal(pointers[1:], ends[:-1]) and (pointers[:1] == 0).all() and
                (int(ends[-1]) if sequences else 0) == len(values), path, "pointers leave gaps")
        require(entries >= 1 and self.documents[0] == 0 and self.documents[-1] == sequences and (np.diff(self.documents) >= 0).all(), path, "document list is wrong")
        self.values = values.view(self.dtype)
        self.starts = np.concatenate([[0], np.cumsum(self.lengths, dtype=np.int64)])

    def __len__(self):
        return len(self.documents) - 1

    def document(self, index):
        """The values of one document."""
        first, last = self.documents[index], self.documents[index + 1]
        return self.values[self.starts[first]:self.starts[last]]


class Store:
    """A token-store directory: its pairs in name order, documents counted through all of them."""

    def __init__(self, folder):
        folder = Path(folder)
        stems = sorted(str(path)[:-len(".idx")] for path in folder.glob("*.idx") if not path.name.endswith(META + ".idx"))
        require(stems or (folder / "manifest.json").exists(), folder, "holds no token store")
        self.names = [Path(stem).name for stem in stems]
        self.parts = [Indexed(stem) for stem in stems]
        self.meta = [Indexed(stem + META) if Path(f"{stem}{META}.idx").exists() else None for stem in stems]
        for name, part, meta in zip(self.names, self.parts, self.meta):
            require(meta is None or (len(meta) == len(part) and meta.dtype == np.uint8), folder / name, "metadata do not match the documents")
        self.first = np.concatenate([[0], np.cumsum([len(part) for part in self.parts], dtype=np.int64)])

    def __len__(self):
        return int(self.first[-1])

    def place(self, index):
        """(which pair, which document in it) for a document's number in the store."""
        part = int(np.searchsorted(self.first, index, side="right")) - 1
        return part, index - int(self.first[part])

    def tokens(self, index):
        """The tokens of a document."""
        part, local = self.place(index)
        return self.parts[part].document(local)

    def metadata(self, index):
        """The metadata text of a document (bytes of JSON), or None where the store has none."""
        part, local = self.place(index)
        return self.meta[part].document(local).tobytes() if self.meta[part] else None


def digest(store):
    """Counts, and SHA-256 over all tokens as little-endian u32 and over netstrings of the metadata."""
    tokens, meta, count = hashlib.sha256(), hashlib.sha256(), 0
    for index in range(len(store)):
        values, text = store.tokens(index), store.metadata(index)
        count += len(values)
        tokens.update(values.astype("<u4").tobytes())
        if text is not None:
            meta.update(b"%d:%s," % (len(text), text))
    return {"files": store.names, "documents": len(store), "tokens": count, "tokens_sha256": tokens.hexdigest(), "meta_sha256": meta.hexdigest()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digest", action="store_true")
    parser.add_argument("folder", metavar="DIR")
    options = parser.parse_args()
    try:
        store = Store(options.folder)
        if options.digest:
            print(json.dumps(digest(store), indent=1))
            return
        for index in range(len(store)):
            text = store.metadata(index)
            print(json.dumps({"index": index, "tokens": store.tokens(index).tolist(), "meta": None if text is None else json.loads(text)}, ensure_ascii=False))
    except Bad as problem:
        sys.exit(f"indexed.py: {problem}")


if __name__ == "__main__":
    main()
