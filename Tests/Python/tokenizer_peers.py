#!/usr/bin/env python3
"""Compares a program's ids with those of the PyPI wheels `tokenizers` and `tiktoken`, over given texts.

    tokenizer_peers.py MODEL TEXTS [--special] [--pattern REGEX] -- PROGRAM ARGUMENT...

MODEL is a tokenizer.json, a tiktoken file (with --pattern) or a tekken file; TEXTS a file of JSON lines with `text`, or
a plain file, each of whose lines is a text. The program reads texts and prints a line of ids for each:

    tokenizer_peers.py MODEL TEXTS -- ul2prep encode --tokenizer-model MODEL           # one line each, without newlines
    tokenizer_peers.py MODEL TEXTS -- .build/release/plain-ids MODEL special encode    # JSON lines: whole documents

What is printed may be ids with spaces between, or a JSON list. Without --special special tokens in texts are text.
Texts with newlines are passed over where the program reads lines; so is what the wheel itself panics on. The exit
code is 1 where ids differ, with the first ten.
"""

import argparse
import base64
import json
import subprocess
import sys


def reference(path, special, pattern):
    """A function from texts to lists of ids; None for what the wheel cannot encode."""
    beginning = open(path, "rb").read(1 << 20)
    if beginning.lstrip()[:1] == b"{" and b'"token_bytes"' not in beginning:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(path)
        tokenizer.no_truncation()
        tokenizer.no_padding()
        tokenizer.encode_special_tokens = not special

        def encode(text):
            try:
                return tokenizer.encode(text, add_special_tokens=False).ids
            except BaseException as error:  # The wheel's panics are no Exceptions.
                if isinstance(error, KeyboardInterrupt):
                    raise
                return None

        return encode
    import tiktoken

    offset = 0
    if beginning.lstrip()[:1] == b"{":
        made = json.load(open(path))
        config = made["config"]
        offset = config["default_num_special_tokens"]
        pieces = made["vocab"][: config["default_vocab_size"] - offset]
        ranks = {base64.b64decode(p["token_bytes"]): p["rank"] for p in pieces}
        pattern = pattern or config["pattern"]
    else:
        lines = (line.split() for line in open(path, "rb") if line.strip())
        ranks = {base64.b64decode(piece): int(rank) for piece, rank in lines}
    if pattern is None:
        sys.exit("a tiktoken file needs --pattern")
    encoding = tiktoken.Encoding("ranks", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    return lambda text: [i + offset for i in encoding.encode_ordinary(text)]


def texts(path):
    for line in open(path, encoding="utf-8", errors="replace", newline="\n"):
        line = line.removesuffix("\n")
        yield json.loads(line)["text"] if line.startswith('{"') and path.endswith(".jsonl") else line


def ids(line):
    return json.loads(line) if line.startswith("[") else [int(word) for word in line.split()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("texts")
    parser.add_argument("--special", action="store_true")
    parser.add_argument("--pattern")
    parser.add_argument("program", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    program = [word for word in arguments.program if word != "--"]
    reads_lines = "encode" in program[1:2]
    wanted = [t for t in texts(arguments.texts) if not (reads_lines and ("\n" in t or "\r" in t))]
    lines = [t if reads_lines else json.dumps({"text": t}, ensure_ascii=False) for t in wanted]
    given = "".join(line + "\n" for line in lines).encode("utf-8", "replace")
    run = subprocess.run(program, input=given, stdout=subprocess.PIPE)
    if run.returncode:
        sys.exit(f"{program[0]} ended with {run.returncode}")
    got = run.stdout.decode().split("\n")[:-1]
    if len(got) != len(wanted):
        sys.exit(f"{len(got)} lines for {len(wanted)} texts")
    encode = reference(arguments.model, arguments.special, arguments.pattern)
    different = skipped = 0
    for text, line in zip(wanted, got):
        want = encode(text)
        if want is None:
            skipped += 1
        elif want != ids(line):
            different += 1
            if different <= 10:
                print(f"{text[:200]!r}\n  want {want[:40]}\n  got  {ids(line)[:40]}")
    size = sum(len(t.encode("utf-8", "replace")) for t in wanted)
    print(f"{len(wanted)} texts, {size} bytes: {different} differ, {skipped} that the wheel cannot encode")
    sys.exit(different > 0)


if __name__ == "__main__":
    main()
