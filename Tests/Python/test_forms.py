#!/usr/bin/env python3
"""Batches as MaxText, torchtitan and mosaicml-streaming have them: test_forms.py SHARDS SHARDS-OF-ALL-COLUMNS

Each is compared with one written down position by position from the rows' columns.
"""
import pickle

import numpy as np

import mds
from package import refused, run, same

import ul2prep
import ul2prep.streaming
from ul2prep import masks, maxtext, titan

#: Rows: every objective, prefixes of both kinds, padding.
STEP = 7


def examples(row):
    """(start, end, prefix length, where loss begins) of each example of a row."""
    ends = row["cu_seqlens"].tolist()
    return list(zip(ends[:-1], ends[1:], row["prefix_lens"].tolist(), row["loss_starts"].tolist()))


def maxtext_row(row, pad):
    """What MaxText trains on, from a row's columns."""
    tokens = row["tokens"].tolist()
    width = len(tokens)
    made = {name: np.zeros(width, np.int32) for name in (
        "inputs", "targets", "inputs_position", "inputs_segmentation", "targets_segmentation")}
    made["bidirectional_mask"] = np.zeros(width, bool)
    made["inputs"][:] = tokens
    made["targets"][:] = tokens[1:] + [pad]
    for number, (start, end, prefix, loss) in enumerate(examples(row), 1):
        for place in range(start, end):
            made["inputs_position"][place] = place - start
            made["inputs_segmentation"][place] = number
            made["bidirectional_mask"][place] = prefix > 1 and place < start + prefix
            if place + 1 < end and place + 1 >= start + loss:
                made["targets_segmentation"][place] = number
    return made


def titan_rows(rows):
    """What torchtitan trains on, from the columns of rows: one sequence."""
    made = {"input": [], "positions": [], "labels": [], "bounds": []}
    for row in rows:
        before, width = len(made["input"]), len(row["tokens"])
        made["input"] += row["tokens"].tolist()
        end = 0
        for start, end, prefix, loss in examples(row):
            for place in range(start, end):
                learned = place + 1 < end and place + 1 >= start + loss
                made["positions"].append(place - start)
                made["labels"].append(int(row["tokens"][place + 1]) if learned else -100)
                made["bounds"].append((before + start, before + max(place + 1, start + prefix)))
        for place in range(end, width):
            made["positions"].append(place - end)
            made["labels"].append(-100)
            made["bounds"].append((0, 0))
    bounds = np.array(made.pop("bounds"), np.int32)[None]
    return {**{name: np.array(values, np.int64) for name, values in made.items()}, "bounds": bounds}


def equal(found, wanted, *place):
    """Fails unless dicts of arrays are equal in all."""
    assert set(found) == set(wanted), (place, set(found), set(wanted))
    for name, array in found.items():
        same(array, wanted[name], *place, name)


def test_maxtext(paths):
    """Names, types and values of a batch, of a sample, and without the mask."""
    columns = list(mds.rows(paths[0]))
    with ul2prep.open(paths[0]) as data:
        samples = ul2prep.Samples(data, form="maxtext")
        first = next(data.loader(batch_size=8, form="maxtext"))
        assert all(len(array) == 8 for array in first.values())
        for number in range(0, len(columns), STEP):
            wanted = maxtext_row(columns[number], data.pad)
            equal(samples[number], wanted, number)
            equal(samples.__getitems__([0, number])[1], wanted, number)
            if number < 8:
                equal({name: array[number] for name, array in first.items()}, wanted, number)
        wanted.pop("bidirectional_mask")
        equal(ul2prep.Samples(data, form="maxtext", mask=None)[number], wanted)
        learned = data.fetch([number], arrays=["labels"])["labels"][0][1:] != -100
        same(wanted["targets_segmentation"][:-1] > 0, learned)
        same(wanted["targets"][:-1][learned], columns[number]["tokens"].astype(np.int32)[1:][learned])


def kernel_mask(segments, bidirectional):
    """What MaxText's dot product attention lets each query see, of one row."""
    places = np.arange(len(segments))
    mask = (segments[:, None] == segments) & (places <= places[:, None])
    # Runs of the mask are numbered, and see themselves whatever their segments are.
    runs, run_number = np.zeros(len(segments), int), 0
    for place in places:
        if bidirectional[place]:
            run_number += not (place and bidirectional[place - 1])
            runs[place] = run_number
    return mask | ((runs[:, None] == runs) & (runs > 0))


def test_maxtext_mask(paths):
    """The mask that MaxText makes of it is the row's, but for padding, which sees padding."""
    with ul2prep.open(paths[0]) as data:
        samples, prefixes = ul2prep.Samples(data, form="maxtext"), 0
        for number in range(0, len(data), 5 * STEP):
            sample, bounds = samples[number], data.fetch([number], arrays=["bounds"])["bounds"]
            live = sample["inputs_segmentation"] > 0
            made = kernel_mask(sample["inputs_segmentation"], sample["bidirectional_mask"])
            same(made[live], masks.dense(bounds)[0][live], number)
            same(sample["bidirectional_mask"], masks.prefix_mask(bounds)[0], number)
            prefixes += int(sample["bidirectional_mask"].sum())
        assert prefixes > 0


