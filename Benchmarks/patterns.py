#!/usr/bin/env python3
"""patterns.py BINARY [SEED ROUNDS]: UL2Patterns beside the PyPI wheel tokenizers 0.23.3, whose word is final.

Regexes, pre-tokenizers and normal forms over every code point, alone and between others, and over texts made at
random. `Scripts/exact` builds BINARY and calls this. Exits with 1 at a difference.
"""

import random
import subprocess
import sys

from tokenizers import Regex, normalizers, pre_tokenizers

BINARY, SEED, ROUNDS = sys.argv[1], *(int(n) for n in (sys.argv[2:] + [1, 20000][len(sys.argv) - 2 :]))
ALL = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
rng = random.Random(SEED)
questions = []


def check(kind, argument, text, expected):
    """Notes a question, and what the wheel says."""
    questions.append((f"{kind}\t{argument.encode().hex()}\t{text.encode().hex()}", kind, text, expected))


def answer():
    """Asks all that was noted; returns the number of differences."""
    told = subprocess.run([BINARY, "serve"], input="\n".join(q[0] for q in questions), capture_output=True, text=True, check=True)
    answers = told.stdout.splitlines()
    assert len(answers) == len(questions), (len(answers), len(questions))
    failures = 0
    for (_, kind, text, expected), got in zip(questions, answers):
        if got != expected:
            failures += 1
            if failures < 20:
                at = next((i for i, (a, b) in enumerate(zip(got, expected)) if a != b), min(len(got), len(expected)))
                print(f"{kind}: {text[:80]!r}\n  got      …{got[max(0, at - 20):at + 40]!r}\n  expected …{expected[max(0, at - 20):at + 40]!r}")
    return failures


FORMS = {"nfc": normalizers.NFC(), "nfd": normalizers.NFD(), "nfkc": normalizers.NFKC(), "nfkd": normalizers.NFKD()}


def check_forms(text):
    for name, form in FORMS.items():
        check(name, "", text, form.normalize_str(text).encode().hex())


def forms():
    # Beyond these, no character of Unicode 9 is assigned but private use.
    codes = [c for c in ALL if c < 0x32000 or 0xE0000 <= c < 0xE0200 or c >= 0x10FF00]
    for low in range(0, len(codes), 4096):
        part = "".join(map(chr, codes[low : low + 4096]))
        check_forms(part)
        check_forms("a" + "a".join(part) + "\u0301\u0316")
        check_forms("".join(c + "\u0301\u0334\u3099" for c in part))
    # Random sequences of what normal forms touch, and of anything.
    touched = [c for c in codes if any(f.normalize_str(chr(c)) != chr(c) for f in FORMS.values())]
    nfd = FORMS["nfd"]
    marks = [c for c in codes if nfd.normalize_str(f"a\u0345{chr(c)}\u0334") != f"a\u0345{chr(c)}\u0334"]
    jamo = list(range(0x1100, 0x1200)) + list(range(0xA960, 0xA97D)) + list(range(0xD7B0, 0xD7FC)) + list(range(0xAC00, 0xAC40))
    pieces = sorted({ord(c) for t in touched for c in nfd.normalize_str(chr(t))})
    kinds = [touched, marks, jamo, pieces, ALL, list(range(32, 127))]
    for _ in range(ROUNDS):
        chosen = rng.choices(kinds, k=3)
        check_forms("".join(chr(rng.choice(rng.choice(chosen))) for _ in range(rng.randrange(40))))
    check_forms("a" + "\u0301\u0316\u0334" * 100_000)


if __name__ == "__main__":
    forms()
    failures = answer()
    print(f"{len(questions)} comparisons, {failures} differences")
    sys.exit(failures > 0)
