"""What a packed example must look like, by objective: expected layouts and inverse transforms, in plain Python.

Written from the objectives' specification alone. `Example` is one example of a row; `check` raises Bad with the reason.
"""
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

CAUSAL, PREFIX_LM, SPANS, PSM, SPM = "causal", "prefix_lm", "span_corruption", "fim_psm", "fim_spm"


class Bad(Exception):
    """A broken invariant."""


def require(condition, *what):
    """Raises Bad unless the condition holds."""
    if not condition:
        raise Bad(" ".join(map(str, what)))


@dataclass
class Example:
    """One example of a row: its tokens, its columns, and the document it was cut from."""
    tokens: np.ndarray
    prefix_len: int
    loss_start: int
    offset: int
    length: int
    document: np.ndarray

    @property
    def chunk(self):
        """The raw tokens that the example was made of."""
        return self.document[self.offset:self.offset + self.length]

    @property
    def is_end(self):
        """Whether the chunk reaches the document's true end."""
        return self.offset + self.length == len(self.document)


def exact(number):
    """A Fraction from 0.15, "0.15", "3/20" or 3: decimal text, never a binary float."""
    return Fraction(str(number))


def noise_and_spans(length, objective):
    """(n, s) for a chunk of `length` tokens; Python rounds Fractions half to even."""
    noise = min(max(round(length * exact(objective["noise_density"])), 1), length - 1)
    return noise, max(round(Fraction(noise) / exact(objective["mean_span_length"])), 1)


def packed_length(length, is_end, objective):
    """The packed length of a chunk, with its end marker where it has one."""
    name, prompt = objective["name"], len(objective.get("prompt_ids") or [])
    if name == SPANS:
        return prompt + length + 2 * noise_and_spans(length, objective)[1] + 1
    return length + 4 if name in (PSM, SPM) else prompt + length + int(is_end)


def fits(length, is_end, objective, width, sentinels):
    """Whether a chunk may be this long in a row of `width` tokens, with so many sentinels."""
    if objective["name"] == SPANS and length >= 2 and noise_and_spans(length, objective)[1] > sentinels:
        return False
    return packed_length(length, is_end, objective) <= width and length <= (objective.get("max_chunk_tokens") or length)


def check_cut(example, objective, width, sentinels):
    """A chunk takes all that remains if that and its end marker fit; else min(remaining − 1, the largest without marker)."""
    remaining = len(example.document) - example.offset
    if example.is_end:
        require(fits(remaining, True, objective, width, sentinels), "final chunk does not fit")
        return
    if remaining >= 2 or objective["name"] != SPANS:
        require(not fits(remaining, True, objective, width, sentinels), f"{remaining} remaining tokens would have fit, chunk has {example.length}")
    require(fits(example.length, False, objective, width, sentinels), "chunk does not fit")
    longer_is_allowed = example.length + 1 <= remaining - 1 and fits(example.length + 1, False, objective, width, sentinels)
    require(not longer_is_allowed, f"chunk of {example.length} could be longer; {remaining} remain")


def split_at(values, marks, what):
    """The pieces of `values` between the marks, which must occur in this order; one piece more than there are marks."""
    pieces, at = [], 0
    for mark in marks:
        found = np.flatnonzero(values[at:] == mark)
        require(len(found), what, "has no", mark)
        pieces.append(values[at:at + found[0]])
        at += int(found[0]) + 1
    return pieces + [values[at:]]


def check_plain(example, objective, tokenizer, bidirectional):
    """Causal and prefix LM: prompt, the chunk, EOS only at the document's true end."""
    prompt = list(objective.get("prompt_ids") or [])
    expected = np.concatenate([prompt, example.chunk, [tokenizer["eos"]] if example.is_end else []]).astype(np.int64)
    require(np.array_equal(example.tokens, expected), "tokens are not prompt + chunk (+ EOS)")
    if objective["name"] == CAUSAL:
        require(example.prefix_len == 0 and example.loss_start == len(prompt), "causal has prefix", example.prefix_len, "loss from", example.loss_start)
        return
    kept = example.loss_start - len(prompt)
    require(kept == 0 if example.length == 1 else 1 <= kept < example.length, "prefix of", kept, "of", example.length, "tokens")
    require(example.prefix_len == (example.loss_start if bidirectional else 0), "prefix_len", example.prefix_len, "loss_start", example.loss_start)


