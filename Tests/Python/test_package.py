#!/usr/bin/env python3
"""The package `ul2prep` over one plan's rows: test_package.py SHARDS COMPRESSED PLAN

Rows are compared with those that mds.py reads, arrays with what NumPy makes of their columns.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import mds
from package import ALL, REPOSITORY, refused, run, same

import ul2prep


def expected(row, targets=False):
    """A row's arrays, from its columns."""
    tokens = row["tokens"].astype(np.int32)
    arrays = {name: np.zeros(len(tokens), np.int32) for name in ("positions", "segments", "prefix_lengths")}
    arrays.update(tokens=tokens, labels=np.full(len(tokens), -100, np.int32),
                  bounds=np.zeros((len(tokens), 2), np.int32))
    starts = row["cu_seqlens"].tolist()
    for number, (start, end) in enumerate(zip(starts[:-1], starts[1:])):
        prefix, loss = int(row["prefix_lens"][number]), int(row["loss_starts"][number])
        here, places = slice(start, end), np.arange(start, end)
        arrays["positions"][here] = places - start
        arrays["segments"][here] = number + 1
        arrays["prefix_lengths"][here] = prefix
        arrays["bounds"][here, 0] = start
        arrays["bounds"][here, 1] = np.maximum(places + 1, start + prefix)
        learned = slice(start + (loss if targets else max(loss, 1)), end)
        arrays["labels"][learned] = tokens[learned]
    arrays["loss_weights"] = (arrays["labels"] != -100).astype(np.float32)
    return arrays


def test_rows(paths):
    """Rows and batches of shards, compressed or not, and of the plan."""
    columns = list(mds.rows(paths[0]))
    assert len(columns) > 100
    wanted = [expected(row) for row in columns]
    for path in paths:
        with ul2prep.open(path) as data:
            assert len(data) == len(columns) and data.sequence_length == len(columns[0]["tokens"])
            assert data.is_plan == (path == paths[2] != paths[0])
            fetched = data.fetch(range(len(data)), arrays=(*ALL, "rows"))
            for name in ALL:
                same(fetched[name], np.stack([row[name] for row in wanted]), path, name)
            same(fetched["rows"], np.arange(len(data)), path)
            targets = data.fetch(range(0, len(data), 7), arrays=["labels", "loss_weights"], labels="targets")
            for place, index in enumerate(range(0, len(data), 7)):
                for name, array in targets.items():
                    same(array[place], expected(columns[index], targets=True)[name], path, name, index)
            for index in (0, 5, len(data) - 1, -1, -len(data)):
                row = data[index]
                assert row.index == index % len(data) and len(row) == data.sequence_length
                for name in ALL:
                    same(getattr(row, name), wanted[index][name], path, name, index)
            assert [row.index for row in data[-3:]] == list(range(len(data)))[-3:]
            assert [row.index for row in data[9:2:-3]] == [9, 6, 3] and data[5:5] == []
    manifest = json.loads((Path(paths[0]) / "manifest.json").read_bytes())
    with ul2prep.open(paths[0]) as data:
        tokenizer = manifest["tokenizer"]
        wanted = tuple(tokenizer[key] for key in ("pad", "eos", "vocab_size"))
        assert (data.pad, data.eos, data.vocabulary_size) == wanted


def test_out(paths):
    """Arrays of the caller's are filled in place, and others refused."""
    with ul2prep.open(Path(paths[0])) as data:
        width = data.sequence_length
        out = {"tokens": np.full((4, width), -1, np.int32), "rows": np.empty(4, np.int64)}
        filled = data.fetch(np.array([3, -1, 0], np.int16), out)
        assert np.shares_memory(filled["tokens"], out["tokens"]) and (out["tokens"][3] == -1).all()
        assert filled["rows"].tolist() == [3, len(data) - 1, 0]
        same(filled["tokens"][1], data[-1].tokens)
        read_only = np.empty((4, width), np.int32)
        read_only.flags.writeable = False
        for wrong in (np.empty((4, width), np.int64), np.empty((4, width + 1), np.int32),
                      np.empty(4, np.int32), np.empty((4, 2 * width), np.int32)[:, ::2], read_only,
                      np.empty((4, width), np.int32).tolist()):
            refused(ul2prep.UsageError, "tokens", lambda: data.fetch([0], {"tokens": wrong}))
        refused(ul2prep.TooSmallError, "4 rows", lambda: data.fetch(range(5), out))
        refused(ul2prep.UsageError, "no such array", lambda: data.fetch([0], arrays=["tokenz"]))
        assert data.fetch([])["tokens"].shape == (0, width)


