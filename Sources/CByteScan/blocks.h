// Up to 64 characters of UTF-8 as masks of classes, with AVX-512: bytes are looked up all at once in a table of ASCII's
// classes, the other characters a page of code points at a time; then every character becomes one byte, and so one bit
// of each mask.
// Swift's `BlockReader` does the same without AVX-512, and whatever this leaves to it.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Masks with one bit for each character, as `BlockMasks` has them, and where the characters are.
typedef struct {
  uint64_t valid, letters, upper, lower, caseless, marks, numbers, white, newlines, spaces, punctuation, apostrophes;
  uint64_t special, special2, ascii;
  uint32_t characters, bytes;
  /// One to four parts of at most 64 bytes; 0 where `listed` has the places.
  uint32_t parts;
  /// Where each part begins, and a mask of the bytes that begin its characters.
  uint32_t offsets[4];
  uint64_t leads[4];
  uint16_t listed[64];
  uint8_t values[64];
} ul2_block;

typedef struct {
  intptr_t count, last;
} ul2_places;

static inline uint16_t *ul2_listed(ul2_block *block) { return block->listed; }
static inline uint8_t *ul2_values(ul2_block *block) { return block->values; }

#if defined(__x86_64__)
#include <immintrin.h>
#define UL2_ENOUGH 40
#define UL2_WIDE \
  __attribute__((target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi,bmi2,lzcnt,popcnt"))) static

/// Whether the processor has what the functions below use. Every one with these AVX-512 has a fast `pext`.
static inline int ul2_has_wide(void) {
  return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") &&
         __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2");
}

/// The numbers of 64 bytes, and two more.
static const uint8_t ul2_numbers[66] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
    33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65};

/// Bytes that begin characters beyond ASCII, those of three or four bytes, those of four, and those that continue one.
typedef struct {
  uint64_t leads, three, four, tails;
} ul2_characters;

/// Finds the characters beyond ASCII of `within`, which loses one that the 64 bytes cut.
///
/// Returns 0 if a character is malformed or the text's end cuts it: those have rules that are not worth vectors.
UL2_WIDE int ul2_find_characters(__m512i v, uint64_t high, size_t left, uint64_t *within, ul2_characters *found) {
  uint64_t tails = _mm512_cmplt_epi8_mask(v, _mm512_set1_epi8((char)0xC0)) & *within;
  uint64_t three = _mm512_cmpge_epu8_mask(v, _mm512_set1_epi8((char)0xE0)) & *within;
  uint64_t four = _mm512_cmpge_epu8_mask(v, _mm512_set1_epi8((char)0xF0)) & *within;
  uint64_t leads = high & ~tails;
  if (leads >> 63 | three >> 62 | four >> 61) {
    if (left <= 64) return 0;
    *within = _bzhi_u64(*within, 63 - (uint32_t)_lzcnt_u64(leads));
    leads &= *within, three &= *within, four &= *within, tails &= *within;
  }
  if (four) {
    uint64_t last = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)0xF4));
    uint64_t beyond = _mm512_cmpgt_epu8_mask(v, _mm512_set1_epi8((char)0xF4));
    uint64_t large = _mm512_cmpge_epu8_mask(v, _mm512_set1_epi8((char)0x90));
    if (four & (beyond | (last & large >> 1))) return 0;
  }
  *found = (ul2_characters){leads, three, four, tails};
  return (leads << 1 | three << 2 | four << 3) == tails;
}

