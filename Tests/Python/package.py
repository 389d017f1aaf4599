"""What the tests of the package have in common: where it is, and how arrays and errors are compared."""
import re
import sys
from pathlib import Path

import numpy as np

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "python"))

ALL = ("tokens", "labels", "positions", "segments", "bounds", "loss_weights", "prefix_lengths")


def same(found, wanted, *place):
    """Fails unless arrays are equal in all."""
    assert (found.dtype, found.shape) == (wanted.dtype, wanted.shape), (place, found.dtype, found.shape)
    assert np.array_equal(found, wanted), place


def refused(kind, words, body):
    """Fails unless something is an error of a kind that says some words."""
    try:
        body()
    except kind as problem:
        assert re.search(words, str(problem)), problem
        return
    raise AssertionError(f"no error: {words}")


def documented(word, page="python.md"):
    """The block of a page of docs/ that holds a word, as Python."""
    text = (REPOSITORY / "docs" / page).read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"```python\n(.*?)```", text, re.S) if word in block]
    assert len(blocks) == 1, (word, len(blocks))
    return blocks[0]


class Enough(Exception):
    """A trainer that is stopped."""


def trained(program, path, steps, **names):
    """The first batches that lines of the documentation give a trainer, out of other rows than they say."""
    seen = []

    def step(batch):
        seen.append(batch)
        if len(seen) == steps:
            raise Enough

    assert "out/shards" in program
    try:
        exec(program.replace("out/shards", path), {**names, "step": step})
    except Enough:
        pass
    return seen


def run(tests, usage):
    """Runs the tests of a file over what it was called with, a line for each."""
    paths = sys.argv[1:]
    assert len(paths) == usage.count("SHARDS") + usage.count("COMPRESSED") + usage.count("PLAN"), usage
    for name, test in tests.items():
        if name.startswith("test_") and callable(test):
            test(paths)
            print(f"{name}: as expected", flush=True)
