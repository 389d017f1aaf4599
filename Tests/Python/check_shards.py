#!/usr/bin/env python3
"""Checks packed shards against the token stores they were packed from, with NumPy alone.

    python3 Tests/Python/check_shards.py STORES_DIR SHARDS_DIR

For every row: sizes, hashes and encodings (mds.py), cu_seqlens, padding, and for every example its layout, the inverse
transform back to the raw tokens of the store, prefix and loss positions, the rule by which it was cut (objectives.py), and
the derived columns where the shards have them. Over all rows: the chunks of each (source, document, epoch) tile the
document, and an epoch begins only after all documents were used. Prints a summary; exits 1 with the first problems found.
"""
import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

import indexed
import mds
import objectives
from objectives import Bad, require

COMPACT = {"cu_seqlens": "ndarray:int32", "prefix_lens": "ndarray:int32", "loss_starts": "ndarray:int32", "objectives": "ndarray:uint8",
           "sources": "ndarray:uint8", "documents": "ndarray:uint64", "offsets": "ndarray:uint32", "lengths": "ndarray:uint32", "epochs": "ndarray:uint16"}
FULL = {"attention_mask": "uint8", "decoder_input_tokens": "int32", "decoder_target_tokens": "int32", "decoder_segment_ids": "int32",
        "decoder_positions": "int32", "decoder_loss_weights": "uint8", "decoder_causal_attention": "uint8"}
MOST_PROBLEMS = 20


def setting(manifest, name, default):
    """A mixture-wide setting: beside the others in the manifest, or inside its resolved mixture."""
    return manifest.get(name, (manifest.get("mixture") or {}).get(name, default))


class Source:
    """One source's store; `document(i)` is the raw tokens, without an EOD that the store may already hold."""

    def __init__(self, stores, entry, eos):
        folder = stores / entry["name"]
        self.name = entry["name"]
        self.store = indexed.Store(folder if folder.is_dir() else stores)
        path = (folder if folder.is_dir() else stores) / "manifest.json"
        about = json.loads(path.read_bytes()) if path.exists() else {}
        self.eod = entry.get("eod_appended", about.get("eod_appended", False))
        # Each document is judged for itself.
        self.differs = bool((entry.get("eod") or {}).get("bitmap"))
        self.eos = eos

    def document(self, index):
        require(index < len(self.store), self.name, "has no document", index)
        tokens = self.store.tokens(index).astype(np.int64)
        if self.eod and len(tokens):
            require(tokens[-1] == self.eos, self.name, "document", index, "does not end in EOD")
            return tokens[:-1]
        if self.differs and len(tokens) and tokens[-1] == self.eos:
            return tokens[:-1]
        return tokens


def check_columns(encodings, width, full_seen):
    """The columns' encodings, as commands.md lists them; the derived ones all or none."""
    require(encodings["tokens"] in (f"ndarray:uint16:{width}", f"ndarray:int32:{width}"), "tokens are", encodings["tokens"])
    for name, encoding in COMPACT.items():
        require(encodings.get(name) == encoding, name, "is", encodings.get(name), "expected", encoding)
    if full_seen:
        for name, dtype in FULL.items():
            require(encodings.get(name) == f"ndarray:{dtype}:{width}", name, "is", encodings.get(name))
    require(set(encodings) == {"tokens", *COMPACT, *(FULL if full_seen else ())}, "columns are", sorted(encodings))


def check_row_shape(row, tokenizer):
    """cu_seqlens, padding, lengths of the per-example columns, ids within the vocabulary."""
    bounds, tokens = row["cu_seqlens"], row["tokens"]
    count = len(bounds) - 1
    require(count >= 1 and bounds[0] == 0 and (np.diff(bounds) > 0).all() and bounds[-1] <= len(tokens), "cu_seqlens", bounds.tolist())
    require((tokens[bounds[-1]:] == tokenizer["pad"]).all(), "padding is not the pad id")
    require((tokens < tokenizer["vocab_size"]).all() and (tokens >= 0).all(), "an id outside the vocabulary")
    for name in COMPACT:
        require(name == "cu_seqlens" or len(row[name]) == count, name, "has", len(row[name]), "entries for", count, "examples")
    return count


