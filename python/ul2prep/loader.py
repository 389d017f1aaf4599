"""Batches of rows for one rank of a training run."""
from __future__ import annotations

import operator
from typing import Any, Iterable, Iterator, Mapping

from . import _arrays, _checks
from ._ahead import Ahead
from ._arrays import Target
from ._checks import MOST_SAMPLES, ORDERS
from ._reader import Order
from ._ring import Ring, Slot
from .dataset import Dataset
from .forms import Shape

#: Batches that are read ahead where rows have to be made: of zstd shards, and of plans.
DEFAULT_PREFETCH = 2
MOST_PREFETCH = 64


class Loader:
    """Batches one after another, each a dict of arrays; all iteration continues from one place in the run.

    global_batch_size: samples that all ranks take together; or batch_size: those of one rank.
    rank: the data-parallel rank, from 0, of world_size.
    order: "plan": sample s is row s, and epochs after the first are shuffled; "shuffled": every epoch is;
        None: the state's, else "plan".
    seed: of shuffled epochs; None: the state's, else 0.
    state: where a run continues, as state_dict() gave it; None: it begins.
    epochs: after which the run ends, counted from its beginning; None: it does not.
    drop_last: leaves out the last samples of a run where they do not fill a batch.
    form: "numpy": every array under its own name; "hf": input_ids, labels, position_ids; "torch": these as
        tensors; "seqio": the six decoder features of SeqIO; "maxtext": inputs, targets and their segments;
        "titan": a pair of a dict and labels, as tensors. All but the last two carry `rows`.
    mask: "bounds": two numbers a position, which it sees (`ul2prep.masks` makes others of them); "dense4d":
        `attention_mask`, bool [n, 1, W, W], W² bytes per row, 268 MB for 64 of 2,048; None: no mask.
    group_bytes: bytes of tokens that rows are shuffled among; None: the state's, else 512 MiB.
    arrays: which, where the form is "numpy"; None: all that are known. `rows` is always among them.
    prefetch: batches that a thread reads ahead; None: 2 of plans and compressed shards, else 0, since handing
        a batch over takes longer than reading it.

    Arrays of a batch are used for a later one when nothing refers to them.
    """

    def __init__(
        self, data: Dataset, *, global_batch_size: int | None = None, batch_size: int | None = None,
        rank: int = 0, world_size: int = 1, order: str | None = None, seed: int | None = None,
        state: Mapping[str, Any] | str | None = None, epochs: int | None = None, drop_last: bool = True,
        form: str = "numpy", mask: str | None = "bounds", group_bytes: int | None = None,
        arrays: Iterable[str] | None = None, prefetch: int | None = None,
    ) -> None:
        self.dataset = data
        ranks = _checks.whole("world_size", world_size, least=1)
        if (global_batch_size is None) == (batch_size is None):
            raise _checks.wrong("global_batch_size, batch_size", "not one of them",
                                (global_batch_size, batch_size), "one, the other None")
        size = global_batch_size if batch_size is None else operator.index(batch_size) * ranks
        #: Samples that all ranks take together.
        self.global_batch_size: int = _checks.whole("global_batch_size", size)
        self._epochs = None if epochs is None else _checks.whole("epochs", epochs, least=1)
        self._drop_last = bool(drop_last)
        self._shape = data._shape(form, mask, arrays)
        self._width = data._width()
        if prefetch is None:
            self._prefetch = DEFAULT_PREFETCH if data._reader.makes_rows else 0
        else:
            self._prefetch = _checks.whole("prefetch", prefetch, least=0, most=MOST_PREFETCH)
        _checks.choice("order", order, ORDERS)
        self._settings: dict[str, Any] = dict(
            global_batch_size=self.global_batch_size, rank=_checks.whole("rank", rank), world_size=ranks,
            group_bytes=None if group_bytes is None else _checks.whole("group_bytes", group_bytes, least=1),
            epochs=self._epochs, order=order, drop_last=self._drop_last,
            seed=None if seed is None else _checks.whole("seed", seed, least=0, most=_checks.MOST_SEED))
        # What makes it again in another process, with a state.
        self._options = dict(
            self._settings, form=form, mask=mask, prefetch=prefetch,
            arrays=None if arrays is None else self._shape.columns)
        self._open(state)

    def _open(self, state: Mapping[str, Any] | str | None) -> None:
        self._order = self.dataset._reader.order(state=state, **self._settings)
        self._samples = self._order.begin
        source = _Source(self._order, self._shape, self._width)
        self._ring = source.ring
        self._read = source.read
        if self._prefetch:
            ahead = Ahead(source.read, self.global_batch_size, self._prefetch)
            self._read, self._stop = ahead.get, ahead.close
        else:
            self._stop = _nothing

    # Batches

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        slot, following, count = self._read(self._samples)
        if following == self._samples:
            self._ring.put(slot)
            raise StopIteration
        arrays = slot.target.arrays
        if count < slot.target.rows:
            arrays = {name: array[:count] for name, array in arrays.items()}
        made = self._shape(arrays)
        self._ring.put(slot)
        # Counted when nothing can go wrong after it: after an error the same batch is the next again.
        self._samples = following
        return made

    def _every(self, step: int, first: int = 0) -> Iterator[Any]:
        """Batches `first`, `first` + `step`, … from here on: the part of one of `step` processes."""
        self._samples += first * self.global_batch_size
        while True:
            try:
                yield next(self)
            except StopIteration:
                return
            self._samples += (step - 1) * self.global_batch_size

    def __len__(self) -> int:
        """Batches that are left."""
        if self._epochs is None:
            raise TypeError("a loader without epochs has no end, and so no len()")
        left = max(0, min(self._epochs * len(self.dataset), MOST_SAMPLES) - self._samples)
        return left // self.global_batch_size if self._drop_last else -(-left // self.global_batch_size)

    def skip(self, rows: int) -> None:
        """Passes over the next rows of all ranks together, where a loss has spiked, say."""
        self._samples += _checks.whole("rows", rows, least=0, most=MOST_SAMPLES - self._samples)

    # State

    @property
    def samples(self) -> int:
        """The sample at which the next batch begins."""
        return self._samples

    def state_dict(self, samples: int | None = None) -> dict[str, Any]:
        """Where the run continues: after the batches that were given out, or after so many samples.

        It is the same on every rank, and good for every batch size and number of ranks, over plan and shards.
        """
        place = self._samples if samples is None else _checks.whole("samples", samples)
        return self._order.state(place)

    def load_state_dict(self, state: Mapping[str, Any] | str) -> None:
        """Resumes where a state says. After an error the loader is where it was."""
        stop, order = self._stop, self._order
        self._open(state)
        stop()
        order.close()

    # Life

    def close(self) -> None:
        """Every use after that is an error; the dataset stays open."""
        self._stop()
        self._order.close()

    def __enter__(self) -> Loader:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return _reopened, (self.dataset, self._options, self.state_dict())


class _Source:
    """Fills arrays with batches; of its loader, which a thread would keep alive, it knows nothing."""

    def __init__(self, order: Order, shape: Shape, width: int) -> None:
        self._order = order
        self._columns = shape.columns
        self._labels = shape.labels
        self._width = width
        self.ring = Ring(self._allocated)

    def _allocated(self) -> Target:
        rows = self._order.most_rows
        return Target(_arrays.allocate(self._columns, rows, self._width), rows, self._width, self._labels)

    def read(self, sample: int) -> tuple[Slot, int, int]:
        """The batch that begins at a sample: its arrays, where the next one begins, its rows."""
        slot = self.ring.take()
        following, count = self._order.batch(sample, slot.target)
        return slot, following, count


def _nothing() -> None:
    pass


def _reopened(data: Dataset, options: Mapping[str, Any], state: Mapping[str, Any]) -> Loader:
    """What a pickle is made into."""
    return Loader(data, **options, state=state)
