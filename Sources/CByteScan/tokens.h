// Where added tokens may begin, 64 bytes at a time.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "scan.h"

/// How tokens begin: with two bytes, or with one and anything after it.
typedef struct {
  uint8_t first, second, is_any_second;
} ul2_start;

/// A mask of the places from `at` on, in 64 bytes, where a token may begin; 0 where there is none before the end.
typedef struct {
  size_t at;
  uint64_t mask;
} ul2_found;

/// Looks from p[at] to p[end]. At least 64 bytes after the end are readable.
static inline ul2_found ul2_find_starts_narrow(const uint8_t *p, size_t at, size_t end, const ul2_start *starts, size_t count) {
  for (; at < end; at += 64) {
    uint64_t mask = 0;
    for (size_t i = 0; i < count; i++) {
      for (int k = 0; k < 4; k++) {
        uint32_t found = ul2_equal16(p + at + 16 * k, starts[i].first);
        if (found && !starts[i].is_any_second) found &= ul2_equal16(p + at + 16 * k + 1, starts[i].second);
        mask |= (uint64_t)found << (16 * k);
      }
    }
    if (mask) return (ul2_found){at, mask};
  }
  return (ul2_found){at, 0};
}

#if defined(__x86_64__)
#include <immintrin.h>
__attribute__((target("avx512f,avx512bw"))) static ul2_found ul2_find_starts_wide(const uint8_t *p, size_t at, size_t end, const ul2_start *starts, size_t count) {
  for (; at < end; at += 64) {
    __m512i bytes = _mm512_loadu_si512(p + at);
    uint64_t mask = 0;
    for (size_t i = 0; i < count; i++) {
      uint64_t found = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)starts[i].first));
      if (found && !starts[i].is_any_second)
        found = _mm512_mask_cmpeq_epi8_mask(found, _mm512_loadu_si512(p + at + 1), _mm512_set1_epi8((char)starts[i].second));
      mask |= found;
    }
    if (mask) return (ul2_found){at, mask};
  }
  return (ul2_found){at, 0};
}

static inline ul2_found ul2_find_starts(const uint8_t *p, size_t at, size_t end, const ul2_start *starts, size_t count) {
  return __builtin_cpu_supports("avx512bw") ? ul2_find_starts_wide(p, at, end, starts, count)
                                            : ul2_find_starts_narrow(p, at, end, starts, count);
}
#else
static inline ul2_found ul2_find_starts(const uint8_t *p, size_t at, size_t end, const ul2_start *starts, size_t count) {
  return ul2_find_starts_narrow(p, at, end, starts, count);
}
#endif
