"""Compares the ids that `exactness --write` has written with a wheel's: check_generations.py MODEL... -- FOLDER.

For each model, FOLDER holds NAME.ids: for each text how many bytes it has and the bytes, how many ids and the ids, all
numbers little-endian and of four bytes. They must be those of the sentencepiece that this Python has: 0.2.1 for the
older ids, 0.2.2 or later for `--sentencepiece-ids 0.2.2`. Sentinels and FIM markers are made unused
first, unless --open. Status 1 where any differ.
"""

import array, mmap, pathlib, struct, sys

import sentencepiece

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from exactness_models import NORMAL, UNUSED, USER, edited, read_pieces


def protecting(data):
    """The model with the pieces unused that raw text is not to match."""
    def change(_, text, score, kind):
        is_protected = kind in (NORMAL, USER) and text.startswith((b"<extra_id_", b"<fim_"))
        return text, score, UNUSED if is_protected else kind
    return edited(data, change)


def texts(path):
    if pathlib.Path(path).stat().st_size == 0:
        return
    with open(path, "rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    at = 0
    while at < len(data):
        (size,) = struct.unpack_from("<i", data, at)
        text = data[at + 4:at + 4 + size]
        at += 4 + size
        (count,) = struct.unpack_from("<i", data, at)
        yield text, memoryview(data[at + 4:at + 4 + 4 * count]).cast("i")
        at += 4 + 4 * count


def compare(model, folder, is_open):
    data = pathlib.Path(model).read_bytes()
    try:
        processor = sentencepiece.SentencePieceProcessor(model_proto=data if is_open else protecting(data))
    except Exception as error:
        print(f"| {pathlib.Path(model).name} | not loaded: {str(error)[:60]} | | | |")
        return True
    size = count = differing = 0
    shown = None
    for text, ids in texts(f"{folder}/{pathlib.Path(model).name}.ids"):
        size += len(text)
        count += 1
        expected = processor.encode(text)
        if len(expected) == len(ids) and memoryview(array.array("i", expected)) == ids:
            continue
        differing += 1
        if shown is None or len(text) < len(shown[0]):
            shown = text, list(ids), expected
    print(f"| {pathlib.Path(model).name} | {size / 1e6:.1f} | {count} | {differing} |", flush=True)
    if shown:
        text, ids, expected = shown
        at = next((i for i, (a, b) in enumerate(zip(ids, expected)) if a != b), min(len(ids), len(expected)))
        print(f"  {len(text)} bytes {text[:200]!r}: id {at}: {ids[at:at + 6]}, expected {expected[at:at + 6]}")
    return differing == 0


def main(arguments):
    is_open = "--open" in arguments
    *models, folder = [a for a in arguments if a not in ("--open", "--")]
    print(f"sentencepiece {sentencepiece.__version__}\n| model | MB | texts | differing |\n|---|---|---|---|", flush=True)
    sys.exit(0 if all([compare(model, folder, is_open) for model in models]) else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
