#!/usr/bin/env python3
"""Checks that a token store holds exactly the ids that SentencePiece gives.

    ul2prep read --source NAME INPUT… > texts.jsonl
    python3 Tests/Python/check_tokens.py STORE_DIR TOKENIZER texts.jsonl

Protected pieces (`<extra_id_N>`, the FIM names, --protect-piece) are UNUSED in the model that encodes here, so that text
cannot forge them; --allow-special-tokens leaves the model as it is. sentencepiece must be 0.2.1: later versions give other
ids for Unigram models.
"""
import argparse
import itertools
import json
import re
import sys
from pathlib import Path

import numpy as np
import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as proto

import indexed

SENTINEL = re.compile(r"<extra_id_\d+>")
FIM_NAMES = {f"<{bar}fim{joint}{part}{bar}>" for bar in ("", "|") for joint in "_-" for part in ("prefix", "suffix", "middle", "pad")}
FIM_NAMES |= {"<PRE>", "<SUF>", "<MID>", "<EOT>", "▁<PRE>", "▁<SUF>", "▁<MID>", "▁<EOT>", "<eot>", "<|eot|>", "<|endoftext|>"}


def processor(path, protected, allow_special):
    """A processor for the model with its protected user-defined pieces set to UNUSED."""
    model = proto.ModelProto.FromString(Path(path).read_bytes())
    kinds = proto.ModelProto.SentencePiece
    for piece in model.pieces:
        if not allow_special and piece.type == kinds.USER_DEFINED and (SENTINEL.fullmatch(piece.piece) or piece.piece in protected):
            piece.type = kinds.UNUSED
    return sentencepiece.SentencePieceProcessor(model_proto=model.SerializeToString())


def texts(path):
    """The texts of `ul2prep read`'s output, in order."""
    with sys.stdin if path == "-" else open(path, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def compare(store, encoder, documents, eod, all_of_them):
    """(documents, tokens, problems): the store's ids against the encoder's; `all_of_them`: the counts must be equal too."""
    count = tokens = 0
    problems = []
    for index, text in enumerate(documents):
        if index >= len(store):
            problems.append(f"the store has {len(store)} documents, the texts more")
            break
        expected = np.array(encoder.encode(text) + ([encoder.eos_id()] if eod else []), np.int64)
        found = store.tokens(index).astype(np.int64)
        count, tokens = count + 1, tokens + len(found)
        if not np.array_equal(expected, found):
            at = next((k for k, (a, b) in enumerate(zip(expected, found)) if a != b), min(len(expected), len(found)))
            problems.append(f"document {index}: {len(found)} ids, expected {len(expected)}; first difference at {at}: "
                            f"{[encoder.id_to_piece(int(i)) for i in found[at:at + 5]]}, expected {[encoder.id_to_piece(int(i)) for i in expected[at:at + 5]]}")
    if all_of_them and count < len(store):
        problems.append(f"the store has {len(store)} documents, the texts {count}")
    return count, tokens, problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", metavar="STORE_DIR")
    parser.add_argument("tokenizer", metavar="TOKENIZER")
    parser.add_argument("texts", metavar="READ_JSONL")
    parser.add_argument("--protect-piece", action="append", default=[])
    parser.add_argument("--allow-special-tokens", action="store_true")
    parser.add_argument("--limit", type=int, help="compare this many documents only")
    options = parser.parse_args()
    if sentencepiece.__version__ != "0.2.1":
        sys.exit(f"check_tokens.py: sentencepiece is {sentencepiece.__version__}; 0.2.1 is needed")
    manifest = Path(options.store) / "manifest.json"
    eod = json.loads(manifest.read_bytes()).get("eod_appended", False) if manifest.exists() else False
    encoder = processor(options.tokenizer, FIM_NAMES | set(options.protect_piece), options.allow_special_tokens)
    store = indexed.Store(options.store)
    documents = itertools.islice(texts(options.texts), options.limit)
    count, tokens, problems = compare(store, encoder, documents, eod, options.limit is None)
    print(json.dumps({"documents": count, "tokens": tokens, "problems": len(problems)}))
    for problem in problems[:20]:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
