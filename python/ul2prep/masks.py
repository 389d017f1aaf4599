"""The mask of packed rows, in the form that each attention kernel takes.

All of it follows from `bounds`, two numbers a position: position q of a row sees positions k with
`bounds[q, 0] <= k < bounds[q, 1]`, from its example's start to max(q + 1, start + prefix length); 0, 0 on
padding, which sees nothing. Every function takes bounds [n, W, 2] as a loader gives them, and a keyword
`causal`: prefixes then are causal too, as a UL2 model is evaluated without bidirectional attention.

`ul2prep.flex` makes torch's FlexAttention masks of them.
"""
from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from . import _blockmask
from ._checks import in_memory, wrong
from ._blockmask import BlockArrays

__all__ = [
    "BlockArrays", "Varlen", "VarlenCall", "block_arrays", "causal_bounds", "dense", "dense4d", "emulate_varlen",
    "prefix_mask", "segments", "varlen",
]


def causal_bounds(bounds: Any) -> np.ndarray:
    """int32 [n, W, 2]: the bounds of the same rows without bidirectional prefixes."""
    array = _checked(bounds)
    ends = np.arange(1, array.shape[1] + 1, dtype=np.int32)
    ends = np.where(array[..., 1] > array[..., 0], ends, np.int32(0))
    return np.stack([array[..., 0], ends], axis=-1)


def dense(bounds: Any, *, causal: bool = False) -> np.ndarray:
    """bool [n, W, W]: whether query q (axis 1) sees key k (axis 2). W² bytes per row: 4 MiB for 2,048."""
    array = _bounds(bounds, causal)
    keys = np.arange(array.shape[1], dtype=np.int32)
    mask: np.ndarray = keys >= array[..., 0, None]
    mask &= keys < array[..., 1, None]
    return mask


def dense4d(bounds: Any, *, causal: bool = False) -> np.ndarray:
    """bool [n, 1, W, W], as transformers' models take it for `attention_mask`.

    Each position of padding sees itself: softmax over nothing is NaN, which reaches the gradient.
    """
    array = _bounds(bounds, causal)
    mask = dense(array)
    rows, positions = np.nonzero(array[..., 1] <= array[..., 0])
    mask[rows, positions, positions] = True
    return mask[:, None]


def segments(bounds: Any) -> np.ndarray:
    """int32 [n, W]: 1, 2, … the row's examples, 0 on padding: the segment ids of kernels that have them."""
    array = _checked(bounds)
    seen = array[..., 1] > array[..., 0]
    begins = seen & (array[..., 0] == np.arange(array.shape[1], dtype=np.int32))
    return np.where(seen, np.cumsum(begins, axis=1, dtype=np.int32), np.int32(0))


def prefix_mask(bounds: Any) -> np.ndarray:
    """bool [n, W]: whether a position is in a prefix of two tokens or more, all of which see each other.

    With segment ids that is the whole mask: q sees k where their segments are the same, and k <= q or k is in
    the prefix. (A prefix of one token is like none.)
    """
    array = _checked(bounds)
    places = np.arange(array.shape[1], dtype=np.int32)
    seen = array[..., 1] > array[..., 0]
    # The first position of an example sees its whole prefix.
    ends = np.take_along_axis(array[..., 1], np.where(seen, array[..., 0], 0), axis=1)
    return seen & (ends > array[..., 0] + 1) & (places < ends)


def block_arrays(bounds: Any, *, block_size: int = 128, causal: bool = False) -> BlockArrays:
    """The arrays of FlexAttention's BlockMask, by the library: two microseconds a row of 2,048.

    They are those of `create_block_mask`, number for number, without a mask of W × W in between.
    """
    return _blockmask.make(_bounds(bounds, causal), block_size)


