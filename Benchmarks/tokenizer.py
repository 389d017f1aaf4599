#!/usr/bin/env python3
"""The tokenizer against what people use today, and `tokenize` from end to end; part of `make bench`.

Corpora and models are `tokenizer_corpus.py`'s. For each of them the peers run one after another on one core, RUNS
times over; figures are medians of the processor's seconds. Three are taken of all that keep a cache:
*fresh*, 16 MB by a new tokenizer; then *settled*, 8 MB of other documents, which is how a long run goes; then
*again*, the same 8 MB once more. The ratio wanted is of the settled ones; libraries without a cache encode those
8 MB only. `tokenizer.py encode|tokenize [corpus ...]` runs a part. `BENCH_DATA` names another folder for the data.
"""
import array
import gzip
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

import tokenizer_corpus

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / ".build/release/ul2prep"
TIMER = ROOT / "Benchmarks/tokenizer/.build/release/tokenizer-bench"
WORK = pathlib.Path(os.environ.get("BENCH_DATA", ROOT / ".bench/tokenizer"))
RUNS = int(os.environ.get("RUNS", "5"))
FRESH, SETTLED = 16_000_000, 8_000_000
LIBRARY, OURS = "libsentencepiece 0.1.97", "ours"

# Peer: how it may be called; of several ways the fastest counts.
PEERS = {
    "unigram-32k": {"sentencepiece 0.2.3": ["sentencepiece", "sentencepiece-batch"]},
    "bpe-32k": {
        "sentencepiece 0.2.3": ["sentencepiece"],
        "gigatoken 0.10.0": ["gigatoken", "gigatoken-batch", "gigatoken-files"],
        "kitoken 0.11.1": ["kitoken", "kitoken-batch"],
    },
}
CACHELESS = ("sentencepiece",)
# (At least, aim).
UNIGRAM = {LIBRARY: (12, 15), "sentencepiece 0.2.3": (5, 7)}
SCRIPTS = {LIBRARY: (7, 9), "sentencepiece 0.2.3": (3, 4)}
BPE = {LIBRARY: (35, 50), "gigatoken 0.10.0": (2.5, 4), "kitoken 0.11.1": (6, 8)}


def output_of(*command):
    done = subprocess.run(["taskset", "-c", "0", *map(str, command)], capture_output=True, text=True)
    if done.returncode != 0:
        print(f"tokenizer.py: {command[:3]} failed: {done.stderr.strip()[-300:]}", file=sys.stderr)
        return None
    return json.loads(done.stdout)


def ours(model, corpus, engine="auto", ids=None):
    options = ["--skip", FRESH, "--limit", SETTLED, "--engine", engine]
    options += ["--repeat", 2] if engine == "auto" else ["--cold"]
    return output_of(TIMER, model, corpus, *options, *(["--ids", ids] if ids else []))


def theirs(way, model, corpus, ids=None):
    cold = way.startswith(CACHELESS)
    return output_of(
        sys.executable, ROOT / "Benchmarks/tokenizer_peers.py", way, model, corpus, FRESH, SETTLED,
        1 if cold else 2, "cold" if cold else "warm", *([ids] if ids else []))


def rates(runs):
    """Median rates in MB/s: settled, fresh and again; None for what was not measured."""
    def median(name, seconds):
        values = [run[name] / seconds(run) for run in runs if seconds(run)]
        return statistics.median(values) / 1e6 if values else None

    return (
        median("bytes", lambda run: run["seconds"][0]), median("first_bytes", lambda run: run["first_seconds"]),
        median("bytes", lambda run: run["seconds"][1] if len(run["seconds"]) > 1 else 0))


def fastest(all_rates):
    return tuple(max((rate for rate in column if rate), default=None) for column in zip(*all_rates))


def read_ids(path):
    ids = array.array("i", path.read_bytes())
    documents, at = [], 0
    while at < len(ids):
        documents.append(ids[at + 1 : at + 1 + ids[at]])
        at += 1 + ids[at]
    return documents


def differing(reference, path):
    """How many documents have other ids than the library gives."""
    mine, other = read_ids(reference), read_ids(path)
    count = sum(a != b for a, b in zip(mine, other)) + abs(len(mine) - len(other))
    return f"{count} of {len(mine)} differ" if count else "equal"


def number(rate, form):
    return format(rate, form) if rate else "-"


def compare(model_name, corpus_name):
    model, corpus = WORK / f"{model_name}.model", WORK / f"{corpus_name}.docs"
    calls = {(OURS, OURS): lambda ids: ours(model, corpus, "auto", ids),
             (LIBRARY, LIBRARY): lambda ids: ours(model, corpus, "library", ids)}
    for peer, ways in PEERS[model_name].items():
        for way in ways:
            calls[peer, way] = lambda ids, way=way: theirs(way, model, corpus, ids)
    runs = {key: [] for key in calls}
    for turn in range(RUNS):
        for key, call in calls.items():
            ids = WORK / f"ids.{key[1]}" if turn == 0 else None
            if (result := call(ids)) is not None:
                runs[key].append(result)
    if not runs[OURS, OURS] or not runs[LIBRARY, LIBRARY]:
        sys.exit(f"tokenizer.py: {TIMER.name} failed")
    goals = BPE if model_name.startswith("bpe") else SCRIPTS if corpus_name == "multilingual" else UNIGRAM
    my_rates = rates(runs[OURS, OURS])
    print(f"{model_name}, {corpus_name}: engine {runs[OURS, OURS][0]['engine']}, "
          f"{runs[OURS, OURS][0]['resident'] / 1e6:.0f} MB with the model")
    for peer in dict.fromkeys(key[0] for key in calls):
        found = {key: values for key, values in runs.items() if key[0] == peer and values}
        if not found:
            print(f"  {peer}: not measured")
            continue
        its_rates = fastest([rates(values) for values in found.values()])
        ratios = [mine / its if mine and its else None for mine, its in zip(my_rates, its_rates)]
        least, aim = goals.get(peer, (None, None))
        verdicts = {differing(WORK / f"ids.{LIBRARY}", WORK / f"ids.{way}") for _, way in found}
        columns = "".join(f"{number(rate, '.1f'):>8}" for rate in its_rates)
        columns += "".join(f"{number(ratio, '.2f'):>8}" for ratio in ratios)
        print(f"  {peer:24}{columns}{number(least, 'g'):>7}{number(aim, 'g'):>5}  {', '.join(sorted(verdicts))}",
              flush=True)
    for _, way in calls:
        (WORK / f"ids.{way}").unlink(missing_ok=True)


