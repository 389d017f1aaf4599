#!/usr/bin/env python3
"""The same attention by every kernel, and a real model over packed rows: test_flex.py SHARDS

FlexAttention runs uncompiled here, and the two varlen calls are emulated: without a GPU there is neither. transformers
is a random Llama.
"""
import math
import warnings

import numpy as np
import torch
from torch.nn.attention.flex_attention import create_block_mask, flex_attention

from package import refused, run

import ul2prep
import ul2prep.flex
from ul2prep import masks

warnings.filterwarnings("ignore", message="flex_attention called without torch.compile")
POSITIONS = 512


def some(paths, rows=range(3, 240, 60)):
    """Batches of a few rows, cut to a length that the kernels do in a moment."""
    with ul2prep.open(paths[0]) as data:
        bounds = data.fetch(rows, arrays=["bounds"])["bounds"][:, :POSITIONS].copy()
    bounds[..., 1] = np.minimum(bounds[..., 1], POSITIONS)
    # Padding, of which full rows have little.
    bounds[0, :, 1] = np.minimum(bounds[0, :, 1], 400)
    bounds[0, 400:] = 0
    return bounds


def test_blocks(paths):
    """Our BlockMask is that of create_block_mask, array by array."""
    bounds = some(paths)
    for size in (64, 128):
        for causal in (False, True):
            ours = ul2prep.flex.block_mask(bounds, block_size=size, causal=causal)
            mod = ul2prep.flex.mask_mod(torch.as_tensor(bounds), causal=causal)
            theirs = create_block_mask(
                mod, len(bounds), None, POSITIONS, POSITIONS, device="cpu", BLOCK_SIZE=size)
            for name in masks.BlockArrays._fields:
                one, other = getattr(ours, name), getattr(theirs, name)
                assert one.dtype == other.dtype and torch.equal(one, other), (name, size, causal)
            assert ours.seq_lengths == theirs.seq_lengths and ours.BLOCK_SIZE == theirs.BLOCK_SIZE


def test_kernels(paths):
    """FlexAttention, scaled_dot_product_attention and the two calls agree."""
    bounds = some(paths)
    torch.manual_seed(5)
    query, key, value = torch.randn(3, len(bounds), 2, POSITIONS, 16)
    for causal in (False, True):
        live = torch.as_tensor(bounds[..., 1] > 0)[:, None, :, None]
        mask = torch.as_tensor(masks.dense4d(bounds, causal=causal))
        dense = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        flex = flex_attention(query, key, value, block_mask=ul2prep.flex.block_mask(bounds, causal=causal))
        flat = (tensor.transpose(1, 2).reshape(-1, 2, 16).numpy() for tensor in (query, key, value))
        calls = masks.emulate_varlen(*flat, masks.varlen(bounds, causal=causal))
        varlen = torch.as_tensor(calls).reshape(len(bounds), POSITIONS, 2, 16).transpose(1, 2)
        for found in (flex, varlen):
            assert not torch.isnan(found).any() and not found.masked_fill(live, 0).any()
            assert (found - dense).masked_fill(~live, 0).abs().max() < 1e-5


def test_llama(paths):
    """The loss over packed rows is that over each example alone, in a row of its own."""
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(1)
    with ul2prep.open(paths[0]) as data:
        config = LlamaConfig(
            vocab_size=data.vocabulary_size, hidden_size=32, intermediate_size=64, num_hidden_layers=2,
            num_attention_heads=2, max_position_embeddings=data.sequence_length, initializer_range=0.3)
        model = LlamaForCausalLM(config).eval()
        batch = next(data.loader(batch_size=2, form="torch", mask="dense4d"))
        rows = [data[int(number)] for number in batch.pop("rows")]
        prefixes = 0
        with torch.no_grad():
            packed = model(**batch)
            total, count = 0.0, 0
            for place, row in enumerate(rows):
                # Attention that sees both ways has left no NaN on padding.
                assert torch.isfinite(packed.logits[place]).all()
                for segment in range(1, int(row.segments.max()) + 1):
                    positions = np.flatnonzero(row.segments == segment)
                    here = slice(int(positions[0]), int(positions[-1]) + 1)
                    bounds = row.bounds[None, here] - np.int32(here.start)
                    one = {name: batch[name][place:place + 1, here] for name in ("input_ids", "labels", "position_ids")}
                    alone = model(**one, attention_mask=torch.as_tensor(masks.dense4d(bounds)))
                    learned = int((one["labels"][:, 1:] != -100).sum())
                    prefixes += int(row.prefix_lengths[here.start]) > 1
                    total += alone.loss.item() * learned if learned else 0.0
                    count += learned
                    difference = (alone.logits[0] - packed.logits[place, here]).abs().max()
                    assert difference < 1e-4, (place, segment, difference)
            causal = torch.as_tensor(masks.dense4d(np.stack([row.bounds for row in rows]), causal=True))
            without = model(**{**batch, "attention_mask": causal})
    assert prefixes > 0 and count == int((batch["labels"][:, 1:] != -100).sum())
    assert math.isclose(packed.loss.item(), total / count, abs_tol=1e-5), (packed.loss.item(), total / count)
    # The test can tell: causal prefixes change what is predicted.
    learned = batch["labels"][:, 1:] != -100
    change = (without.logits - packed.logits).abs().amax(-1)[:, :-1][learned].max()
    assert change > 0.1, change


def test_refused(paths):
    """Bounds that lie on a device are the batch's no more."""
    bounds = torch.as_tensor(some(paths)).to("meta")
    refused(ValueError, "bounds on a device, got 'meta'", lambda: ul2prep.flex.block_mask(bounds))


if __name__ == "__main__":
    run(dict(globals()), __doc__)
