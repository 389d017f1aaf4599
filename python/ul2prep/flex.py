"""Masks for torch's FlexAttention, out of a batch's bounds.

    block_mask = ul2prep.flex.block_mask(batch["bounds"], device="cuda")
    output = torch.compile(flex_attention)(query, key, value, block_mask=block_mask)

`create_block_mask` evaluates a mask of W × W on the device, 150 to 300 ms a call; here the blocks are counted from the
bounds, on the CPU, while the device is at the batch before.
"""
from __future__ import annotations

from typing import Any, Callable

import numpy as np
import torch
from torch.nn.attention.flex_attention import BlockMask

from . import masks
from ._checks import wrong

MaskMod = Callable[[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]


def mask_mod(bounds: Any, *, device: Any = None, causal: bool = False) -> MaskMod:
    """What FlexAttention asks of each query and key; the bounds lie on the device.

    bounds: int32 [n, W, 2], an array or a tensor.
    """
    return _mask_mod(torch.as_tensor(_array(bounds, causal)), device)


def block_mask(bounds: Any, *, device: Any = None, causal: bool = False, block_size: int = 128) -> BlockMask:
    """A ready BlockMask for `flex_attention`, of n rows and any number of heads."""
    array = _array(bounds, causal)
    made = masks.block_arrays(array, block_size=block_size)
    on_device: dict[str, Any] = {
        name: torch.as_tensor(value).to(device) for name, value in made._asdict().items()}
    width = array.shape[1]
    return BlockMask(
        seq_lengths=(width, width), BLOCK_SIZE=(block_size, block_size),
        mask_mod=_mask_mod(torch.as_tensor(array), device), **on_device)


def _array(bounds: Any, causal: bool) -> np.ndarray:
    if isinstance(bounds, torch.Tensor):
        if bounds.device.type != "cpu":
            raise wrong("bounds", "bounds on a device", str(bounds.device), "those of the batch, on the CPU")
        bounds = bounds.numpy()
    return masks._bounds(bounds, causal)


def _mask_mod(bounds: torch.Tensor, device: Any) -> MaskMod:
    starts, ends = (bounds[..., place].contiguous().to(device) for place in (0, 1))

    def sees(row: torch.Tensor, head: torch.Tensor, query: torch.Tensor, key: torch.Tensor) -> torch.Tensor:
        return (key >= starts[row, query]) & (key < ends[row, query])

    return sees
