"""Batches of rows that mosaicml-streaming reads: a collate function for plain `StreamingDataset`s of shards.

    dataset = StreamingDataset(remote="s3://bucket/shards", local="/cache", batch_size=8)
    loader = DataLoader(dataset, batch_size=8, collate_fn=ul2prep.streaming.Collate(form="torch"))

The arrays are those of `data.loader(…)` but for `rows`, which a StreamingDataset does not tell. Nothing of
mosaicml-streaming is needed here: a sample is a dict of its columns.
"""
from __future__ import annotations

from typing import Any, Mapping, Sequence

import numpy as np

from . import _arrays, _checks
from ._arrays import COLUMNS
from ._numpy.examples import Examples
from ._numpy.problems import problem
from .errors import DataError
from .forms import FORMS, MASKS, Shape

#: Columns that say where the examples of a row are.
_EXAMPLES = ("cu_seqlens", "prefix_lens", "loss_starts")


class Collate:
    """Makes a batch of samples; a pickle is its options, so that any number of worker processes can have it.

    form, mask: as of a loader.
    pad, decoder_start: ids that the forms "maxtext" and "seqio" put in, as of `ul2prep.open(…)` of the same
        shards, or their manifest.json.
    """

    def __init__(
        self, form: str = "torch", mask: str | None = "bounds", *, pad: int | None = None,
        decoder_start: int | None = None,
    ) -> None:
        self._options = (form, mask, pad, decoder_start)
        self._shape = Shape(
            FORMS[_checks.choice("form", form, FORMS)], MASKS[_checks.choice("mask", mask, MASKS)], None,
            has_examples=True, decoder_start=decoder_start, pad=pad)
        self._names = [name for name in self._shape.columns if name in COLUMNS]

    def __call__(self, samples: Sequence[Mapping[str, Any]]) -> Any:
        width = len(self._column(samples[0], 0, "tokens"))
        self._shape.check_width(width)
        arrays = _arrays.allocate(self._names, len(samples), width)
        for place, sample in enumerate(samples):
            self._fill(arrays, place, sample, width)
        return self._shape(arrays)

    def _fill(self, arrays: dict[str, np.ndarray], place: int, sample: Mapping[str, Any], width: int) -> None:
        def fail(what: str, got: object, expected: object) -> DataError:
            return problem(DataError, "collate", f"sample {place}", what, got, expected)

        tokens = self._column(sample, place, "tokens")
        if len(tokens) != width:
            raise fail("a row of the wrong length", len(tokens), width)
        ends, prefixes, losses = (self._column(sample, place, name) for name in _EXAMPLES)
        examples = Examples(ends, prefixes, losses, width, fail)
        arrays["tokens"][place] = tokens
        examples.fill(arrays, place, tokens, targets=self._shape.labels == 1)

    @staticmethod
    def _column(sample: Mapping[str, Any], place: int, name: str) -> np.ndarray:
        found = sample.get(name)
        if isinstance(found, np.ndarray) and found.ndim == 1 and found.dtype.kind in "iu":
            return found
        got = "none" if found is None else type(found).__name__
        known = ", ".join(("tokens", *_EXAMPLES))
        raise problem(
            DataError, "collate", f"sample {place}", f"column {name} is not whole numbers in a row", got,
            f"the samples of shards that ul2prep wrote, which have {known}")

    def __reduce__(self) -> tuple[Any, ...]:
        form, mask, pad, decoder_start = self._options
        return _made, (form, mask, pad, decoder_start)


def _made(form: str, mask: str | None, pad: int | None, decoder_start: int | None) -> Collate:
    """What a pickle is made into."""
    return Collate(form, mask, pad=pad, decoder_start=decoder_start)
