"""XXH3_64 of more than 240 bytes, as every shard and index has, for where the package xxhash is not there.

Stripes are summed for many blocks at once; what remains is four operations on 8 numbers for each KiB, so that
a shard of 64 MiB takes a quarter of a second.
"""
from __future__ import annotations

from typing import Any

import numpy as np

_SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221"
    "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb"
    "170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e")
_P32 = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
_P64 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)
_START = np.array([_P32[2], *_P64[:4], _P32[1], _P64[4], _P32[0]], np.uint64)
_STRIPE, _BLOCK = 64, 1024
_BLOCKS_AT_ONCE = 1024
_MASK = (1 << 64) - 1
#: What fewer bytes are hashed by is not here.
LEAST = 241


def _secret(offset: int, count: int) -> np.ndarray:
    return np.frombuffer(_SECRET, "<u8", count, offset)


_KEYS = np.stack([_secret(8 * stripe, 8) for stripe in range(16)])
_SCRAMBLE = _secret(128, 8)


def _sums(data: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """What stripes add to the accumulators; data: [..., stripes, 8], keys: [stripes, 8]."""
    keyed = data ^ keys
    products = (keyed & np.uint64(0xFFFFFFFF)) * (keyed >> np.uint64(32))
    # Each lane's data goes to its neighbour.
    swapped = data.reshape(*data.shape[:-1], 4, 2)[..., ::-1].reshape(data.shape)
    total: np.ndarray = (products + swapped).sum(axis=-2, dtype=np.uint64)
    return total


def xxh3_64(data: Any) -> str:
    """The hash as 16 hexadecimal digits."""
    view = memoryview(data).cast("B")
    length = len(view)
    if length < LEAST:
        raise ValueError(f"{length} bytes are too few")
    sums = _START.copy()
    blocks = (length - 1) // _BLOCK
    prime, shift = np.uint64(_P32[0]), np.uint64(47)
    for first in range(0, blocks, _BLOCKS_AT_ONCE):
        count = min(_BLOCKS_AT_ONCE, blocks - first)
        words = np.frombuffer(view, "<u8", count * 128, first * _BLOCK).reshape(count, 16, 8)
        for added in _sums(words, _KEYS):
            sums += added
            sums ^= sums >> shift
            sums ^= _SCRAMBLE
            sums *= prime
    stripes = (length - 1 - blocks * _BLOCK) // _STRIPE
    if stripes:
        rest = np.frombuffer(view, "<u8", stripes * 8, blocks * _BLOCK).reshape(stripes, 8)
        sums += _sums(rest, _KEYS[:stripes])
    last = np.frombuffer(view, "<u8", 8, length - _STRIPE).reshape(1, 8)
    sums += _sums(last, _secret(192 - _STRIPE - 7, 8).reshape(1, 8))
    return f"{_merged([int(value) for value in sums], length):016x}"


def _merged(sums: list[int], length: int) -> int:
    result = length * _P64[0]
    for i, keys in enumerate(_secret(11, 8).reshape(4, 2)):
        product = (sums[2 * i] ^ int(keys[0])) * (sums[2 * i + 1] ^ int(keys[1]))
        result += (product & _MASK) ^ (product >> 64)
    result &= _MASK
    result ^= result >> 37
    result = result * 0x165667919E3779F9 & _MASK
    return result ^ result >> 32