def encode(names):
    print(f"{'':26}{'MB/s, settled':>8}  fresh   again   ours over it      least  aim  ids beside the library's")
    for model_name in PEERS:
        for corpus_name in tokenizer_corpus.CORPORA:
            if not names or corpus_name in names or model_name in names:
                compare(model_name, corpus_name)


def write_c4(folder):
    """Eight shards in C4's form: `english` and those of `web` without markup, three times over, so that what a
    process does once weighs little; and a shard of one document, for what it holds without any work."""
    documents = [
        document for name in ("english", "web") for document in tokenizer_corpus.read_documents(WORK / f"{name}.docs")
        if not document.lstrip().startswith(b"<")]
    lines = [
        json.dumps({"text": document.decode(), "timestamp": "2019-04-25T12:57:54Z",
                    "url": f"https://example.org/{number}"}, ensure_ascii=False).encode() + b"\n"
        for number, document in enumerate(documents)]
    partial = folder.with_suffix(".part")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "all").mkdir(parents=True)
    (partial / "one").mkdir()
    for shard in range(8):
        with gzip.open(partial / f"all/c4-train.{shard:05}-of-00008.json.gz", "wb", 6) as output:
            for _ in range(3):
                output.writelines(lines[shard::8])
    with gzip.open(partial / "one/c4-train.00000-of-00001.json.gz", "wb", 6) as output:
        output.write(lines[0])
    partial.rename(folder)


# Runs a command and prints its wall seconds, processor seconds and peak resident bytes: from a process as small as
# this is, since a child's peak begins with what its parent held.
MEASURE = """
import os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, 1024 * usage.ru_maxrss)
sys.exit(status != 0)
"""


def tokenize_once(shards, workers):
    """Wall and processor seconds, bytes of text, peak resident bytes."""
    store = WORK / "store"
    shutil.rmtree(store, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MEASURE, BINARY, "tokenize", "--source", "c4", "--tokenizer-model",
         WORK / "unigram-32k.model", "--output", store, "--workers", str(workers), "--progress", "none",
         *sorted(shards.glob("*.gz"))], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"tokenizer.py: tokenize failed: {done.stderr}")
    wall, seconds, resident = map(float, done.stdout.split())
    size = json.loads((store / "manifest.json").read_text())["text_bytes"]
    return wall, seconds, size, resident


def tokenize():
    folder = WORK / "c4"
    if not folder.exists():
        write_c4(folder)
    load = os.getloadavg()[0]
    base = min(tokenize_once(folder / "one", 1)[3] for _ in range(3))
    one, two = [], []
    for _ in range(RUNS):
        one.append(tokenize_once(folder / "all", 1))
        two.append(tokenize_once(folder / "all", 2))
    shutil.rmtree(WORK / "store", ignore_errors=True)
    size = one[0][2]
    print(f"tokenize, C4 .json.gz, unigram-32k, {size / 1e6:.0f} MB of text; load of the machine before it {load:.1f}, "
          f"and the clock says little unless that is near 0")
    for name, runs in (("one worker", one), ("two workers", two)):
        wall, seconds = (statistics.median(run[index] for run in runs) for index in (0, 1))
        print(f"  {name:12}{size / seconds / 1e6:7.1f} MB/s per core (processor's seconds), "
              f"{size / wall / 1e6:.1f} MB/s by the clock; at least 70, aim 100")
    ratios = [a[0] / b[0] for a, b in zip(one, two)]
    print(f"  two workers over one: median {statistics.median(ratios):.2f} of "
          f"{' '.join(f'{ratio:.2f}' for ratio in ratios)}; at least 1.9, aim 1.97")
    peaks = [max(run[3] for run in runs) / 1e6 for runs in (one, two)]
    print(f"  resident at most: {base / 1e6:.0f} MB with one short document (model and program), "
          f"{peaks[0]:.0f} MB with one worker, {peaks[1]:.0f} with two: "
          f"work takes {peaks[0] - base / 1e6:.0f} MB, a second worker {peaks[1] - peaks[0]:.0f}; at most 32, aim 16")


def main():
    wanted = sys.argv[1:]
    for file in (BINARY, TIMER):
        if not file.exists():
            sys.exit(f"tokenizer.py: {file} is not built: make bench builds it")
    tokenizer_corpus.prepare(WORK)
    if wanted[:1] != ["tokenize"]:
        encode([name for name in wanted if name != "encode"])
    if wanted[:1] in ([], ["tokenize"]):
        tokenize()


if __name__ == "__main__":
    main()
