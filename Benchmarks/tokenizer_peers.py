"""What people encode by today, one function each, on one thread: `tokenizer_peers.py PEER MODEL FILE SKIP LIMIT
REPEAT cold|warm [IDS]`.

As `tokenizer-bench`: the documents of the first SKIP bytes (if warm), then those of the LIMIT bytes after them,
REPEAT times; prints JSON with the processor's seconds of each. Imports, loading and decoding UTF-8 into strings
are not timed. What a peer returns fastest is taken: NumPy arrays where it has them.
"""
import json
import os
import struct
import sys
import time

# Whatever pool a library may bring along: one thread.
for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "TOKENIZERS_PARALLELISM"):
    os.environ[name] = "1"

from tokenizer_corpus import read_documents


def sentencepiece(model):
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=model)
    return lambda texts: [processor.encode(text, return_type="numpy") for text in texts]


def sentencepiece_batch(model):
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=model)
    return lambda texts: processor.encode(texts, return_type="numpy", num_threads=1)


def gigatoken_each(model):
    """One call for each document: the only way in which it keeps its cache from call to call."""
    import gigatoken

    tokenizer = gigatoken.Tokenizer.from_sentencepiece(model)
    return lambda texts: [tokenizer.encode(text) for text in texts]


def gigatoken_batch(model):
    import gigatoken

    tokenizer = gigatoken.Tokenizer.from_sentencepiece(model)
    return lambda texts: tokenizer.encode_batch(texts, parallel=False)


def gigatoken_files(model):
    """Its documentation's fastest: it reads the documents out of a file itself."""
    import pathlib
    import tempfile

    import gigatoken

    separator = "\ue0f1\ue0f2"
    file = tempfile.NamedTemporaryFile()
    tokenizer = gigatoken.Tokenizer.from_sentencepiece(model)

    def encode(texts):
        pathlib.Path(file.name).write_bytes(separator.join(texts).encode())
        began = time.process_time()
        result = tokenizer.encode_files(gigatoken.TextFileSource([file.name], separator), parallel=False)
        return result, time.process_time() - began

    return encode


def kitoken_batch(model):
    import kitoken

    return kitoken.Kitoken.from_sentencepiece_file(model).encode_all


def kitoken_each(model):
    import kitoken

    encode = kitoken.Kitoken.from_sentencepiece_file(model).encode
    return lambda texts: [encode(text) for text in texts]


PEERS = {
    "sentencepiece": sentencepiece, "sentencepiece-batch": sentencepiece_batch, "gigatoken": gigatoken_each,
    "gigatoken-batch": gigatoken_batch, "gigatoken-files": gigatoken_files, "kitoken": kitoken_each,
    "kitoken-batch": kitoken_batch,
}


def main(peer, model, file, skip, limit, repeat, start, ids=None):
    first, measured = read_documents(file, int(skip), int(limit))
    if start == "cold":
        first = []
    encode = PEERS[peer](model)
    encode(["What is made at the first call only."])

    def timed(texts):
        wall, began = time.perf_counter(), time.process_time()
        result = encode(texts)
        seconds, wall = time.process_time() - began, time.perf_counter() - wall
        if isinstance(result, tuple):
            result, seconds = result
        if seconds > 1.1 * wall:
            sys.exit(f"{peer} runs on more than one thread: {seconds} s of processor in {wall} s")
        return result, seconds

    first_texts, texts = [[data.decode() for data in part] for part in (first, measured)]
    first_seconds = timed(first_texts)[1] if first else 0
    seconds = []
    for _ in range(int(repeat)):
        result, took = timed(texts)
        seconds.append(took)
    if ids:
        with open(ids, "wb") as output:
            for row in result:
                row = list(row)
                output.write(struct.pack(f"<{len(row) + 1}i", len(row), *row))
    print(json.dumps({
        "first_bytes": sum(map(len, first)), "first_seconds": first_seconds, "documents": len(measured),
        "bytes": sum(map(len, measured)), "seconds": seconds, "tokens": sum(len(row) for row in result)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