def test_out_again(paths):
    """The same arrays, filled call after call, hold what was asked for each time."""
    with ul2prep.open(paths[0]) as data:
        width = data.sequence_length
        out = {"tokens": np.zeros((4, width), np.int32), "labels": np.zeros((6, width), np.int32)}
        for rows in ([0, 1, 2, 3], [5, 6], [-1, 2], [7], [], [3, 3, 3, 3]):
            for labels in ("shifted", "targets", "shifted"):
                filled = data.fetch(np.array(rows, np.int64), out=out, labels=labels)
                for name, array in data.fetch(rows, arrays=list(out), labels=labels).items():
                    same(filled[name], array, rows, labels, name)
                    assert np.shares_memory(filled[name], out[name]) or not rows
        for _ in range(2):
            refused(ul2prep.RangeError, f"got {len(data)}",
                    lambda: data.fetch(np.array([0, len(data)]), out=out))
            refused(ul2prep.TooSmallError, "4 rows", lambda: data.fetch(np.arange(5), out=out))
            refused(TypeError, "indices", lambda: data.fetch(np.array([[0]]), out=out))
        before = out["tokens"].copy()
        first, out["tokens"] = out["tokens"], np.zeros((5, width), np.int32)
        same(data.fetch(np.arange(5), out=out)["tokens"], data.fetch(range(5))["tokens"])
        same(first, before)
        del out["labels"]
        assert set(data.fetch(np.arange(5), out=out)) == {"tokens"}
        out["rows"] = np.empty(5, np.int64)
        assert data.fetch(np.arange(5) + 3, out=out)["rows"].tolist() == [3, 4, 5, 6, 7]
        out["tokens"] = np.zeros((5, width), np.int64)
        refused(ul2prep.UsageError, "tokens", lambda: data.fetch(np.arange(5), out=out))
    out = {"rows": np.empty(5, np.int64)}
    refused(ul2prep.UsageError, "closed", lambda: data.fetch(np.arange(2), out=out))


