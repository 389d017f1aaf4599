// The lowest and highest of pairs of numbers, eight pairs at a time: without SSE4.1, which not every processor has,
// there is no minimum of 32-bit numbers, but of 16-bit ones, which suffice for rows of up to 32,767 positions.
#pragma once
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// The number of pairs (start, end) with start < end, and their lowest and highest start and end. Numbers beyond 16
/// bits count as the nearest that fits.
typedef struct {
  int32_t lowest_start, lowest_end, highest_start, highest_end, count;
} ul2_extremes;

static inline int32_t ul2_narrowed(int32_t n) { return n < -32768 ? -32768 : n > 32767 ? 32767 : n; }

/// One by one.
static inline ul2_extremes ul2_bound_extremes_portable(const int32_t *pairs, int64_t count) {
  ul2_extremes found = {32767, 32767, -32768, -32768, 0};
  for (int64_t i = 0; i < count; i++) {
    int32_t start = ul2_narrowed(pairs[2 * i]), end = ul2_narrowed(pairs[2 * i + 1]);
    if (start >= end) continue;
    if (start < found.lowest_start) found.lowest_start = start;
    if (end < found.lowest_end) found.lowest_end = end;
    if (start > found.highest_start) found.highest_start = start;
    if (end > found.highest_end) found.highest_end = end;
    found.count++;
  }
  return found;
}

#if defined(__SSE2__)
/// Four pairs of 16 bits.
static inline __m128i ul2_pairs4(const int32_t *pairs) {
  const __m128i *p = (const __m128i *)(const void *)pairs;
  return _mm_packs_epi32(_mm_loadu_si128(p), _mm_loadu_si128(p + 1));
}

/// The lowest or highest start and end of four pairs.
static inline __m128i ul2_folded(__m128i four, int lowest) {
  __m128i two = _mm_shuffle_epi32(four, 0x4E);
  four = lowest ? _mm_min_epi16(four, two) : _mm_max_epi16(four, two);
  two = _mm_shuffle_epi32(four, 0xB1);
  return lowest ? _mm_min_epi16(four, two) : _mm_max_epi16(four, two);
}
#endif

/// The same in a few operations for eight pairs, where all of them have start < end.
static inline ul2_extremes ul2_bound_extremes(const int32_t *pairs, int64_t count) {
#if defined(__SSE2__)
  if (count >= 8 && count % 8 == 0) {
    __m128i low = ul2_pairs4(pairs), high = low, live = _mm_set1_epi32(-1);
    for (int64_t i = 0; i < count; i += 8) {
      __m128i a = ul2_pairs4(pairs + 2 * i), b = ul2_pairs4(pairs + 2 * i + 8);
      low = _mm_min_epi16(low, _mm_min_epi16(a, b));
      high = _mm_max_epi16(high, _mm_max_epi16(a, b));
      // Ends are in the upper halves.
      __m128i seen = _mm_and_si128(_mm_cmpgt_epi16(a, _mm_slli_epi32(a, 16)), _mm_cmpgt_epi16(b, _mm_slli_epi32(b, 16)));
      live = _mm_and_si128(live, seen);
    }
    if ((_mm_movemask_epi8(live) & 0xCCCC) == 0xCCCC) {
      uint32_t lows = (uint32_t)_mm_cvtsi128_si32(ul2_folded(low, 1));
      uint32_t highs = (uint32_t)_mm_cvtsi128_si32(ul2_folded(high, 0));
      return (ul2_extremes){(int16_t)lows, (int16_t)(lows >> 16), (int16_t)highs, (int16_t)(highs >> 16), (int32_t)count};
    }
  }
#endif
  return ul2_bound_extremes_portable(pairs, count);
}
