#!/usr/bin/env python3
"""Datasets and loaders in other processes and threads: test_processes.py SHARDS COMPRESSED PLAN"""
import json
import multiprocessing
import os
import pickle
import shutil
import signal
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from package import refused, run, same

import ul2prep


def read_there(data, loader, results):
    """What another process reads."""
    results.put((data.fetch([1, -1])["tokens"], next(loader)["rows"].tolist()))


def test_processes(paths):
    """Pickles, and processes that are made in each way."""
    for path in (paths[1], paths[2]):
        with ul2prep.open(os.path.relpath(path)) as data:
            loader = data.loader(batch_size=4, order="shuffled", seed=2)
            next(loader)
            copy = pickle.loads(pickle.dumps(loader))
            copied = pickle.loads(pickle.dumps(data))
            assert copied.fingerprint == data.fingerprint and len(copied) == len(data)
            wanted = data.fetch([1, -1])["tokens"], next(loader)["rows"].tolist()
            assert next(copy)["rows"].tolist() == wanted[1]
            loader = data.loader(batch_size=4, state=data.state(samples=4, order="shuffled", seed=2))
            for method in ("fork", "spawn", "forkserver"):
                context = multiprocessing.get_context(method)
                results = context.Queue()
                process = context.Process(target=read_there, args=(data, loader, results))
                process.start()
                tokens, rows = results.get(timeout=60)
                process.join(60)
                assert process.exitcode == 0, (method, process.exitcode)
                same(tokens, wanted[0], method)
                assert rows == wanted[1], method
    with ul2prep.open(paths[0]) as data:
        wanted_row = data[3].tokens
    with tempfile.TemporaryDirectory() as scratch:
        pickled = Path(scratch) / "data"
        shutil.copytree(paths[2], pickled)
        with ul2prep.open(pickled, tokens=stores_of(paths[2])) as data:
            text = pickle.dumps(data)
        with pickle.loads(text) as data:
            same(data[3].tokens, wanted_row, "moved")
        shutil.rmtree(pickled)
        refused(ul2prep.NoInputError, "data", lambda: pickle.loads(text))
    error = pickle.loads(pickle.dumps(ul2prep.DataError("a: b")))
    assert type(error) is ul2prep.DataError and str(error) == "a: b" and error.status == 2


def test_threads(paths):
    """Threads read together what does not stay in the cache, while the process forks."""
    with ul2prep.open(paths[1]) as data:
        wanted = data.fetch(range(len(data)), arrays=["labels"])["labels"]
    for path in (paths[1], paths[2]):
        with ul2prep.open(path, cache_bytes=1) as data, ThreadPoolExecutor(4) as threads:
            def read(first, data=data):
                rows = range(first, len(data), 29)
                return rows, data.fetch(rows, arrays=["labels"])["labels"]

            reading = [threads.submit(read, first) for first in range(29)]
            child = os.fork()
            if child == 0:
                # Without what Python does at its end, which would wait for threads that are not here.
                os._exit(0 if np.array_equal(data[7].labels, wanted[7]) else 1)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, path
            for one in reading:
                rows, labels = one.result()
                same(labels, wanted[list(rows)], path, rows)


def test_forks(paths):
    """A process that is forked while a thread reads ahead continues where its loader was; so does the first."""
    for path in (paths[1], paths[2]):
        options = dict(global_batch_size=5, order="shuffled", seed=3, arrays=["tokens"])
        with ul2prep.open(path, cache_bytes=1) as data:
            loader = data.loader(prefetch=0, **options)
            wanted = [next(loader) for _ in range(24)]
            loader = data.loader(prefetch=3, **options)
            for place in range(20):
                child = os.fork()
                if child == 0:
                    signal.alarm(60)
                    found = [next(loader) for _ in range(3)]
                    equal = all(
                        np.array_equal(batch[name], other[name]) for name in ("tokens", "rows")
                        for batch, other in zip(found, wanted[place:]))
                    os._exit(0 if equal else 1)
                batch = next(loader)
                same(batch["tokens"], wanted[place]["tokens"], path, place)
                status = os.waitpid(child, 0)[1]
                assert status == 0, (path, place, status)


def stores_of(plan):
    """The folder that a plan's stores are in."""
    manifest = json.loads((Path(plan) / "manifest.json").read_bytes())
    return (Path(plan) / manifest["sources"][0]["store"]["path"]).resolve().parent


if __name__ == "__main__":
    run(dict(globals()), __doc__)
