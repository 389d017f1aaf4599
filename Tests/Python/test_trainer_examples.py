#!/usr/bin/env python3
"""What trainers take, in torch: test_trainer_examples.py SHARDS PLAN

The examples of examples/trainers/ as they are; torchtitan's batches, and its trainer's method of docs/trainers.md,
without torchtitan; a StreamingDataset of mosaicml-streaming with our collate function.
"""
import ast
import contextlib
import io
import logging
import re
import runpy
import sys
import tempfile
import warnings

import numpy as np
import torch
from torch.utils.data import DataLoader

import mds
from package import REPOSITORY, documented, run, same
from streaming_base import streaming_base
from test_forms import titan_rows

import ul2prep
import ul2prep.flex
import ul2prep.streaming
import ul2prep.torch
from ul2prep import masks

warnings.filterwarnings("ignore", message=".*(pin_memory|flex_attention called without torch.compile)")


def example(name, *words):
    """What an example has at its end, and the lines that it prints."""
    printed = io.StringIO()
    arguments, sys.argv = sys.argv, [name, *map(str, words)]
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            names = runpy.run_path(str(REPOSITORY / f"examples/trainers/{name}.py"))
    finally:
        sys.argv = arguments
    return names, printed.getvalue().splitlines()


def cache_folder():
    """A folder that StreamingDataset may still be filling when it goes."""
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


def equal(found, wanted, *place):
    """Fails unless dicts of tensors or arrays are equal in all."""
    assert set(found) == set(wanted), (place, set(found), set(wanted))
    for name, value in found.items():
        same(np.asarray(value), np.asarray(wanted[name]), *place, name)


def test_titan(paths):
    """Pairs of tensors, by loaders, samples and torch's DataLoader."""
    columns = list(mds.rows(paths[0]))

    def check(pair, rows, bounds=True):
        wanted = titan_rows([columns[row] for row in rows])
        if not bounds:
            wanted.pop("bounds")
        inputs, labels = pair
        equal({**inputs, "labels": labels}, wanted, rows)

    with ul2prep.open(paths[0]) as data:
        loader = data.loader(global_batch_size=8, rank=1, world_size=2, form="titan")
        for first in (4, 12, 20):
            check(next(loader), range(first, first + 4))
        assert loader.state_dict()["samples"] == 24
        samples = ul2prep.Samples(data, form="titan", mask=None)
        check(samples[9], [9], bounds=False)
        check(samples.__getitems__([9, 2])[1], [2], bounds=False)
        check(samples.batch([9, 2]), [9, 2], bounds=False)
    dataset = ul2prep.torch.IterableDataset(paths[1], global_batch_size=4, form="titan", mask=None)
    for first, pair in zip((0, 4), DataLoader(dataset, batch_size=None, num_workers=0)):
        check(pair, range(first, first + 4), bounds=False)


class Trainer:
    """What torchtitan's does in the method that is overridden: all but the input goes to the model."""

    def post_dataloading_process(self, input_dict, labels):
        extra = {name: value for name, value in input_dict.items() if name != "input"}
        return input_dict["input"], labels, {**extra, "attention_masks": None}


def test_titan_masks(paths):
    """The block mask of the documentation's trainer sees what the rows' masks do, and nothing across rows."""
    names = {"Trainer": Trainer, "ul2prep": ul2prep}
    exec(documented("class PrefixTrainer", "trainers.md"), names)
    with ul2prep.open(paths[0]) as data:
        inputs, labels, extra = names["PrefixTrainer"]().post_dataloading_process(
            *next(data.loader(batch_size=2, form="titan")))
        width = data.sequence_length
        dense = masks.dense(data.fetch([0, 1], arrays=["bounds"])["bounds"])
    assert set(extra) == {"positions", "attention_masks"} and inputs.shape == labels.shape == (2 * width,)
    made, places = extra["attention_masks"], torch.arange(2 * width)
    assert made.seq_lengths == (2 * width, 2 * width)
    seen = made.mask_mod(torch.tensor(0), None, places[:, None], places[None]).numpy()
    wanted = np.zeros((2 * width, 2 * width), bool)
    wanted[:width, :width], wanted[width:, width:] = dense
    same(seen, wanted)
    blocks = wanted.reshape(2 * width // 128, 128, 2 * width // 128, 128).any((1, 3))
    same(made.to_dense()[0, 0].numpy().astype(bool), blocks)
    # Without them torchtitan counts examples by positions of 0: theirs is the same mask with causal prefixes.
    numbers = torch.cumsum(extra["positions"] == 0, 0)
    causal = ((numbers[:, None] == numbers) & (places <= places[:, None])).numpy()
    live = wanted.any(-1)
    with ul2prep.open(paths[0]) as data:
        inputs, _ = next(data.loader(batch_size=2, form="titan"))
        own = masks.dense(inputs["bounds"], causal=True)
    same(causal[live], own[0][live])


def test_streaming(paths):
    """StreamingDataset's DataLoader with our collate function gives the loader's batches."""
    with ul2prep.open(paths[0]) as data:
        ids = dict(pad=data.pad, decoder_start=data.decoder_start)
        for workers, form, mask in ((0, "torch", "bounds"), (0, "titan", "bounds"), (1, "torch", "dense4d"),
                                    (1, "maxtext", "bounds")):
            with cache_folder() as cache:
                dataset = streaming_base.StreamingDataset(
                    remote=paths[0], local=cache, batch_size=8, num_canonical_nodes=1)
                collate = ul2prep.streaming.Collate(form, mask, **ids)
                found = DataLoader(dataset, batch_size=8, num_workers=workers, collate_fn=collate)
                wanted = data.loader(batch_size=8, form=form, mask=mask)
                for step, batch in zip(range(6), found):
                    other = next(wanted)
                    if form == "titan":
                        same(batch[1].numpy(), other[1].numpy())
                        batch, other = batch[0], other[0]
                    other.pop("rows", None)
                    if form == "maxtext":
                        # DataLoaders hand NumPy's arrays on as they are.
                        assert all(isinstance(array, np.ndarray) for array in batch.values())
                    equal(batch, other, form, mask, step)
                assert step == 5


def llama(path):
    """The random Llama of the example, and the first two rows."""
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(3)
    with ul2prep.open(path) as data:
        shape = dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2)
        model = LlamaForCausalLM(LlamaConfig(vocab_size=data.vocabulary_size, **shape))
        batch = next(data.loader(batch_size=2, form="torch"))
    batch.pop("rows")
    return model, batch, batch.pop("bounds")


