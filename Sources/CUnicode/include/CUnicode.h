// Made by Scripts/unicode-tables; not to be changed by hand.
#pragma once
#include <stdint.h>

/// General category << 21 | the first code point that has it: Unicode 16.
const uint32_t *ul2_categories(void);
#define UL2_CATEGORIES_COUNT 4099

/// Script << 21 | the first code point that has it; 0 for none: Unicode 16.
const uint32_t *ul2_scripts(void);
#define UL2_SCRIPTS_COUNT 1708

/// Characters that `\w` matches: where runs begin and end, by turns.
const uint32_t *ul2_word(void);
#define UL2_WORD_COUNT 1590

/// Characters that `\s` matches.
const uint32_t *ul2_white_space(void);
#define UL2_WHITE_SPACE_COUNT 20

/// Digits for the pre-tokenizer Digits: newer than Unicode 16.
const uint32_t *ul2_numeric(void);
#define UL2_NUMERIC_COUNT 292

/// Punctuation for the pre-tokenizer Punctuation: older than Unicode 16.
const uint32_t *ul2_punctuation(void);
#define UL2_PUNCTUATION_COUNT 312

/// Characters and the first character of their lower case.
const uint32_t *ul2_lowercase(void);
#define UL2_LOWERCASE_COUNT 2976

/// The characters that NFD takes apart, but Hangul syllables.
const uint32_t *ul2_canonical(void);
#define UL2_CANONICAL_COUNT 2060

/// Where the parts of each begin, and where the last's end.
const uint16_t *ul2_canonical_ends(void);
#define UL2_CANONICAL_ENDS_COUNT 2061

/// Their parts, in full.
const uint32_t *ul2_canonical_parts(void);
#define UL2_CANONICAL_PARTS_COUNT 3404

/// The characters that NFKD takes apart otherwise, but Hangul syllables.
const uint32_t *ul2_compatible(void);
#define UL2_COMPATIBLE_COUNT 3678

/// Where the parts of each begin, and where the last's end.
const uint16_t *ul2_compatible_ends(void);
#define UL2_COMPATIBLE_ENDS_COUNT 3679

/// Their parts, in full.
const uint32_t *ul2_compatible_parts(void);
#define UL2_COMPATIBLE_PARTS_COUNT 5599

/// First character, second, what NFC makes of both.
const uint32_t *ul2_compositions(void);
#define UL2_COMPOSITIONS_COUNT 2820

/// Canonical combining class << 21 | the first code point that has it: Unicode 9.
const uint32_t *ul2_combining(void);
#define UL2_COMBINING_COUNT 496