/// Puts the classes of characters beyond ASCII where they begin. All that have the same page, which is all bytes but
/// the last, are looked up at once; and so are those whose first byte has one class, such as most Chinese.
UL2_WIDE __m512i ul2_look_up(__m512i v, const uint8_t *p, ul2_characters c, const uint16_t *pages, const uint8_t *classes, __m512i values) {
  uint64_t left = c.leads;
  if (c.three & ~c.four) {
    __m512i uniform = _mm512_permutexvar_epi8(v, _mm512_loadu_si512(classes + 128));
    uint64_t found = _mm512_mask_cmpneq_epi8_mask(c.three & ~c.four, uniform, _mm512_set1_epi8((char)0xFF));
    values = _mm512_mask_mov_epi8(values, found, uniform);
    left &= ~found;
  }
  // Each byte's next and the one after that. A permutation uses six bits of each, as a page does.
  __m512i second = _mm512_permutexvar_epi8(_mm512_loadu_si512(ul2_numbers + 1), v);
  __m512i third = _mm512_permutexvar_epi8(_mm512_loadu_si512(ul2_numbers + 2), v);
  while (left) {
    const uint8_t *q = p + _tzcnt_u64(left);
    uint64_t same = _mm512_mask_cmpeq_epi8_mask(left, v, _mm512_set1_epi8((char)q[0]));
    __m512i last = second;
    uint32_t page = q[0] & 0x1F;
    if (q[0] >= 0xF0) {
      same = left & -left;
      page = (q[0] & 7u) << 12 | (q[1] & 0x3Fu) << 6 | (q[2] & 0x3F);
      last = _mm512_set1_epi8((char)q[3]);
    } else if (q[0] >= 0xE0) {
      same = _mm512_mask_cmpeq_epi8_mask(same, second, _mm512_set1_epi8((char)q[1]));
      page = (q[0] & 0xFu) << 6 | (q[1] & 0x3F);
      last = third;
    }
    values = _mm512_mask_permutexvar_epi8(values, same, last, _mm512_loadu_si512(classes + ((size_t)pages[page] << 6)));
    left &= ~same;
  }
  return values;
}

/// The masks of 64 numbers of Swift's `BlockClass`.
UL2_WIDE inline __attribute__((always_inline)) void ul2_set_masks(ul2_block *block, __m512i values, uint64_t valid) {
#define UL2_CLASS(number) _mm512_mask_cmpeq_epi8_mask(valid, values, _mm512_set1_epi8(number))
  block->special = UL2_CLASS(0);
  block->special2 = UL2_CLASS(1);
  block->upper = UL2_CLASS(2);
  block->lower = UL2_CLASS(3);
  block->caseless = UL2_CLASS(4);
  block->letters = block->upper | block->lower | block->caseless;
  block->marks = UL2_CLASS(5);
  block->numbers = UL2_CLASS(6);
  block->newlines = UL2_CLASS(7);
  block->spaces = UL2_CLASS(8);
  block->white = block->newlines | block->spaces | UL2_CLASS(9);
  block->apostrophes = UL2_CLASS(10);
  block->punctuation = block->apostrophes | UL2_CLASS(11);
#undef UL2_CLASS
  block->valid = valid;
}

/// `ul2_read_block` for any characters: reads until there are enough.
UL2_WIDE __attribute__((noinline)) int ul2_read_any(const uint8_t *p, size_t left, const uint16_t *pages, const uint8_t *classes, ul2_block *block) {
  const __m512i low = _mm512_loadu_si512(classes), more = _mm512_loadu_si512(classes + 64);
  __m512i values = _mm512_setzero_si512();
  uint64_t beyond_ascii = 0;
  uint32_t count = 0, parts = 0;
  size_t at = 0;
  do {
    size_t rest = left - at;
    __m512i v = _mm512_loadu_si512(p + at);
    __m512i found = _mm512_permutex2var_epi8(low, v, more);
    uint64_t within = _bzhi_u64(~0ull, rest < 64 ? (uint32_t)rest : 64);
    uint64_t high = _mm512_movepi8_mask(v) & within, begins = within, others = 0;
    if (high) {
      ul2_characters characters;
      if (!ul2_find_characters(v, high, rest, &within, &characters)) return 0;
      begins = within & ~characters.tails;
      others = _pext_u64(characters.leads, begins);
      found = _mm512_maskz_compress_epi8(begins, ul2_look_up(v, p + at, characters, pages, classes, found));
    }
    values = count ? _mm512_mask_expand_epi8(values, ~0ull << count, found) : found;
    beyond_ascii |= others << count;
    uint64_t kept = count ? _pdep_u64(~0ull >> count, begins) : begins;
    block->leads[parts] = kept;
    block->offsets[parts++] = (uint32_t)at;
    count += (uint32_t)_mm_popcnt_u64(kept);
    at += kept == begins ? (size_t)_mm_popcnt_u64(within) : _tzcnt_u64(begins & ~kept);
  } while (count < UL2_ENOUGH && at < left);
  uint64_t valid = _bzhi_u64(~0ull, count);
  ul2_set_masks(block, values, valid);
  block->ascii = valid & ~beyond_ascii;
  block->parts = parts;
  block->characters = count;
  block->bytes = (uint32_t)at;
  return 1;
}