def test_errors(paths):
    """What cannot be meant, closed data, damage."""
    refused(ul2prep.NoInputError, "/nowhere", lambda: ul2prep.open("/nowhere"))
    refused(FileNotFoundError, "/nowhere", lambda: ul2prep.open("/nowhere"))
    refused(ValueError, "NUL", lambda: ul2prep.open("a\0b"))
    refused(ul2prep.UsageError, "check.*'first'", lambda: ul2prep.open(paths[0], check="sometimes"))
    refused(ul2prep.UsageError, "cache_bytes", lambda: ul2prep.open(paths[0], cache_bytes=0))
    data = ul2prep.open(paths[0], cache_bytes=1, check="always")
    count = len(data)
    for index in (count, -count - 1, 1 << 80):
        refused(IndexError, f"no such row.*{index}", lambda: data[index])
        refused(ul2prep.RangeError, f"no such row.*{index}", lambda: data.fetch([0, index]))
    refused(ul2prep.RangeError, "no such row", lambda: data.fetch(np.array([1 << 63], np.uint64)))
    for wrong in ([0.5], [[0]], 0, ["0"], [True]):
        refused(TypeError, "indices", lambda: data.fetch(wrong))
    refused(TypeError, "", lambda: data["0"])
    for words, options in {
        "not one of them": {}, "not one": {"batch_size": 1, "global_batch_size": 1},
        "an empty batch": {"batch_size": 0}, "a batch larger than the data": {"batch_size": count + 1},
        "world_size": {"batch_size": 1, "world_size": 0}, "no such rank": {"batch_size": 1, "rank": 1},
        "epochs": {"batch_size": 1, "epochs": 0}, "seed": {"batch_size": 1, "seed": 1 << 64},
        "order.*'shuffled'": {"batch_size": 1, "order": "random"}, "form": {"batch_size": 1, "form": "jax"},
        "mask": {"batch_size": 1, "mask": "dense"},
        "global_batch_size": {"batch_size": 1 << 62, "world_size": 4},
    }.items():
        refused(ul2prep.UsageError, words, lambda: data.loader(**options))
    state = data.state(samples=3, seed=1)
    refused(ul2prep.UsageError, "seed.*got 2.*expected 1",
            lambda: data.loader(batch_size=1, state=state, seed=2))
    refused(ul2prep.DataError, "state:1", lambda: data.loader(batch_size=1, state="{"))
    refused(ul2prep.DataError, "version", lambda: data.loader(batch_size=1, state={}))
    refused(ul2prep.UsageError, "0 to", lambda: data.state(samples=-1))
    loader = data.loader(batch_size=1, state=state)
    refused(ul2prep.UsageError, "rows", lambda: loader.skip(-1))
    data.close()
    data.close()
    for use in (lambda: data[0], lambda: data.fetch([0]), lambda: next(loader),
                lambda: data.loader(batch_size=1)):
        refused(ul2prep.UsageError, "closed", use)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "copy"
        shutil.copytree(paths[0], copy)
        shard = sorted(copy.rglob("*.mds"))[0]
        content = bytearray(shard.read_bytes())
        content[len(content) // 2] ^= 1
        shard.write_bytes(content)
        with ul2prep.open(copy) as data:
            loader = data.loader(batch_size=1)
            for _ in range(2):
                refused(ul2prep.DataError, f"{shard.name}.*hash", lambda: next(loader))
            assert loader.samples == 0


def test_model(paths):
    """Ids and rows that go beyond a model are errors that say what to change."""
    with ul2prep.open(paths[0]) as data:
        data.check_model()
        data.check_model(vocabulary_size=data.vocabulary_size, positions=data.sequence_length)
        refused(ValueError, f"got {data.vocabulary_size - 1}; expected at least {data.vocabulary_size}.*resize_token",
                lambda: data.check_model(vocabulary_size=data.vocabulary_size - 1))
        refused(ValueError, "rows longer than the model, got 8; expected at least .*--seq-length 8",
                lambda: data.check_model(positions=8))


def test_foreign(_):
    """Another program's shards, of which tokens alone are known."""
    folder = REPOSITORY / "fixtures/mds/tokens"
    rows = list(mds.rows(folder))
    with ul2prep.open(folder) as data:
        assert len(data) == len(rows) and data.pad is None
        for index, row in enumerate(rows):
            same(data[index].tokens, row["tokens"].astype(np.int32), index)
        refused(ul2prep.UsageError, "tokens alone", lambda: data[0].labels)
        refused(ul2prep.Error, "", lambda: data.fetch([0], arrays=["labels"]))
        refused(ul2prep.Error, "", lambda: next(data.loader(batch_size=1, form="hf")))
        assert set(next(data.loader(batch_size=1))) == {"tokens", "rows"}


def test_library(_):
    """Where there is no library the error says what to do."""
    program = "import ul2prep; ul2prep.open('x')"
    environment = {**os.environ, "UL2PREP_LIBRARY": "/nowhere", "PYTHONPATH": str(REPOSITORY / "python")}
    result = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert result.returncode == 1 and "LibraryError: /nowhere" in result.stderr, result.stderr
    assert "make library" in result.stderr


def test_readme(paths):
    """The README's lines, as they are there."""
    text = (REPOSITORY / "README.md").read_text()
    blocks = [block for block in re.findall(r"```python\n(.*?)```", text, re.S) if "state=saved" in block]
    assert len(blocks) == 1
    steps = []

    class Enough(Exception):
        pass

    def step(batch):
        steps.append(batch["rows"].tolist())
        if len(steps) == 2:
            raise Enough

    with ul2prep.open(paths[2]) as data:
        saved = data.state(samples=64)
    try:
        exec(blocks[0].replace("out/shards", paths[0]), {"ul2prep": ul2prep, "r": 1, "w": 2, "saved": saved, "step": step})
    except Enough:
        pass
    assert steps == [list(range(96, 128)), list(range(160, 192))]


if __name__ == "__main__":
    run(dict(globals()), __doc__)
