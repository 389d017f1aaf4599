// Pieces of a text wait for a cache's buckets: their keys are made, and the buckets prefetched, many at a time. The
// portable way multiplies to spread a key over buckets; where the processor has AES, two of its rounds do so in half
// the time.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "scan.h"

/// A piece of a text and its bucket.
typedef struct {
  /// Of up to 15 bytes: they, zeros after them, and the length in the last byte. Of more: where its bucket is among the
  /// large ones, and all ones.
  uint64_t low, high;
  const uint8_t *start;
  uint32_t length;
  /// Where its bucket is among the small ones; 0 if it is longer than 15 bytes.
  uint32_t bucket;
} ul2_piece;

/// A cache's tables, and masks of where buckets are in them, in bytes.
typedef struct {
  uint8_t *small, *large;
  uint32_t small_mask, large_mask;
} ul2_buckets;

typedef struct {
  intptr_t queued, end;
} ul2_queued;

#define UL2_LONGEST_SMALL 15
#define UL2_LONGEST_LARGE 31

static inline __attribute__((always_inline)) void ul2_queue_large(ul2_piece *piece, const uint8_t *p, size_t length, uint32_t bucket, ul2_buckets cache) {
  __builtin_prefetch(cache.large + bucket);
  __builtin_prefetch(cache.large + bucket + 64);
  *piece = (ul2_piece){bucket, ~0ull, p, (uint32_t)length, 0};
}

/// Sixteen bytes spread over 32 bits.
static inline uint32_t ul2_spread(uint64_t low, uint64_t high, uint32_t seed) {
  unsigned __int128 product = (unsigned __int128)(low ^ 0xA0761D6478BD642Full) * (high ^ seed ^ 0xE7037ED1A0B428DBull);
  return (uint32_t)(product >> 96) ^ (uint32_t)(product >> 32);
}

/// Up to 16 bytes, zeros after them.
static inline void ul2_first_bytes(const uint8_t *p, size_t count, uint64_t *low, uint64_t *high) {
  uint64_t words[2];
  memcpy(words, p, 16);
  ul2_mask16((uint32_t)count, low, high);
  *low &= words[0];
  *high &= words[1];
}

static inline ul2_queued ul2_queue_portable(const uint8_t *text, intptr_t start, const intptr_t *ends, intptr_t pieces, ul2_buckets cache, ul2_piece *queue) {
  ul2_piece *next = queue;
  for (intptr_t i = 0; i < pieces; i++) {
    intptr_t end = ends[i];
    if (end < 0) {
      start = ~end;
      continue;
    }
    const uint8_t *p = text + start;
    size_t length = (size_t)(end - start);
    uint64_t low, high;
    if (length <= UL2_LONGEST_SMALL) {
      ul2_first_bytes(p, length, &low, &high);
      high |= (uint64_t)length << 56;
      uint32_t bucket = ul2_spread(low, high, 0) & cache.small_mask;
      __builtin_prefetch(cache.small + bucket);
      *next = (ul2_piece){low, high, p, (uint32_t)length, bucket};
    } else if (length <= UL2_LONGEST_LARGE) {
      ul2_first_bytes(p, 16, &low, &high);
      uint32_t seed = ul2_spread(low, high, (uint32_t)length);
      ul2_first_bytes(p + 16, length - 16, &low, &high);
      ul2_queue_large(next, p, length, ul2_spread(low, high, seed) & cache.large_mask, cache);
    } else {
      *next = (ul2_piece){0, ~0ull, p, (uint32_t)length, 0};
    }
    next++;
    start = end;
  }
  return (ul2_queued){next - queue, start};
}

#if defined(__x86_64__)
#include <immintrin.h>
#define UL2_AES __attribute__((target("avx2,aes"))) static

static inline int ul2_has_aes(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("aes"); }

/// Up to 15 bytes, zeros after them, and their number in the last byte.
UL2_AES inline __attribute__((always_inline)) __m128i ul2_key(const uint8_t *p, size_t length) {
  static const _Alignas(32) uint8_t window[32] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
  __m128i kept = _mm_loadu_si128((const __m128i *)(window + 16 - length));
  __m128i last = _mm_slli_si128(_mm_cvtsi32_si128((int)length), 15);
  return _mm_or_si128(_mm_and_si128(_mm_loadu_si128((const __m128i *)p), kept), last);
}

/// As the portable way, with other buckets.
UL2_AES ul2_queued ul2_queue_aes(const uint8_t *text, intptr_t start, const intptr_t *ends, intptr_t pieces, ul2_buckets cache, ul2_piece *queue) {
  // After two rounds each bit of the lowest 32 depends on every byte.
  const __m128i seed = _mm_set_epi64x((int64_t)0xA0761D6478BD642Full, (int64_t)0xE7037ED1A0B428DBull);
  ul2_piece *next = queue;
  for (const intptr_t *stop = ends + pieces; ends < stop; ends++) {
    intptr_t end = *ends;
    if (__builtin_expect(end < 0, 0)) {
      start = ~end;
      continue;
    }
    const uint8_t *p = text + start;
    size_t length = (size_t)(end - start);
    if (__builtin_expect(length <= UL2_LONGEST_SMALL, 1)) {
      __m128i key = ul2_key(p, length);
      __m128i hash = _mm_aesenc_si128(_mm_aesenc_si128(key, seed), seed);
      uint32_t bucket = (uint32_t)_mm_cvtsi128_si32(hash) & cache.small_mask;
      __builtin_prefetch(cache.small + bucket);
      _mm_storeu_si128((__m128i *)next, key);
      next->start = p;
      next->length = (uint32_t)length;
      next->bucket = bucket;
    } else if (length <= UL2_LONGEST_LARGE) {
      __m128i first = _mm_aesenc_si128(_mm_loadu_si128((const __m128i *)p), seed);
      __m128i hash = _mm_xor_si128(first, ul2_key(p + 16, length - 16));
      hash = _mm_aesenc_si128(_mm_aesenc_si128(hash, seed), seed);
      ul2_queue_large(next, p, length, (uint32_t)_mm_cvtsi128_si32(hash) & cache.large_mask, cache);
    } else {
      *next = (ul2_piece){0, ~0ull, p, (uint32_t)length, 0};
    }
    next++;
    start = end;
  }
  return (ul2_queued){next - queue, start};
}
#else
static inline int ul2_has_aes(void) { return 0; }
static inline ul2_queued ul2_queue_aes(const uint8_t *text, intptr_t start, const intptr_t *ends, intptr_t pieces, ul2_buckets cache, ul2_piece *queue) {
  return ul2_queue_portable(text, start, ends, pieces, cache, queue);
}
#endif

/// Puts pieces that are side by side into a queue that has room for them, and prefetches their buckets.
///
/// - text: 32 bytes after the last piece are readable.
/// - start: where the first begins.
/// - ends: ascending; ~end for a piece that is left out.
///
/// Returns how many are in the queue, and where the last ends.
static inline ul2_queued ul2_queue(const uint8_t *text, intptr_t start, const intptr_t *ends, intptr_t pieces, ul2_buckets cache, ul2_piece *queue) {
  return ul2_has_aes() ? ul2_queue_aes(text, start, ends, pieces, cache, queue)
                       : ul2_queue_portable(text, start, ends, pieces, cache, queue);
}
