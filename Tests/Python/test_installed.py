#!/usr/bin/env python3
"""The installed package, the README's lines with it: test_installed.py SHARDS PLAN [TOKENS]

Run by the Python of an environment that has the wheel and what it asks for, nothing else; not by that of the repository.
SHARDS are those of PLAN; TOKENS is where the plan's stores are, if they have been moved.
"""
import os
import re
import sys
from pathlib import Path

import numpy as np

import ul2prep

README = Path(__file__).resolve().parents[2] / "README.md"


def readme_lines():
    """The README's Python that trains on several ranks and resumes."""
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    found = [block for block in blocks if "state=saved" in block]
    assert len(found) == 1, f"{README}: {len(found)} Python blocks with state=saved, expected 1"
    return found[0]


class Enough(Exception):
    """A trainer that is stopped."""


def taken(open_rows, rank, ranks, saved=None, most=None):
    """What the README's lines give a trainer that makes at most some steps; where a run continues then."""
    seen, opened = [], []
    really_open = ul2prep.open

    def open_instead(path):
        assert path == "out/shards", path
        opened.append(open_rows(really_open))
        return opened[0]

    def step(batch):
        seen.append({name: array.copy() for name, array in batch.items()})
        if len(seen) == most:
            raise Enough

    ul2prep.open = open_instead
    try:
        names = {"ul2prep": ul2prep, "r": rank, "w": ranks, "saved": saved, "step": step}
        exec(compile(readme_lines(), str(README), "exec"), names)
    except Enough:
        pass
    finally:
        ul2prep.open = really_open
    return seen, opened[0].state(samples=len(seen) * 64)


def same(one, other):
    """Fails unless two lists of batches are equal in all."""
    assert len(one) == len(other), (len(one), len(other))
    for a, b in zip(one, other):
        assert a.keys() == b.keys() and len(a) > 3, (a.keys(), b.keys())
        for name in a:
            assert a[name].dtype == b[name].dtype and np.array_equal(a[name], b[name]), name


def test_place():
    """It is the installed package, with its own library."""
    package = Path(ul2prep.__file__).resolve().parent
    assert README.parent / "python" not in package.parents, f"{package} is the repository's"
    assert "UL2PREP_LIBRARY" not in os.environ
    from ul2prep import _library
    assert _library.find_library() == package / _library.NAME, _library.find_library()


def test_readme(shards, plan, tokens):
    """The README's lines over shards and plan, on one rank and on four, stopped and resumed."""
    def of_shards(open_rows):
        return open_rows(shards)

    def of_plan(open_rows):
        return open_rows(plan, tokens=tokens)

    rows = ul2prep.open(shards)
    steps = len(rows) // 64 + 2  # into the second epoch
    whole, _ = taken(of_shards, 0, 1, most=steps)
    assert len(whole) == steps and whole[0]["input_ids"].shape == (64, rows.sequence_length)
    learned = sum(int((batch["labels"] != -100).sum()) for batch in whole)
    assert learned > whole[0]["input_ids"].size
    same(whole, taken(of_plan, 0, 1, most=steps)[0])
    first, saved = taken(of_plan, 0, 1, most=2)
    ranks = [taken(of_shards, rank, 4, saved, most=steps - 2)[0] for rank in range(4)]
    rest = [{name: np.concatenate([part[name] for part in parts]) for name in parts[0]} for parts in zip(*ranks)]
    same(whole, first + rest)


def test_errors(shards):
    """What is wrong is an exception of the package's."""
    data = ul2prep.open(shards)
    for kind, body in [(IndexError, lambda: data[len(data)]), (FileNotFoundError, lambda: ul2prep.open("/nowhere"))]:
        try:
            body()
        except kind as problem:
            assert isinstance(problem, ul2prep.Error), problem
            assert ": " in str(problem), problem
        else:
            raise AssertionError(f"no {kind.__name__}")


if __name__ == "__main__":
    shards, plan, tokens = (*sys.argv[1:], None)[:3]
    for test, arguments in ((test_place, ()), (test_readme, (shards, plan, tokens)), (test_errors, (shards,))):
        test(*arguments)
        print(f"{test.__name__}: as expected")
