"""Packed rows as SeqIO's PrefixLMFeatureConverter has them, for T5X and what takes its features.

Inputs are shifted right by one within each example, so an input sees what the target before it was: position i
predicts target i. The columns of `pack --columns full` hold the same.
"""
from __future__ import annotations

from typing import Mapping

import numpy as np

#: What features are made of, labels as targets.
COLUMNS = ("tokens", "positions", "segments", "prefix_lengths", "loss_weights")


def features(arrays: Mapping[str, np.ndarray], decoder_start: int, pad: int) -> dict[str, np.ndarray]:
    """The six decoder features: int32, and uint8 for weights and `decoder_causal_attention`, [n, W] or [W].

    decoder_causal_attention: 1 on the first p + 1 inputs of an example whose p > 0 tokens see each other, since the
    last of these predicts the first target.
    """
    tokens, positions, segments = arrays["tokens"], arrays["positions"], arrays["segments"]
    inputs = np.empty_like(tokens)
    inputs[..., 1:] = tokens[..., :-1]
    inputs[positions == 0] = decoder_start
    inputs[segments == 0] = pad
    prefixes = arrays["prefix_lengths"]
    return {
        "decoder_target_tokens": tokens,
        "decoder_input_tokens": inputs,
        "decoder_segment_ids": segments,
        "decoder_positions": positions,
        "decoder_loss_weights": arrays["loss_weights"].astype(np.uint8),
        "decoder_causal_attention": ((prefixes > 0) & (positions <= prefixes)).astype(np.uint8),
    }
