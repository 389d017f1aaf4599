"""Makes the models that exactness is tried on: exactness_models.py FOLDER [tiny | test | all [RANDOM]].

`trained` ones come from spm_train (Debian's `sentencepiece`), one flag or a few at a time, on the fixtures' text; `made`
ones are written field by field, for what spm_train never makes; `random` ones are small vocabularies over few letters,
with scores that tie and every kind of piece, where all that can go wrong soon does. Everything is seeded: the same
bytes each time. The standard library is enough; without spm_train the trained ones are left out, and a line says so.

tiny: those of Fuzz/Models, a few kilobytes each. test: what `make test` has time for. all: every flag for Unigram and
for BPE, and RANDOM (300) random ones.
"""

import gzip, itertools, json, math, pathlib, random, shutil, struct, subprocess, sys, tempfile

root = pathlib.Path(__file__).resolve().parents[2]
SPACE = "\u2581"
NORMAL, UNKNOWN, CONTROL, USER, UNUSED, BYTE = range(1, 7)
TYPES = {"unigram": 1, "bpe": 2, "word": 3, "char": 4}

# --- protobuf, and models written with it ---


def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def integer(number, value):
    return varint(number << 3) + varint(value)


def blob(number, value):
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def piece(text, score=0.0, kind=NORMAL):
    return blob(1, blob(1, text) + b"\x15" + struct.pack("<f", score) + integer(3, kind))


TRAINER = {"suffix": 24, "digits": 25, "space_pieces": 26, "byte_fallback": 35}
NORMALIZER = {"prefix": 3, "extra_spaces": 4, "escape": 5}


def model(kind, pieces, charsmap=b"", **flags):
    """`pieces`: (text, score, kind) after <unk>, <s>, </s> and, with byte_fallback, the 256 bytes."""
    begin = [("<unk>", 0, UNKNOWN), ("<s>", 0, CONTROL), ("</s>", 0, CONTROL)]
    if flags.get("byte_fallback"):
        begin += [(f"<0x{byte:02X}>", 0, BYTE) for byte in range(256)]
    if any(kind == UNKNOWN for _, _, kind in pieces):
        begin = []
    trainer = integer(3, TYPES[kind]) + b"".join(integer(TRAINER[k], v) for k, v in flags.items() if k in TRAINER)
    normalizer = b"".join(integer(NORMALIZER[k], v) for k, v in flags.items() if k in NORMALIZER)
    if charsmap:
        normalizer += blob(2, charsmap)
    return b"".join(piece(*p) for p in begin + pieces) + blob(2, trainer) + blob(3, normalizer)


def fields(data):
    """(number, value, whole field) of each field of a message; value is an int or bytes."""
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        start = at
        tag = number()
        if tag & 7 == 0:
            value = number()
        else:
            size = {1: 8, 2: None, 5: 4}[tag & 7]
            size = number() if size is None else size
            value = data[at:at + size]
            at += size
        yield tag >> 3, value, data[start:at]


def read_pieces(data):
    result = []
    for number, value, _ in fields(data):
        if number == 1:
            entry = {n: v for n, v, _ in fields(value)}
            score = struct.unpack("<f", entry[2])[0] if 2 in entry else 0.0
            result.append((entry[1], score, entry.get(3, NORMAL)))
    return result


def charsmap_of(data):
    for number, value, _ in fields(data):
        if number == 3:
            return {n: v for n, v, _ in fields(value)}.get(2, b"")
    return b""


def edited(data, change):
    """The model with each piece replaced by `change(id, text, score, kind)`, None taking it out."""
    out, ids = [], itertools.count()
    for (number, _, whole), entry in zip(fields(data), itertools.chain(read_pieces(data), itertools.repeat(None))):
        if number == 1:
            new = change(next(ids), *entry)
            whole = piece(*new) if new else b""
        out.append(whole)
    return b"".join(out)


# --- training ---


