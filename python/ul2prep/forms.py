"""What a batch is made into for a trainer."""
from __future__ import annotations

from typing import Any, Iterable

import numpy as np

from . import masks
from ._arrays import COLUMNS, known_names
from ._checks import wrong

FORMS = ("numpy", "hf", "torch")
MASKS = ("bounds", "dense4d", None)

#: What models of Hugging Face call them.
_NAMES = {"tokens": "input_ids", "labels": "labels", "positions": "position_ids"}


def columns(
    form: str, mask: str | None, has_examples: bool, chosen: Iterable[str] | None = None,
) -> tuple[str, ...]:
    """The arrays that a form is made of, or those that are chosen."""
    if chosen is not None:
        if form != "numpy":
            raise wrong("arrays", "a choice of arrays", chosen, 'None, or form="numpy"')
        return (*(name for name in known_names(chosen) if name != "rows"), "rows")
    if form == "numpy":
        # Tokens alone are known of another program's shards.
        names = [name for name in COLUMNS if name != "bounds"] if has_examples else ["tokens"]
        bounds = has_examples and mask is not None
    else:
        names, bounds = list(_NAMES), mask is not None
    return (*names, *(["bounds"] if bounds else []), "rows")


def shape(form: str, mask: str | None, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    """A batch in its form; one sample's arrays have no first axis."""
    if mask == "dense4d" and "bounds" in arrays:
        given = arrays["bounds"]
        dense = masks.dense4d(given if given.ndim == 3 else given[None])
        rest = {name: array for name, array in arrays.items() if name != "bounds"}
        arrays = {**rest, "attention_mask": dense if given.ndim == 3 else dense[0]}
    if form == "numpy":
        return dict(arrays)
    named = {_NAMES.get(name, name): array for name, array in arrays.items()}
    if form == "hf":
        return named
    import torch  # Only who asks for tensors needs it.

    # Losses and embeddings of torch take 64-bit ids everywhere, 32-bit ones in places.
    return {
        name: torch.as_tensor(array.astype(np.int64) if name in _NAMES.values() else array)
        for name, array in named.items()
    }
