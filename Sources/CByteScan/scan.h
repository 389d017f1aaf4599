// Sixteen bytes at a time, as masks whose lowest bit represents the first byte: Swift's SIMD types cannot do this,
// since they have no way from a comparison to a number. Each function has a portable twin.
#pragma once
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#define UL2_SSE2 1
#endif

/// Bytes of p[0..<16] that equal `byte`, one by one.
static inline uint32_t ul2_equal16_portable(const uint8_t *p, uint8_t byte) {
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++) mask |= (uint32_t)(p[i] == byte) << i;
  return mask;
}

/// Quotes, backslashes and control characters of p[0..<16]: where a JSON string's plain run ends.
static inline uint32_t ul2_json_stops16_portable(const uint8_t *p) {
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++) mask |= (uint32_t)(p[i] == '"' || p[i] == '\\' || p[i] < 0x20) << i;
  return mask;
}

/// Control characters of p[0..<16] but tab and line feed, and 0xC2, which begins C1 control characters.
static inline uint32_t ul2_controls16_portable(const uint8_t *p) {
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++)
    mask |= (uint32_t)((p[i] < 0x20 && p[i] != '\t' && p[i] != '\n') || p[i] == 0x7F || p[i] == 0xC2) << i;
  return mask;
}

/// Bytes of p[0..<16] that are not ASCII.
static inline uint32_t ul2_high16_portable(const uint8_t *p) {
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++) mask |= (uint32_t)(p[i] >> 7) << i;
  return mask;
}

/// Bytes of p[0..<16] that begin a character of three bytes or four.
static inline uint32_t ul2_long_leads16_portable(const uint8_t *p) {
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++) mask |= (uint32_t)(p[i] >= 0xE0) << i;
  return mask;
}

/// Bytes of p[0..<16] that are not ASCII, or at most `threshold` (-1: none), or one of three others.
static inline uint32_t ul2_plain_stops16_portable(const uint8_t *p, int8_t threshold, uint8_t a,
                                                  uint8_t b, uint8_t c) {
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++)
    mask |= (uint32_t)((int8_t)p[i] <= threshold || p[i] >= 0x80 || p[i] == a || p[i] == b || p[i] == c) << i;
  return mask;
}

/// Where a text may be cut: bit i for a cut before p[i], of 64 bytes; p[-1] is read too. `table` has one byte, 0 or 1,
/// per pair: index the first byte plus 256 times the second.
static inline uint64_t ul2_cuts64(const uint8_t *p, const uint8_t *table) {
  uint64_t mask = 0;
  for (int k = 0; k < 8; k++) {
    uint64_t part = 0;
    for (int i = 0; i < 8; i++) {
      uint16_t pair;
      memcpy(&pair, p + 8 * k + i - 1, 2);
      part |= (uint64_t)table[pair] << i;
    }
    mask |= part << (8 * k);
  }
  return mask;
}

/// All ones in the first n of 16 bytes, as two little-endian words.
static inline void ul2_mask16(uint32_t n, uint64_t *low, uint64_t *high) {
  static const _Alignas(32) uint64_t window[4] = {~0ull, ~0ull, 0, 0};
  const uint8_t *p = (const uint8_t *)window + 16 - n;
  memcpy(low, p, 8);
  memcpy(high, p + 8, 8);
}

/// Prefetches the cache line at p.
static inline void ul2_prefetch(const void *p) { __builtin_prefetch(p); }

/// The value of four hexadecimal digits; negative where they are not.
static inline int32_t ul2_hexadecimal4(const uint8_t *p) {
  int32_t value = 0;
  for (int i = 0; i < 4; i++) {
    int32_t digit = p[i] - '0';
    int32_t letter = (p[i] | 0x20) - 'a';
    if ((uint32_t)digit >= 10) {
      if ((uint32_t)letter >= 6) return -1;
      digit = letter + 10;
    }
    value = value << 4 | digit;
  }
  return value;
}

#if UL2_SSE2
static inline uint32_t ul2_equal16(const uint8_t *p, uint8_t byte) {
  __m128i v = _mm_loadu_si128((const __m128i *)p);
  return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)byte)));
}

