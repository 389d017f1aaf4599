#!/usr/bin/env python3
"""Does the recipe train? `experiment.py WORK [--smoke] [--device cuda]`

`causal` against `openmoe` with AdamW, three seeds each; three other optimizers on `openmoe`, their rates swept on one
seed at a quarter of the length; and a run that is killed and continues with another number of ranks. Writes
WORK/results.json, which plots.py draws; the same command continues where an earlier one was stopped. An hour on one
core, less on two; --smoke does 30 steps in all.
"""
from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python"))

import ul2prep  # noqa: E402
from data import MIXTURES, OBJECTIVES, prepare  # noqa: E402
from train import BATCH, Run  # noqa: E402

#: 0.5 M positions.
STEPS = 122
SEEDS = (1, 2, 3)
#: Sophia's rate is that of its paper over the share of steps that it lets through, 0.01.
RATES = {"Sophia": (0.05, 0.1, 0.2), "SOAP": (1e-3, 3e-3, 6e-3), "Shampoo": (3e-4, 1e-3, 3e-3)}


class Experiment:
    def __init__(self, work: Path, steps: int, device: str) -> None:
        self.work, self.steps, self.device = work, steps, device
        #: Of an earlier call: runs that are done.
        self.done: list[dict[str, Any]] = []
        paths = [work / name for name in (*MIXTURES, *(f"held-out-{n}" for n in range(len(OBJECTIVES))))]
        # The plans' ids are those of one tokenizer; some have fewer appended.
        self.vocabulary = max(ul2prep.open(path).vocabulary_size or 0 for path in paths)

    def start(self, mixture: str, **options: Any) -> Run:
        options.setdefault("steps", self.steps)
        return Run(self.work / mixture, device=self.device, vocabulary=self.vocabulary, **options)

    def run(self, mixture: str, points: int = 6, **options: Any) -> dict[str, Any]:
        """A whole run, with what it knows at some points of it."""
        asked = {"mixture": mixture, **options}
        for earlier in self.done:
            if {key: earlier.get(key) for key in asked} == asked and len(earlier["losses"]) == options.get("steps", self.steps):
                return earlier
        run = self.start(mixture, **options)
        curve, losses = [], []
        at = {round(run.steps * (point + 1) / points) for point in range(points)}
        for step in range(run.steps):
            losses.append(run.train_step()[0])
            if step + 1 in at:
                curve.append({
                    "step": step + 1, "positions": (step + 1) * BATCH * 256, "loss_tokens": run.loss_tokens,
                    "seconds": run.seconds, "held_out": run.held_out(self.work)})
        last = curve[-1]["held_out"]
        print(f"{mixture} {options}: " + ", ".join(f"{name} {loss:.3f}" for name, loss in last.items()), flush=True)
        return {"mixture": mixture, **options, "losses": losses, "curve": curve}

    def resumed(self, steps: int) -> dict[str, Any]:
        """The rows and losses of a run on one rank, and of one that continues with four after two."""
        whole = self.start("openmoe", seed=1)
        straight = [whole.train_step() for _ in range(steps)]
        first = self.start("openmoe", seed=1, ranks=2)
        parts = [first.train_step() for _ in range(steps // 2)]
        saved = self.work / "checkpoint.pt"
        torch.save(first.state(), saved)
        del first  # Killed: what is not in the checkpoint is gone.
        second = self.start("openmoe", seed=1, ranks=4, state=torch.load(saved, weights_only=True))
        parts += [second.train_step() for _ in range(steps - steps // 2)]
        same = all(one[1] == other[1] for one, other in zip(straight, parts))
        difference = max(abs(one[0] - other[0]) for one, other in zip(straight, parts))
        print(f"one rank, and two then four: the same rows: {same}; losses differ by at most {difference:.1e}", flush=True)
        if not same or difference > 1e-3:
            raise SystemExit("a run that goes on with other ranks is another run")
        return {"steps": steps, "same_rows": same, "largest_difference": difference}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--smoke", action="store_true", help="30 steps in all: does it run?")
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    options.work.mkdir(parents=True, exist_ok=True)
    prepare(options.work, "700K")
    steps = 4 if options.smoke else STEPS
    experiment = Experiment(options.work, steps, options.device)
    results: dict[str, Any] = {
        "threads": torch.get_num_threads(), "torch": torch.__version__, "runs": [], "sweeps": [], "minutes": 0.0}
    kept = options.work / "results.json"
    if kept.exists() and not options.smoke:
        earlier = json.loads(kept.read_text())
        experiment.done, results["minutes"] = earlier["runs"] + earlier["sweeps"], earlier["minutes"]
    began = time.time() - 60 * results["minutes"]

    def keep() -> None:
        """After each run, so that a night that ends early is not lost."""
        results["minutes"] = (time.time() - began) / 60
        part = kept.with_suffix(".part")
        part.write_text(json.dumps(results, indent=1))
        part.replace(kept)

    results["resumed"] = experiment.resumed(4 if options.smoke else 12)
    for seed in SEEDS[:1] if options.smoke else SEEDS:
        for mixture in MIXTURES:
            results["runs"].append(experiment.run(mixture, seed=seed, name="AdamW"))
            keep()
    for name, rates in RATES.items():
        tried = rates[:1] if options.smoke else rates
        sweep = []
        for rate in tried:
            sweep.append(experiment.run("openmoe", points=1, seed=1, name=name, rate=rate, steps=max(2, steps // 4)))
            results["sweeps"].append(sweep[-1])
            keep()
        best = min(sweep, key=lambda run: sum(run["curve"][-1]["held_out"].values()))
        for seed in () if options.smoke else SEEDS:
            results["runs"].append(experiment.run("openmoe", seed=seed, name=name, rate=best["rate"]))
            keep()
    keep()
    print(f"{results['minutes']:.1f} minutes in all")


if __name__ == "__main__":
    main()
