#!/usr/bin/env python3
"""Compares `--quality c4` and `--quality gopher` with datatrove, document by document.

    python3 -m venv .venv-quality && .venv-quality/bin/pip install datatrove==0.10.1 spacy==3.8.18
    .venv-quality/bin/python Benchmarks/quality/rules.py [--altered] texts.jsonl …

Texts are lines of {"id", "text"}, ids unique. Verdicts are compared three times: with datatrove's filters on
words between white space, as we have them (must agree but for the sets of punctuation); the same on our set of
punctuation (must agree); and with datatrove as it ships, with spaCy's words. C4's sentences are spaCy's in each.
--altered adds variants of each text with lines, paragraphs or phrases repeated, or words replaced by symbols.
"""

import argparse
import collections
import json
import os
import random
import string
import subprocess
import tempfile
import unicodedata

from datatrove.data import Document
from datatrove.pipeline.filters import C4QualityFilter, GopherQualityFilter, GopherRepetitionFilter
import datatrove.pipeline.filters.gopher_quality_filter as quality
import datatrove.pipeline.filters.gopher_repetition_filter as repetition

SPACY_WORDS = quality.split_into_words
THEIR_PUNCTUATION = quality.PUNCTUATION_SET


class OurPunctuation:
    def __contains__(self, char):
        return char in string.punctuation or unicodedata.category(char) in {
            "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Cc"}  # fmt: skip


def altered(texts, random):
    """Variants near the rules' thresholds."""
    for name, text in texts:
        text = text[:20_000]
        lines = text.split("\n")
        words = text.split(" ")
        if len(words) < 20:
            continue
        share = random.random()
        times = 1 + int(len(lines) * share)
        yield f"{name} lines", "\n".join(lines + random.choices(lines, k=times))
        yield f"{name} paragraphs", "\n\n".join(lines + random.choices(lines, k=times))
        n = random.randint(2, 12)
        start = random.randrange(len(words) - n)
        phrase = words[start : start + n]
        for _ in range(1 + int(len(words) * share * 0.4 / n)):
            at = random.randrange(len(words))
            words[at:at] = phrase
        yield f"{name} phrase", " ".join(words)
        symbols = ["#", "...", "…", "-", "•", "42", "the", "——", "x1", "。", "\u2028", "\n- ", "end...\n"]
        for _ in range(int(len(words) * share * 0.3)):
            words[random.randrange(len(words))] = random.choice(symbols)
        yield f"{name} symbols", " ".join(words)


def ours(program, rules, path):
    out = subprocess.run(
        [program, "read", "--source", "c4", "--format", "jsonl", "--quality", rules, path],
        check=True, stdout=subprocess.PIPE).stdout  # fmt: skip
    documents = (json.loads(line) for line in out.split(b"\n") if line)
    return {d["id"]: d["text"] for d in documents}


def verdict(filters, text):
    document = Document(text=text, id="")
    for rule in filters:
        result = rule.filter(document)
        if result is not True:
            return None, result[1] if isinstance(result, tuple) else "dropped"
    return document.text, None


def compare(title, texts, kept, filters, show, ignore_text=False):
    disagreements = collections.Counter()
    dropped = 0
    shown = 0
    for name, text in texts:
        theirs, reason = verdict(filters, text)
        mine = kept.get(name)
        dropped += mine is None
        if (mine is None) != (theirs is None):
            kind = f"they drop: {reason}" if mine is not None else "we drop"
        elif mine is not None and mine != theirs and not ignore_text:
            kind = "other text"
        else:
            continue
        disagreements[kind] += 1
        if shown < show:
            shown += 1
            print("   ", kind, name)
    total = sum(disagreements.values())
    print(f"{title}: {len(texts) - total} of {len(texts)} agree ({100 - 100 * total / len(texts):.2f} %),"
          f" {dropped} dropped by us", dict(disagreements))  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("texts", nargs="+")
    parser.add_argument("--program", default=".build/release/ul2prep")
    parser.add_argument("--altered", action="store_true")
    parser.add_argument("--show", type=int, default=0, help="name this many disagreements")
    options = parser.parse_args()

    texts = []
    for path in options.texts:
        with open(path, encoding="utf-8") as file:
            # Not splitlines, which also splits at U+2028.
            texts += [(d["id"], d["text"]) for d in map(json.loads, file)]
    if options.altered:
        texts += list(altered(list(texts), random.Random(1)))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "texts.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            for name, text in texts:
                file.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
        c4 = ours(options.program, "c4", path)
        gopher = ours(options.program, "gopher", path)

    compare("c4", texts, c4, [C4QualityFilter()], options.show)
    filters = [GopherRepetitionFilter(), GopherQualityFilter()]
    for title, split, punctuation in [
        ("gopher, words between white space", lambda text, _: text.split(), THEIR_PUNCTUATION),
        ("gopher, the same with our punctuation", lambda text, _: text.split(), OurPunctuation()),
        ("gopher as datatrove ships it", SPACY_WORDS, THEIR_PUNCTUATION),
    ]:
        quality.split_into_words = repetition.split_into_words = split
        quality.PUNCTUATION_SET = punctuation
        compare(title, texts, gopher, filters, options.show, ignore_text=True)


if __name__ == "__main__":
    main()
