#!/usr/bin/env python3
"""The lines of docs/trainers.md that are NumPy, as they are there: test_trainers.py SHARDS

Names, types and shapes are those that were read in the trainers' sources; values are compared with what is
written down from the rows' columns.
"""
import re

import numpy as np

import mds
from package import REPOSITORY, documented, run, same

import ul2prep
from ul2prep import masks
from test_forms import examples

PAGE = "trainers.md"


def made(word, data):
    """What a block of the page has made."""
    names = {"data": data}
    exec(documented(word, PAGE), names)
    return names


def check(batch, **wanted):
    """Fails unless a batch has these names, of these types and shapes."""
    found = {name: (array.dtype.name, array.shape) for name, array in batch.items()}
    assert found == wanted, found


def of(columns, count):
    """Of the first rows: next tokens, whether each position's own token and its next have loss."""
    tokens = np.stack([row["tokens"].astype(np.int64) for row in columns[:count]])
    own, following = np.zeros(tokens.shape, bool), np.zeros(tokens.shape, bool)
    for number, row in enumerate(columns[:count]):
        for start, end, _, loss in examples(row):
            for place in range(start + max(loss, 1), end):
                own[number, place] = following[number, place - 1] = True
    return np.pad(tokens[:, 1:], ((0, 0), (0, 1))), own, following


def pieces(row):
    """Where the examples of a row begin, then its padding, then its end."""
    ends, width = row["cu_seqlens"].tolist(), len(row["tokens"])
    return ends if ends[-1] == width else [*ends, width]


def test_levanter(paths):
    """Weights of the next token, and a mask out of segments and prefixes."""
    with ul2prep.open(paths[0]) as data:
        w, found = data.sequence_length, made("levanter =", data)["levanter"]
        check(found, tokens=("int32", (8, w)), loss_weight=("float32", (8, w)), segment_ids=("int32", (8, w)),
              prefix_mask=("bool", (8, w)))
        _, _, following = of(list(mds.rows(paths[0])), 8)
        same(found["loss_weight"], following.astype(np.float32))
        # Seen are keys that are no later, or of a prefix; then those of the same segment alone.
        places = np.arange(w)
        seen = (places <= places[:, None]) | found["prefix_mask"][:, None]
        seen &= found["segment_ids"][:, :, None] == found["segment_ids"][:, None]
        live = found["segment_ids"] > 0
        bounds = data.fetch(range(8), arrays=["bounds"])["bounds"]
        same(seen[live], masks.dense(bounds)[live])


def test_megatron(paths):
    """A dense mask, and lengths that are filled up."""
    columns = list(mds.rows(paths[0]))
    with ul2prep.open(paths[0]) as data:
        w, found = data.sequence_length, made("megatron =", data)["megatron"]
        check(found, tokens=("int64", (4, w)), labels=("int64", (4, w)), loss_mask=("float32", (4, w)),
              position_ids=("int64", (4, w)), attention_mask=("bool", (4, 1, w, w)))
        labels, _, following = of(columns, 4)
        same(found["labels"], labels)
        same(found["loss_mask"], following.astype(np.float32))
        assert not found["attention_mask"].all(axis=-1).any(), "each position sees something"
        found = made("cu_seqlens =", data)
    check({name: found[name] for name in ("cu_seqlens", "max_seqlen")}, cu_seqlens=("int32", (4, w + 1)),
          max_seqlen=("int32", (4,)))
    for row, lengths, longest in zip(columns, found["cu_seqlens"], found["max_seqlen"]):
        begins = pieces(row)
        assert lengths.tolist() == begins + [w] * (w + 1 - len(begins))
        assert longest == max(np.diff(begins))


def test_olmo(paths):
    """Lengths that sum to a row, padding among them."""
    columns = list(mds.rows(paths[0]))
    with ul2prep.open(paths[0]) as data:
        w, found = data.sequence_length, made("olmo =", data)["olmo"]
    assert found.pop("max_doc_lens") == [max(np.diff(pieces(row))) for row in columns[:4]]
    most = max(len(pieces(row)) - 1 for row in columns[:4])
    check(found, input_ids=("int64", (4, w)), label_mask=("bool", (4, w)), doc_lens=("int32", (4, most)))
    same(found["label_mask"], of(columns, 4)[1])
    for row, lengths in zip(columns, found["doc_lens"]):
        assert lengths[lengths > 0].tolist() == np.diff(pieces(row)).tolist() and lengths.sum() == w


def test_seqio(paths):
    """Six features."""
    with ul2prep.open(paths[0]) as data:
        found = made("seqio =", data)["seqio"]
        shape = ("int32", (4, data.sequence_length))
    check(found, **{f"decoder_{name}": shape for name in (
        "target_tokens", "input_tokens", "segment_ids", "positions", "loss_weights", "causal_attention")})


def test_foundry(paths):
    """Sequences from 0 on, -1 on padding; labels that MPT shifts."""
    columns = list(mds.rows(paths[0]))
    with ul2prep.open(paths[0]) as data:
        w, found = data.sequence_length, made("foundry =", data)["foundry"]
    check(found, input_ids=("int64", (4, w)), labels=("int64", (4, w)), attention_mask=("bool", (4, w)),
          sequence_id=("int64", (4, w)))
    same(found["labels"], np.where(of(columns, 4)[1], found["input_ids"], -100))
    for row, ids, live in zip(columns, found["sequence_id"], found["attention_mask"]):
        lengths = [int((ids == number).sum()) for number in range(ids.max() + 1)]
        assert lengths == np.diff(row["cu_seqlens"]).tolist()
        same(live, ids >= 0)


def test_slices(paths):
    """A slice of positions for context parallelism."""
    with ul2prep.open(paths[0]) as data:
        found = made("queries =", data)
        assert found["mask"].shape == (2, 512, data.sequence_length)
        bounds = data.fetch([0, 1], arrays=["bounds"])["bounds"]
    places = np.arange(found["mask"].shape[2])
    for q in (512, 700, 1023):
        seen = (places >= bounds[:, q, :1]) & (places < bounds[:, q, 1:])
        same(found["mask"][:, q - 512], seen)
        same(found["queries"]["bounds"][:, q - 512], bounds[:, q])


def test_lengths(paths):
    """No block of the page, and no example, is longer than what it promises."""
    text = (REPOSITORY / "docs" / PAGE).read_text(encoding="utf-8")
    programs = {block: 10 for block in re.findall(r"```python\n(.*?)```", text, re.S)}
    files = sorted((REPOSITORY / "examples/trainers").glob("*.py"))
    assert len(files) >= 6
    # Their first line says what they are.
    programs.update({path.read_text(encoding="utf-8").split("\n", 1)[1]: 10 for path in files})
    for program, most in programs.items():
        lines = [line for line in program.splitlines() if line and not line.startswith(("import ", "from "))]
        assert len(lines) <= most, program


if __name__ == "__main__":
    run(dict(globals()), __doc__)
