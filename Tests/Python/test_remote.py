#!/usr/bin/env python3
"""Shards at an address: test_remote.py SHARDS COMPRESSED

Any file system of fsspec's will do; these are of memory, with one that fails as networks do.
"""
import errno
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import fsspec
from fsspec.implementations.memory import MemoryFileSystem

from package import ALL, refused, run, same

import ul2prep
from ul2prep import _download
from ul2prep._cache import Cache


class Flaky(MemoryFileSystem):
    """Memory whose calls fail now and then, or end early."""

    protocol = "flaky"
    store = MemoryFileSystem.store
    pseudo_dirs = MemoryFileSystem.pseudo_dirs
    failures = []
    calls = []

    @classmethod
    def _strip_protocol(cls, path):
        return super()._strip_protocol(path.replace("flaky://", "memory://"))

    def cat_file(self, path, start=None, end=None, **options):
        if ".mds" not in path:
            return super().cat_file(path, start, end, **options)
        Flaky.calls.append((path, start, end))
        failure = Flaky.failures.pop(0) if Flaky.failures else None
        if isinstance(failure, Exception):
            raise failure
        if start and start >= self.size(path):
            raise OSError(errno.EINVAL, "The requested range is not satisfiable")
        if failure == "whole":
            start = end = None
        data = super().cat_file(path, start, end, **options)
        middle = len(data) // 2
        if failure == "cut":
            return data[:middle]
        if failure == "changed":
            return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1:]
        return data


fsspec.register_implementation("flaky", Flaky, clobber=True)


def put(path, name):
    """A dataset into memory."""
    files = fsspec.filesystem("memory")
    for file in Path(path).rglob("*"):
        if file.is_file():
            files.pipe_file(f"/{name}/{file.relative_to(path)}", file.read_bytes())
    return f"memory://{name}"


def sizes(directory):
    """Bytes of shards below a directory."""
    return sum(file.stat().st_size for file in Path(directory).rglob("*.mds*"))


def taken(cache):
    """The same of a cache, where other threads and processes bring and remove some."""
    return Cache(str(cache), 0).taken()


