#!/usr/bin/env python3
"""Compares the ids that a program gives lines of text with those of the PyPI wheels.

    check_tokenizer_files.py PROGRAM [--megabytes N] [--open] MODEL… -- TEXT…

MODEL: a tokenizer.json, perhaps compressed by xz. TEXT: files or folders, of which lines are taken in a fixed random
order, damaged ones too. --open: special tokens in text become their ids. What differs is printed, the shortest line
first; needs `tokenizers`, of the version whose ids are meant.
"""
from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tokenizers import Tokenizer

TOKENS = ["<|endoftext|>", "<s>", "</s>", "<unk>", "<|fim_prefix|>", "<extra_id_0>", "  ", "\t", "\u2581", "e\u0301", "\u212b", "'S", "'\u017f"]

RESERVED = re.compile(r"<\|?(fim|code)[_-](prefix|suffix|middle)\|?>|<｜fim▁(begin|hole|end)｜>|\[(PREFIX|SUFFIX|MIDDLE)\]|▁?<(PRE|SUF|MID|EOT)>"
                      r"|<\|?(extra_id_|extra_|reserved_special_token_|reserved_token_|placeholder|unused|SPECIAL_)\d+\|?>"
                      r"|<｜place▁holder▁no▁\d+｜>|\[(control_|unused)\d+\]|>>UNUSED_\d+<<")


def lines(texts: list[Path], size: int) -> list[bytes]:
    """Lines of files, and for each tenth one of what tokenizers stumble over."""
    files = sorted(file for text in texts for file in ([text] if text.is_file() else text.rglob("*")) if file.is_file())
    dice = random.Random(1)
    dice.shuffle(files)
    found: list[bytes] = []
    total = 0
    for file in files:
        try:
            part = file.read_bytes()[:200_000]
        except OSError:
            continue
        for line in part.split(b"\n"):
            if not line or b"\r" in line[-1:] or len(line) > 20_000:
                continue
            if dice.random() < 0.1:
                place = dice.randrange(len(line) + 1)
                line = line[:place] + dice.choice(TOKENS).encode() * dice.randrange(1, 4) + line[place:]
            if dice.random() < 0.02:
                place = dice.randrange(len(line))
                line = line[:place] + bytes([dice.choice([0xFF, 0xC3, 0xE2, 0xF0, 0x80, 0x00])]) + line[place + 1:]
            found.append(line.replace(b"\n", b" "))
            total += len(line)
        if total > size:
            break
    return found


def compare(program: str, model: Path, texts: list[bytes], is_open: bool) -> int:
    with tempfile.TemporaryDirectory() as scratch:
        path = model
        if model.suffix == ".xz":
            path = Path(scratch) / "tokenizer.json"
            path.write_bytes(lzma.decompress(model.read_bytes()))
        command = [program, "encode", "--tokenizer-model", str(path)] + (["--allow-special-tokens"] if is_open else [])
        with tempfile.TemporaryFile() as given:
            given.write(b"\n".join(texts) + b"\n")
            given.seek(0)
            output = subprocess.run(command, stdin=given, stdout=subprocess.PIPE, check=True).stdout
        value = json.loads(path.read_text(encoding="utf-8"))
    # Sentinels and FIM markers are protected whatever the file calls them.
    for token in value["added_tokens"]:
        token["special"] = token["special"] or bool(RESERVED.fullmatch(token["content"]))
    tokenizer = Tokenizer.from_str(json.dumps(value))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = not is_open
    wrong = []
    found = output.split(b"\n")[:-1]
    assert len(found) == len(texts), (len(found), len(texts))
    for start in range(0, len(texts), 2000):
        part = texts[start:start + 2000]
        encoded = tokenizer.encode_batch([line.decode("utf-8", "replace") for line in part], add_special_tokens=False)
        for line, right, ids in zip(part, encoded, found[start:]):
            if [int(i) for i in ids.split()] != right.ids:
                wrong.append((line, ids, right.ids))
    size = sum(map(len, texts)) / 1e6
    print(f"{model.name}: {len(texts)} lines, {size:.1f} MB, {len(wrong)} differ", flush=True)
    for line, ids, right in sorted(wrong, key=lambda item: len(item[0]))[:3]:
        print(f"  {line[:200]!r}\n    {ids[:200].decode()}\n    {' '.join(map(str, right))[:200]}")
    return len(wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--megabytes", type=float, default=5)
    parser.add_argument("--open", action="store_true")
    parser.add_argument("paths", nargs="+")
    arguments, texts = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, texts = arguments[:at], arguments[at + 1:]
    options = parser.parse_args(arguments)
    given = lines([Path(text) for text in texts], int(options.megabytes * 1e6))
    wrong = sum(compare(options.program, Path(path), given, options.open) for path in options.paths)
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
