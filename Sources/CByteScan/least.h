// The least of sixteen numbers. It has a portable twin.
#pragma once
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static inline int32_t ul2_least16_portable(const int32_t *p) {
  int32_t least = p[0];
  for (int i = 1; i < 16; i++) least = p[i] < least ? p[i] : least;
  return least;
}

#if defined(__SSE2__)
static inline __m128i ul2_lesser(__m128i a, __m128i b) {
  __m128i isLess = _mm_cmplt_epi32(a, b);
  return _mm_or_si128(_mm_and_si128(isLess, a), _mm_andnot_si128(isLess, b));
}

static inline int32_t ul2_least16(const int32_t *p) {
  const __m128i *v = (const __m128i *)p;
  __m128i a = ul2_lesser(_mm_loadu_si128(v), _mm_loadu_si128(v + 1));
  __m128i b = ul2_lesser(_mm_loadu_si128(v + 2), _mm_loadu_si128(v + 3));
  __m128i least = ul2_lesser(a, b);
  least = ul2_lesser(least, _mm_shuffle_epi32(least, 0x4E));
  least = ul2_lesser(least, _mm_shuffle_epi32(least, 0xB1));
  return _mm_cvtsi128_si32(least);
}
#else
static inline int32_t ul2_least16(const int32_t *p) { return ul2_least16_portable(p); }
#endif
