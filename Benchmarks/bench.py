#!/usr/bin/env python3
"""Speed and memory of the real binary, printed, never asserted: `make bench`.

Makes a token store as large as a processor's caches are not (320 M tokens, documents as long as each
source's are, cut one after another out of this machine's own text files, which do not repeat) and a raw input of
60 MB under .bench/, once; then runs each command five times, interleaved, and prints medians. `bench.py plan` makes
an index of a hundred million documents (2 GB, removed afterwards) and prints what planning takes for each. Only
Python's standard library is needed, and the tool `zstd`.
"""
import array
import gzip
import hashlib
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
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = pathlib.Path(os.environ.get("UL2PREP_BINARY", ROOT / ".build/release/ul2prep"))
MODEL = ROOT / "fixtures/tokenizers/unigram-8k.model"
WORK = ROOT / ".bench"
# Source: (weight in the recipe, tokens of a document on average).
SOURCES = {
    "common_crawl": (67, 900), "c4": (15, 430), "stackexchange": (2, 900), "arxiv": (2.5, 14000),
    "wikipedia": (4.5, 700), "github": (4.5, 1800), "the_stack": (20, 1500),
}
# Of what prepare() makes.
VERSION = "2"
STORE_TOKENS = 320_000_000
DRAWN_TOKENS = 300_000_000
# Of full columns, whose rows take ten times the bytes.
FULL_TOKENS = 60_000_000
RUNS = int(os.environ.get("RUNS", "5"))


