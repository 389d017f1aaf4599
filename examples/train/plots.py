#!/usr/bin/env python3
"""Draws WORK/results.json: `plots.py WORK OUTPUT` writes OUTPUT/objectives.png and, where other optimizers were run,
OUTPUT/optimizers.png. Bands are from the lowest to the highest of the seeds.
"""
from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import matplotlib.ticker  # noqa: E402
import numpy as np  # noqa: E402

STYLES = {"causal": ("#555555", "--", "o"), "openmoe": ("#0b6bcb", "-", "s")}


def curves(runs: list[dict[str, Any]], objective: str, along: str) -> tuple[np.ndarray, np.ndarray]:
    """Where the points of the curves are, [points], and the losses, [seeds, points]."""
    places = np.array([[point[along] for point in run["curve"]] for run in runs], float)
    losses = np.array([[point["held_out"][objective] for point in run["curve"]] for run in runs])
    return places.mean(0), losses


def objectives(runs: list[dict[str, Any]], path: Path) -> None:
    names = list(runs[0]["curve"][0]["held_out"])
    figure, axes = plt.subplots(2, len(names), figsize=(3.1 * len(names), 5.6), sharey="col", constrained_layout=True)
    for row, (along, label) in enumerate((("positions", "positions"), ("loss_tokens", "tokens with loss"))):
        for axis, name in zip(axes[row], names):
            for mixture, (color, line, marker) in STYLES.items():
                chosen = [run for run in runs if run["mixture"] == mixture]
                places, losses = curves(chosen, name, along)
                axis.plot(places, losses.mean(0), line, color=color, marker=marker, markersize=4, label=mixture)
                axis.fill_between(places, losses.min(0), losses.max(0), color=color, alpha=0.2)
            if row == 0:
                axis.set_title(name, fontsize=10)
            axis.set_xlabel(label, fontsize=9)
            axis.xaxis.set_major_formatter(lambda value, _: f"{value / 1000:.0f} K")
            axis.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(4))
            axis.tick_params(labelsize=8)
            axis.grid(alpha=0.25)
        axes[row][0].set_ylabel("held-out loss, nats", fontsize=9)
    axes[0][0].legend(fontsize=9)
    figure.savefig(path, dpi=80)


def optimizers(runs: list[dict[str, Any]], path: Path) -> None:
    by_name = defaultdict(list)
    for run in runs:
        by_name[run["name"]].append(run)
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True, constrained_layout=True)
    for axis, (along, label) in zip(axes, (("step", "steps"), ("seconds", "seconds of the processor"))):
        for (name, chosen), marker in zip(by_name.items(), "os^v"):
            places = np.mean([[point[along] for point in run["curve"]] for run in chosen], axis=0)
            losses = np.array([
                [np.mean(list(point["held_out"].values())) for point in run["curve"]] for run in chosen])
            axis.plot(places, losses.mean(0), marker=marker, markersize=4, label=name)
            axis.fill_between(places, losses.min(0), losses.max(0), alpha=0.2)
        axis.set_xlabel(label, fontsize=9)
        axis.grid(alpha=0.25)
    axes[0].set_ylabel("held-out loss, mean of the objectives, nats", fontsize=9)
    axes[0].legend(fontsize=9)
    figure.savefig(path, dpi=110)


def table(runs: list[dict[str, Any]]) -> str:
    """The last losses, lowest to highest of the seeds, as the page holds them."""
    lines = ["| held out | " + " | ".join(STYLES) + " | seeds apart |", "|---|" + "---|" * (len(STYLES) + 1)]
    for name in runs[0]["curve"][0]["held_out"]:
        ranges = []
        for mixture in STYLES:
            last = [run["curve"][-1]["held_out"][name] for run in runs if run["mixture"] == mixture]
            ranges.append((min(last), max(last)))
        apart = ranges[0][1] < ranges[1][0] or ranges[1][1] < ranges[0][0]
        cells = [f"{low:.2f} – {high:.2f}" for low, high in ranges]
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {'yes' if apart else 'no'} |")
    return "\n".join(lines)


def main() -> None:
    work, output = Path(sys.argv[1]), Path(sys.argv[2])
    output.mkdir(parents=True, exist_ok=True)
    results = json.loads((work / "results.json").read_text())
    adamw = [run for run in results["runs"] if run["name"] == "AdamW"]
    objectives(adamw, output / "objectives.png")
    openmoe = [run for run in results["runs"] if run["mixture"] == "openmoe"]
    if any(run["name"] != "AdamW" for run in openmoe):
        optimizers(openmoe, output / "optimizers.png")
    print(table(adamw))


if __name__ == "__main__":
    main()
