"""A small GPT: 4 layers, d = 128, 4 heads, tied embeddings; 1.9 M parameters with 8,100 pieces and rows of 256.

It knows nothing of objectives. What a position sees is the batch's business: a mask of SDPA's on a CPU, a BlockMask of
FlexAttention's on a GPU.
"""
from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before_attention, self.before_mlp = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width, bias=False)
        self.attended = nn.Linear(width, width, bias=False)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width, bias=False), nn.GELU(), nn.Linear(4 * width, width, bias=False))

    def forward(self, x: Tensor, attend: Any) -> Tensor:
        rows, positions, width = x.shape
        heads = self.query_key_value(self.before_attention(x)).view(rows, positions, 3, self.heads, -1)
        query, key, value = heads.permute(2, 0, 3, 1, 4)
        seen = attend(query, key, value).transpose(1, 2).reshape(rows, positions, width)
        x = x + self.attended(seen)
        return x + self.mlp(self.before_mlp(x))


class GPT(nn.Module):
    def __init__(self, vocabulary: int, positions: int, width: int = 128, layers: int = 4, heads: int = 4) -> None:
        super().__init__()
        self.tokens, self.places = nn.Embedding(vocabulary, width), nn.Embedding(positions, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.last = nn.LayerNorm(width)
        for name, parameter in self.named_parameters():
            if parameter.ndim == 2:
                # Outputs of residual branches begin smaller, so that their sum does not grow with the layers.
                scale = (2 * layers) ** -0.5 if name.endswith(("attended.weight", "mlp.2.weight")) else 1.0
                nn.init.normal_(parameter, std=0.02 * scale)

    def forward(self, batch: dict[str, Tensor], attend: Any) -> tuple[Tensor, int]:
        """The sum of the losses of all labels, and how many there are."""
        x = self.tokens(batch["input_ids"]) + self.places(batch["position_ids"])
        for block in self.blocks:
            x = block(x, attend)
        logits = self.last(x) @ self.tokens.weight.T
        # A label is what the position before it predicts.
        labels = batch["labels"][:, 1:].flatten()
        losses = F.cross_entropy(logits[:, :-1].flatten(0, 1).float(), labels, ignore_index=-100, reduction="sum")
        return losses, int((labels != -100).sum())
