"""The arrays of FlexAttention's BlockMask, by the library, or by NumPy where there is none."""
from __future__ import annotations

import functools
from ctypes import byref
from typing import NamedTuple

import numpy as np

from . import _checks, _library, _structs
from ._arrays import address

MOST_BLOCKS = 1 << 13


class BlockArrays(NamedTuple):
    """int32, of n rows of Q blocks: counts [n, 1, Q], indices [n, 1, Q, Q], under the names of BlockMask.

    `kv`: by block of queries, the blocks of keys that it sees in part, and in full; `q`: by block of keys, the
    blocks of queries that see it. Indices are those that count, ascending, then the others, ascending.
    """

    kv_num_blocks: np.ndarray
    kv_indices: np.ndarray
    full_kv_num_blocks: np.ndarray
    full_kv_indices: np.ndarray
    q_num_blocks: np.ndarray
    q_indices: np.ndarray
    full_q_num_blocks: np.ndarray
    full_q_indices: np.ndarray


def make(bounds: np.ndarray, block_size: int) -> BlockArrays:
    """bounds: int32 [n, W, 2]."""
    rows, width = bounds.shape[:2]
    least = max(1, -(-width // MOST_BLOCKS))
    size = _checks.whole("block_size", block_size, least=least, most=max(width, least))
    if not _has_library():
        return _by_numpy(bounds, size)
    blocks = -(-width // size)
    given = np.ascontiguousarray(bounds)
    counts, indices = np.empty((4, rows, 1, blocks), np.int32), np.empty((4, rows, 1, blocks, blocks), np.int32)
    made = BlockArrays(*(array[kind] for kind in range(4) for array in (counts, indices)))
    mask = _structs.BlockMask(
        capacity=rows, width=width, block_size=size, bounds=address(given),
        **{name: address(array) for name, array in made._asdict().items()})
    _library.call("ul2prep_make_block_mask", byref(mask), rows)
    return made


@functools.lru_cache(maxsize=None)
def _has_library() -> bool:
    return _library.is_there()


def _by_numpy(bounds: np.ndarray, size: int) -> BlockArrays:
    rows, width = bounds.shape[:2]
    blocks = -(-width // size)
    # Positions beyond the row are padding.
    padded = np.zeros((rows, blocks * size, 2), np.int64)
    padded[:, :width] = bounds
    starts, ends = padded.reshape(rows, blocks, size, 2).transpose(3, 0, 1, 2)
    seen = ends > starts
    first, last = np.where(seen, starts, width).min(2)[..., None], np.where(seen, ends, 0).max(2)[..., None]
    keys = np.arange(blocks) * size
    touched = (first < keys + size) & (last > keys)
    full = touched & seen.all(2)[..., None]
    full &= (starts.max(2)[..., None] <= keys) & (ends.min(2)[..., None] >= keys + size)
    part = touched & ~full
    arrays: list[np.ndarray] = []
    for found in (part, full, part.transpose(0, 2, 1), full.transpose(0, 2, 1)):
        order = np.argsort(~found, axis=-1, kind="stable")
        arrays += [found.sum(-1, dtype=np.int32)[:, None], order.astype(np.int32)[:, None]]
    return BlockArrays(*arrays)
