#!/usr/bin/env python3
"""The inputs of scale.py, made under .bench/scale: files of text and stores for each number of tokens."""
import gzip
import json
import os
import random
import shutil
import struct

import bench

WORK = bench.WORK / "scale"
SIZES = [int(float(size)) for size in os.environ.get("SIZES", "1e7,3e7,1e8,3e8,1e9").split(",")]
# Of a plan alone.
HOLLOW = 100_000_000_000
TEXT_BYTES = 960_000_000
FILE_BYTES = 32_000_000


def write_inputs():
    """Files of text, .json.gz, as C4's are; the names of those that hold so many tokens are found by size."""
    folder = WORK / "texts"
    folder.mkdir(parents=True)
    bench.write_texts(WORK / "texts.json", TEXT_BYTES)
    with open(WORK / "texts.json", "rb") as lines:
        while batch := lines.readlines(FILE_BYTES):
            name = f"{len(list(folder.iterdir())):05}.json.gz"
            (folder / name).write_bytes(gzip.compress(b"".join(batch), compresslevel=1))
    (WORK / "texts.json").unlink()
    bench.run(
        "tokenize", "--source", "c4", "--tokenizer-model", bench.MODEL, "--output", WORK / "tokens", folder)
    manifest = json.loads((WORK / "tokens/manifest.json").read_text())
    known = manifest["tokens"] / len(list(folder.iterdir()))
    texts = sorted(folder.iterdir())
    for size in SIZES:
        (WORK / f"raw-{size}").mkdir()
        for number in range(max(1, round(size / known))):
            # Copies, since a file is read once under all of its links.
            shutil.copy(texts[number % len(texts)], WORK / f"raw-{size}/{number:05}.json.gz")


def write_stores():
    stream = bench.Stream(sorted(
        path for path in (WORK / "tokens").glob("*.bin") if not path.name.endswith(".meta.bin")))
    total = sum(weight for weight, _ in bench.SOURCES.values())
    for size in SIZES:
        generator = random.Random(size)
        for name, (weight, mean) in bench.SOURCES.items():
            # Somewhat more than is drawn, so that nothing is drawn twice.
            tokens = 1.02 * size * weight / total + 20 * mean
            bench.write_store(WORK / f"stores-{size}" / name, tokens, mean, stream, generator)
    bench.write_mixture(WORK / "mixture.json")
    for name in ("texts", "tokens"):
        shutil.rmtree(WORK / name)


def write_hollow():
    """Stores of HOLLOW tokens without the tokens, which no plan reads: 2.3 GB of indexes."""
    import numpy  # here, so that scale.py's children do not count its memory

    generator = numpy.random.default_rng(0)
    total = sum(weight for weight, _ in bench.SOURCES.values())
    for name, (weight, mean) in bench.SOURCES.items():
        folder = WORK / f"stores-{HOLLOW}" / name
        folder.mkdir(parents=True)
        documents = int(1.02 * HOLLOW * weight / total / mean)
        lengths = generator.lognormal(numpy.log(mean) - 0.5, 1.0, documents).astype(numpy.int32) + 1
        ends = 2 * numpy.cumsum(lengths, dtype=numpy.int64)
        with open(folder / "00000.idx", "wb") as index:
            index.write(b"MMIDIDX\0\0" + struct.pack("<QBQQ", 1, 8, documents, documents + 1))
            for part in (lengths, ends - 2 * lengths, numpy.arange(documents + 1)):
                part.tofile(index)
        with open(folder / "00000.bin", "wb") as data:
            data.truncate(int(ends[-1]))


if __name__ == "__main__":
    write_inputs()
    write_stores()
    write_hollow()
