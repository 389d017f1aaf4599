#!/usr/bin/env python3
"""Rows for trainers: what the C library gives, in M tokens per second of one core, beside NumPy over a memory-mapped array,
zstd alone and, where it is installed, MosaicML's StreamingDataset; and how long opening and going on take. 100 M tokens
of bench.py's stores, 2048 per row, 8 rows per batch; ours and the others' in turn, the best of RUNS (5) rounds each, since
every one is a single thread's processor time. `rows.py index` measures opening alone.
"""
import json
import os
import resource
import shutil
import subprocess
import sys
import time

import bench

LIBRARY = bench.ROOT / ".build/library"
WORK = bench.WORK / "rows"
PROGRAM = WORK / "rows"
TOKENS = 100_000_000
WIDTH = 2048
BATCH = 8
RUNS = bench.RUNS


def build():
    if not (LIBRARY / "libul2prep.so").exists():
        subprocess.run([bench.ROOT / "Scripts/library"], check=True, stdout=subprocess.DEVNULL)
    WORK.mkdir(parents=True, exist_ok=True)
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("clang")
    subprocess.run(
        [compiler, "-O2", bench.ROOT / "Benchmarks/library/rows.c", "-I", LIBRARY, "-L", LIBRARY, "-lul2prep", "-lpthread",
         f"-Wl,-rpath,{LIBRARY}", "-o", PROGRAM], check=True)


def ours(*words):
    """What the program prints, as numbers. Of several rounds over open shards the first has pages to map."""
    output = subprocess.run(
        [PROGRAM, *map(str, words)], check=True, capture_output=True, text=True,
        env=os.environ | {"ROUNDS": "3" if words[0] in ("read", "epochs") else "1"}
        | ({"CACHE": "150"} if words[0] == "epochs" else {})).stdout
    return [float(word) for word in output.split()]


def prepare():
    bench.prepare()
    common = ["--mixture", bench.WORK / "mixture.json", "--tokens", bench.WORK / "stores", "--tokenizer-model",
              bench.MODEL, "--total-tokens", TOKENS]
    jobs = {"plan": ["plan"], "plain": ["pack", "--compression", "none"], "zstd": ["pack", "--compression", "zstd:1"]}
    for name, job in jobs.items():
        if not (WORK / name / "manifest.json").exists():
            shutil.rmtree(WORK / name, ignore_errors=True)
            bench.run(*job, *common, "--output", WORK / name)
    return json.loads((WORK / "plan/manifest.json").read_text())["totals"]["rows"]


def numpy_rate(rows):
    """Rows of a plain array, taken by their numbers into an array of int32: the tokens alone, without examples."""
    import numpy
    path = WORK / "rows.npy"
    if not path.exists():
        made = numpy.lib.format.open_memmap(path, "w+", numpy.uint16, (rows, WIDTH))
        made[:] = numpy.random.default_rng(0).integers(0, 8000, made.shape, numpy.uint16)
        made.flush()
    data = numpy.load(path, mmap_mode="r")
    out = numpy.empty((BATCH, WIDTH), numpy.int32)
    began = time.thread_time()
    for first in range(0, rows - BATCH + 1, BATCH):
        out[:] = data[numpy.arange(first, first + BATCH)]
    return rows // BATCH * BATCH * WIDTH / (time.thread_time() - began) / 1e6


