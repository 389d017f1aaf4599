"""What gives rows: the library (`_native`), or NumPy alone where there is none (`_numpy`)."""
from __future__ import annotations

from typing import Any, Mapping, Optional, Protocol

import numpy as np

from ._arrays import Target


class Order(Protocol):
    """Which row each sample of a run is, and one rank's batches. It never changes; threads may share it."""

    #: The first sample: the state's, else 0.
    begin: int
    #: Of a batch, of this rank.
    most_rows: int
    #: What the order depends on, "plan" or "shuffled", as it was chosen or the state says.
    kind: str
    seed: int
    group_bytes: int

    def batch(self, sample: int, target: Target) -> tuple[int, int]:
        """Reads the batch that begins at a sample: where the next one does, and rows read."""

    def samples(self, first: int, count: int, target: Target, place: int = 0) -> None:
        """Reads samples one after another, from a row of the arrays on."""

    def state(self, samples: int) -> dict[str, Any]:
        """Where a run that has taken so many continues."""

    def close(self) -> None:
        """Every use after that is an error."""


class Reader(Protocol):
    """A dataset that is open. Threads may share it."""

    name: str
    rows: int
    is_plan: bool
    has_examples: bool
    #: Rows are decompressed or planned before they are read.
    makes_rows: bool
    sequence_length: Optional[int]
    vocabulary_size: Optional[int]
    pad: Optional[int]
    eos: Optional[int]
    decoder_start: Optional[int]
    fingerprint: str

    def read(self, indexes: np.ndarray, target: Target) -> None:
        """Reads rows; the indexes are int64 in C order, and are checked."""

    def forget(self, row: int) -> None:
        """Releases the shard that a row is in, whose file is gone, or another."""

    def loads(self) -> int:
        """Shards decompressed and blocks planned so far; -1: no rows cost any."""

    def order(
        self, *, global_batch_size: int, rank: int, world_size: int, order: str | None, seed: int | None,
        group_bytes: int | None, epochs: int | None, drop_last: bool, state: Mapping[str, Any] | str | None,
    ) -> Order:
        """The order of a run, and one rank's part of it."""

    def close(self) -> None:
        """Every use after that is an error."""