class Checker:
    """Goes through the rows once, and remembers which chunks it saw."""

    def __init__(self, stores, shards):
        self.shards, self.manifest = Path(shards), json.loads((Path(shards) / "manifest.json").read_bytes())
        self.tokenizer, self.width = self.manifest["tokenizer"], setting(self.manifest, "sequence_length", 2048)
        self.sources = [Source(Path(stores), entry, self.tokenizer["eos"]) for entry in self.manifest["sources"]]
        self.bidirectional = setting(self.manifest, "prefix_attention", "bidirectional") == "bidirectional"
        self.chunks, self.problems = defaultdict(list), []
        self.rows, self.examples, self.used, self.loss = 0, Counter(), 0, 0

    def report(self, place, problem):
        self.problems.append(f"{place}: {problem}")

    def check_example(self, row, k):
        begin, end = row["cu_seqlens"][k:k + 2].tolist()
        which, source = int(row["objectives"][k]), int(row["sources"][k])
        require(which < len(self.manifest["objectives"]) and source < len(self.sources), "objective", which, "source", source)
        objective, document = self.manifest["objectives"][which], int(row["documents"][k])
        example = objectives.Example(row["tokens"][begin:end].astype(np.int64), int(row["prefix_lens"][k]), int(row["loss_starts"][k]),
                                     int(row["offsets"][k]), int(row["lengths"][k]), self.sources[source].document(document))
        self.chunks[source, int(row["epochs"][k]), document].append((example.offset, example.length))
        self.examples[objective["name"]] += 1
        self.loss += end - begin - example.loss_start
        objectives.check(example, objective, self.tokenizer, self.width, self.bidirectional)

    def check_row(self, encodings, payloads):
        full = "attention_mask" in encodings
        check_columns(encodings, self.width, full)
        row = {name: mds.decode(encodings[name], data) for name, data in payloads.items()}
        count = check_row_shape(row, self.tokenizer)
        self.used += int(row["cu_seqlens"][-1])
        for k in range(count):
            try:
                self.check_example(row, k)
            except Bad as problem:
                self.report(f"row {self.rows} example {k}", problem)
        if full:
            for name, expected in objectives.derived_columns(row, self.tokenizer).items():
                require(np.array_equal(row[name], expected), name, "is not what the compact columns say")

    def check_rows(self):
        for encodings, payloads in mds.read(self.shards):
            try:
                self.check_row(encodings, payloads)
            except Bad as problem:
                self.report(f"row {self.rows}", problem)
            self.rows += 1
            if len(self.problems) >= MOST_PROBLEMS:
                return
        if isinstance(self.manifest.get("rows"), int) and self.manifest["rows"] != self.rows:
            self.report("manifest", f"says {self.manifest['rows']} rows, shards have {self.rows}")

    def check_tiling(self):
        """No token of a drawn document is lost or repeated within an epoch."""
        for (source, epoch, document), chunks in sorted(self.chunks.items()):
            at = 0
            for offset, length in sorted(chunks):
                if offset != at:
                    break
                at += length
            if at != len(self.sources[source].document(document)) or len(set(chunks)) != len(chunks):
                self.report(f"{self.sources[source].name} document {document} epoch {epoch}", f"chunks {sorted(chunks)} do not tile {len(self.sources[source].document(document))} tokens")

    def check_epochs(self):
        """Every document with tokens is used in every epoch but a source's last."""
        least = setting(self.manifest, "min_document_tokens", None) or 1
        for number, source in enumerate(self.sources):
            drawn = defaultdict(set)
            for which, epoch, document in self.chunks:
                if which == number:
                    drawn[epoch].add(document)
            everything = {d for d in range(len(source.store)) if len(source.document(d)) >= least}
            for epoch in range(max(drawn, default=0)):
                if drawn[epoch] != everything:
                    self.report(f"{source.name} epoch {epoch}", f"used {len(drawn[epoch])} of {len(everything)} documents, though a later epoch began")

    def summary(self):
        raw = Counter()
        for (source, epoch, _), chunks in self.chunks.items():
            raw[f"{self.sources[source].name} epoch {epoch}"] += sum(length for _, length in chunks)
        return {"rows": self.rows, "examples": dict(sorted(self.examples.items())), "fill": round(self.used / max(self.rows * self.width, 1), 6),
                "loss_positions": self.loss, "raw_tokens": dict(sorted(raw.items())), "problems": len(self.problems)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stores", metavar="STORES_DIR")
    parser.add_argument("shards", metavar="SHARDS_DIR")
    options = parser.parse_args()
    try:
        checker = Checker(options.stores, options.shards)
        checker.check_rows()
        if len(checker.problems) < MOST_PROBLEMS:
            checker.check_tiling()
            checker.check_epochs()
    except (Bad, mds.Bad, indexed.Bad) as problem:
        sys.exit(f"check_shards.py: {problem}")
    print(json.dumps(checker.summary(), indent=1))
    for problem in checker.problems[:MOST_PROBLEMS]:
        print(problem, file=sys.stderr)
    sys.exit(1 if checker.problems else 0)


if __name__ == "__main__":
    main()
