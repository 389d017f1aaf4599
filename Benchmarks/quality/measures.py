"""What the comparisons of text have in common: tokens, F1, edit similarity, running ul2prep."""

import collections
import difflib
import json
import os
import pathlib
import re
import subprocess
import sys

from rapidfuzz.distance import Indel

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "Scripts"))
from realdata import REAL  # noqa: E402
BINARY = os.environ.get("UL2PREP_BINARY", ROOT / ".build/release/ul2prep")


def read(source, path, *options):
    """The documents that `ul2prep read` gives."""
    command = [BINARY, "read", "--source", source, *options, path]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    # Damage (1) is counted by the program; what could be read is compared.
    if run.returncode not in (0, 1):
        sys.exit(f"{path}: status {run.returncode}: {run.stderr.decode(errors='replace').strip()}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def tokens(text):
    """Words, numbers and single signs; of scripts without spaces, single characters."""
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+|[^\w\s]", text)


def f1(ours, theirs):
    """Of the two bags of tokens: order does not count."""
    a, b = collections.Counter(ours), collections.Counter(theirs)
    both = sum((a & b).values())
    return 2 * both / max(sum(a.values()) + sum(b.values()), 1)


def edit_similarity(ours, theirs):
    """1 - insertions and deletions of tokens / tokens of both: order counts."""
    return Indel.normalized_similarity(ours, theirs)


class Comparison:
    """Pairwise means over documents, weighted by their tokens."""

    def __init__(self):
        self.sums = collections.defaultdict(lambda: [0.0, 0.0, 0])

    def add(self, texts):
        split = {name: tokens(text) for name, text in texts.items()}
        names = list(texts)
        for i, a in enumerate(names):
            for b in names[i + 1 :]:
                weight = len(split[a]) + len(split[b])
                if not weight:
                    continue
                sums = self.sums[a, b]
                sums[0] += weight * f1(split[a], split[b])
                sums[1] += weight * edit_similarity(split[a], split[b])
                sums[2] += weight

    def print(self):
        if not self.sums:
            sys.exit("nothing was compared")
        print("| pair | token F1 | edit similarity |\n|---|---|---|")
        for (a, b), (f, e, n) in self.sums.items():
            print(f"| {a} – {b} | {f / n:.4f} | {e / n:.4f} |")


def disagreements(ours, theirs, context=5):
    """Places where two texts differ, with some words around."""
    a, b = ours.split(), theirs.split()
    for kind, i, j, k, l in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal":
            yield " ".join(a[max(i - context, 0) : i]), " ".join(a[i:j]), " ".join(b[k:l])