def training_text():
    with gzip.open(root / "fixtures/c4/c4-train.00001-of-01024.json.gz", "rt", encoding="utf-8") as file:
        lines = [line for record in file for line in json.loads(record)["text"].split("\n")]
    for file in sorted((root / "fixtures/corpus").glob("*.py")):
        lines += file.read_text(encoding="utf-8").split("\n")
    lines = [line for line in dict.fromkeys(lines) if line and len(line.encode()) < 4000 and "\0" not in line]
    random.Random(1).shuffle(lines)
    return "\n".join(lines) + "\n"


def rules(name):
    """A table of normalization rules, as spm_train reads them: code points, tab, code points."""
    tables = {
        # Spaces in keys and values; deletions; keys of two ASCII characters; growing ones; chains that must not chain.
        "custom": {"a b": "c", "  ": " ", "x": " x ", "ab": "ba", "abc": "", "q": "", "\u00e9": "e\u0301", "...": "\u2026",
                   "th": "\u00fe", "w": "www www", "\t": " ", "\n": " \n ", "\u3000": "  ", "A": "a", "B": "bb", "1": "one ",
                   "\u2581": "_", "<": "", "e\u0301": "\u00e9", "\u4e2d": " ", "a\u030a": "\u00e5"},
        "single": {"A": "a", "\u00e9": "e", "\t": " ", "\u00a0": " ", "\u2581": " ", "\u00ad": "", "\ufb01": "fi"},
        "growing": {"a": "abcdefghij" * 5, " ": "  ", "\u00e9": "\u00e9" * 40, "e": " e", "t ": " t"},
        "to-space": {c: " " for c in "abc\t\n\u00e9\u4e2d"} | {"d": "\u2581", "e": "\u2581 \u2581", "\u2581": "  "},
        "controls": {"\u0001": "", "\r\n": "\n", "\n\n": "\n", "\u007f": " ", "  \n": "\n", " \n": "\n"},
    }
    hexadecimal = lambda text: " ".join(f"{ord(c):X}" for c in text)
    return "".join(f"{hexadecimal(k)}\t{hexadecimal(v)}\n" for k, v in tables[name].items())


SYMBOLS = ["a b", "x\u2581y", "\u2581\u2581", "ab", "abc", "abcd", "q", "\n", "\n\n", "\n\n\n", "  ", "    ", "\u00e9\u00e9",
           "\u4e2d\u6587", "<extra_id_0>", "<extra_id_1>", "<fim_prefix>", "\u2581the", "\t", "\uff41", "e\u0301", "."]