def test_titan(paths):
    """One sequence out of all rows of a batch, and its bounds; no label crosses rows or examples."""
    columns = list(mds.rows(paths[0]))
    with ul2prep.open(paths[0]) as data:
        names = [*titan.COLUMNS, "bounds"]
        for numbers in (range(0, len(data), STEP), [len(data) - 1], [3, 2]):
            found = titan.features(data.fetch(numbers, arrays=names))
            wanted = titan_rows([columns[number] for number in numbers])
            equal(found, wanted, numbers)
        one = data.fetch([3], arrays=names)
        equal(titan.features({name: array[0] for name, array in one.items()}), titan_rows([columns[3]]))
        wanted = {name: array for name, array in titan_rows([columns[3]]).items() if name != "bounds"}
        equal(titan.features({name: array for name, array in one.items() if name != "bounds"}), wanted)
    # Where positions are 0 an example begins, or padding does.
    padded = sum(row["cu_seqlens"][-1] < len(row["tokens"]) for row in columns)
    count = sum(len(row["prefix_lens"]) for row in columns)
    assert padded > 0 and (titan_rows(columns)["positions"] == 0).sum() == padded + count


def test_collate(paths):
    """Samples as a StreamingDataset gives them are made into the loader's batches."""
    for path in paths:
        columns = list(mds.rows(path))
        with ul2prep.open(path) as data:
            ids = dict(pad=data.pad, decoder_start=data.decoder_start)
            for form, mask in (("numpy", "bounds"), ("numpy", None), ("hf", "bounds"), ("hf", "dense4d"),
                               ("seqio", "bounds"), ("maxtext", "bounds"), ("maxtext", None)):
                collate = pickle.loads(pickle.dumps(ul2prep.streaming.Collate(form, mask, **ids)))
                with data.loader(batch_size=6, form=form, mask=mask) as loader:
                    for first in (0, 6):
                        wanted = next(loader)
                        wanted.pop("rows", None)
                        equal(collate(columns[first:first + 6]), wanted, form, mask)


def test_refused(paths):
    """What does not fit is reported, with what to change."""
    collate = ul2prep.streaming.Collate("hf")
    row = next(mds.rows(paths[0]))
    for words, change in (
            ("sample 1: column tokens is not", {"tokens": None}),
            ("sample 1: column loss_starts", {"loss_starts": "1"}),
            ("sample 1: a row of the wrong length, got 5; expected 2048", {"tokens": row["tokens"][:5]}),
            ("sample 1: cu_seqlens does not increase", {"cu_seqlens": row["cu_seqlens"][::-1] * 0}),
            ("sample 1: columns are for other numbers", {"prefix_lens": row["prefix_lens"][:1]}),
            ("sample 1: loss start", {"loss_starts": row["loss_starts"] + 4000})):
        refused(ul2prep.DataError, words, lambda: collate([row, {**row, **change}]))
    for form in ("maxtext", "seqio"):
        refused(ValueError, "pad is not known", lambda: ul2prep.streaming.Collate(form))
    with ul2prep.open(paths[0]) as data:
        for form in ("maxtext", "titan", "seqio"):
            refused(ValueError, f'mask: a mask beside that of form="{form}"',
                    lambda: data.loader(batch_size=1, form=form, mask="dense4d"))
            refused(ValueError, "arrays", lambda: data.loader(batch_size=1, form=form, arrays=["tokens"]))
    refused(ValueError, r"form: not known, got 'maxtxt'; expected .* or 'maxtext' or 'titan'",
            lambda: ul2prep.streaming.Collate("maxtxt"))
    short = {**row, "tokens": row["tokens"][:1300], "cu_seqlens": np.array([0, 9], np.int32),
             "prefix_lens": np.array([0], np.int32), "loss_starts": np.array([0], np.int32)}
    refused(ValueError, "multiple of 512, got 'maxtext for rows of 1300'; expected .*--seq-length 1536",
            lambda: ul2prep.streaming.Collate("maxtext", pad=0)([short]))
    # A prefix that is a whole example, and one after it: MaxText would let them see each other.
    touching = dict(
        tokens=np.arange(8), labels=np.full(8, -100), positions=np.array([0, 1, 2, 0, 1, 2, 3, 0]),
        segments=np.array([1, 1, 1, 2, 2, 2, 2, 0]), prefix_lengths=np.array([3, 3, 3, 2, 2, 2, 2, 0]))
    refused(ul2prep.DataError, "a prefix that is a whole example", lambda: maxtext.features(touching, 0))
    touching["prefix_lengths"][:3] = 2
    mask = maxtext.features(touching, 0)["bidirectional_mask"]
    assert mask.astype(int).tolist() == [1, 1, 0, 1, 1, 0, 0, 0]


if __name__ == "__main__":
    run(dict(globals()), __doc__)
