#!/usr/bin/env python3
"""Masks and SeqIO's features: test_masks.py SHARDS SHARDS-OF-ALL-COLUMNS

Masks are compared with one written down plainly, over random rows and over real ones: every objective, prefixes that
see both ways and those that do not, padding.
"""
import sys

import numpy as np

import mds
from package import refused, run, same

import ul2prep
from ul2prep import _blockmask, masks


def random_rows(count, width, seed):
    """Examples of rows, (length, prefix length) each, and their bounds, position by position."""
    random = np.random.default_rng(seed)
    bounds = np.zeros((count, width, 2), np.int32)
    rows = []
    for row in range(count):
        place, examples = 0, []
        while place < width and not (examples and random.random() < 0.1):
            length = min(int(random.integers(1, random.choice([3, 40, width]) + 1)), width - place)
            prefix = 0 if random.random() < 0.4 else int(random.integers(1, length + 1))
            for q in range(place, place + length):
                bounds[row, q] = place, max(q + 1, place + prefix)
            examples.append((place, length, prefix))
            place += length
        rows.append(examples if row else [])
        if row == 0:
            bounds[0] = 0  # Nothing but padding.
    return rows, bounds


def plain(examples, width, causal=False):
    """Whether q sees k, from the definition."""
    mask = np.zeros((width, width), bool)
    for start, length, prefix in examples:
        for q in range(start, start + length):
            for k in range(start, start + length):
                mask[q, k] = k <= q or (not causal and q < start + prefix and k < start + prefix)
    return mask


def many(paths):
    """Random rows, and those of shards with their examples."""
    for seed, width in enumerate((1, 7, 64, 130)):
        yield random_rows(20, width, seed)
    columns = list(mds.rows(paths[0]))[::9]
    rows = []
    for row in columns:
        starts = row["cu_seqlens"].tolist()
        rows.append([(start, end - start, prefix) for start, end, prefix in zip(
            starts[:-1], starts[1:], row["prefix_lens"].tolist())])
    with ul2prep.open(paths[0]) as data:
        bounds = data.fetch(range(0, len(data), 9), arrays=["bounds"])["bounds"]
    # A few hundred positions of rows: the plain mask takes W² steps of Python.
    for first in (0, 11, 23):
        cut = 160
        rows_cut = [[(start, min(length, cut - start), min(prefix, cut - start)) for start, length, prefix in row
                     if start < cut] for row in rows[first:first + 4]]
        part = bounds[first:first + 4, :cut].copy()
        part[..., 1] = np.minimum(part[..., 1], cut)
        yield rows_cut, part


def test_dense(paths):
    """Dense masks, 4-D ones, segments and prefixes."""
    for rows, bounds in many(paths):
        width = bounds.shape[1]
        for causal in (False, True):
            wanted = np.stack([plain(row, width, causal) for row in rows])
            same(masks.dense(bounds, causal=causal), wanted)
            padding = ~wanted.any(-1)
            wanted[padding[..., None] & np.eye(width, dtype=bool)] = True
            same(masks.dense4d(bounds, causal=causal), wanted[:, None])
        segments, prefixes = np.zeros(bounds.shape[:2], np.int32), np.zeros(bounds.shape[:2], bool)
        for number, row in enumerate(rows):
            for segment, (start, length, prefix) in enumerate(row):
                segments[number, start:start + length] = segment + 1
                prefixes[number, start:start + prefix] = prefix > 1
        same(masks.segments(bounds), segments)
        same(masks.prefix_mask(bounds), prefixes)
        # What a kernel makes of segment ids and prefixes is the same mask.
        places = np.arange(width)
        made = (segments[:, :, None] == segments[:, None]) & (segments[:, :, None] > 0)
        made &= (places <= places[:, None]) | prefixes[:, None]
        same(made, masks.dense(bounds))