static inline uint32_t ul2_json_stops16(const uint8_t *p) {
  __m128i v = _mm_loadu_si128((const __m128i *)p);
  __m128i quotes = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
  __m128i backslashes = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
  __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v);
  return (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), controls));
}

static inline uint32_t ul2_controls16(const uint8_t *p) {
  __m128i v = _mm_loadu_si128((const __m128i *)p);
  __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v);
  __m128i kept = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\t')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
  __m128i others = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(0x7F)), _mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xC2)));
  return (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_andnot_si128(kept, controls), others));
}

static inline uint32_t ul2_long_leads16(const uint8_t *p) {
  // Signed, they are -32 to -1.
  __m128i v = _mm_loadu_si128((const __m128i *)p);
  __m128i above = _mm_cmpgt_epi8(v, _mm_set1_epi8(-33));
  return (uint32_t)(_mm_movemask_epi8(above) & _mm_movemask_epi8(v));
}

static inline uint32_t ul2_high16(const uint8_t *p) {
  return (uint32_t)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)p));
}

static inline uint32_t ul2_plain_stops16(const uint8_t *p, int8_t threshold, uint8_t a, uint8_t b,
                                         uint8_t c) {
  __m128i v = _mm_loadu_si128((const __m128i *)p);
  // Signed: bytes that are not ASCII are negative, and never above the threshold.
  __m128i plain = _mm_cmpgt_epi8(v, _mm_set1_epi8(threshold));
  __m128i others = _mm_or_si128(
      _mm_cmpeq_epi8(v, _mm_set1_epi8((char)a)),
      _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)b)), _mm_cmpeq_epi8(v, _mm_set1_epi8((char)c))));
  return (uint32_t)_mm_movemask_epi8(_mm_andnot_si128(others, plain)) ^ 0xFFFF;
}
#else
static inline uint32_t ul2_plain_stops16(const uint8_t *p, int8_t threshold, uint8_t a, uint8_t b,
                                         uint8_t c) {
  return ul2_plain_stops16_portable(p, threshold, a, b, c);
}
static inline uint32_t ul2_equal16(const uint8_t *p, uint8_t byte) { return ul2_equal16_portable(p, byte); }
static inline uint32_t ul2_json_stops16(const uint8_t *p) { return ul2_json_stops16_portable(p); }
static inline uint32_t ul2_high16(const uint8_t *p) { return ul2_high16_portable(p); }
static inline uint32_t ul2_controls16(const uint8_t *p) { return ul2_controls16_portable(p); }
static inline uint32_t ul2_long_leads16(const uint8_t *p) { return ul2_long_leads16_portable(p); }
#endif

/// A key of the pair of characters around p: the last one or two bytes before it and the whole character at it, of
/// well-formed UTF-8.
static inline uint64_t ul2_pair_key(const uint8_t *p) {
  uint32_t next;
  memcpy(&next, p, 4);
  static const uint32_t lengths[16] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                       0xFF, 0xFF, 0xFF, 0xFF, 0xFFFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF};
  next &= lengths[p[0] >> 4];
  uint32_t last = p[-1] < 0x80 ? p[-1] : (uint32_t)p[-1] | (uint32_t)p[-2] << 8;
  return (uint64_t)last << 32 | next;
}

/// Adds to the cuts before 64 bytes, as `ul2_cuts64` has them, those where a character is not ASCII and the pair has no
/// bit in `pairs`: bit `key * factor >> shift`. Bytes from p[-2] to p[66] are read.
static inline uint64_t ul2_fine_cuts64(const uint8_t *p, uint64_t cuts, const uint64_t *pairs,
                                       uint32_t shift) {
  uint64_t candidates = 0;
  for (int k = 0; k < 4; k++) candidates |= (uint64_t)ul2_long_leads16(p + 16 * k) << (16 * k);
  candidates &= ~cuts;
  while (candidates) {
    int i = __builtin_ctzll(candidates);
    candidates &= candidates - 1;
    uint64_t hash = (ul2_pair_key(p + i) * 0x9E3779B97F4A7C15ull) >> shift;
    cuts |= (~(pairs[hash >> 6] >> (hash & 63)) & 1) << i;
  }
  return cuts;
}