/// Reads up to 64 characters. At least 64 bytes after `p + left` are readable.
///
/// - pages, classes: a `ClassTable`, whose first 128 classes are ASCII's, the next those of first bytes.
///
/// Returns 0 where a character is malformed.
UL2_WIDE int ul2_read_block(const uint8_t *p, size_t left, const uint16_t *pages, const uint8_t *classes, ul2_block *block) {
  __m512i v = _mm512_loadu_si512(p);
  if (left < 64 || _mm512_movepi8_mask(v)) return ul2_read_any(p, left, pages, classes, block);
  ul2_set_masks(block, _mm512_permutex2var_epi8(_mm512_loadu_si512(classes), v, _mm512_loadu_si512(classes + 64)), ~0ull);
  block->ascii = block->leads[0] = ~0ull;
  block->offsets[0] = 0;
  block->parts = 1;
  block->characters = block->bytes = 64;
  return 1;
}

/// Writes `start` plus the places of the characters of `bits`, at least one, and up to 15 numbers after them.
///
/// Returns how many bits there are, and the last place.
UL2_WIDE ul2_places ul2_write_places(const ul2_block *block, uint64_t bits, intptr_t start, intptr_t *places) {
  ul2_places result = {(intptr_t)_mm_popcnt_u64(bits), 0};
  for (uint32_t part = 0; bits; part++) {
    uint64_t leads = block->leads[part];
    intptr_t base = start + block->offsets[part];
    uint64_t own = _pdep_u64(bits, leads);
    intptr_t characters = (intptr_t)_mm_popcnt_u64(leads), written = (intptr_t)_mm_popcnt_u64(own);
    bits = characters < 64 ? bits >> characters : 0;
    result.last = base + 63 - (intptr_t)_lzcnt_u64(own);
    __m512i found = _mm512_maskz_compress_epi8(own, _mm512_loadu_si512(ul2_numbers));
    intptr_t i = 0;
    // Sixteen at a time: most blocks have 9 to 16.
    do {
      __m128i numbers = _mm512_castsi512_si128(found);
      __m512i eight = _mm512_cvtepu8_epi64(numbers), more = _mm512_cvtepu8_epi64(_mm_bsrli_si128(numbers, 8));
      _mm512_storeu_si512(places + i, _mm512_add_epi64(eight, _mm512_set1_epi64(base)));
      _mm512_storeu_si512(places + i + 8, _mm512_add_epi64(more, _mm512_set1_epi64(base)));
      found = _mm512_alignr_epi64(found, found, 2);
    } while ((i += 16) < written);
    places += written;
  }
  return result;
}

/// Where a character begins, by its number.
UL2_WIDE size_t ul2_place(const ul2_block *block, uint32_t character) {
  for (uint32_t part = 0; part < block->parts; part++) {
    uint64_t leads = block->leads[part];
    uint32_t characters = (uint32_t)_mm_popcnt_u64(leads);
    if (character < characters) return block->offsets[part] + _tzcnt_u64(_pdep_u64(1ull << character, leads));
    character -= characters;
  }
  return block->bytes;
}
#else
static inline int ul2_has_wide(void) { return 0; }
static inline int ul2_read_block(const uint8_t *p, size_t left, const uint16_t *pages, const uint8_t *classes, ul2_block *block) {
  (void)p, (void)left, (void)pages, (void)classes, (void)block;
  return 0;
}
static inline ul2_places ul2_write_places(const ul2_block *block, uint64_t bits, intptr_t start, intptr_t *places) {
  (void)block, (void)bits, (void)start, (void)places;
  return (ul2_places){0, 0};
}
static inline size_t ul2_place(const ul2_block *block, uint32_t character) {
  (void)block, (void)character;
  return 0;
}
#endif