def test_same(paths):
    """Rows, batches and states are those of the directory; a cache for a few shards is enough, and is never passed."""
    for path in paths:
        address = put(path, "rows")
        largest = max(file.stat().st_size for file in Path(path).rglob("*.mds*"))
        few = 3 * largest
        assert sizes(path) > few
        for order, limit in (("plan", few), ("shuffled", 1 << 40)):
            # Epochs of the plan's order are shuffled after the first, over all shards here.
            options = dict(batch_size=5, order=order, epochs=1 if order == "plan" else 2, seed=3)
            with ul2prep.open(path) as wanted, tempfile.TemporaryDirectory() as cache, \
                    ul2prep.open(address, cache=cache, cache_limit=limit) as data:
                assert len(data) == len(wanted) and data.fingerprint == wanted.fingerprint
                assert data.path == address and data.sequence_length == wanted.sequence_length
                batches = 0
                for found, right in zip(data.loader(**options), wanted.loader(**options)):
                    for name in (*ALL, "rows"):
                        same(found[name], right[name], name)
                    assert taken(cache) <= limit
                    batches += 1
                assert batches == options["epochs"] * len(wanted) // 5
                loader = data.loader(**options)
                next(loader)
                state = loader.state_dict()
                assert state == data.state(samples=5, order=order, seed=3)
                same(next(wanted.loader(batch_size=5, state=state))["rows"], next(loader)["rows"])
                for number in (0, len(data) - 1, len(data) // 2):
                    same(data[number].tokens, wanted[number].tokens)
                same(ul2prep.Samples(data)[7]["labels"], wanted[7].labels)
                again = pickle.loads(pickle.dumps(data))
                same(again[3].tokens, wanted[3].tokens)
                assert taken(cache) <= limit


def test_once(paths):
    """A shard that is here is not fetched again, by this process or the next; replaced data is."""
    put(paths[0], "once")
    with tempfile.TemporaryDirectory() as cache:
        for expected in (True, False):
            Flaky.calls.clear()
            with ul2prep.open("flaky://once", cache=cache) as data:
                list(data.loader(batch_size=16, epochs=1))
            assert bool(Flaky.calls) == expected and len(set(Flaky.calls)) == len(Flaky.calls)
        files = fsspec.filesystem("memory")
        files.pipe_file("/once/index.json", files.cat_file("/once/index.json") + b"\n")
        with ul2prep.open("flaky://once", cache=cache) as data:
            data[0]
        assert Flaky.calls


def test_failures(paths):
    """What fails once is tried again; what keeps failing is an error with its address."""
    put(paths[0], "fails")

    def read(*failures):
        Flaky.failures[:] = failures
        with tempfile.TemporaryDirectory() as cache, ul2prep.open("flaky://fails", cache=cache) as data:
            return data[0]

    read(ConnectionResetError("reset"), "cut", TimeoutError("slow"))
    refused(ul2prep.SystemCallError, r"flaky://fails/00000/shard.*cannot be read: slow \(5 tries\)",
            lambda: read(*[TimeoutError("slow")] * 5))
    refused(ul2prep.DataError, r"flaky://fails/.*ended early, got \d+ bytes; expected \d+", lambda: read(*["cut"] * 5))
    pieces, _download._PIECE = _download._PIECE, 100_000
    Flaky.calls.clear()
    read("whole", "whole")
    # A server that gives the whole file for each part of it is asked once more, not for each.
    assert len(Flaky.calls) == 2, Flaky.calls
    files = fsspec.filesystem("memory")
    shard = min(file for file in files.find("/fails") if ".mds" in file)
    whole = files.cat_file(shard)
    for size in (0, 100_000, len(whole) - 1):
        files.pipe_file(shard, whole[:size])
        refused(ul2prep.DataError, f"{shard}: ended early, got {size} bytes; expected {len(whole)}", read)
    files.pipe_file(shard, whole)
    _download._PIECE = pieces
    refused(ul2prep.DataError, "hash", lambda: read("changed"))
    refused(ul2prep.SystemCallError, "cannot be written: No space left.*choose another cache",
            lambda: read(OSError(errno.ENOSPC, "No space left on device")))
    Flaky.failures.clear()
    files.pipe_file("/none/index.json", b"{}")
    refused(ul2prep.DataError, "not an index of shards", lambda: ul2prep.open("memory://none", cache="/tmp/none"))
    refused(ul2prep.NoInputError, "memory://nowhere/index.json: no such file",
            lambda: ul2prep.open("memory://nowhere", cache="/tmp/none"))
    refused(ul2prep.UsageError, "cache: no directory", lambda: ul2prep.open("memory://fails"))
    refused(ul2prep.UsageError, "of an address", lambda: ul2prep.open(paths[0], cache="/tmp/none"))
    refused(ul2prep.LibraryError, "nosuch://x", lambda: ul2prep.open("nosuch://x", cache="/tmp/none"))
    with tempfile.TemporaryDirectory() as cache, ul2prep.open("memory://fails", cache=cache, cache_limit=10) as data:
        refused(ul2prep.UsageError, "cache_limit: less than the shards of one batch take", lambda: data[0])
    files.pipe_file("/out/index.json", b'{"shards": [{"samples": 1, "raw_data": {"basename": "../x", "bytes": 1}}]}')
    refused(ul2prep.DataError, "not an index of shards", lambda: ul2prep.open("memory://out", cache="/tmp/none"))


def test_plan(paths):
    """A plan is read where its stores are."""
    files = fsspec.filesystem("memory")
    files.pipe_file("/plan/manifest.json", b'{"kind": "plan"}')
    refused(ul2prep.UsageError, "a plan, which is read where its stores are",
            lambda: ul2prep.open("memory://plan", cache="/tmp/none"))


def test_shared(paths):
    """Threads and processes share a cache that holds far less than all of them read."""
    largest = max(file.stat().st_size for file in Path(paths[0]).rglob("*.mds"))
    wanted = ul2prep.open(paths[0])
    with tempfile.TemporaryDirectory() as cache:
        program = (
            "import sys; sys.path.insert(0, sys.argv[1]); import ul2prep, numpy as np\n"
            "data = ul2prep.open('file://' + sys.argv[2], cache=sys.argv[3], cache_limit=int(sys.argv[4]))\n"
            "for _ in range(2):\n"
            "    print(sum(int(batch['tokens'].sum()) for batch in data.loader(batch_size=4, epochs=1)))\n")
        total = sum(int(batch["tokens"].sum()) for batch in wanted.loader(batch_size=4, epochs=1))
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", program, str(Path(ul2prep.__file__).parents[1]), os.path.abspath(paths[0]),
                 cache, str(4 * largest)], stdout=subprocess.PIPE, text=True)
            for _ in range(3)]
        for process in processes:
            output = process.communicate()[0]
            assert process.returncode == 0 and output.split() == [str(total)] * 2, (output, total)
        assert taken(cache) <= 4 * largest
    address = put(paths[0], "threads")
    with tempfile.TemporaryDirectory() as cache, ul2prep.open(address, cache=cache, cache_limit=12 * largest) as data:
        failed = []

        def read(start):
            try:
                for number in range(start, len(data), 3):
                    same(data[number].tokens, wanted[number].tokens)
            except BaseException as problem:  # Shown by the test, not lost with the thread.
                failed.append(problem)

        threads = [threading.Thread(target=read, args=(start,)) for start in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed, failed
    wanted.close()


_download._PAUSE = 0.001


if __name__ == "__main__":
    run(dict(globals()), __doc__)
