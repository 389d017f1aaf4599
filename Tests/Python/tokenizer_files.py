#!/usr/bin/env python3
"""Random tokenizer.json files of every component that is read, and texts that tokenizers stumble over.

    tokenizer_files.py FOLDER COUNT SEED

writes FOLDER/N.json, each trained by the PyPI wheel `tokenizers` on such texts, and FOLDER/texts.jsonl. A real
tokenizer.json with replacement rules may be named in UL2PREP_CHARSMAP_OF: its Precompiled normalizer is used too.
"""

import json
import os
import random
import sys

from tokenizers import Tokenizer

WORDS = """the The THE of and to in a is that it's don't we'll I'M they've hello Hello world foo_bar fooBar HTTPServer
x=1; if(a<b){ return 0; } 3.14 1,000 2024-01-01 12345678 a1b2 ½ ² ٣٤ Ⅷ naïve café cafe\u0301 Å A\u030a ﬁ ﷺ ＡＢＣ ｶﾞ İstanbul ıŞ ẞ
Ελληνικά Σίσυφος русский עברית العربية हिन्दी क्षि ไทย ကြ 한국어 한 漢字 ひらがな 日本語 々 〇 ▁ ▁▁ _ __ ... --- ==== !!! ?! «x» “q” ’s 'S 'ſ
🙂 👩‍👩‍👧 🇩🇪🇫🇷 ❤️ é\u0323 q\u0307\u0323 \u1100\u1161\u11a8 \U0001D400 \U00020000 \u200b \u200d \u00ad \ufeff \ufffd \u0378""".split()
SPACES = [" ", "  ", "   ", "\n", "\n\n", "\t", " \n ", "\r\n", "\u00a0", "\u3000", "\u2009", "\u2028", "\x85", "\x0b", "\x00", "\x1c"]
CONTENTS = ["<x>", "<x", "<xx>", "<x><x>", " ", "  ", "    ", "ab", "he", "The", "é", "e\u0301", "▁", "\n\n", "A", "<|fim|>", "İ", "_", "12", "foo", "<s>", "</s>", " a", "a ", "漢"]
PATTERNS = [
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t)?|\p{N}{1,3}|\s+",
    r"\p{N}{1,3}", r"[一-龥぀-ゟ゠-ヿ]+", r"\s?\p{L}+", r"\s?\p{P}+", r"[\r\n]", r"[0-9][0-9][0-9]", r"\s+", r" ", r"\w+", r"\S+", r"a*",
    r"[\p{Han}]+|[\p{L}&&[^\p{Han}]]+", r" ?[^\s\p{L}\p{N}]+", r"\d", r"(?=[A-Z])", r"\p{Lu}(?!\p{Lu})",
]
BEHAVIORS = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]


def text(r, length):
    parts = []
    for _ in range(r.randrange(1, length)):
        kind = r.random()
        if kind < 0.55:
            parts.append(r.choice(WORDS))
        elif kind < 0.85:
            parts.append(r.choice(SPACES if r.random() < 0.4 else [" "]))
        elif kind < 0.93:
            parts.append(r.choice(CONTENTS))
        elif kind < 0.97:
            parts.append(chr(r.choice([r.randrange(0x20, 0x250), r.randrange(0x300, 0xD800), r.randrange(0xE000, 0x110000)])))
        else:
            parts.append(r.choice(WORDS)[:1] * r.randrange(1, 40))
    return "".join(parts)


def normalizer(r):
    def one():
        kind = r.randrange(10)
        if kind < 4:
            return {"type": ["NFC", "NFD", "NFKC", "Lowercase"][kind]}
        if kind == 4:
            return {"type": "Strip", "strip_left": r.random() < 0.5, "strip_right": r.random() < 0.5}
        if kind == 5:
            return {"type": "Prepend", "prepend": r.choice(["▁", " ", "ab"])}
        if kind == 6:
            return {"type": "Replace", "pattern": {"String": r.choice([" ", "a", "▁", "  "])}, "content": r.choice(["▁", " ", "", "xy"])}
        if kind == 7:
            return {"type": "Replace", "pattern": {"Regex": r.choice([" {2,}", r"\s+", "[A-Z]", r"\p{M}", "é"])}, "content": r.choice(["▁", " ", "", "xy"])}
        return charsmap() or {"type": "NFC"}

    count = r.choice([0, 0, 1, 1, 2, 3])
    if count == 0:
        return None
    return one() if count == 1 else {"type": "Sequence", "normalizers": [one() for _ in range(count)]}


def charsmap():
    path = os.environ.get("UL2PREP_CHARSMAP_OF")
    return json.load(open(path))["normalizer"] if path else None


def metaspace(r):
    old = r.random() < 0.3
    step = {"type": "Metaspace", "replacement": r.choice(["▁", "▁", "_"])}
    if old:
        step["add_prefix_space"] = True
    else:
        step.update(prepend_scheme=r.choice(["first", "never", "always"]), split=r.random() < 0.6)
    return step