def check_spans(example, objective, tokenizer, bidirectional):
    """Span corruption: inputs A0 S0 A1 S1 …, targets S0 N0 S1 N1 … EOS; A and N interleaved give the chunk back."""
    prompt, length = list(objective.get("prompt_ids") or []), example.length
    require(length >= 2, "span corruption of one token")
    noise, spans = noise_and_spans(length, objective)
    sentinels = tokenizer["sentinels"]
    require(spans <= sentinels["count"], spans, "spans need more sentinels than there are")
    marks = [sentinels["first"] + k * sentinels["step"] for k in range(spans)]
    middle = len(prompt) + length - noise + spans
    require(np.array_equal(example.tokens[:len(prompt)], prompt), "prompt differs")
    require(len(example.tokens) == len(prompt) + length + 2 * spans + 1, "example has", len(example.tokens), "tokens")
    require(example.tokens[-1] == tokenizer["eos"], "targets do not end in EOS")
    require(example.loss_start == middle and example.prefix_len == (middle if bidirectional else 0), "inputs end at", middle, "prefix_len", example.prefix_len, "loss_start", example.loss_start)
    inputs = split_at(example.tokens[len(prompt):middle], marks, "inputs")
    targets = split_at(example.tokens[middle:-1], marks, "targets")
    require(not len(inputs[-1]) and not len(targets[0]), "inputs do not end, or targets do not begin, with a sentinel")
    require(all(map(len, inputs[:-1])) and all(map(len, targets[1:])), "an empty span")
    require(sum(map(len, targets)) == noise, "noise tokens:", sum(map(len, targets)), "expected", noise)
    rebuilt = np.concatenate([part for pair in zip(inputs[:-1], targets[1:]) for part in pair])
    require(np.array_equal(rebuilt, example.chunk), "spans do not give the chunk back")


def check_fim(example, objective, tokenizer, _):
    """FIM: PRE p SUF s MID m EOT, or PRE SUF s MID p m EOT; loss on every token."""
    fim = tokenizer["fim"]
    require(len(example.tokens) == example.length + 4, "example has", len(example.tokens), "tokens for", example.length)
    require(example.prefix_len == 0 and example.loss_start == 0, "prefix_len", example.prefix_len, "loss_start", example.loss_start)
    require(example.tokens[0] == fim["prefix"] and example.tokens[-1] == fim["eot"], "PRE or EOT missing")
    before, suffix, after = split_at(example.tokens[1:-1], [fim["suffix"], fim["middle"]], "FIM example")
    require(objective["name"] == PSM or not len(before), "SPM has tokens between PRE and SUF")
    require(np.array_equal(np.concatenate([before, after, suffix]), example.chunk), "FIM pieces do not give the chunk back")


CHECKS = {CAUSAL: check_plain, PREFIX_LM: check_plain, SPANS: check_spans, PSM: check_fim, SPM: check_fim}


def check(example, objective, tokenizer, width, bidirectional):
    """Checks one example against its objective."""
    require(objective["name"] in CHECKS, "unknown objective", objective["name"])
    require(0 < example.length and example.offset + example.length <= len(example.document), "chunk", example.offset, example.length, "of a document of", len(example.document))
    require(example.prefix_len <= example.loss_start < len(example.tokens), "prefix_len", example.prefix_len, "loss_start", example.loss_start, "of", len(example.tokens))
    CHECKS[objective["name"]](example, objective, tokenizer, bidirectional)
    check_cut(example, objective, width, (tokenizer.get("sentinels") or {"count": 0})["count"])


def derived_columns(row, tokenizer):
    """The `full` columns of a row, from its compact ones."""
    tokens, width = row["tokens"].astype(np.int64), len(row["tokens"])
    out = {"attention_mask": np.zeros(width, np.uint8), "decoder_target_tokens": tokens.copy(), "decoder_input_tokens": np.full(width, tokenizer["pad"])}
    out |= {name: np.zeros(width, np.int64) for name in ("decoder_segment_ids", "decoder_positions", "decoder_loss_weights", "decoder_causal_attention")}
    bounds = row["cu_seqlens"].tolist()
    for k, (begin, end) in enumerate(zip(bounds, bounds[1:])):
        prefix = int(row["prefix_lens"][k])
        out["attention_mask"][begin:end] = 1
        out["decoder_input_tokens"][begin] = tokenizer["decoder_start"]
        out["decoder_input_tokens"][begin + 1:end] = tokens[begin:end - 1]
        out["decoder_segment_ids"][begin:end] = k + 1
        out["decoder_positions"][begin:end] = np.arange(end - begin)
        out["decoder_loss_weights"][begin + int(row["loss_starts"][k]):end] = 1
        out["decoder_causal_attention"][begin:min(begin + prefix + 1, end) if prefix else begin] = 1
    return out