def test_hf_positions(paths):
    """Without a mask transformers finds examples by their positions, unless there is a cache."""
    model, batch, bounds = llama(paths[1])
    with torch.no_grad():
        mask = torch.as_tensor(masks.dense4d(bounds, causal=True))
        wanted, found, cached = (model(**batch, **options).logits for options in (
            dict(attention_mask=mask), dict(use_cache=False), dict(use_cache=True)))
    live = torch.as_tensor(bounds[..., 1] > 0)
    assert (found - wanted)[live].abs().max() < 1e-5
    assert (cached - wanted)[live].abs().max() > 1e-3


def test_hf_trainer(paths):
    """transformers' Trainer takes rows in their order, and their masks: the first loss is the model's own."""
    model, batch, bounds = llama(paths[1])
    with torch.no_grad():
        wanted = model(**batch, attention_mask=torch.as_tensor(masks.dense4d(bounds))).loss.item()
    torch.manual_seed(3)
    with tempfile.TemporaryDirectory() as folder:
        _, lines = example("hf_trainer", paths[1], folder)
    losses = [float(found) for line in lines for found in re.findall(r"'loss': '?([\d.]+)", line)]
    assert len(losses) == 4 and all(map(np.isfinite, losses)), lines
    assert abs(losses[0] - wanted) < 1e-3, (losses, wanted)


def test_torch_loop(paths):
    """The loop learns."""
    torch.manual_seed(3)
    _, lines = example("torch_loop", paths[1])
    losses = [float(line.split()[1]) for line in lines]
    assert len(losses) == 4 and losses[3] < losses[0], losses


def test_batches(paths):
    """Grain, and the batches of MaxText and torchtitan: the fourth of rank 0."""
    numbers = range(3 * 16, 4 * 16, 2)
    names, _ = example("grain_loader", paths[1])
    equal(names["batch"], ul2prep.Samples(paths[0], order="shuffled", seed=7, epochs=2).batch([*numbers]))
    names, lines = example("maxtext_batches", paths[1])
    equal(names["batch"], ul2prep.Samples(paths[0], form="maxtext", mask=None).batch([24, 26, 28, 30]))
    said = ast.literal_eval(lines[-1].split(" ", 1)[1])
    arrays = ("inputs", "targets", "inputs_position", "inputs_segmentation", "targets_segmentation")
    assert said == {name: ("int32", (4, 2048)) for name in arrays}, said
    names, lines = example("torchtitan_batches", paths[1])
    inputs, labels = ul2prep.Samples(paths[0], form="titan", mask=None).batch(range(24, 28))
    equal({**names["inputs"], "labels": names["labels"]}, {**inputs, "labels": labels})
    assert ast.literal_eval(lines[-1])["samples"] == 32


def test_streaming_loader(paths):
    """mosaicml-streaming; its own `streaming` imports image datasets, which need another torchvision."""
    sys.modules["streaming"].StreamingDataset = streaming_base.StreamingDataset
    with cache_folder() as cache, ul2prep.open(paths[0]) as data:
        names, lines = example("streaming_loader", paths[0], cache)
        rows = {data[row].tokens.tobytes(): row for row in range(len(data))}
        numbers = [rows[tokens.numpy().astype(np.int32).tobytes()] for tokens in names["batch"]["input_ids"]]
        wanted = ul2prep.Samples(data, form="torch").batch(numbers)
        wanted.pop("rows")
        equal(names["batch"], wanted)
    assert len(lines) == 4 and len(set(numbers)) == 4


if __name__ == "__main__":
    # Grain's sources say what they do.
    logging.getLogger("absl").setLevel(logging.ERROR)
    run(dict(globals()), __doc__)