def zstd_rate(rows):
    """The tool's decompression of the same shards: the user's part, since it writes nothing."""
    shards = sorted((WORK / "zstd").rglob("*.zstd"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(["zstd", "-d", "-q", "-c", "--single-thread", *map(str, shards)], check=True, stdout=subprocess.DEVNULL)
    return rows * WIDTH / (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before) / 1e6


def streaming_rate(name, rows):
    """MosaicML's own reader; None where it is not installed."""
    try:
        from streaming import StreamingDataset
    except ImportError:
        return None
    import numpy
    data = StreamingDataset(local=str(WORK / name), batch_size=BATCH, shuffle=False)
    out = numpy.empty((BATCH, WIDTH), numpy.int32)
    some = min(rows, 4000) // BATCH * BATCH
    began = time.thread_time()
    for first in range(0, some, BATCH):
        for i in range(BATCH):
            out[i] = data[first + i]["tokens"]
    return some * WIDTH / (time.thread_time() - began) / 1e6


def best(function, *arguments):
    found = [function(*arguments) for _ in range(RUNS)]
    return None if found[0] is None else max(found)


def write_index(folder, shards):
    """An index as MosaicML writes it, of shards that are not there: fifteen columns, no hashes."""
    columns = {"tokens": "ndarray:int32:2048", **{f"some_other_column_{i:02}": "ndarray:int32" for i in range(14)}}
    names = sorted(columns)
    entry = json.dumps({
        "column_encodings": [columns[name] for name in names], "column_names": names,
        "column_sizes": [8192 if name == "tokens" else None for name in names], "compression": None, "format": "mds",
        "hashes": [], "raw_data": {"basename": "shard.@.mds", "bytes": 111, "hashes": {}}, "samples": 222,
        "size_limit": 67108864, "version": 2, "zip_data": None}, sort_keys=True)
    entry = entry.replace("%", "%%").replace("@", "%05d").replace("111", "%d").replace("222", "%d")
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "index.json", "w") as output:
        output.write('{"shards": [')
        for first in range(0, shards, 10000):
            part = (entry % (n, 67100000 + n % 8000, 4000 + n % 90) for n in range(first, min(first + 10000, shards)))
            output.write((", " if first else "") + ", ".join(part))
        output.write('], "version": 2}')


def opening():
    for shards in (61_000, 894_000):
        folder = WORK / f"index-{shards}"
        write_index(folder, shards)
        size = (folder / "index.json").stat().st_size
        found = [ours("open", folder) for _ in range(3)]
        print(f"opening an index of {shards:,} shards, {size / 1e6:.0f} MB: {min(f[0] for f in found):.2f} s, "
              f"{max(f[1] for f in found):.0f} MB resident")
        shutil.rmtree(folder)


def line(name, rate, *others):
    print(f"{name:58}{rate:7.0f}" + "".join(
        f"   {other} {'not installed' if theirs is None else format(theirs, '.0f')}" for other, theirs in others))


def main():
    build()
    if sys.argv[1:] == ["index"]:
        return opening()
    rows = prepare()
    tokens = [(ours("read", WORK / "plain", "tokens"), numpy_rate(rows)) for _ in range(RUNS)]
    print("M tokens a second of one core")
    line("rows by number, uncompressed", max(t[0][0] for t in tokens), ("NumPy", max(t[1] for t in tokens)),
         ("StreamingDataset", best(streaming_rate, "plain", rows)))
    line("a loader, uncompressed", max(t[0][1] for t in tokens))
    every = [ours("read", WORK / "plain", "all") for _ in range(RUNS)]
    line("with labels, positions, segments and bounds", max(e[0] for e in every))
    zstd = [(ours("epochs", WORK / "zstd")[0], ours("epochs", WORK / "zstd", "shuffled")[0], zstd_rate(rows))
            for _ in range(RUNS)]
    line("zstd shards, in order", max(z[0] for z in zstd), ("zstd alone", max(z[2] for z in zstd)),
         ("StreamingDataset", best(streaming_rate, "zstd", rows)))
    line("zstd shards, shuffled", max(z[1] for z in zstd))
    line("from a plan, one rank", best(lambda: ours("rank", WORK / "plan", 0, 1)[0]))
    line("from a plan, rank 37 of 64 alone", best(lambda: ours("rank", WORK / "plan", 37, 64)[0]))
    pairs = [(ours("threads", WORK / "plan", 1)[0], ours("threads", WORK / "plan", 2)[0]) for _ in range(RUNS)]
    print(f"from a plan, two threads over one, on the clock: {max(p[1] for p in pairs) / max(p[0] for p in pairs):.2f}")
    for name in ("plan", "zstd"):
        print(f"going on at row {rows // 8 * 8 - 800:,} of {name}, to the first batch: "
              f"{min(ours('resume', WORK / name, rows // 8 * 8 - 800)[0] for _ in range(3)):.3f} s")
    opening()


if __name__ == "__main__":
    main()
