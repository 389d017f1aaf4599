// Sixty-four bytes as masks of ASCII's classes, and sixty-four numbers of classes as masks. The lowest bit is the
// first byte's. Each function has a portable twin.
#pragma once
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// The places of each class's bytes; `white` is space, tab and U+000A to U+000D.
typedef struct {
  uint64_t letters, upper, digits, white, newlines, spaces, apostrophes, controls, high;
} ul2_ascii64;

static inline ul2_ascii64 ul2_ascii64_portable(const uint8_t *p) {
  ul2_ascii64 m = {0};
  for (int i = 0; i < 64; i++) {
    uint64_t bit = (uint64_t)1 << i;
    uint8_t c = p[i];
    if ((uint8_t)((c | 0x20) - 'a') < 26) m.letters |= bit;
    if ((uint8_t)(c - 'A') < 26) m.upper |= bit;
    if ((uint8_t)(c - '0') < 10) m.digits |= bit;
    if (c == ' ' || (uint8_t)(c - 9) < 5) m.white |= bit;
    if (c == '\n' || c == '\r') m.newlines |= bit;
    if (c == ' ') m.spaces |= bit;
    if (c == '\'') m.apostrophes |= bit;
    if (c < 0x20 || c == 0x7F) m.controls |= bit;
    if (c >= 0x80) m.high |= bit;
  }
  return m;
}

/// Bytes of p[0..<64] that equal `value`.
static inline uint64_t ul2_equal64_portable(const uint8_t *p, uint8_t value) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(p[i] == value) << i;
  return mask;
}

#if defined(__SSE2__)
/// Bytes from `low` to `low` + `width` - 1, by one signed comparison.
static inline __m128i ul2_between(__m128i v, uint8_t low, uint8_t width) {
  __m128i moved = _mm_add_epi8(v, _mm_set1_epi8((char)(uint8_t)(0x80 - low)));
  return _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(uint8_t)(0x80 + width)));
}

static inline ul2_ascii64 ul2_ascii64_of(const uint8_t *p) {
  ul2_ascii64 m = {0};
  for (int k = 0; k < 4; k++) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * k));
    __m128i space = _mm_cmpeq_epi8(v, _mm_set1_epi8(' '));
    __m128i newline = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
    __m128i control = _mm_or_si128(ul2_between(v, 0, 0x20), _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7F)));
#define UL2_MASK(x) ((uint64_t)(uint32_t)_mm_movemask_epi8(x) << (16 * k))
    m.letters |= UL2_MASK(ul2_between(_mm_or_si128(v, _mm_set1_epi8(0x20)), 'a', 26));
    m.upper |= UL2_MASK(ul2_between(v, 'A', 26));
    m.digits |= UL2_MASK(ul2_between(v, '0', 10));
    m.white |= UL2_MASK(_mm_or_si128(space, ul2_between(v, 9, 5)));
    m.newlines |= UL2_MASK(newline);
    m.spaces |= UL2_MASK(space);
    m.apostrophes |= UL2_MASK(_mm_cmpeq_epi8(v, _mm_set1_epi8('\'')));
    m.controls |= UL2_MASK(control);
    m.high |= UL2_MASK(v);
#undef UL2_MASK
  }
  return m;
}

static inline uint64_t ul2_equal64(const uint8_t *p, uint8_t value) {
  __m128i wanted = _mm_set1_epi8((char)value);
  uint64_t mask = 0;
  for (int k = 0; k < 4; k++) {
    __m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * k));
    mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, wanted)) << (16 * k);
  }
  return mask;
}
#else
static inline ul2_ascii64 ul2_ascii64_of(const uint8_t *p) { return ul2_ascii64_portable(p); }
static inline uint64_t ul2_equal64(const uint8_t *p, uint8_t value) { return ul2_equal64_portable(p, value); }
#endif
