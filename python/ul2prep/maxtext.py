"""Packed rows as MaxText's pre-training takes them: a batch that its own pipeline could have made.

    batch = next(data.loader(batch_size=8, form="maxtext"))

Inputs are not shifted, and targets are the tokens after them. MaxText's pipeline learns the first token of an
example from the last one of the example before; here no loss is on it.
"""
from __future__ import annotations

from typing import Mapping

import numpy as np

from ._arrays import NO_LABEL
from ._checks import wrong
from .errors import DataError

#: What features are made of, labels as of models that shift them themselves.
COLUMNS = ("tokens", "labels", "positions", "segments")
#: Of its attention kernels on TPUs, as it configures them.
MULTIPLE = 512


def check_width(width: int) -> None:
    """Raises where the kernels do not take rows of a length."""
    if width % MULTIPLE:
        raise wrong("form", f"MaxText's attention kernels take rows of a multiple of {MULTIPLE}",
                    f"maxtext for rows of {width}",
                    f"rows packed with --seq-length {-(-width // MULTIPLE) * MULTIPLE}, or another form")


def features(arrays: Mapping[str, np.ndarray], pad: int) -> dict[str, np.ndarray]:
    """int32 [n, W] or [W], by MaxText's names; bool `bidirectional_mask`, where `prefix_lengths` are given.

    targets_segmentation: the example's number where the target has loss, else 0: MaxText weighs nothing else.
    bidirectional_mask: whether an input is in a prefix whose tokens see each other. MaxText takes each run
        of it for one block, across examples too: so it is of inputs that are not shifted, where a run ends
        before its example does. In SeqIO's form a run is one longer, and can touch the next.
    """
    tokens, segments = arrays["tokens"], arrays["segments"]
    targets = np.full_like(tokens, pad)
    targets[..., :-1] = tokens[..., 1:]
    learned = np.zeros_like(segments)
    np.multiply(segments[..., 1:], arrays["labels"][..., 1:] != NO_LABEL, out=learned[..., :-1])
    made = {
        "inputs": tokens, "targets": targets, "inputs_position": arrays["positions"],
        "inputs_segmentation": segments, "targets_segmentation": learned,
    }
    if "prefix_lengths" in arrays:
        prefixes = arrays["prefix_lengths"]
        mask = (prefixes > 1) & (arrays["positions"] < prefixes)
        if (mask[..., 1:] & mask[..., :-1] & (segments[..., 1:] != segments[..., :-1])).any():
            raise DataError(
                "bidirectional_mask: a prefix that is a whole example, and touches the next one's; expected "
                'a token after each prefix (form="maxtext", mask=None has no such mask)')
        made["bidirectional_mask"] = mask
    return made
