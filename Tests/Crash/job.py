"""The commands that are disturbed, and what comes out of them undisturbed."""
import gzip
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("UL2PREP_BINARY", str(ROOT / ".build/release/ul2prep"))
MODEL = ROOT / "fixtures/tokenizers/unigram-8k.model"
# Shards of about 60 kB of input and units of 100 kB, so that a few megabytes give many.
ENVIRONMENT = {**os.environ, "UL2PREP_STORE_SIZES": f"{60_000}:{100_000}:{1 << 40}"}


def fail(message):
    sys.exit(f"crash: {message}")


def contents(folder):
    """Hashes of all published files."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".ul2prep" not in path.parts
    }


def write_inputs(folder, count):
    """The fixtures' lines, often, in files of 20 to 90 kB."""
    folder.mkdir()
    lines = [line for path in sorted((ROOT / "fixtures/c4").glob("*.gz"))
             for line in gzip.open(path).read().splitlines(keepends=True)]
    for number in range(count):
        size = 10 + number * 7 % 40
        (folder / f"{number:03}.jsonl").write_bytes(b"".join(
            lines[(number * 31 + i) % len(lines)].rstrip(b"\n") + b"\n" for i in range(size)))


class Ended:
    """What became of a task."""

    def __init__(self, process):
        self.errors = process.communicate()[1].decode()
        self.status = process.returncode


class Job:
    """A command that makes `output`, and what it makes."""

    def __init__(self, name, command, output, has_ranks=True):
        self.name = name
        self.has_ranks = has_ranks
        self.command = [BINARY, *map(str, command), "--progress", "none"]
        self.output = output
        began = time.monotonic()
        self.finish()
        self.seconds = time.monotonic() - began
        self.expected = contents(output)
        self.clear()

    def clear(self):
        shutil.rmtree(self.output, ignore_errors=True)

    def start(self, rank=0, size=1, environment={}):
        ranks = [] if size == 1 or not self.has_ranks else ["--rank", str(rank), "--world-size", str(size)]
        return subprocess.Popen(
            self.command + ranks, env={**ENVIRONMENT, **environment}, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE)

    def run(self, rank=0, size=1, environment={}):
        return Ended(self.start(rank, size, environment))

    def finish(self, rank=0, size=1, what="undisturbed"):
        """Runs it, which must succeed."""
        task = self.run(rank, size)
        if task.status:
            fail(f"{self.name}, {what}: exit {task.status}: {task.errors}")

    def compare(self, what):
        """The finished output must be what an undisturbed task makes."""
        found = contents(self.output)
        if found != self.expected:
            names = [name for name in found.keys() | self.expected.keys()
                     if found.get(name) != self.expected.get(name)]
            fail(f"{self.name}, {what}: {len(found)} files instead of {len(self.expected)}, of which are other: "
                 + ", ".join(sorted(names)[:10]))
        if (self.output / ".ul2prep").exists():
            fail(f"{self.name}, {what}: work is left")

    def finish_as_expected(self, what, rank=0, size=1):
        """Runs it, compares what it has made, and takes that away."""
        self.finish(rank, size, what)
        self.compare(what)
        self.clear()


def make_stores(folder):
    """A store for each source of the recipe, of the fixtures."""
    made = subprocess.run(
        [BINARY, "tokenize", "--mixture", ROOT / "mixtures/openmoe.json", "--tokenizer-model", MODEL,
         "--output", folder / "stores", "--progress", "none"], capture_output=True)
    if made.returncode:
        fail(made.stderr.decode())


def make_jobs(folder, inputs, tokens):
    """`tokenize`, `pack` and `plan --output`, below `folder`, in which there are stores."""
    tokenize = ["tokenize", "--source", "c4", "--tokenizer-model", MODEL, "--validation-share", "0.02"]
    packed = ["--mixture", "openmoe", "--tokens", folder / "stores", "--seq-length", "32", "--total-tokens", tokens]
    own = folder / f"of-{tokens}"
    own.mkdir()
    write_inputs(own / "inputs", inputs)
    return [
        Job("tokenize", [*tokenize, "--output", own / "store", "--workers", "2", own / "inputs"], own / "store"),
        Job("pack", ["pack", *packed, "--output", own / "shards", "--compression", "zstd:1", "--workers", "2"],
            own / "shards"),
        Job("plan", ["plan", *packed, "--output", own / "plan"], own / "plan", has_ranks=False),
    ]
