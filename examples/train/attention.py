"""How a batch's rows attend: by the mask that its bounds say, on whatever device there is."""
from __future__ import annotations

import functools
from typing import Any

import torch
from torch.nn import functional as F

import ul2prep.flex
from ul2prep import masks


def attention(bounds: Any, device: str, causal: bool = False) -> Any:
    """A function of query, key and value, [n, heads, W, size] each.

    causal: prefixes are causal, too.
    """
    if device == "cpu":
        mask = torch.as_tensor(masks.dense4d(bounds, causal=causal))
        return functools.partial(F.scaled_dot_product_attention, attn_mask=mask)
    from torch.nn.attention.flex_attention import flex_attention

    compiled = _compiled(flex_attention)
    return functools.partial(compiled, block_mask=ul2prep.flex.block_mask(bounds, device=device, causal=causal))


@functools.lru_cache(maxsize=1)
def _compiled(function: Any) -> Any:
    return torch.compile(function)
