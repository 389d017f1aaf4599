#!/usr/bin/env python3
"""Makes the seeds of `Fuzz/run library` (Fuzz/Corpus/library) and the store that their plans are of (Fuzz/Stores).

    python3 Fuzz/library.py [UL2PREP]

What `ul2prep` plans and packs of a tiny store, and the shards of fixtures/mds that hold tokens; in the form that
LibraryTargets.swift says. Run it again where the formats of manifest, plan or shards change.
"""

import json, pathlib, shutil, struct, subprocess, sys, tempfile

root = pathlib.Path(__file__).resolve().parent.parent
program = sys.argv[1] if len(sys.argv) > 1 else root / ".build/release/ul2prep"
corpus, store = root / "Fuzz/Corpus/library", root / "Fuzz/Stores/s"
NO_MANIFEST, NO_INDEX, NO_PLAN, IS_COMPRESSED, HAS_WRONG_HASH = 1, 2, 4, 8, 16
MIXTURE = {
    "sequence_length": 32,
    "sources": {"s": {"weight": 1, "format": "megatron"}},
    "objectives": [
        {"name": "causal", "weight": 2}, {"name": "prefix_lm", "weight": 1},
        {"name": "span_corruption", "weight": 1, "noise_density": 0.15, "mean_span_length": 3}],
}


def write_store():
    """Documents of 1 to 40 tokens and an end."""
    documents = [[100 + (31 * d + 7 * i) % 7000 for i in range(1 + 13 * d % 40)] + [1] for d in range(24)]
    lengths = [len(d) for d in documents]
    pointers = [2 * sum(lengths[:i]) for i in range(len(lengths))]
    index = b"MMIDIDX\0\0" + struct.pack("<QBQQ", 1, 8, len(lengths), len(lengths) + 1)
    index += struct.pack(f"<{len(lengths)}i{len(lengths)}q{len(lengths) + 1}q", *lengths, *pointers, *range(len(lengths) + 1))
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir(parents=True)
    (store / "s.idx").write_bytes(index)
    (store / "s.bin").write_bytes(b"".join(struct.pack(f"<{len(d)}H", *d) for d in documents))


def ul2prep(*arguments):
    subprocess.run([program, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def seed(name, flags, choices=b"", state=b"", manifest=b"", index=b"", plan=b"", shard=b""):
    parts = [bytes([flags]) + choices, state, manifest, index, plan, shard]
    (corpus / name).write_bytes(b"\n%%\n".join(parts))


def compact(manifest):
    """A manifest in few bytes, all of which a fuzzer may change; the plan's hash is put in by the target."""
    manifest = json.loads(manifest)
    manifest["plan"]["xxh3"] = "fuzz-plan-xxh3"
    manifest["tokenizer"]["appended"] = []
    manifest["sources"][0]["store"]["path"] = "x"
    manifest["sources"][0]["store"].pop("relative", None)
    manifest.pop("checksum")
    return json.dumps(manifest, separators=(",", ":")).encode()


def index_of(entry, name="s.mds", compressed=False):
    entry = json.loads(json.dumps(entry))
    raw = {"basename": name, "bytes": 1000000002, "hashes": {"xxh3_64": "fuzz-other-xxh3"}}
    entry.update(raw_data=raw, zip_data=None, compression=None, hashes=["xxh3_64"])
    if compressed:
        entry.update(compression="zstd", zip_data={"basename": name + ".zstd", "bytes": 1000000001, "hashes": {"xxh3_64": "fuzz-shard-xxh3"}})
    return json.dumps({"shards": [entry], "version": 2}, separators=(",", ":")).encode()


def main():
    write_store()
    shutil.rmtree(corpus, ignore_errors=True)
    corpus.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        (work / "mixture.json").write_text(json.dumps(MIXTURE))
        common = ["--mixture", work / "mixture.json", "--tokens", store.parent, "--total-tokens", "200",
                  "--tokenizer-model", root / "fixtures/tokenizers/unigram-8k.model"]
        ul2prep("plan", *common, "--output", work / "plan")
        ul2prep("pack", *common, "--output", work / "shards", "--compression", "none")
        ul2prep("pack", *common, "--output", work / "full", "--compression", "none", "--columns", "full")
        plan = (work / "plan/plan.bin").read_bytes()[:-8]
        manifest = compact((work / "plan/manifest.json").read_bytes())
        fingerprint = json.loads(manifest)["plan"]["fingerprint"]
        rows = json.loads(manifest)["totals"]["rows"]
        state = json.dumps({"version": 1, "samples": 5, "order": "shuffled", "seed": 3, "group_bytes": 1 << 20, "rows": rows,
                            "fingerprint": fingerprint}).encode()
        seed("plan", NO_INDEX, b"", state, manifest, b"", plan)
        seed("plan-choices", NO_INDEX, bytes(range(40)), state, manifest, b"", plan)
        for name in "shards", "full":
            manifest = compact((work / name / "manifest.json").read_bytes())
            entries = json.loads((work / name / "index.json").read_bytes())["shards"]
            shard = (work / name / entries[0]["raw_data"]["basename"]).read_bytes()
            seed(name, 0, b"\1", state, manifest, index_of(entries[0]), plan, shard)
            zipped = manifest.replace(b'"compression":null', b'"compression":"zstd"')
            seed(name + "-zstd", IS_COMPRESSED, b"\1", state, zipped, index_of(entries[0], compressed=True), plan, shard)
        # Of these tokens and rows alone are known.
        seed("foreign", NO_MANIFEST | NO_PLAN, bytes(7) + b"\x7e", b"", b"", index_of(entries[0]), b"", shard)
    for folder in sorted((root / "fixtures/mds").iterdir()):
        if (folder / "index.json").exists():
            for number, entry in enumerate(json.loads((folder / "index.json").read_bytes())["shards"][:2]):
                file = folder / entry["raw_data"]["basename"]
                if "tokens" in entry["column_names"] and file.exists() and file.stat().st_size < 8000:
                    seed(f"mds-{folder.name}-{number}", NO_MANIFEST | NO_PLAN, bytes(7) + b"\x7e", b"", b"", index_of(entry), b"", file.read_bytes())


if __name__ == "__main__":
    main()
