#!/usr/bin/env python3
"""patterns.py BINARY [SEED]: UL2Patterns beside the PyPI wheel tokenizers 0.23.3, whose word is final.

Regexes, pre-tokenizers and normal forms over every code point, alone and between others, and over texts made at
random. `Scripts/exact` builds BINARY and calls this. Exits with 1 at a difference.
"""

import random
import subprocess
import sys

from tokenizers import Regex, normalizers, pre_tokenizers

BINARY, SEED = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
ALL = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
rng = random.Random(SEED)
server = subprocess.Popen([BINARY, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1 << 20)
failures = compared = 0


def ask(kind, argument, text):
    argument, text = argument.encode().hex(), text.encode().hex()
    server.stdin.write(f"{kind}\t{argument}\t{text}\n")
    server.stdin.flush()
    return server.stdout.readline().rstrip("\n")


def check(what, text, got, expected):
    global failures, compared
    compared += 1
    if got != expected:
        failures += 1
        if failures < 20:
            i = next((i for i, (a, b) in enumerate(zip(got, expected)) if a != b), min(len(got), len(expected)))
            print(f"{what}: {text[:80]!r}\n  got      …{got[max(0, i - 20):i + 40]!r}\n  expected …{expected[max(0, i - 20):i + 40]!r}")


FORMS = {"nfc": normalizers.NFC(), "nfd": normalizers.NFD(), "nfkc": normalizers.NFKC(), "nfkd": normalizers.NFKD()}


def check_forms(text):
    for name, form in FORMS.items():
        check(name, text, bytes.fromhex(ask(name, "", text)).decode(), form.normalize_str(text))


def forms():
    for low in range(0, len(ALL), 4096):
        part = "".join(map(chr, ALL[low : low + 4096]))
        check_forms(part)
        check_forms("a" + "a".join(part) + "\u0301\u0316")
        check_forms("".join(c + "\u0301\u0334\u3099" for c in part))
    # Random sequences of what normal forms touch, and of anything.
    touched = [c for c in ALL if any(f.normalize_str(chr(c)) != chr(c) for f in FORMS.values())]
    nfd = FORMS["nfd"]
    marks = [c for c in ALL if nfd.normalize_str(f"a{chr(c)}\u0334") != f"a{chr(c)}\u0334" or nfd.normalize_str(f"a\u0345{chr(c)}") != f"a\u0345{chr(c)}"]
    jamo = list(range(0x1100, 0x1200)) + list(range(0xA960, 0xA97D)) + list(range(0xD7B0, 0xD7FC)) + list(range(0xAC00, 0xAC40))
    pieces = sorted({ord(c) for t in touched for c in nfd.normalize_str(chr(t))})
    kinds = [touched, marks, jamo, pieces, ALL, list(range(32, 127))]
    for _ in range(20000):
        chosen = rng.choices(kinds, k=3)
        check_forms("".join(chr(rng.choice(rng.choice(chosen))) for _ in range(rng.randrange(40))))
    check_forms("a" + "\u0301\u0316\u0334" * 100_000)


if __name__ == "__main__":
    forms()
    print(f"{compared} comparisons, {failures} differences")
    sys.exit(failures > 0)
