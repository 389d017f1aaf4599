"""The experiment's data: a corpus tokenized with a part held out, plans of two mixtures, and a plan per objective of
what was held out.

Everything is by the `ul2prep` program; the plans are datasets, so no shards are written.
"""
from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Positions of a row.
WIDTH = 256
#: What a model is evaluated on, apart from what it was trained on.
OBJECTIVES = {
    "causal": {"name": "causal", "weight": 1},
    "prefix_lm": {"name": "prefix_lm", "weight": 1, "prompt": "[S2S] "},
    "span 0.15, 3": {
        "name": "span_corruption", "weight": 1, "noise_density": 0.15, "mean_span_length": 3, "prompt": "[NLU] "},
    "span 0.5, 32": {
        "name": "span_corruption", "weight": 1, "noise_density": 0.5, "mean_span_length": 32, "prompt": "[NLU] "},
}
MIXTURES = ("causal", "openmoe")


def program() -> str:
    return os.environ.get("UL2PREP_BINARY", str(ROOT / ".build/release/ul2prep"))


def run(*words: str) -> None:
    result = subprocess.run([program(), *words, "--progress", "none"], capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(f"ul2prep {' '.join(words)}\n{result.stderr}")


def prepare(work: Path, tokens: str) -> None:
    """Makes what is not there yet.

    tokens: raw tokens of a training plan.
    """
    stores = work / "stores"
    run("tokenize", "--mixture", str(ROOT / "mixtures/openmoe.json"), "--tokenizer-model",
        str(ROOT / "fixtures/tokenizers/bpe-8k.model"), "--validation-share", "0.1", "--output", str(stores))
    # Both mixtures have the ids of one, so that one model can be evaluated on all objectives.
    recipe = json.loads((ROOT / "mixtures/openmoe.json").read_text())
    for source in recipe["sources"].values():
        source.pop("path")
    for mixture in MIXTURES:
        run("plan", "--mixture", mixture, "--tokens", str(stores), "--seq-length", str(WIDTH), "--total-tokens", tokens,
            "--output", str(work / mixture), "--overwrite")
    held_out = validation(stores, work / "validation")
    recipe["sources"] = {name: source for name, source in recipe["sources"].items() if name in held_out}
    recipe.pop("fim")
    for number, objective in enumerate(OBJECTIVES.values()):
        path = work / f"held-out-{number}.json"
        path.write_text(json.dumps({**recipe, "name": f"held-out-{number}", "objectives": [objective]}))
        run("plan", "--mixture", str(path), "--tokens", str(work / "validation"), "--seq-length", str(WIDTH),
            "--total-tokens", "60K", "--output", str(work / f"held-out-{number}"), "--overwrite")


def validation(stores: Path, output: Path) -> list[str]:
    """Links to the stores of what was held out, one by name; those of sources that have any."""
    output.mkdir(exist_ok=True)
    names = []
    for store in sorted(stores.iterdir()):
        held_out = store / "validation"
        if json.loads((held_out / "manifest.json").read_text())["documents"]:
            link = output / store.name
            if not link.is_symlink():
                link.symlink_to(held_out.resolve())
            names.append(store.name)
    return names
