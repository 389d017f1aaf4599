"""One run: a model, an optimizer, a plan's rows, and what it knows of rows that were held out.

Ranks are simulated: each takes its slice of the global batch from a loader of its own, and gradients are summed, as an
all-reduce would. So a run that is stopped can continue with another number of them, and has to see the same batches.
"""
from __future__ import annotations

import time
import warnings
from pathlib import Path
from typing import Any

import torch

import ul2prep
from attention import attention
from data import OBJECTIVES, WIDTH
from model import GPT

# Gradients with a graph are freed when the next step sets them to None.
warnings.filterwarnings("ignore", message="Using backward.. with create_graph=True")

#: Rows of a global batch: 4,096 positions.
BATCH = 16
#: Rows of each objective that a model is evaluated on.
HELD_OUT_ROWS = 64
#: Sophia looks at the Hessian once in so many steps.
HESSIAN_STEPS = 10


def optimizer(name: str, parameters: Any, rate: float) -> torch.optim.Optimizer:
    if name == "AdamW":
        return torch.optim.AdamW(parameters, lr=rate, betas=(0.9, 0.95), weight_decay=0.1)
    import pytorch_optimizer

    kind, options = {
        # Its steps are cut at 0.01, so that its rate is a hundred times the paper's, and what decays with it less.
        "Sophia": ("SophiaH", {"update_period": HESSIAN_STEPS, "weight_decay": 0.001}),
        # The embedding's long side would take a matrix of 8,000 × 8,000.
        "SOAP": ("SOAP", {"max_precondition_dim": 1024}),
        "Shampoo": ("ScalableShampoo", {}),
    }[name]
    made: torch.optim.Optimizer = getattr(pytorch_optimizer, kind)(parameters, lr=rate, **{"weight_decay": 0.1, **options})
    return made


class Run:
    """A model in training.

    plan: the directory of its rows.
    steps: of the whole run, which the learning rate falls over.
    ranks: that share each global batch.
    """

    def __init__(
        self, plan: Path, *, steps: int, seed: int, name: str = "AdamW", rate: float = 2e-3, ranks: int = 1,
        device: str = "cpu", vocabulary: int, state: dict[str, Any] | None = None,
    ) -> None:
        torch.manual_seed(seed)
        self.device, self.steps, self.rate, self.name = device, steps, rate, name
        self.model = GPT(vocabulary, WIDTH).to(device)
        self.optimizer = optimizer(name, self.model.parameters(), rate)
        self.data = ul2prep.open(plan)
        self.data.check_model(vocabulary_size=vocabulary, positions=WIDTH)
        self.step, self.loss_tokens, self.seconds = 0, 0, 0.0
        if state is not None:
            self.model.load_state_dict(state["model"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.step, self.loss_tokens = state["step"], state["loss_tokens"]
        self.loaders = [
            self.data.loader(
                global_batch_size=BATCH, rank=rank, world_size=ranks, form="torch", seed=seed, order="shuffled",
                state=None if state is None else state["loader"])
            for rank in range(ranks)]

    def state(self) -> dict[str, Any]:
        """A checkpoint: the loader's is the same on every rank."""
        return {
            "model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(), "step": self.step,
            "loss_tokens": self.loss_tokens, "loader": self.loaders[0].state_dict()}

    def train_step(self) -> tuple[float, list[int]]:
        """The mean loss of a batch, and the rows that it had."""
        began = time.process_time()
        # Up in a tenth of the run, down to a tenth of the rate.
        part = (self.step + 1) / self.steps
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * min(1.0, part * 10, 1.1 - part)
        # Sophia's Hessian needs a graph of the gradients, which no kernel but the plain one has.
        hessian = self.name == "Sophia" and self.step % HESSIAN_STEPS == 0
        total, labels, rows = torch.zeros(()), 0, []
        for loader in self.loaders:
            batch = next(loader)
            rows += batch.pop("rows").tolist()
            loss, count = self._loss(batch)
            total, labels = total + loss.cpu(), labels + count
        self.optimizer.zero_grad()
        (total / labels).backward(create_graph=hessian)
        if not hessian:
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        self.loss_tokens += labels
        self.seconds += time.process_time() - began
        return float(total.detach()) / labels, rows

    def _loss(self, batch: dict[str, Any], causal: bool = False) -> tuple[torch.Tensor, int]:
        attend = attention(batch.pop("bounds"), self.device, causal)
        inputs = {name: tensor.to(self.device) for name, tensor in batch.items()}
        plain = torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH)
        with torch.autocast(self.device, torch.bfloat16, enabled=self.device != "cpu"):
            if self.name == "Sophia" and self.model.training and self.step % HESSIAN_STEPS == 0:
                with plain:
                    return self.model(inputs, attend)
            return self.model(inputs, attend)

    @torch.no_grad()
    def held_out(self, work: Path) -> dict[str, float]:
        """The mean loss of each objective's held-out rows; prefix LM also with prefixes that are causal."""
        losses = {}
        for number, name in enumerate(OBJECTIVES):
            with ul2prep.open(work / f"held-out-{number}") as data:
                count = min(HELD_OUT_ROWS, len(data))
                loader = data.loader(batch_size=count, form="torch")
                for causal in (False, True) if name == "prefix_lm" else (False,):
                    loader.load_state_dict(data.state(samples=0))
                    batch = next(loader)
                    del batch["rows"]
                    loss, labels = self._loss(batch, causal)
                    losses[name + (", causal mask" if causal else "")] = float(loss) / labels
        return losses
