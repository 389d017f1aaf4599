#!/usr/bin/env python3
"""Speed and memory of the real binary, printed, never asserted: `make bench`.

Makes a token store as large as a processor's caches are not (320 M tokens, documents as long as each
source's are, tokens cut out of the fixtures' stores) and a raw input of 60 MB under .bench/, once; then runs
each command five times, interleaved, and prints medians. Only Python's standard library is needed.
"""
import array
import gzip
import json
import math
import os
import pathlib
import random
import shutil
import statistics
import struct
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / ".build/release/ul2prep"
MODEL = ROOT / "fixtures/tokenizers/unigram-8k.model"
WORK = ROOT / ".bench"
# Source: (weight in the recipe, tokens of a document on average).
SOURCES = {
    "common_crawl": (67, 900), "c4": (15, 430), "stackexchange": (2, 900), "arxiv": (2.5, 14000),
    "wikipedia": (4.5, 700), "github": (4.5, 1800), "the_stack": (20, 1500),
}
STORE_TOKENS = 320_000_000
DRAWN_TOKENS = 300_000_000
RUNS = int(os.environ.get("RUNS", "5"))


def run(*arguments):
    """One run of the binary: wall seconds, processor seconds, peak resident bytes."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(BINARY), *map(str, arguments), "--progress", "none"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"bench: {arguments[0]} failed: {errors.decode()}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def write_store(name, tokens, mean, stream, generator):
    """A Megatron indexed dataset of documents with log-normal lengths, cut out of `stream` (uint16)."""
    directory = WORK / "stores" / name
    directory.mkdir(parents=True)
    lengths = array.array("i")
    pointers = array.array("q")
    written = 0
    with open(directory / "00000.bin", "wb") as data:
        while written < tokens:
            length = max(1, int(generator.lognormvariate(math.log(mean) - 0.5, 1.0)))
            lengths.append(length)
            pointers.append(2 * written)
            while length > 0:
                start = generator.randrange(0, len(stream) // 2 - 1)
                piece = stream[2 * start : 2 * (start + min(length, 4000))]
                data.write(piece)
                length -= len(piece) // 2
                written += len(piece) // 2
    with open(directory / "00000.idx", "wb") as index:
        index.write(b"MMIDIDX\0\0" + struct.pack("<QBQQ", 1, 8, len(lengths), len(lengths) + 1))
        lengths.tofile(index)
        pointers.tofile(index)
        array.array("q", range(len(lengths) + 1)).tofile(index)


def prepare():
    if (WORK / "ready").exists():
        return
    print("bench: making the inputs under .bench/, once", file=sys.stderr)
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    run("tokenize", "--mixture", ROOT / "mixtures/openmoe.json", "--tokenizer-model", MODEL,
        "--output", WORK / "fixtures")
    generator = random.Random(0)
    total = sum(weight for weight, _ in SOURCES.values())
    for name, (weight, mean) in SOURCES.items():
        stream = b"".join(
            path.read_bytes() for path in sorted((WORK / "fixtures" / name).glob("*.bin"))
            if not path.name.endswith(".meta.bin"))
        write_store(name, STORE_TOKENS * weight / total, mean, stream, generator)
    lines = gzip.open(ROOT / "fixtures/c4/c4-train.00000-of-01024.json.gz").read()
    lines += gzip.open(ROOT / "fixtures/c4/c4-train.00001-of-01024.json.gz").read() + b"\n"
    for part in range(2):
        with gzip.open(WORK / f"c4-{part}.json.gz", "wb", compresslevel=3) as output:
            for _ in range(30_000_000 // len(lines)):
                output.write(lines)
    (WORK / "ready").write_text("")


def text_bytes(directory):
    return json.loads((directory / "manifest.json").read_text())["text_bytes"]


def median(values):
    return statistics.median(values)


def main():
    if not BINARY.exists():
        sys.exit("bench: build the program first: make build")
    prepare()
    pack = ["pack", "--mixture", "openmoe", "--tokens", WORK / "stores", "--tokenizer-model", MODEL,
            "--total-tokens", DRAWN_TOKENS, "--output", WORK / "shards"]
    plan = ["plan", *pack[1:-2]]
    jobs = {
        "pack, compact, uncompressed, 1 worker": [*pack, "--compression", "none", "--workers", 1],
        "pack, compact, zstd:1, 1 worker": [*pack, "--compression", "zstd:1", "--workers", 1],
        "pack, compact, zstd:1, 2 workers": [*pack, "--compression", "zstd:1", "--workers", 2],
        "pack, full, zstd:1, 1 worker":
            [*pack, "--compression", "zstd:1", "--columns", "full", "--workers", 1],
        "plan": plan,
        "tokenize, C4 .json.gz, 1 worker":
            ["tokenize", "--source", "c4", "--tokenizer-model", MODEL, "--output", WORK / "tokens",
             "--workers", 1, WORK / "c4-0.json.gz"],
        "read, C4 .json.gz": ["read", "--source", "c4", WORK / "c4-0.json.gz"],
    }
    results = {name: [] for name in jobs}
    size = None
    for _ in range(RUNS):
        for name, arguments in jobs.items():
            for output in ("shards", "tokens"):
                shutil.rmtree(WORK / output, ignore_errors=True)
            results[name].append(run(*arguments))
            if name.startswith("tokenize"):
                size = text_bytes(WORK / "tokens")
    print(f"{'':42}{'wall s':>8}{'cpu s':>8}{'rate':>22}{'resident MB':>13}")
    for name, runs in results.items():
        wall, cpu, resident = (median(column) for column in zip(*runs))
        if name.startswith(("pack", "plan")):
            rate = f"{DRAWN_TOKENS / wall / 1e6:.0f} M tokens/s"
        else:
            rate = f"{size / wall / 1e6:.1f} MB/s of text"
        print(f"{name:42}{wall:8.2f}{cpu:8.2f}{rate:>22}{max(r[2] for r in runs) / 1e6:13.0f}")
    shutil.rmtree(WORK / "shards", ignore_errors=True)
    shutil.rmtree(WORK / "tokens", ignore_errors=True)


if __name__ == "__main__":
    main()
