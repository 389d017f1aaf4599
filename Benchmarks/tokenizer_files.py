#!/usr/bin/env python3
"""The engine for tokenizer files against what people use today: `tokenizer_files.py [FILES [CORPUS ...]]`.

FILES is a folder of `*.json` tokenizers; without it, the real ones named below, or the fixtures' where there are none.
For each, and each of `tokenizer_corpus.py`'s corpora (or those named), our engine and the peers run one after another
on one core, RUNS times over; figures are medians of megabytes a processor second: 16 MB by a new tokenizer, then 8 MB
of other documents, which is how a long run goes, then the same 8 MB again. A peer below 10 MB/s is run once, on an
eighth of it. Then the text that the last ids decode to. `BENCH_DATA` names the folder of the corpora.
"""
import json
import lzma
import os
import pathlib
import re
import statistics
import subprocess
import sys

import tokenizer_corpus

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = pathlib.Path(os.environ.get("BENCH_DATA", ROOT / ".bench/tokenizer"))
TIMER = pathlib.Path(os.environ.get("BENCH_ENGINE", ROOT / ".build/release/engine-bench"))
PYTHON = os.environ.get("BENCH_PYTHON", sys.executable)
RUNS = int(os.environ.get("RUNS", "5"))
FRESH, SETTLED = 16_000_000, 8_000_000
SLOW = 10.0
PEERS = ("fastokens", "fastokens-flat", "gigatoken", "gigatoken-batch", "tokie")
#: One of each family, by the names of the real files.
FAMILIES = ("llama3-r1-distill", "qwen2.5", "derived-o200k", "deepseek-v3", "gpt2", "gpt-neox-20b", "phi-3-mini",
            "mistral-7b-v0.1", "t5-small", "derived-xlm-r")

PEER = """
import json, os, sys, time
for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "TOKENIZERS_PARALLELISM"):
    os.environ[name] = "1"
sys.path.insert(0, sys.argv[1])
from tokenizer_corpus import read_documents
peer, model, corpus, fresh, settled = sys.argv[2:]
first, second = [[data.decode() for data in part] for part in read_documents(corpus, int(fresh), int(settled))]
if peer.startswith("fastokens"):
    import fastokens
    tokenizer = fastokens._native.Tokenizer.from_file(model)
    encode = tokenizer.encode_batch_flat if peer.endswith("flat") else lambda texts: [
        tokenizer.encode(text) for text in texts]
elif peer == "tokie":
    import tokie
    tokenizer = tokie.Tokenizer.from_json(model)
    encode = tokenizer.encode_batch_flat
else:
    import gigatoken
    tokenizer = gigatoken.Tokenizer.from_json(open(model).read())
    encode = (lambda texts: tokenizer.encode_batch(texts, parallel=False)) if peer.endswith("batch") else lambda texts: [
        tokenizer.encode(text) for text in texts]
encode(["What is made at the first call only."])
rates = []
for texts in (first, second, second):
    wall, began = time.perf_counter(), time.process_time()
    encode(texts)
    seconds, wall = time.process_time() - began, time.perf_counter() - wall
    if seconds > 1.1 * wall + 0.1:
        sys.exit("more than one thread")
    rates.append(sum(len(text.encode()) for text in texts) / seconds / 1e6)
print(json.dumps(rates))
"""


def output_of(*command):
    done = subprocess.run(["taskset", "-c", "0", *map(str, command)], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def ours(model, corpus):
    output = output_of(TIMER, "speed", model, corpus)
    return [float(rate) for rate in re.findall(r"([0-9.]+) MB/s", output)] if output else None


def theirs(peer, model, corpus, share=1):
    output = output_of(PYTHON, "-c", PEER, ROOT / "Benchmarks", peer, model, corpus, FRESH // share, SETTLED // share)
    return json.loads(output) if output else None


def compare(model, name):
    corpus = WORK / f"{name}.docs"
    runs = {"ours": []}
    for peer in PEERS:
        # A first look: is it for this file, and how fast?
        rates = theirs(peer, model, corpus, share=8)
        runs[peer] = [] if rates is None or rates[1] > SLOW else [rates] * RUNS
    for _ in range(RUNS):
        runs["ours"].append(ours(model, corpus))
        for peer in PEERS:
            if len(runs[peer]) < RUNS and (rates := theirs(peer, model, corpus)) is not None:
                runs[peer].append(rates)
    decoding = output_of(TIMER, "speed", model, corpus)
    print(f"{model.name}, {name}" + "".join(re.findall(r"\ndecoding .*", decoding or "")).replace("\n", ": "))
    mine = None
    for key, found in runs.items():
        if not found:
            print(f"  {key:16} not measured")
            continue
        rates = [statistics.median(column) for column in zip(*found)]
        mine = mine or rates
        print(f"  {key:16}" + "".join(f"{rate:8.1f}" for rate in rates)
              + "   ours over it" + "".join(f"{a / b:6.2f}" for a, b in zip(mine, rates)), flush=True)


def real_files():
    """The real files of the families, unpacked; else the fixtures'."""
    sys.path.append(str(ROOT / "Scripts"))
    from realdata import REAL

    folder = WORK / "files"
    folder.mkdir(parents=True, exist_ok=True)
    for name in FAMILIES:
        packed = REAL / "hftok" / f"{name}.tokenizer.json.xz"
        if packed.exists():
            (folder / f"{name}.json").write_bytes(lzma.decompress(packed.read_bytes()))
    return folder if any(folder.iterdir()) else ROOT / "fixtures/tokenizers/files"


def main():
    if not TIMER.exists():
        sys.exit(f"{TIMER} is not built: UL2PREP_ENGINE=1 swift build -c release --product engine-bench")
    names = sys.argv[2:] or list(tokenizer_corpus.CORPORA)
    if not all((WORK / f"{name}.docs").exists() for name in names):
        tokenizer_corpus.prepare(WORK)
    for model in sorted(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else real_files()).glob("*.json")):
        for name in names:
            compare(model, name)


if __name__ == "__main__":
    main()
