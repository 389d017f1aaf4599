"""What a batch is made into for a trainer."""
from __future__ import annotations

from typing import Any, Iterable

import numpy as np

from . import masks, maxtext, seqio, titan
from ._arrays import COLUMNS, LABELS, known_names
from ._checks import wrong

FORMS = ("numpy", "hf", "torch", "seqio", "maxtext", "titan")
MASKS = ("bounds", "dense4d", None)

#: What models of Hugging Face call them.
_NAMES = {"tokens": "input_ids", "labels": "labels", "positions": "position_ids"}
#: Forms with masks of their own: what they are made of, and what their masks are.
_OWN = {
    "seqio": (seqio.COLUMNS, ()),
    "maxtext": (maxtext.COLUMNS, ("prefix_lengths",)),
    "titan": (titan.COLUMNS, ("bounds",)),
}
#: Their trainers take whatever is in a batch for an input of the model, or for one of n × W.
_WITHOUT_ROWS = ("maxtext", "titan")


class Shape:
    """Which arrays a batch is read into, and what is made of them.

    arrays: names of a choice among those of the form "numpy"; None: all that are known.
    has_examples: whether more than tokens is known of the rows.
    decoder_start, pad: ids that inputs and targets hold; None: not known.
    """

    def __init__(
        self, form: str, mask: str | None, arrays: Iterable[str] | None, *, has_examples: bool,
        decoder_start: int | None, pad: int | None,
    ) -> None:
        self._form, self._mask = form, mask
        self._decoder_start, self._pad = decoder_start, pad
        #: The arrays that are read.
        self.columns = self._columns(has_examples, arrays)
        #: Which positions have labels: a place in LABELS.
        self.labels = LABELS.index("targets" if form == "seqio" else "shifted")
        #: Whether batches are dicts of arrays [n, …], of which each row is a sample.
        self.has_rows = form != "titan"
        if form in _OWN and mask == "dense4d":
            raise wrong("mask", f'a mask beside that of form="{form}"', mask, "\"bounds\" or None")
        if form == "seqio" and has_examples and (decoder_start is None or pad is None):
            raise wrong("form", "rows whose decoder_start or pad is not known", form, "another form")
        if form == "maxtext" and has_examples and pad is None:
            raise wrong("form", "rows whose pad is not known", form, "another form")

    def check_width(self, width: int) -> None:
        """Raises where the trainer does not take rows of a length."""
        if self._form == "maxtext":
            maxtext.check_width(width)

    def _columns(self, has_examples: bool, arrays: Iterable[str] | None) -> tuple[str, ...]:
        if arrays is not None:
            if self._form != "numpy":
                raise wrong("arrays", "a choice of arrays", arrays, 'None, or form="numpy"')
            return (*(name for name in known_names(arrays) if name != "rows"), "rows")
        if self._form in _OWN:
            columns, mask = _OWN[self._form]
            rows = () if self._form in _WITHOUT_ROWS else ("rows",)
            return (*columns, *(mask if self._mask is not None else ()), *rows)
        if self._form == "numpy":
            # Tokens alone are known of another program's shards.
            names = [name for name in COLUMNS if name != "bounds"] if has_examples else ["tokens"]
            bounds = has_examples and self._mask is not None
        else:
            names, bounds = list(_NAMES), self._mask is not None
        return (*names, *(["bounds"] if bounds else []), "rows")

    def __call__(self, arrays: dict[str, np.ndarray]) -> Any:
        """A batch, or a sample, whose arrays have no first axis."""
        if self._form == "seqio":
            assert self._decoder_start is not None and self._pad is not None
            made = seqio.features(arrays, self._decoder_start, self._pad)
            if "rows" in arrays:
                made["rows"] = arrays["rows"]
            return made
        if self._form == "maxtext":
            assert self._pad is not None
            return maxtext.features(arrays, self._pad)
        if self._form == "titan":
            return titan.batch(arrays)
        if self._mask == "dense4d" and "bounds" in arrays:
            arrays = _with_dense(arrays)
        if self._form == "numpy":
            return dict(arrays)
        named = {_NAMES.get(name, name): array for name, array in arrays.items()}
        return _tensors(named) if self._form == "torch" else named


def _with_dense(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    bounds = arrays["bounds"]
    dense = masks.dense4d(bounds if bounds.ndim == 3 else bounds[None])
    rest = {name: array for name, array in arrays.items() if name != "bounds"}
    return {**rest, "attention_mask": dense if bounds.ndim == 3 else dense[0]}


def _tensors(named: dict[str, np.ndarray]) -> dict[str, Any]:
    import torch  # Needed only where tensors are asked for.

    # Losses and embeddings of torch take 64-bit ids everywhere, 32-bit ones in places.
    return {
        name: torch.as_tensor(array.astype(np.int64) if name in _NAMES.values() else array)
        for name, array in named.items()
    }
