"""`manifest.json`: what rows are checked by, and the blocks that they are shuffled among."""
from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._library import HOW
from ..errors import DataError, LibraryError, NoInputError, UnreadableError
from .hashes import digest
from .index import parsed, read_file
from .problems import problem

FORMAT = 3


@dataclass(frozen=True)
class Manifest:
    """What is needed of it."""

    path: str
    sequence_length: int
    vocabulary_size: int
    pad: int
    eos: int
    decoder_start: int
    rows: int
    sources: int
    #: Of the plan, and the hash of its file; None: shards of formats 1 and 2.
    fingerprint: str | None
    plan_hash: str | None


def read_manifest(directory: str) -> Manifest | None:
    """The manifest of shards; None: there is none, and they are another program's."""
    path = os.path.join(directory, "manifest.json")
    if not os.path.exists(path):
        _check_foreign(directory)
        return None
    top = parsed(path, read_file(path))
    if top.get("kind") == "plan":
        raise LibraryError(
            f"{directory}: a plan, whose rows only libul2prep.so makes ({HOW}; or pack it, with "
            "--compression none)")
    if top.get("kind") != "shards":
        raise problem(DataError, path, "kind", "not the manifest of rows", repr(top.get("kind")), "'shards'")
    number = top.get("format")
    if number not in range(1, FORMAT + 1):
        raise problem(UnreadableError, path, "format", "a format that is not read", number, f"1 to {FORMAT}")
    plan = _member(path, top, "plan", dict) if number == FORMAT else {}
    tokenizer, totals = _member(path, top, "tokenizer", dict), _member(path, top, "totals", dict)
    width = _member(path, top, "sequence_length", int)
    if not 8 <= width <= 1 << 20:
        raise problem(DataError, path, "sequence_length", "not a row length", width, f"8 to {1 << 20}")
    return Manifest(
        path, width, _member(path, tokenizer, "vocab_size", int), _member(path, tokenizer, "pad", int),
        _member(path, tokenizer, "eos", int), _member(path, tokenizer, "decoder_start", int),
        _member(path, totals, "rows", int),
        len(_member(path, top, "sources", list)),
        _member(path, plan, "fingerprint", str) if plan else None,
        _member(path, plan, "xxh3", str) if plan else None)


def _member(path: str, values: dict[str, Any], name: str, kind: type) -> Any:
    value = values.get(name)
    if type(value) is not kind:
        raise problem(DataError, path, name, "not what a manifest has", repr(value), kind.__name__)
    return value


def _check_foreign(directory: str) -> None:
    if not os.path.exists(directory):
        raise problem(NoInputError, directory, None, "no such directory")
    if os.path.isdir(os.path.join(directory, ".ul2prep")):
        raise problem(DataError, directory, None, "unfinished output", "no manifest.json",
                      fix="run the same command again to finish it")
    if not os.path.exists(os.path.join(directory, "index.json")):
        raise problem(NoInputError, directory, None, "no rows here",
                      expected="a directory with index.json, or with manifest.json and plan.bin")


def block_starts(directory: str, manifest: Manifest) -> np.ndarray:
    """The first row of each of the plan's blocks, and the number of rows."""
    path = os.path.join(directory, "plan.bin")
    content = read_file(path)
    numbers = np.frombuffer(content, "<i8", len(content) // 8)
    if content[:8] != b"UL2PLAN\0" or len(numbers) < 8 or numbers[1] != 1:
        raise problem(DataError, path, None, "not a plan", f"{len(content)} bytes",
                      "a file that begins with UL2PLAN")
    sources, blocks = int(numbers[2]), int(numbers[4])
    record = 1 + 4 * sources
    if sources != manifest.sources or not 1 <= blocks or 6 + (blocks + 1) * record >= len(numbers):
        raise problem(DataError, path, None, "not the plan of its manifest",
                      f"{sources} sources, {blocks} blocks", f"{manifest.sources} sources")
    found = digest("xxh3_64", content)
    if found is not None and found != manifest.plan_hash:
        raise problem(DataError, path, None, "not the plan of its manifest", f"xxh3 {found}",
                      f"{manifest.plan_hash}, as in {manifest.path}")
    starts = numbers[6:6 + (blocks + 1) * record:record].copy()
    if starts[0] != 0 or (np.diff(starts) <= 0).any() or starts[-1] != manifest.rows:
        raise problem(DataError, path, None, "not the plan of these shards", f"{starts[-1]} rows",
                      manifest.rows)
    return starts