def pre_tokenizer(r, byte_level):
    def one():
        kind = r.randrange(8)
        if kind < 4:
            pattern = {"Regex": r.choice(PATTERNS)} if r.random() < 0.8 else {"String": r.choice([" ", "a", "▁", "", "  "])}
            return {"type": "Split", "pattern": pattern, "behavior": r.choice(BEHAVIORS), "invert": r.random() < 0.3}
        if kind == 4:
            return {"type": "Digits", "individual_digits": r.random() < 0.5}
        if kind == 5:
            return {"type": "Punctuation", "behavior": r.choice(BEHAVIORS)}
        return metaspace(r) if kind == 6 else {"type": "WhitespaceSplit"}

    steps = [one() for _ in range(r.choice([0, 0, 1, 1, 2, 3]))]
    if byte_level:
        steps.insert(
            r.choice([len(steps), len(steps), r.randrange(len(steps) + 1)]),
            {"type": "ByteLevel", "add_prefix_space": r.random() < 0.3, "trim_offsets": True, "use_regex": r.random() < 0.4})
    elif r.random() < 0.5:
        steps.append(metaspace(r))
    if not steps:
        return None
    return steps[0] if len(steps) == 1 else {"type": "Sequence", "pretokenizers": steps}


def decoder(r, byte_level):
    if byte_level:
        return r.choice([None, {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}])
    return r.choice([
        None, {"type": "Metaspace", "replacement": "▁", "prepend_scheme": r.choice(["first", "never", "always"]), "split": True},
        {"type": "Sequence", "decoders": [
            {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"},
            {"type": "Strip", "content": " ", "start": r.randrange(3), "stop": 0}]},
        {"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True}]},
        {"type": "Fuse"},
    ])


def added(r):
    contents = r.sample(CONTENTS, r.choice([0, 1, 3, 8]))
    return [
        {"id": r.randrange(1000), "content": c, "single_word": r.random() < 0.2, "lstrip": r.random() < 0.2, "rstrip": r.random() < 0.2,
         "normalized": r.random() < 0.4, "special": r.random() < 0.5}
        for c in contents
    ]


def file(r, texts):
    byte_level = r.random() < 0.5
    unigram = not byte_level and r.random() < 0.4
    made = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": normalizer(r),
            "pre_tokenizer": pre_tokenizer(r, byte_level), "post_processor": None, "decoder": decoder(r, byte_level)}
    from tokenizers import trainers, pre_tokenizers

    if unigram:
        made["model"] = {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0]], "byte_fallback": False}
        trainer = trainers.UnigramTrainer(vocab_size=r.choice([120, 300]), unk_token="<unk>", show_progress=False)
    else:
        made["model"] = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None,
                         "fuse_unk": False, "byte_fallback": False, "ignore_merges": False, "vocab": {}, "merges": []}
        alphabet = pre_tokenizers.ByteLevel.alphabet() if byte_level else []
        trainer = trainers.BpeTrainer(vocab_size=r.choice([300, 500]), initial_alphabet=alphabet, show_progress=False,
                                      limit_alphabet=None if byte_level else r.choice([40, 150]))
    tokenizer = Tokenizer.from_str(json.dumps(made))
    tokenizer.train_from_iterator(r.sample(texts, len(texts) // 2), trainer)
    made = json.loads(tokenizer.to_str())
    model = made["model"]
    if unigram:
        for entry in model["vocab"]:
            if r.random() < 0.2:
                entry[1] = round(entry[1], r.choice([0, 1]))
        if r.random() < 0.5:
            model["byte_fallback"] = True
            model["vocab"] += [[f"<0x{b:02X}>", -20.0] for b in range(256)]
    else:
        vocabulary = model["vocab"]
        if byte_level and r.random() < 0.3:
            for symbol in r.sample(list(pre_tokenizers.ByteLevel.alphabet()), 20):
                if not any(symbol in "".join(m) for m in model["merges"]):
                    vocabulary.pop(symbol, None)
            # Without gaps again.
            model["vocab"] = vocabulary = {p: i for i, p in enumerate(vocabulary)}
        if not byte_level:
            if r.random() < 0.7:
                vocabulary["<unk>"] = len(vocabulary)
                model["unk_token"] = "<unk>"
                model["fuse_unk"] = r.random() < 0.5
            if r.random() < 0.5:
                model["byte_fallback"] = True
                for b in range(256):
                    if r.random() < 0.98:
                        vocabulary.setdefault(f"<0x{b:02X}>", len(vocabulary))
        model["ignore_merges"] = r.random() < 0.3
        merges = [list(m) if isinstance(m, list) else m.split(" ") for m in model["merges"]]
        if r.random() < 0.3:
            r.shuffle(merges)
        if r.random() < 0.3 and merges:
            merges += r.sample(merges, len(merges) // 4)
        if r.random() < 0.3:
            merges = merges[: len(merges) * 2 // 3]
        if r.random() < 0.5 and not any(" " in p for m in merges for p in m):
            merges = [" ".join(m) for m in merges]
        model["merges"] = merges
    made["added_tokens"] = added(r)
    return made


if __name__ == "__main__":
    folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    os.makedirs(folder, exist_ok=True)
    r = random.Random(seed)
    texts = [text(r, 30) for _ in range(300)]
    with open(os.path.join(folder, "texts.jsonl"), "w") as out:
        for t in ["", " ", "a"] + texts:
            out.write(json.dumps({"text": t}) + "\n")
    n = 0
    while n < count:
        try:
            made = file(r, texts)
        except BaseException as error:  # The wheel's panics are no Exceptions.
            if isinstance(error, KeyboardInterrupt):
                raise
            continue
        with open(os.path.join(folder, f"{n}.json"), "w") as out:
            json.dump(made, out, ensure_ascii=False)
        n += 1
