"""Rows of token shards, or of a plan that no shards have been written of, for trainers.

    data = ul2prep.open("out/shards")  # or a plan
    for batch in data.loader(global_batch_size=64, rank=r, world_size=w, form="hf", state=saved):
        step(batch)
"""
from .dataset import Dataset, open, state
from .errors import (DataError, Error, LibraryError, NoInputError, RangeError, SystemCallError, TooSmallError,
                     UnreadableError, UsageError)
from .loader import Loader
from .row import Row
from .samples import Samples

__version__ = "0.1.0"
__all__ = [
    "DataError", "Dataset", "Error", "LibraryError", "Loader", "NoInputError", "RangeError", "Row",
    "Samples", "SystemCallError", "TooSmallError", "UnreadableError", "UsageError", "open",
    "state",
]
