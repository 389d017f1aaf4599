"""Batches of rows for one rank of a training run."""
from __future__ import annotations

import json
import operator
import weakref
from ctypes import byref, c_void_p
from typing import Any, Iterator, Mapping

from . import _arrays, _checks, _library, _structs, forms
from .dataset import Dataset

ORDERS = (None, "plan", "shuffled")
#: More than any run takes.
MOST_SAMPLES = 1 << 60


class Loader:
    """Batches one after another, each a dict of arrays; all iteration goes on from one place in the run.

    global_batch_size: samples that all ranks take together; or batch_size: those of one rank.
    rank: the data-parallel rank, from 0, of world_size.
    order: "plan": sample s is row s, and epochs after the first are shuffled; "shuffled": every epoch is;
        None: the state's, else "plan".
    seed: of shuffled epochs; None: the state's, else 0.
    state: where a run goes on, as state_dict() gave it; None: it begins.
    epochs: after which the run ends, counted from its beginning; None: it does not.
    drop_last: leaves out the last samples of a run where they do not fill a batch.
    form: "numpy": every array under its own name; "hf": input_ids, labels, position_ids; "torch": these as
        tensors. All carry `rows`.
    mask: "bounds": two numbers a position, which it sees; None: no mask.
    group_bytes: bytes of tokens that rows are shuffled among; None: the state's, else 512 MiB.
    """

    def __init__(
        self, data: Dataset, *, global_batch_size: int | None = None, batch_size: int | None = None,
        rank: int = 0, world_size: int = 1, order: str | None = None, seed: int | None = None,
        state: Mapping[str, Any] | str | None = None, epochs: int | None = None, drop_last: bool = True,
        form: str = "numpy", mask: str | None = "bounds", group_bytes: int | None = None,
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
        self._form = forms.FORMS[_checks.choice("form", form, forms.FORMS)]
        self._mask = forms.MASKS[_checks.choice("mask", mask, forms.MASKS)]
        self._columns = forms.columns(self._form, self._mask, data._has_examples)
        self._width = data._width()
        self._settings: dict[str, Any] = dict(
            global_batch_size=self.global_batch_size, rank=_checks.whole("rank", rank), world_size=ranks,
            group_bytes=0 if group_bytes is None else _checks.whole("group_bytes", group_bytes, least=1),
            epochs=self._epochs or 0, order=_checks.choice("order", order, ORDERS),
            seed=0 if seed is None else _checks.whole("seed", seed, least=0, most=(1 << 64) - 1),
            has_seed=seed is not None, keeps_last=not self._drop_last)
        # What makes it again in another process, with a state.
        self._options = dict(
            global_batch_size=self.global_batch_size, rank=rank, world_size=ranks, order=order, seed=seed,
            epochs=epochs, drop_last=self._drop_last, form=form, mask=mask, group_bytes=group_bytes)
        self._open(state)

    def _open(self, state: Mapping[str, Any] | str | None) -> None:
        options = _structs.LoaderOptions(state=_state_bytes(state), **self._settings)
        handle = c_void_p()
        _library.call("ul2prep_loader_open", self.dataset._handle, byref(options), byref(handle))
        assert handle.value is not None
        self._handle = handle.value
        self._closing = weakref.finalize(self, _library.close, "ul2prep_loader_close", self._handle)
        about = _structs.LoaderDescription()
        _library.call("ul2prep_loader_describe", self._handle, byref(about))
        self._samples = int(about.samples)
        self._most_rows = int(about.most_rows)

    # Batches

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self

    def __next__(self) -> dict[str, Any]:
        arrays = _arrays.allocate(self._columns, self._most_rows, self._width)
        wanted = _arrays.described(arrays, self._most_rows, self._width, 0)
        batch = _structs.Batch()
        _library.call("ul2prep_loader_batch", self._handle, self._samples, byref(batch), byref(wanted))
        if batch.next == batch.samples:
            raise StopIteration
        if batch.count < self._most_rows:
            arrays = {name: array[: batch.count] for name, array in arrays.items()}
        made = forms.shape(self._form, arrays)
        # Counted when nothing can go wrong any more: after an error the same batch is the next again.
        self._samples = int(batch.next)
        return made

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
        """Where the run goes on: after the batches that were given out, or after so many samples.

        It is the same on every rank, and good for every batch size and number of ranks, over plan and shards.
        """
        place = self._samples if samples is None else _checks.whole("samples", samples)
        state: dict[str, Any] = json.loads(_library.text("ul2prep_loader_state", self._handle, place))
        return state

    def load_state_dict(self, state: Mapping[str, Any] | str) -> None:
        """Goes on where a state says. After an error the loader is where it was."""
        closing = self._closing
        self._open(state)
        closing()

    # Life

    def close(self) -> None:
        """Every use after that is an error; the dataset stays open."""
        self._closing()

    def __enter__(self) -> Loader:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return _reopened, (self.dataset, self._options, self.state_dict())


def _state_bytes(state: Mapping[str, Any] | str | None) -> bytes | None:
    """A state as the library takes it; numbers of NumPy are numbers."""
    if state is None:
        return None
    return (state if isinstance(state, str) else json.dumps(dict(state), default=operator.index)).encode()


def _reopened(data: Dataset, options: Mapping[str, Any], state: Mapping[str, Any]) -> Loader:
    """What a pickle is made into."""
    return Loader(data, **options, state=state)