class VarlenCall(NamedTuple):
    """One call of a kernel that takes sequences one after another (`flash_attn_varlen_func`).

    Positions are numbers into the n · W positions of the batch, row after row.
    """

    #: int64: which positions its queries are, and where its output goes.
    queries: np.ndarray
    #: int64: which positions its keys and values are.
    keys: np.ndarray
    #: int32 [sequences + 1]: where each sequence's queries, and keys, begin.
    cu_seqlens_q: np.ndarray
    cu_seqlens_k: np.ndarray
    #: Of the longest sequence; 0: there is none, and nothing to call.
    max_seqlen_q: int
    max_seqlen_k: int
    #: Whether it is causal, aligned at the end: the last query sees all keys (FlashAttention 2.1 and later).
    causal: bool


class Varlen(NamedTuple):
    """The two calls that attention over packed prefix rows is: every position but padding is in one of them."""

    prefixes: VarlenCall
    suffixes: VarlenCall


def varlen(bounds: Any, *, causal: bool = False) -> Varlen:
    """Attention as two calls: prefixes among themselves, not causal; then suffixes over whole examples, causal."""
    array = _bounds(bounds, causal)
    rows, width = array.shape[:2]
    in_prefix = prefix_mask(array)
    first = (array[..., 0] + np.arange(rows, dtype=np.int64)[:, None] * width).ravel()
    seen = (array[..., 1] > array[..., 0]).ravel()
    own = in_prefix.ravel()
    prefix, suffix = np.flatnonzero(own), np.flatnonzero(seen & ~own)
    # Examples by their first positions; those with a suffix take all of their positions as keys.
    examples, lengths = np.unique(first[seen], return_counts=True)
    with_suffix, suffix_lengths = np.unique(first[suffix], return_counts=True)
    _, prefix_lengths = np.unique(first[prefix], return_counts=True)
    chosen = np.isin(examples, with_suffix, assume_unique=True)
    keys = np.flatnonzero(seen & np.isin(first, with_suffix))
    return Varlen(
        _call(prefix, prefix_lengths, prefix, prefix_lengths, False),
        _call(suffix, suffix_lengths, keys, lengths[chosen], True))


def _call(
    queries: np.ndarray, query_lengths: np.ndarray, keys: np.ndarray, key_lengths: np.ndarray, causal: bool,
) -> VarlenCall:
    def starts(lengths: np.ndarray) -> np.ndarray:
        begins: np.ndarray = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        return begins

    return VarlenCall(
        queries, keys, starts(query_lengths), starts(key_lengths), int(query_lengths.max(initial=0)),
        int(key_lengths.max(initial=0)), causal)


def emulate_varlen(query: np.ndarray, key: np.ndarray, value: np.ndarray, calls: Varlen) -> np.ndarray:
    """What the two calls give, in NumPy: a reference for tests where there is no GPU, and much slower.

    query, key, value: [n · W, heads, size]. Returns the same shape; 0 on padding.
    """
    output = np.zeros_like(value)
    for call in calls:
        spans = zip(call.cu_seqlens_q[:-1], call.cu_seqlens_q[1:], call.cu_seqlens_k[:-1], call.cu_seqlens_k[1:])
        for query_start, query_end, key_start, key_end in spans:
            at, seen = call.queries[query_start:query_end], call.keys[key_start:key_end]
            scores = np.einsum("qhd,khd->hqk", query[at], key[seen]) / np.sqrt(query.shape[-1])
            if call.causal:
                last = np.arange(len(at))[:, None] + len(seen) - len(at)
                scores = np.where(np.arange(len(seen)) <= last, scores, -np.inf)
            weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
            weights /= weights.sum(axis=-1, keepdims=True)
            output[at] = np.einsum("hqk,khd->qhd", weights, value[seen])
    return output


def _bounds(bounds: Any, causal: bool) -> np.ndarray:
    return causal_bounds(bounds) if causal else _checked(bounds)


def _checked(bounds: Any) -> np.ndarray:
    array = in_memory("bounds", bounds)
    if array.ndim != 3 or array.shape[2] != 2 or array.dtype != np.int32:
        raise wrong("bounds", "not the bounds of rows", f"{array.dtype} {array.shape}", "int32 (n, W, 2)")
    return array