ANY = ["--hard_vocab_limit=false", "--num_threads=1", "--minloglevel=2", "--input=text", "--model_prefix=m"]
TRAINED = {
    "plain": "",
    "identity": "--normalization_rule_name=identity",
    "nfkc": "--normalization_rule_name=nfkc",
    "casefold": "--normalization_rule_name=nmt_nfkc_cf",
    "nfkc-casefold": "--normalization_rule_name=nfkc_cf",
    "byte-fallback": "--byte_fallback --vocab_size=1000",
    "llama": "--byte_fallback --vocab_size=1200 --split_digits --allow_whitespace_only_pieces --normalization_rule_name=identity --remove_extra_whitespaces=false",
    "mistral": "--byte_fallback --vocab_size=1200 --normalization_rule_name=identity --remove_extra_whitespaces=false --add_dummy_prefix=false --user_defined_symbols_file=symbols",
    "split-digits": "--split_digits",
    "joined-digits": "--split_by_number=false --split_by_unicode_script=false",
    "suffix": "--treat_whitespace_as_suffix",
    "suffix-spaces": "--treat_whitespace_as_suffix --remove_extra_whitespaces=false --allow_whitespace_only_pieces --normalization_rule_name=identity",
    "no-prefix": "--add_dummy_prefix=false",
    "spaces": "--remove_extra_whitespaces=false",
    "spaces-identity": "--remove_extra_whitespaces=false --normalization_rule_name=identity --add_dummy_prefix=false --allow_whitespace_only_pieces",
    "phrases": "--split_by_whitespace=false --max_sentencepiece_length=40 --vocab_size=1500",
    "phrases-identity": "--split_by_whitespace=false --normalization_rule_name=identity --remove_extra_whitespaces=false",
    "symbols": "--user_defined_symbols_file=symbols",
    "symbols-identity": "--user_defined_symbols_file=symbols --normalization_rule_name=identity --remove_extra_whitespaces=false",
    "symbols-suffix": "--user_defined_symbols_file=symbols --treat_whitespace_as_suffix --byte_fallback --vocab_size=1000",
    "controls": "--control_symbols=<c>,a,\u2581b,<sep> --pad_id=3 --unk_piece=u --bos_id=-1",
    "unknowns": "--character_coverage=0.98 --vocab_size=400",
    "unknowns-identity": "--character_coverage=0.98 --vocab_size=400 --normalization_rule_name=identity",
    "custom": "--normalization_rule_tsv=custom",
    "custom-spaces": "--normalization_rule_tsv=custom --remove_extra_whitespaces=false --add_dummy_prefix=false --user_defined_symbols_file=symbols",
    "single": "--normalization_rule_tsv=single",
    "single-bytes": "--normalization_rule_tsv=single --byte_fallback --vocab_size=1000 --remove_extra_whitespaces=false",
    "growing": "--normalization_rule_tsv=growing",
    "to-space": "--normalization_rule_tsv=to-space",
    "to-space-suffix": "--normalization_rule_tsv=to-space --treat_whitespace_as_suffix --remove_extra_whitespaces=false",
    "rules-for-lines": "--normalization_rule_tsv=controls --remove_extra_whitespaces=false --allow_whitespace_only_pieces",
    "self-test": "--self_test_sample_size=20",
}
# spm_train has no flag for these: fields appended to its models, the last value counting.
UNESCAPED = blob(3, integer(NORMALIZER["escape"], 0))