def take_pages(size=1_500_000_000):
    """Writes a file and removes it: on a virtual machine a page that is used for the first time, or after its host took
    it back, costs several times what writing it does, and who wrote last would decide what a run takes."""
    WORK.mkdir(exist_ok=True)
    path, zeros = WORK / "pages", bytes(1 << 20)
    with open(path, "wb", buffering=0) as file:
        for _ in range(size // len(zeros)):
            file.write(zeros)
    path.unlink()


def run(*arguments):
    """One run of the binary: wall seconds, processor seconds, peak resident bytes."""
    if arguments[0] == "pack":
        take_pages()
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(BINARY), *map(str, arguments), "--progress", "none"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"bench: {arguments[0]} failed: {errors.decode()}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


# Where text is looked for, and what it is called.
TEXTS = ["/usr/share", "/usr/include", "/usr/lib", sys.prefix, "/opt"]
SUFFIXES = {".py", ".h", ".hpp", ".c", ".inc", ".txt", ".html", ".md", ".rst", ".xml", ".pl", ".pm", ".js", ".el",
            ".po", ".go", ".swift", ".rs", ".tex", ".texi", ".gz"}


def text_of(path, suffixes):
    """A file's text; None where it is none, or its name ends in none of these."""
    try:
        if path.suffix not in suffixes or path.is_symlink() or path.stat().st_size > 4_000_000:
            return None
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    except (OSError, EOFError, ValueError, zlib.error):
        return None


def write_texts(path, limit, suffixes=frozenset(SUFFIXES)):
    """This machine's text files, each content once, in the order of their contents' hashes, in C4's form; returns
    the bytes of text, `limit` or somewhat more where there are so many."""
    found = {}
    for top in TEXTS:
        for folder, _, names in os.walk(top):
            for file in (pathlib.Path(folder, name) for name in names):
                text = text_of(file, suffixes)
                if text is not None and len(text) >= 200:
                    found.setdefault(hashlib.blake2b(text.encode(), digest_size=12).digest(), file)
    written = 0
    with open(path, "w") as output:
        for _, file in sorted(found.items()):
            if written >= limit:
                break
            text = text_of(file, suffixes)
            output.write(json.dumps(
                {"text": text, "timestamp": "2026-01-01T00:00:00Z", "url": f"file://{file}"}) + "\n")
            written += len(text.encode())
    return written


class Stream:
    """Tokens (uint16) of all texts, given out one after another; from the front again where they are used up, which
    is farther back than any compressor looks."""

    def __init__(self, paths):
        self.bytes = b"".join(path.read_bytes() for path in paths)
        self.place = 0

    def take(self, tokens):
        size = 2 * tokens
        piece = self.bytes[self.place : self.place + size]
        self.place += size
        if len(piece) < size:
            self.place = size - len(piece)
            piece += self.bytes[: self.place]
        return piece


def write_index(path, lengths):
    """A Megatron index of uint16 documents, of one sequence each."""
    pointers = array.array("q", [0]) * len(lengths)
    place = 0
    for i, length in enumerate(lengths):
        pointers[i] = place
        place += 2 * length
    with open(path, "wb") as index:
        index.write(b"MMIDIDX\0\0" + struct.pack("<QBQQ", 1, 8, len(lengths), len(lengths) + 1))
        lengths.tofile(index)
        pointers.tofile(index)
        array.array("q", range(len(lengths) + 1)).tofile(index)


def write_store(directory, tokens, mean, stream, generator):
    """Documents with log-normal lengths; written in pieces as large as `tokenize` writes, on which the system's
    cache depends."""
    directory.mkdir(parents=True)
    lengths = array.array("i")
    written = 0
    with open(directory / "00000.bin", "wb", buffering=1 << 18) as data:
        while written < tokens:
            length = max(1, int(generator.lognormvariate(math.log(mean) - 0.5, 1.0)))
            lengths.append(length)
            data.write(stream.take(length))
            written += length
    write_index(directory / "00000.idx", lengths)


def prepare():
    if (WORK / "ready").exists() and (WORK / "ready").read_text() == VERSION:
        return
    print("bench: making the inputs under .bench/, once", file=sys.stderr)
    for name in ("stores", "texts", "fixtures", "ready"):
        path = WORK / name
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    WORK.mkdir(exist_ok=True)
    (WORK / "texts").mkdir()
    size = write_texts(WORK / "texts/c4.json", 3 * STORE_TOKENS)
    run("tokenize", "--source", "c4", "--tokenizer-model", MODEL, "--output", WORK / "texts/tokens",
        WORK / "texts/c4.json")
    stream = Stream(sorted(
        path for path in (WORK / "texts/tokens").glob("*.bin") if not path.name.endswith(".meta.bin")))
    print(f"bench: {size / 1e6:.0f} MB of text, {len(stream.bytes) / 2e6:.0f} M tokens", file=sys.stderr)
    generator = random.Random(0)
    total = sum(weight for weight, _ in SOURCES.values())
    for name, (weight, mean) in SOURCES.items():
        write_store(WORK / "stores" / name, STORE_TOKENS * weight / total, mean, stream, generator)
    shutil.rmtree(WORK / "texts")
    write_mixture(WORK / "mixture.json")
    lines = gzip.open(ROOT / "fixtures/c4/c4-train.00000-of-01024.json.gz").read()
    lines += gzip.open(ROOT / "fixtures/c4/c4-train.00001-of-01024.json.gz").read() + b"\n"
    for part in range(2):
        with gzip.open(WORK / f"c4-{part}.json.gz", "wb", compresslevel=3) as output:
            for _ in range(30_000_000 // len(lines)):
                output.write(lines)
    (WORK / "ready").write_text(VERSION)


def text_bytes(directory):
    return json.loads((directory / "manifest.json").read_text())["text_bytes"]


def median(values):
    return statistics.median(values)


def drawn(columns):
    return FULL_TOKENS if columns == "full" else DRAWN_TOKENS


def plan_job(columns="compact"):
    return ["plan", "--mixture", WORK / "mixture.json", "--tokens", WORK / "stores", "--tokenizer-model", MODEL,
            "--total-tokens", drawn(columns)]


def pack_job(columns, compression, workers, output="shards"):
    return ["pack", *plan_job(columns)[1:], "--columns", columns, "--compression", compression,
            "--workers", workers, "--output", WORK / output]


def write_mixture(path):
    """The recipe, for stores whose documents are said to end in no end-of-document token: else each one's last token
    is read first."""
    mixture = json.loads((ROOT / "mixtures/openmoe.json").read_text())
    mixture.pop("$schema")
    for source in mixture["sources"].values():
        source.pop("path")
        source["eod"] = False
    path.write_text(json.dumps(mixture))


def zstd_alone(columns):
    """The processor's seconds that the tool `zstd` takes for the shards' bytes, at level 1 and on one core, without
    the system's part: it reads files, which `pack` does not."""
    shards = sorted((WORK / f"raw-{columns}").rglob("*.mds"))
    process = subprocess.Popen(
        ["zstd", "-1", "-q", "--single-thread", "-c", *map(str, shards)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit("bench: zstd failed")
    return usage.ru_utime


def copy_alone(columns):
    """The processor's seconds that `cp` takes for the shards: nearly all of it is the system's writing."""
    take_pages()
    process = subprocess.Popen(["cp", "-r", str(WORK / f"raw-{columns}"), str(WORK / "shards")])
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit("bench: cp failed")
    shutil.rmtree(WORK / "shards")
    return usage.ru_utime + usage.ru_stime


def plan_documents(documents=100_000_000):
    """What planning takes for each document: of an index of so many documents, beside one of a hundredth of them,
    so that what is done once for all falls out; and by lengths that are worked out."""
    folder = WORK / "documents"
    shutil.rmtree(folder, ignore_errors=True)
    needed = 20 * documents
    if shutil.disk_usage(WORK).free < 2 * needed:
        sys.exit(f"bench: {2 * needed / 1e9:.0f} GB of disk are needed")
    generator = random.Random(1)
    some = array.array("i", (max(1, int(generator.lognormvariate(math.log(600) - 0.5, 1.0))) for _ in range(1 << 16)))
    rows = []
    try:
        for count in (documents // 100, documents):
            store = folder / str(count) / "c4"
            store.mkdir(parents=True)
            lengths = some * (count // len(some))
            write_index(store / "00000.idx", lengths)
            with open(store / "00000.bin", "wb") as data:
                # Hollow: no plan reads a token.
                data.truncate(2 * sum(some) * (count // len(some)))
            mixture = json.loads((WORK / "mixture.json").read_text())
            mixture["sources"] = {"c4": {"weight": 1, "eod": False}}
            mixture["fim"]["sources"] = ["c4"]
            (folder / "mixture.json").write_text(json.dumps(mixture))
            common = ["plan", "--mixture", folder / "mixture.json", "--tokens", store.parent,
                      "--tokenizer-model", MODEL]
            # Of the second one, opening and checking alone: a plan of one token.
            run(*common, "--total-tokens", 1)
            opened = median([run(*common, "--total-tokens", 1)[1] for _ in range(RUNS)])
            rows.append((len(lengths), opened, median([run(*common)[1] for _ in range(RUNS)])))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for count, opened, whole in rows:
        print(f"plan, {count:>11,} documents of an index: {1e9 * (whole - opened) / count:5.0f} ns a document, "
              f"{1e9 * opened / count:4.1f} to check the index")
    subprocess.run(
        ["swift", "build", "--configuration", "release", "--product", "planning", "--scratch-path",
         ".build-planning"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        env=os.environ | {"UL2PREP_PLANNING": "1"})
    for count in (documents // 100, documents, 10 * documents):
        line = subprocess.run(
            [ROOT / ".build-planning/release/planning", str(count)], check=True, capture_output=True, text=True)
        print("plan, generated lengths:", line.stdout.strip())


def main():
    if not BINARY.exists():
        sys.exit("bench: build the program first: make build")
    prepare()
    if sys.argv[1:] == ["plan"]:
        return plan_documents()
    jobs = {
        f"pack, {columns}, {'uncompressed' if compression == 'none' else compression}, {workers} worker"
        f"{'s' if workers > 1 else ''}": pack_job(columns, compression, workers)
        for columns in ("compact", "full") for compression in ("none", "zstd:1") for workers in (1, 2)
        if columns == "compact" or workers == 1
    }
    jobs["plan"] = plan_job()
    jobs["tokenize, C4 .json.gz, 1 worker"] = [
        "tokenize", "--source", "c4", "--tokenizer-model", MODEL, "--output", WORK / "tokens", "--workers", 1,
        WORK / "c4-0.json.gz"]
    jobs["read, C4 .json.gz"] = ["read", "--source", "c4", WORK / "c4-0.json.gz"]
    for columns in ("compact", "full"):
        shutil.rmtree(WORK / f"raw-{columns}", ignore_errors=True)
        run(*pack_job(columns, "none", 1, f"raw-{columns}"))
    results = {name: [] for name in jobs}
    alone = {"compact": [], "full": []}
    copied = {"compact": [], "full": []}
    size = None
    for _ in range(RUNS):
        for name, arguments in jobs.items():
            for output in ("shards", "tokens"):
                shutil.rmtree(WORK / output, ignore_errors=True)
            results[name].append(run(*arguments))
            if name.startswith("tokenize"):
                size = text_bytes(WORK / "tokens")
        for columns, seconds in alone.items():
            seconds.append(zstd_alone(columns))
            shutil.rmtree(WORK / "shards", ignore_errors=True)
            copied[columns].append(copy_alone(columns))
    print(f"{'':42}{'wall s':>8}{'cpu s':>8}{'rate':>22}{'of cpu':>10}{'resident MB':>13}")
    for name, runs in results.items():
        wall, cpu, resident = (median(column) for column in zip(*runs))
        amount, unit = size / 1e6, "MB/s of text"
        if name.startswith(("pack", "plan")):
            amount, unit = drawn("full" if "full" in name else "compact") / 1e6, "M tokens/s"
        print(f"{name:42}{wall:8.2f}{cpu:8.2f}{amount / wall:9.0f} {unit:>12}{amount / cpu:10.0f}"
              f"{max(r[2] for r in runs) / 1e6:13.0f}")
    for columns, seconds in alone.items():
        ours = median([r[1] for r in results[f"pack, {columns}, zstd:1, 1 worker"]])
        print(f"zstd -1 alone, {columns}: {drawn(columns) / median(seconds) / 1e6:.0f} M tokens/s of the processor; "
              f"pack with zstd:1 does {median(seconds) / ours:.2f} of that")
    for columns, seconds in copied.items():
        ours = median([r[1] for r in results[f"pack, {columns}, uncompressed, 1 worker"]])
        print(f"cp alone, {columns}: {drawn(columns) / median(seconds) / 1e6:.0f} M tokens/s of the processor; "
              f"pack without compression does {median(seconds) / ours:.2f} of that")
    for output in ("shards", "tokens", "raw-compact", "raw-full"):
        shutil.rmtree(WORK / output, ignore_errors=True)


if __name__ == "__main__":
    main()
