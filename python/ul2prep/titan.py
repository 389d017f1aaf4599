"""Packed rows as torchtitan's trainer takes them: a batch as one sequence, with shifted labels.

    inputs, labels = next(data.loader(batch_size=8, form="titan", mask=None))

Its masks are made from `positions`, an example beginning wherever they are 0, and are causal. For prefixes that
see both ways `bounds` are among the inputs; docs/trainers.md has the lines that make a mask of them.
"""
from __future__ import annotations

from typing import Any, Mapping

import numpy as np

from ._arrays import NO_LABEL

#: What features are made of, labels as of models that shift them themselves.
COLUMNS = ("tokens", "labels", "positions", "segments")


def features(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """int64 [n · W], row after row, of arrays [n, W] or [W]; and int32 `bounds` [1, n · W, 2], where given.

    labels: the token after each input, -100 where it has no loss; none is of the next row.
    positions: as of the row, and 0, 1, … over its padding, which torchtitan takes for one example more.
    bounds: of that long sequence.
    """
    labels = np.full(arrays["labels"].shape, NO_LABEL, np.int64)
    labels[..., :-1] = arrays["labels"][..., 1:]
    padding = arrays["segments"] == 0
    positions = arrays["positions"] + np.where(padding, np.cumsum(padding, axis=-1) - 1, 0)
    made = {
        "input": arrays["tokens"].astype(np.int64).ravel(), "positions": positions.astype(np.int64).ravel(),
        "labels": labels.ravel(),
    }
    if "bounds" in arrays:
        made["bounds"] = _of_one_sequence(arrays["bounds"])
    return made


def _of_one_sequence(bounds: np.ndarray) -> np.ndarray:
    rows = bounds if bounds.ndim == 3 else bounds[None]
    begins = np.arange(len(rows), dtype=np.int32)[:, None] * np.int32(rows.shape[1])
    # Padding stays 0, 0.
    moved: np.ndarray = rows + np.where(rows[..., 1] > rows[..., 0], begins, np.int32(0))[..., None]
    return moved.reshape(1, -1, 2)


def batch(arrays: Mapping[str, np.ndarray]) -> tuple[dict[str, Any], Any]:
    """The pair of a dict and labels, as tensors."""
    import torch  # Needed only where tensors are asked for.

    made = {name: torch.from_numpy(array) for name, array in features(arrays).items()}
    labels = made.pop("labels")
    return made, labels