def trained(names, kinds=("unigram", "bpe"), size=600):
    """(name, bytes) of models trained with each of `names`' flags."""
    if not shutil.which("spm_train"):
        print("exactness_models: no spm_train (Debian's package sentencepiece); trained models are left out", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        (scratch / "text").write_text(training_text(), encoding="utf-8", newline="")
        (scratch / "symbols").write_text("\n".join(s for s in SYMBOLS if "\n" not in s) + "\n", encoding="utf-8")
        for table in ("custom", "single", "growing", "to-space", "controls"):
            (scratch / table).write_text(rules(table))
        for name, kind in itertools.product(names, kinds):
            flags = [f"--vocab_size={size}", "--character_coverage=0.995", *TRAINED[name].split()]
            result = subprocess.run(["spm_train", f"--model_type={kind}", *ANY, *flags], cwd=scratch, capture_output=True)
            if result.returncode:
                print(f"exactness_models: spm_train cannot make {kind}-{name}", result.stderr[-300:], file=sys.stderr)
                continue
            data = (scratch / "m.model").read_bytes()
            if "symbols_file" in TRAINED[name]:
                data = with_line_breaks(data)
            yield f"{kind}-{name}", data


def with_line_breaks(data):
    """spm_train takes symbols without line breaks only: those are put in the place of the last pieces."""
    breaks = [s for s in SYMBOLS if "\n" in s]
    pieces = read_pieces(data)
    last = [i for i, (_, _, kind) in enumerate(pieces) if kind == NORMAL][-len(breaks):]
    return edited(data, lambda i, *p: (breaks[last.index(i)].encode(), 0.0, USER) if i in last else p)


def variants(models):
    """Models that flags do not make, out of trained ones."""
    for name, data in models:
        kind = name.split("-")[0]
        if kind not in ("unigram", "bpe"):
            continue
        dice = random.Random(name)
        if name.endswith("-plain"):
            yield f"{name}-unescaped", data + UNESCAPED
            yield f"{name}-unescaped-spaced", edited(data + UNESCAPED, lambda i, t, s, k: (t.replace(SPACE.encode(), b" "), s, k))
            yield f"{name}-spaced", edited(data, lambda i, t, s, k: (t.replace(SPACE.encode(), b" ") if i % 3 == 0 and len(t) > 3 else t, s, k))
            yield f"{name}-unused", edited(data, lambda i, t, s, k: (t, s, UNUSED if k == NORMAL and len(t.decode()) > 1 and dice.random() < .2 else k))
            yield f"{name}-unused-letters", edited(data, lambda i, t, s, k: (t, s, UNUSED if k == NORMAL and dice.random() < .3 else k))
            yield f"{name}-equal", edited(data, lambda i, t, s, k: (t, -3.0 if k == NORMAL else s, k))
            yield f"{name}-zero", edited(data, lambda i, t, s, k: (t, 0.0, k))
            yield f"{name}-positive", edited(data, lambda i, t, s, k: (t, s + 20.0, k))
            yield f"{name}-ties", edited(data, lambda i, t, s, k: (t, round(s / 2) * 2.0, k))
            yield f"{name}-lengths", edited(data, lambda i, t, s, k: (t, -1.0 * len(t.decode()), k))
            yield f"{name}-low", edited(data, lambda i, t, s, k: (t, s * 1e5, k))
            yield f"{name}-tiny", edited(data, lambda i, t, s, k: (t, s * 1e-30, k))
            yield f"{name}-shuffled", edited(data, lambda i, t, s, k: (t, dice.uniform(-9, -1) if k == NORMAL else s, k))
            yield f"{name}-lacking", edited(data, lambda i, t, s, k: None if k == NORMAL and len(t.decode()) == 1 and dice.random() < .3 else (t, s, k))
            yield f"{name}-no-space", edited(data, lambda i, t, s, k: None if t.decode() == SPACE else (t, s, k))
            yield f"{name}-words-only", edited(data, lambda i, t, s, k: None if SPACE in t.decode() else (t, s, k))
            yield f"{name}-user", edited(data, lambda i, t, s, k: (t, s, USER if k == NORMAL and dice.random() < .1 else k))
            yield f"{name}-user-letters", edited(data, lambda i, t, s, k: (t, s, USER if k == NORMAL and len(t.decode()) == 1 else k))
            yield f"{name}-reserved", edited(data, lambda i, t, s, k: (t, s, CONTROL if k == NORMAL and dice.random() < .1 else k))
            yield f"{name}-nan", edited(data, lambda i, t, s, k: (t, math.nan if dice.random() < .02 else s, k))
            yield f"{name}-infinite", edited(data, lambda i, t, s, k: (t, dice.choice((math.inf, -math.inf)) if dice.random() < .02 else s, k))
        if name.endswith("-byte-fallback") or name.endswith("-llama"):
            yield f"{name}-lacking", edited(data, lambda i, t, s, k: None if k == NORMAL and t.decode() in "eat.\u2581" else (t, s, k))
            yield f"{name}-unused", edited(data, lambda i, t, s, k: (t, s, UNUSED if k == NORMAL and dice.random() < .2 else k))
            yield f"{name}-spelled", data + piece("<0x41>", -2.0) + piece("<0x4", -1.0) + piece("<0", -1.5) + piece("x4", -1.2)


# --- made from nothing ---


def made():
    letters = [(c, -5.0, NORMAL) for c in "abc" + SPACE]
    for kind in ("unigram", "bpe"):
        yield f"{kind}-two-merges", model(kind, letters + [("ab", -1, NORMAL), ("bc", -1, NORMAL), ("abc", -2, UNUSED), ("abcabc", -3, UNUSED), ("cab", -2, NORMAL)])
        yield f"{kind}-user-spaces", model(kind, letters + [(SPACE * n, 0, USER) for n in (2, 3, 4, 8)] + [(SPACE + "a", -1, NORMAL)], extra_spaces=0)
        yield f"{kind}-user-space", model(kind, letters[:3] + [(SPACE, 0, USER), (SPACE + "a", -1, NORMAL), ("a" + SPACE, -1, NORMAL)], extra_spaces=0)
        yield f"{kind}-user-literal-space", model(kind, letters + [("a b", 0, USER), ("a" + SPACE + "b", -1, NORMAL), (" ", 0, USER)])
        yield f"{kind}-not-utf8", model(kind, letters + [(b"\xff", -1, NORMAL), (b"a\xe2\x96", -1, NORMAL), (b"\x96\x81", -1, NORMAL), (b"\x81b", -2, NORMAL),
                                                          (b"\xc3", -1, NORMAL), (b"\xa9a", -1, NORMAL), (b"\xed\xa0\x80", -1, NORMAL), ("\ufffd", -1, NORMAL), ("\ufffd\ufffd", -.5, NORMAL)])
        yield f"{kind}-not-utf8-user", model(kind, letters + [(b"\xff\xfe", 0, USER), (b"\x96", 0, USER), (b"\xe2\x96", 0, USER), (b"a\xc3", 0, USER)])
        yield f"{kind}-zero-inside", model(kind, letters + [(b"a\0b", -1, NORMAL), (b"\0", -1, NORMAL)])
        yield f"{kind}-zero-user", model(kind, letters + [(b"a\0b", 0, USER)])
        yield f"{kind}-reserved-letters", model(kind, letters + [("a", 0, CONTROL), ("ab", 0, CONTROL), ("ab", -1, NORMAL), ("x", 0, CONTROL), ("xy", -1, NORMAL)])
        yield f"{kind}-unknown-letter", model(kind, [("x", 0, UNKNOWN)] + letters + [("xx", -1, NORMAL), ("ax", -1, NORMAL)])
        yield f"{kind}-bytes-only", model(kind, [], byte_fallback=1)
        yield f"{kind}-bytes-merged", model(kind, [("ab", -1, NORMAL), ("\u00e9a", -2, NORMAL), (SPACE + "a", -3, NORMAL), ("<0x61>", -1, NORMAL)], byte_fallback=1, extra_spaces=0)
        yield f"{kind}-one-piece", model(kind, [("a", 0, NORMAL)], prefix=0)
        yield f"{kind}-nothing", model(kind, [])
        yield f"{kind}-long-pieces", model(kind, letters + [("ab" * n, -1.0 - n / 1000, NORMAL) for n in (1, 2, 4, 8, 16, 32, 64, 150, 600)] + [("a" * n, -2.0, NORMAL) for n in (31, 32, 33, 63, 64, 65)])
        yield f"{kind}-nested", model(kind, letters + [("a" * n, -1.0, NORMAL) for n in range(2, 70)])
        yield f"{kind}-nested-user", model(kind, letters + [("a" * n, 0.0, USER) for n in range(2, 60)])
        yield f"{kind}-floats", model(kind, letters + [("ab", 1e38, NORMAL), ("bc", 3e38, NORMAL), ("ca", -3e38, NORMAL), ("abc", 1e-42, NORMAL), (SPACE + "b", -0.0, NORMAL)])
        yield f"{kind}-rounding", model(kind, [(a + b, -10.0 - i * 1e-6, NORMAL) for i, (a, b) in enumerate(itertools.product("abc" + SPACE, repeat=2))] + [(c, -5.0, NORMAL) for c in "abc" + SPACE])
        yield f"{kind}-user-and-best", model(kind, [(c, 9.0, NORMAL) for c in "abc" + SPACE] + [("ab", 0, USER), ("abc", 1e9, USER), ("bcabc", 20.0, NORMAL)])
        yield f"{kind}-minimum", model(kind, letters + [("ab", -1e6, NORMAL), ("b" + SPACE, -1e6, NORMAL), ("d", -1e6 - 10, NORMAL), ("e", -1e6, NORMAL)])
        # As another program may write them: fields twice, none, in another order, of another wire type.
        wire = b"".join(blob(1, p) for p in (
            integer(3, 2) + blob(1, "<unk>"), integer(3, 1) + blob(1, "b") + blob(1, "a"), blob(1, "b"), blob(1, "ab") + integer(3, 77), blob(1, "c") + integer(2, 5),
            blob(1, "bc") + b"\x15" + struct.pack("<ff", 1, 0)[:4] + b"\x15" + struct.pack("<f", -2), integer(3, UNUSED) + blob(1, SPACE) + integer(3, NORMAL), blob(99, "x") + blob(1, "ca")))
        head = blob(3, integer(4, 1) + integer(3, 2)) + blob(2, integer(3, 4))
        yield f"{kind}-wire", head + wire + blob(2, integer(3, TYPES[kind])) + blob(3, integer(4, 0)) + blob(9, "z")
    yield "unigram-no-trainer", b"".join(piece(*p) for p in [("<unk>", 0, UNKNOWN)] + letters)
    yield "broken-no-unknown", piece("a") + piece("b")
    yield "broken-two-unknowns", piece("a", 0, UNKNOWN) + piece("b", 0, UNKNOWN)
    yield "broken-twice", piece("<unk>", 0, UNKNOWN) + piece("a") + piece("a")
    yield "broken-empty-piece", piece("<unk>", 0, UNKNOWN) + piece("")
    yield "broken-bytes", piece("<unk>", 0, UNKNOWN) + piece("<0x41>", 0, BYTE)
    # libsentencepiece has room for 64 symbols that begin a text, and does not look.
    for kind in TYPES:
        yield f"broken-nested-{kind}", model(kind, letters + [("a" * n, 0.0, USER) for n in range(2, 90)])
    yield "broken-type", piece("<unk>", 0, UNKNOWN) + piece("a") + blob(2, integer(3, 9))


def large(count=256_000):
    """As many pieces as Gemma has: syllables put together, some after a space."""
    dice = random.Random(256)
    syllables = [a + b + c for a in "bcdfgklmnprstvz" for b in "aeiou" for c in ("", "n", "r", "s")]
    texts = dict.fromkeys(chr(c) for c in itertools.chain(range(0x21, 0x7F), range(0xA1, 0x250), range(0x4E00, 0x5E00)))
    texts |= dict.fromkeys([SPACE, *syllables, *(SPACE + s for s in syllables)])
    texts |= dict.fromkeys(SPACE * n for n in range(2, 17))
    while len(texts) < count - 300:
        texts[dice.choice(("", SPACE)) + "".join(dice.choice(syllables) for _ in range(dice.choice((2, 2, 2, 3, 3, 4))))] = None
    yield "unigram-256k", model("unigram", [(t, -4.0 - math.log(1 + i), NORMAL) for i, t in enumerate(texts)])
    yield "bpe-256k", model("bpe", [(t, -float(i), NORMAL) for i, t in enumerate(sorted(texts, key=len))], byte_fallback=1, extra_spaces=0)


def random_models(count, charsmaps):
    for number in range(count):
        dice = random.Random(number)
        kind = dice.choice(("unigram", "unigram", "bpe", "bpe", "bpe", "unigram", "char", "word"))
        alphabet = dice.choice(("ab", "ab" + SPACE, "abc ", "a\u00e9" + SPACE, "ab.\u4e2d\u6587" + SPACE, "a\n" + SPACE, "ab\u0301\ufffd" + SPACE, "0123 " + SPACE, "\U0001f600\U0001f601a" + SPACE))
        scores = dice.choice((lambda: -1.0, lambda: -float(dice.randrange(1, 5)), lambda: dice.uniform(-12, -1), lambda: dice.choice((-1.5, -3.0, -4.5)), lambda: dice.uniform(-3, 3),
                              lambda: -10.0 - dice.randrange(8) * 2.0 ** -20))
        kinds = dice.choice(((NORMAL,), (NORMAL,), (NORMAL,) * 6 + (UNUSED,), (NORMAL,) * 6 + (USER,), (NORMAL,) * 5 + (USER, UNUSED), (NORMAL,) * 8 + (CONTROL,)))
        texts = {}
        longest = dice.choice((2, 3, 4, 6, 9))
        for _ in range(dice.choice((3, 8, 20, 60))):
            texts["".join(dice.choice(alphabet) for _ in range(dice.randrange(1, longest + 1)))] = dice.choice(kinds)
        if dice.random() < .8:
            texts |= {c: NORMAL for c in alphabet if c not in texts or dice.random() < .5}
        flags = {name: dice.randrange(2) for name in ("prefix", "extra_spaces") if dice.random() < .5}
        if dice.random() < .15:
            flags["suffix"] = 1
        if dice.random() < .1:
            flags["escape"] = 0
        if dice.random() < .4:
            flags["byte_fallback"] = 1
        charsmap = dice.choice(charsmaps) if charsmaps and dice.random() < .3 else b""
        yield f"random-{number:04}-{kind}", model(kind, [(t, scores(), k) for t, k in texts.items()], charsmap, **flags)


def generations(count):
    """Unigram models in which the two generations of SentencePiece differ much: scores so large that from 0.2.2 on they start
    again every few characters, or every few words; user-defined pieces that nest, overlap, and hold spaces."""
    user = ["ab", "abc", "abca", "bc", "bcab", "ca", "b" + SPACE, SPACE + "a", "c" + SPACE + "a", SPACE * 2, "q", "\u00e9\u00e9", "\u4e2d\u6587a"]
    letters = "abcq\u00e9\u4e2d" + SPACE
    for number in range(count):
        dice = random.Random(f"generations {number}")
        size = dice.choice((30.0, 300.0, 2_900.0, 3_100.0, 9_000.0, 40_000.0, 99_999.0, 100_000.0, 100_001.0, 250_000.0, 900_000.0, 3e6))
        sign = dice.choice((-1, -1, -1, 1, 0))
        grain = dice.choice((None, 1.0, 2.0 ** -7, size / 4))

        def score():
            value = dice.uniform(0.2, 1) * size
            value = round(value / grain) * grain if grain else value
            return value * (sign or dice.choice((-1, 1)))

        texts = {c: NORMAL for c in letters if dice.random() < .8}
        for _ in range(dice.choice((4, 20, 60))):
            texts["".join(dice.choice(letters) for _ in range(dice.randrange(1, dice.choice((3, 6, 12)))))] = NORMAL
        if dice.random() < .5:
            texts["ab" * dice.choice((16, 17, 40))] = NORMAL
        if dice.random() < .6:
            texts |= dict.fromkeys(dice.sample(user, dice.randrange(1, len(user))), USER)
        flags = {name: dice.randrange(2) for name in ("prefix", "extra_spaces", "byte_fallback") if dice.random() < .5}
        yield f"generations-{number:03}", model("unigram", [(t, score() if k == NORMAL else 0.0, k) for t, k in texts.items()] or [("a", -1.0, NORMAL)], **flags)


def main(folder, which="test", count="300"):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if which == "tiny":
        models = list(trained(["custom", "custom-spaces", "growing", "llama", "symbols-identity", "unknowns-identity", "phrases-identity", "suffix-spaces"], size=550))
        models += [(n, d) for n, d in made() if not n.startswith("broken")]
    else:
        few = ["plain", "llama", "mistral", "byte-fallback", "suffix", "spaces", "phrases", "symbols", "symbols-identity", "controls", "unknowns",
               "custom", "custom-spaces", "growing", "to-space", "casefold", "spaces-identity", "suffix-spaces"]
        models = list(trained(few if which == "test" else TRAINED))
        models += trained(["plain", "symbols", "custom-spaces", "spaces"], ("char", "word"))
        models += variants(models)
        models += made()
        models += large()
        charsmaps = [c for n, d in models if n.split("-", 1)[-1] in ("custom", "single", "growing", "to-space", "rules-for-lines", "plain") and (c := charsmap_of(d))]
        models += generations(12 if which == "test" else int(count) // 2)
        models += random_models(24 if which == "test" else int(count), charsmaps)
    for name, data in models:
        (folder / f"{name}.model").write_bytes(data)
    print(f"{len(models)} models in {folder}")


if __name__ == "__main__":
    main(*sys.argv[1:])
