"""Which row each sample is, and one rank's batches; states as the library writes them."""
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Mapping

import numpy as np

from .._arrays import Target
from .._checks import MOST_SAMPLES, MOST_SEED, state_text
from ..errors import DataError, UsageError
from .permutation import MOST_BLOCKS, EpochOrder
from .problems import problem

if TYPE_CHECKING:
    from .reader import NumpyReader

GROUP_BYTES = 512 << 20
VERSION = 1
MOST_ROWS = 1 << 31
#: Of each number: the least and the most.
_NUMBERS = {"samples": (0, MOST_SAMPLES), "seed": (0, MOST_SEED), "group_bytes": (1, (1 << 63) - 1),
            "rows": (0, (1 << 63) - 1)}


class NumpyOrder:
    """The order of a run over a reader's rows."""

    def __init__(
        self, reader: NumpyReader, *, global_batch_size: int, rank: int, world_size: int, order: str | None,
        seed: int | None, group_bytes: int | None, epochs: int | None, drop_last: bool,
        state: Mapping[str, Any] | str | None,
    ) -> None:
        self._reader = reader
        known = read_state(reader, state)
        self.kind = str(self._same("order", order, known, "plan"))
        self.seed = int(self._same("seed", seed, known, 0))
        self.group_bytes = int(self._same("group_bytes", group_bytes, known, GROUP_BYTES))
        self.begin = int(known.get("samples", 0))
        reader.check_is_open()
        if reader.rows == 0:
            raise problem(DataError, reader.path, None, "no rows", 0, "at least one")
        self._check("an empty batch", "global_batch_size", global_batch_size, 1, None)
        self._check("a batch larger than the data", "global_batch_size", global_batch_size, 1,
                    min(reader.rows, MOST_ROWS))
        self._check("not a number of ranks with at least one row of each batch", "world_size", world_size, 1,
                    global_batch_size)
        self._check("no such rank", "rank", rank, 0, world_size - 1)
        self._size, self._rank, self._ranks = global_batch_size, rank, world_size
        self._drop_last = drop_last
        self._end = None if epochs is None else min(epochs * reader.rows, MOST_SAMPLES)
        self.most_rows = -(-global_batch_size // world_size)
        self._epochs: dict[int, EpochOrder] = {}
        self._is_closed = False

    def _same(self, name: str, given: object, state: Mapping[str, Any], otherwise: object) -> Any:
        if given is not None and name in state and given != state[name]:
            raise problem(UsageError, self._reader.path, name, "not the value in the state", given,
                          f"{state[name]}, as in the state",
                          "leave it out to continue the run, or start a new one without the state")
        return given if given is not None else state.get(name, otherwise)

    def _check(self, what: str, name: str, value: int, least: int, most: int | None) -> None:
        if value < least or (most is not None and value > most):
            raise problem(UsageError, self._reader.path, name, what, value,
                          f"at least {least}" if most is None else f"{least} to {most}")

    def _check_is_open(self) -> None:
        if self._is_closed:
            raise UsageError("loader: a closed handle")
        self._reader.check_is_open()

    def batch(self, sample: int, target: Target) -> tuple[int, int]:
        self._check_is_open()
        self._check("no such sample", "sample", sample, 0, MOST_SAMPLES)
        end = sample + self._size
        if self._end is not None and end > self._end:
            end = sample if self._drop_last else max(sample, self._end)
        count = end - sample
        first = sample + self._rank * count // self._ranks
        last = sample + (self._rank + 1) * count // self._ranks
        self.samples(first, last - first, target)
        return end, last - first

    def samples(self, first: int, count: int, target: Target, place: int = 0) -> None:
        self._check_is_open()
        self._check("no such sample", "first", first, 0, MOST_SAMPLES)
        self._reader.fill(self.rows(first, count), target, place)

    def rows(self, first: int, count: int) -> np.ndarray:
        """The rows that samples are, one after another."""
        parts = []
        while count:
            epoch, place = divmod(first, self._reader.rows)
            taken = min(count, self._reader.rows - place)
            if epoch == 0 and self.kind == "plan":
                parts.append(np.arange(place, place + taken))
            else:
                parts.append(self._epoch(epoch).rows(place, taken))
            first, count = first + taken, count - taken
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    def _epoch(self, number: int) -> EpochOrder:
        order = self._epochs.get(number)
        if order is None:
            starts = self._reader.block_starts()
            largest = int(np.diff(starts).max()) * max(1, self._reader.bytes_per_row)
            group = min(max(1, self.group_bytes // largest), MOST_BLOCKS)
            order = EpochOrder(starts, group, self.seed, number)
            # A batch, and a thread that reads ahead, reach into the next epoch; two threads may make the same one.
            self._epochs = {key: value for key, value in self._epochs.items() if abs(key - number) <= 1}
            self._epochs[number] = order
        return order

    def state(self, samples: int) -> dict[str, Any]:
        self._check_is_open()
        self._check("no such sample", "samples", samples, 0, MOST_SAMPLES)
        return {"version": VERSION, "samples": samples, "order": self.kind, "seed": self.seed,
                "group_bytes": self.group_bytes, "rows": self._reader.rows,
                "fingerprint": self._reader.fingerprint}

    def close(self) -> None:
        self._is_closed = True


def read_state(reader: NumpyReader, state: Mapping[str, Any] | str | None) -> Mapping[str, Any]:
    """A state of these rows; {}: there is none."""
    text = state_text(state)
    if text is None:
        return {}
    try:
        values = json.loads(text)
    except ValueError as found:
        raise problem(DataError, "state", "1", f"not JSON: {found}") from found
    keys = ("version", "samples", "order", "seed", "group_bytes", "rows", "fingerprint")
    if not isinstance(values, dict) or values.get("version") != VERSION:
        got = values.get("version") if isinstance(values, dict) else text
        raise problem(DataError, "state", "version", "a state of another version", got, VERSION,
                      "continue with the program that wrote it")
    if set(values) != set(keys):
        raise problem(DataError, "state", None, "not the members of a state", ", ".join(sorted(values)),
                      ", ".join(keys))
    for name, (least, most) in _NUMBERS.items():
        if type(values[name]) is not int or not least <= values[name] <= most:
            raise problem(DataError, "state", name, "no such number", values[name], f"{least} to {most}")
    if values["order"] not in ("plan", "shuffled"):
        raise problem(DataError, "state", "order", "not known", values["order"], "plan or shuffled")
    for name, own in (("fingerprint", reader.fingerprint), ("rows", reader.rows)):
        if values[name] != own:
            raise problem(
                UsageError, reader.path, name, "the state belongs to other data", values[name],
                f"{own}, which these rows have",
                "open the data that the run started with; to continue with other rows at the same sample, set the "
                "state's fingerprint and rows to these")
    return values
