#!/usr/bin/env python3
"""From `.json.gz` to shards: `tokenize` and `pack` of the recipe, one worker, beside isal, orjson, sentencepiece and
NumPy, which make plain rows of the same length: shards are made as plain as theirs, and compressed as they are by
default. The processor's seconds of whole processes (theirs without imports), in turn, medians. The text is this machine's own and does not repeat; it is made under .bench/ once. It is not what the
fixtures' model was trained on, which shows in short tokens: `shards.py FILE.json.gz MODEL` takes others.
"""
import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys

import bench

RUNS = int(os.environ.get("RUNS", "5"))
WORK = bench.WORK
INPUT = WORK / "texts.json.gz"
TEXT_BYTES = 60_000_000
# Of English prose, for which the model is.
SUFFIXES = {".txt", ".html", ".md", ".rst", ".pod", ".gz"}
LETTERS = re.compile("[a-z ]")


def is_prose(line):
    text = json.loads(line)["text"]
    return len(LETTERS.findall(text)) > 0.75 * len(text)


def prepare():
    bench.prepare()
    if not INPUT.exists():
        plain = WORK / "texts.json"
        bench.write_texts(plain, 20 * TEXT_BYTES, SUFFIXES)
        size = 0
        with open(plain, "rb") as lines, gzip.open(INPUT, "wb", compresslevel=6) as output:
            for line in filter(is_prose, lines):
                output.write(line)
                size += len(line)
                if size >= TEXT_BYTES:
                    break
        plain.unlink()
    mixture = json.loads((bench.ROOT / "mixtures/openmoe.json").read_text())
    del mixture["$schema"], mixture["fim"]
    mixture["sources"] = {"c4": {"weight": 1}}
    (WORK / "one.json").write_text(json.dumps(mixture))


COMPRESSIONS = ("none", "zstd:1")


def ours(path, model):
    """Seconds with each of COMPRESSIONS."""
    stores, shards = WORK / "text-stores", WORK / "text-shards"
    for folder in (stores, shards):
        shutil.rmtree(folder, ignore_errors=True)
    tokenized = bench.run(
        "tokenize", "--source", "c4", "--tokenizer-model", model, "--output", stores / "c4", "--workers", 1, path)
    packed = [bench.run(
        "pack", "--mixture", WORK / "one.json", "--tokens", stores, "--epochs", 1, "--output", shards, "--overwrite",
        "--compression", compression, "--workers", 1) for compression in COMPRESSIONS]
    return [tokenized[1] + each[1] for each in packed]


def theirs(path, model):
    output = subprocess.run(
        [sys.executable, bench.ROOT / "Benchmarks/peers.py", "rows", path, model, WORK / "rows.npy"],
        check=True, capture_output=True, text=True).stdout
    return float(output.split()[1])


def main():
    prepare()
    path, model = sys.argv[1:] or (INPUT, bench.MODEL)
    pairs = [(ours(path, model), theirs(path, model)) for _ in range(RUNS)]
    other = statistics.median(theirs for _, theirs in pairs)
    for number, compression in enumerate(COMPRESSIONS):
        mine = statistics.median(seconds[number] for seconds, _ in pairs)
        print(f".json.gz to shards, {compression}: {mine:.2f} s in two commands, {other:.2f} s by isal, orjson, "
              f"sentencepiece and NumPy, not compressed: {other / mine:.1f} ×")
    for path in (WORK / "text-stores", WORK / "text-shards"):
        shutil.rmtree(path, ignore_errors=True)
    (WORK / "rows.npy").unlink(missing_ok=True)


if __name__ == "__main__":
    main()