def test_blocks(paths):
    """FlexAttention's blocks, by the library and by NumPy, are those that the dense mask has."""
    for _, bounds in many(paths):
        rows, width = bounds.shape[:2]
        for size in {1, width, max(1, width // 3), min(width, 16)}:
            for causal in (False, True):
                blocks = -(-width // size)
                padded = np.zeros((rows, blocks * size, blocks * size), bool)
                padded[:, :width, :width] = masks.dense(bounds, causal=causal)
                seen = padded.reshape(rows, blocks, size, blocks, size).sum((2, 4))
                found = masks.block_arrays(bounds, block_size=size, causal=causal)
                kinds = (((seen > 0) & (seen < size * size)), seen == size * size)
                for place, kind in enumerate((*kinds, *(kind.transpose(0, 2, 1) for kind in kinds))):
                    counts, indices = found[2 * place:2 * place + 2]
                    same(counts, kind.sum(-1, dtype=np.int32)[:, None], size, place)
                    order = np.argsort(~kind, axis=-1, kind="stable").astype(np.int32)
                    same(indices, order[:, None], size, place)
                by_numpy = _blockmask._by_numpy(masks._bounds(bounds, causal), size)
                for one, other in zip(found, by_numpy):
                    same(one, other, size)


def test_varlen(paths):
    """The two calls over sequences one after another give dense attention, which softmax and sums make of the mask."""
    for seed, (_, bounds) in enumerate(many(paths)):
        rows, width = bounds.shape[:2]
        random = np.random.default_rng(seed)
        query, key, value = random.normal(size=(3, rows * width, 2, 4))
        for causal in (False, True):
            calls = masks.varlen(bounds, causal=causal)
            assert not calls.prefixes.causal and calls.suffixes.causal
            assert causal is False or len(calls.prefixes.queries) == 0
            for call in calls:
                assert call.cu_seqlens_q.dtype == call.cu_seqlens_k.dtype == np.int32
                lengths = np.diff(call.cu_seqlens_q)
                assert call.max_seqlen_q == lengths.max(initial=0) and (lengths > 0).all()
                assert call.max_seqlen_k == np.diff(call.cu_seqlens_k).max(initial=0)
            taken = np.sort(np.concatenate([call.queries for call in calls]))
            mask = masks.dense(bounds, causal=causal)
            same(taken, np.flatnonzero(mask.any(-1)))
            found = masks.emulate_varlen(query, key, value, calls)
            for row in range(rows):
                here = slice(row * width, (row + 1) * width)
                scores = np.einsum("qhd,khd->hqk", query[here], key[here]) / 2
                weights = np.exp(scores) * mask[row]
                weights /= np.maximum(weights.sum(-1, keepdims=True), 1e-300)
                wanted = np.einsum("hqk,khd->qhd", weights, value[here])
                assert np.abs(found[here] - wanted).max() < 1e-9


def test_loader(paths):
    """mask="dense4d" of loaders and samples, in each form that needs no torch."""
    with ul2prep.open(paths[0]) as data:
        for form in ("numpy", "hf"):
            with data.loader(batch_size=3, form=form, mask="dense4d") as loader, \
                    data.loader(batch_size=3, form=form) as plainly:
                for _ in range(3):
                    batch, wanted = next(loader), next(plainly)
                    bounds = wanted.pop("bounds")
                    same(batch.pop("attention_mask"), masks.dense4d(bounds))
                    for name in wanted:
                        same(batch[name], wanted[name], name)
                    assert batch.keys() == wanted.keys()
        samples = ul2prep.Samples(data, form="hf", mask="dense4d")
        mask = masks.dense4d(data.fetch([5, 6], arrays=["bounds"])["bounds"])
        same(samples[5]["attention_mask"], mask[0])
        same(samples.batch([5, 6])["attention_mask"], mask)
        same(samples.__getitems__([5, 6])[1]["attention_mask"], mask[1])


def test_seqio(paths):
    """form="seqio" gives what `pack --columns full` writes."""
    columns = list(mds.rows(paths[1]))
    with ul2prep.open(paths[1]) as data:
        batches = list(data.loader(batch_size=16, form="seqio", epochs=1, drop_last=False))
        assert sum(len(batch["rows"]) for batch in batches) == len(columns)
        for batch in batches:
            for place, number in enumerate(batch["rows"]):
                row = columns[number]
                for name, array in batch.items():
                    if name == "rows":
                        continue
                    same(array[place], row[name] if name in row else row["tokens"].astype(np.int32), name)
        sample = ul2prep.Samples(data, form="seqio")[3]
        same(sample["decoder_input_tokens"], columns[3]["decoder_input_tokens"])
        assert sample.keys() == batches[0].keys() and len(sample) == 7
        refused(ValueError, 'beside that of form="seqio"', lambda: data.loader(batch_size=1, form="seqio", mask="dense4d"))


class OnDevice:
    """What a tensor on a GPU says to NumPy."""

    device = "cuda:0"

    def __array__(self, *_, **__):
        raise TypeError("can't convert cuda:0 device type tensor to numpy.")


def test_refused(paths):
    """What are not bounds, and sizes of blocks that do not exist."""
    _, bounds = random_rows(2, 64, 1)
    for wrong in (bounds[0], bounds[..., 0], bounds.astype(np.int64), "bounds"):
        refused(ValueError, "not the bounds of rows, got .*; expected int32", lambda: masks.dense(wrong))
    for size in (0, -1, 65):
        refused(ValueError, "block_size: out of range", lambda: masks.block_arrays(bounds, block_size=size))
    with ul2prep.open(paths[0]) as data:
        refused(ValueError, "mask: not known, got 'dense'", lambda: data.loader(batch_size=1, mask="dense"))
        away = "not in the CPU's memory, got 'OnDevice on cuda:0'; expected the batch's own"
        for body in (lambda: masks.dense4d(OnDevice()), lambda: masks.varlen(OnDevice()),
                     lambda: data.fetch([0], out={"tokens": OnDevice()})):
            refused(ValueError, away, body)


if __name__ == "__main__":
    run(dict(globals()), __doc__)
