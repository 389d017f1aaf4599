#!/usr/bin/env python3
"""Two binaries against each other over our own rows of `make bench`: `Benchmarks/compare.py OLD NEW [row …]`.

Each row runs RUNS (5) pairs, old and new in turn, with one worker unless the row says two; the ratio of the medians
of the processor's seconds is printed, above 1 where NEW is slower. A row above LIMIT (1.03) is run again alone,
15 pairs, and the median of the pairs' ratios counts. Inputs are those of bench.py and readers.py, made once under
.bench/ (readers.py's Parquet needs pyarrow).
"""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

import bench
import readers

RUNS = int(os.environ.get("RUNS", "5"))
LIMIT = 1.03
WORK = bench.WORK


def jobs():
    """Arguments by row; what they write goes to .bench/compare."""
    output = WORK / "compare"
    tokenize = ["tokenize", "--source", "c4", "--tokenizer-model", bench.MODEL, "--output", output]
    rows = {
        "plan": bench.plan_job(),
        "pack, uncompressed": bench.pack_job("compact", "none", 1, "compare"),
        "pack, zstd:1": bench.pack_job("compact", "zstd:1", 1, "compare"),
        "pack, full, uncompressed": bench.pack_job("full", "none", 1, "compare"),
        "pack, full, zstd:1": bench.pack_job("full", "zstd:1", 1, "compare"),
        "tokenize, C4 .json.gz": [*tokenize, "--workers", 1, WORK / "c4-0.json.gz"],
        "tokenize, 2 workers": [*tokenize, "--workers", 2, WORK / "c4-0.json.gz", WORK / "c4-1.json.gz"],
        "read, C4 .json.gz": ["read", "--source", "c4", "--workers", 1, WORK / "c4-0.json.gz"],
        "encode": ["encode", "--tokenizer-model", bench.MODEL, readers.WORK / "c4.json.gz"],
    }
    for name, (file, _, source, peer, *_) in readers.FORMS.items():
        options = ["--raw"] if peer in ("parquet", "posts") else []
        rows[f"count, {name}"] = [
            "read", "--count", "--workers", 1, "--source", source, *options, readers.WORK / file]
    for source in ("common_crawl", "wikipedia", "arxiv", "github", "stackexchange"):
        # Clean text, where the readers' work is; the fixtures are small, so they are given often.
        rows[f"clean, {source}"] = ["read", "--count", "--workers", 1, "--source", source,
                                    *repeated(source)]
    return rows


def repeated(source):
    """The fixtures of a source, copied until reading them takes a while."""
    folder = WORK / "repeated" / source
    if not folder.exists():
        folder.mkdir(parents=True)
        files = [f for f in sorted((bench.ROOT / "fixtures" / source).rglob("*")) if f.is_file()]
        size = sum(f.stat().st_size for f in files)
        for copy in range(max(1, 40_000_000 // max(size, 1))):
            for file in files:
                target = folder / f"{copy:04}-{file.name}"
                if file.suffix not in (".md",):
                    os.link(file, target)
    return [folder]


def run(binary, arguments):
    """The processor's seconds of one run."""
    shutil.rmtree(WORK / "compare", ignore_errors=True)
    if arguments[0] == "pack":
        bench.take_pages()
    process = subprocess.Popen(
        [binary, *map(str, arguments), *([] if arguments[0] == "encode" else ["--progress", "none"])],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status not in (0, 256):
        sys.exit(f"compare: {arguments[0]} failed: {errors.decode()}")
    return usage.ru_utime + usage.ru_stime


def pairs(old, new, arguments, count):
    found = []
    for i in range(count):
        if i % 2:
            found.append((run(old, arguments), run(new, arguments)))
        else:
            second = run(new, arguments)
            found.append((run(old, arguments), second))
    return found


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    old, new, wanted = *(pathlib.Path(p).resolve() for p in sys.argv[1:3]), sys.argv[3:]
    print(f"{'':28}{'old s':>9}{'new s':>9}{'ratio':>8}{'again':>8}", flush=True)
    rows = {name: row for name, row in jobs().items() if not wanted or any(word in name for word in wanted)}
    if not rows:
        sys.exit(f"no row is called {' or '.join(wanted)}")
    for name, arguments in rows.items():
        found = pairs(old, new, arguments, RUNS)
        before, after = (statistics.median(column) for column in zip(*found))
        again = ""
        if after / before > LIMIT:
            again = f"{statistics.median(b / a for a, b in pairs(old, new, arguments, 15)):8.3f}"
        print(f"{name:28}{before:9.3f}{after:9.3f}{after / before:8.3f}{again:>8}", flush=True)
    shutil.rmtree(WORK / "compare", ignore_errors=True)


if __name__ == "__main__":
    main()
