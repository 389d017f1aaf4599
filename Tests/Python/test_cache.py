#!/usr/bin/env python3
"""The cache of shards at an address, where it is small and many use it: test_cache.py SHARDS COMPRESSED"""
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from package import refused, run, same

import ul2prep
from ul2prep import _download, _mirror
from ul2prep._cache import Cache

#: Reads rows here and there, by threads, and says when something is wrong.
READER = """
import random, sys, threading
sys.path.insert(0, sys.argv[1])
import numpy as np, ul2prep
address, here, cache, limit, seed, count = sys.argv[2:]
wanted = ul2prep.open(here)
failed = []
def read(seed):
    try:
        choice = random.Random(seed)
        for _ in range(int(count)):
            number = choice.randrange(len(data))
            assert np.array_equal(data[number].tokens, wanted[number].tokens), number
    except BaseException as problem:
        failed.append(problem)
with ul2prep.open(address, cache=cache, cache_limit=int(limit)) as data:
    threads = [threading.Thread(target=read, args=(f"{seed}-{n}",)) for n in range(2)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
sys.exit(f"{type(failed[0])} {failed[0]}" if failed else 0)
"""


def files(path):
    return sorted(file.stat().st_size for file in Path(path).rglob("*.mds*"))


def deleted(cache):
    """Files of a cache that this process has mapped and that are no more, which take disk until it releases them."""
    maps = Path("/proc/self/maps").read_text()
    return {line.split(maxsplit=5)[5] for line in maps.splitlines() if cache in line and line.endswith("(deleted)")}


def test_hammered(paths):
    """Processes and threads that bring and remove shards all the time: nothing fails, and the limit is never passed."""
    path = os.path.abspath(paths[0])
    limit = 3 * files(path)[-1]
    assert sum(files(path)) > limit
    with tempfile.TemporaryDirectory() as cache:
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", READER, str(Path(ul2prep.__file__).parents[1]), f"file://{path}", path, cache,
                 str(limit), str(seed), "150"], stderr=subprocess.PIPE, text=True)
            for seed in range(3)]
        most = looks = 0
        while any(process.poll() is None for process in processes):
            most, looks = max(most, Cache(cache, 0).taken()), looks + 1
        for process in processes:
            errors = process.communicate()[1]
            assert process.returncode == 0, errors
        assert 0 < most <= limit and looks > 10, (most, limit, looks)


def test_left_over(paths):
    """What an ended process leaves takes no room; two datasets share one limit."""
    size = files(paths[0])[-1]
    with tempfile.TemporaryDirectory() as cache:
        addresses = [f"file://{os.path.abspath(path)}" for path in paths]
        with ul2prep.open(addresses[0], cache=cache, cache_limit=2 * size) as data:
            left = Path(data._reader._mirror.directory) / "00000" / "shard.00000.mds.0123456789abcdef.part"
            left.parent.mkdir()
            left.write_bytes(bytes(2 * size))
            data[0]
            assert not left.exists()
            with ul2prep.open(addresses[1], cache=cache, cache_limit=2 * size) as other:
                for place in range(0, 10):
                    data[place * (len(data) // 10)]
                    other[place * (len(other) // 10)]
                    assert 0 < Cache(cache, 0).taken() <= 2 * size


def test_disk(paths):
    """Shards that are put out are let go of, and those that come again are compared with their hashes again."""
    path = os.path.abspath(paths[0])
    with tempfile.TemporaryDirectory() as cache, tempfile.TemporaryDirectory() as place:
        subprocess.run(["cp", "-r", path + "/.", place], check=True)
        with ul2prep.open(f"file://{place}", cache=cache, cache_limit=2 * files(path)[-1]) as data:
            for batch in data.loader(batch_size=2, epochs=1):
                pass
            data[0]
            assert not deleted(cache), deleted(cache)
            for number in range(0, len(data), len(data) // 20):
                data[number]
            first = min(Path(place).rglob("*.mds"))
            with open(first, "r+b") as file:
                file.seek(first.stat().st_size // 2)
                byte = file.read(1)[0]
                file.seek(-1, 1)
                file.write(bytes([byte ^ 1]))
            refused(ul2prep.DataError, "hash", lambda: data[0])


def test_full(paths):
    """Threads whose batches do not fit in together wait for each other, and for long with an error."""
    before, _mirror._READING = _mirror._READING, 0.5
    largest = files(paths[0])[-1]
    with tempfile.TemporaryDirectory() as cache, \
            ul2prep.open(f"file://{os.path.abspath(paths[0])}", cache=cache, cache_limit=largest) as data:
        mirror, far = data._reader._mirror, len(data) - 1
        with mirror.holding(np.array([0])):
            refused(ul2prep.SystemCallError, "the cache is full of what is in use, got .*raise cache_limit", lambda: data[far])
            held = threading.Event()

            def read():
                held.set()
                data[far]

            thread = threading.Thread(target=read)
            thread.start()
            held.wait()
            time.sleep(0.1)
        thread.join()
        _mirror._READING = before


def test_ranges(paths):
    """Shards come in pieces, also from where a part cannot be asked for, and to a forked process."""
    before, _download._PIECE = _download._PIECE, 100_000
    with ul2prep.open(paths[0]) as wanted, tempfile.TemporaryDirectory() as cache, \
            ul2prep.open(f"file://{os.path.abspath(paths[0])}", cache=cache) as data:
        child = os.fork()
        if child == 0:
            try:
                same(data[len(data) - 1].tokens, wanted[len(data) - 1].tokens)
            finally:
                os._exit(int(sys.exc_info()[0] is not None))
        assert os.waitpid(child, 0)[1] == 0
        for number in range(0, len(data), 17):
            same(data[number].tokens, wanted[number].tokens)
    _download._PIECE = before


if __name__ == "__main__":
    run(dict(globals()), __doc__)
