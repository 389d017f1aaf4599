"""One row."""
from __future__ import annotations

from typing import Mapping

import numpy as np

from .errors import UsageError


class Row:
    """A row's arrays, of W positions each; they are the row's own."""

    __slots__ = ("_arrays", "index")

    def __init__(self, index: int, arrays: Mapping[str, np.ndarray]) -> None:
        #: Which row of the dataset it is.
        self.index = index
        self._arrays = dict(arrays)

    def _array(self, name: str) -> np.ndarray:
        if name not in self._arrays:
            raise UsageError(f"row {self.index}: another program's shards, of which tokens alone are known")
        return self._arrays[name]

    @property
    def tokens(self) -> np.ndarray:
        """int32 [W]; padding holds the pad id."""
        return self._array("tokens")

    @property
    def labels(self) -> np.ndarray:
        """int32 [W]; the token, −100 without loss, on padding, and at each example's first token."""
        return self._array("labels")

    @property
    def positions(self) -> np.ndarray:
        """int32 [W]; 0, 1, … within each example; 0 on padding."""
        return self._array("positions")

    @property
    def segments(self) -> np.ndarray:
        """int32 [W]; 1, 2, … the row's examples; 0 on padding."""
        return self._array("segments")

    @property
    def bounds(self) -> np.ndarray:
        """int32 [W, 2]; position q sees bounds[q, 0] ≤ k < bounds[q, 1]; 0, 0 on padding."""
        return self._array("bounds")

    @property
    def loss_weights(self) -> np.ndarray:
        """float32 [W]; 1 where there is a label, else 0."""
        return self._array("loss_weights")

    @property
    def prefix_lengths(self) -> np.ndarray:
        """int32 [W]; of the position's example: the tokens at its start that see each other; 0 on padding."""
        return self._array("prefix_lengths")

    def __len__(self) -> int:
        return len(self.tokens)

    def __repr__(self) -> str:
        return f"Row({self.index}, {len(self)} positions)"
