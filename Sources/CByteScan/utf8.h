// Whether bytes are UTF-8, 16 or 64 at a time: "Validating UTF-8 In Less Than One Instruction Per Byte" (Keiser and
// Lemire, 2021). Each way in which two neighbouring bytes can be wrong is a bit. Three tables, for the high and the low
// half of the first byte and the high half of the second, say which ways are possible; one that all three name is an
// error.
#pragma once
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <immintrin.h>

enum {
  UL2_TOO_SHORT = 1 << 0,    // a character begins, and another one begins after it
  UL2_TOO_LONG = 1 << 1,     // ASCII, and a continuation after it
  UL2_OVERLONG_3 = 1 << 2,   // E0 80 to E0 9F
  UL2_TOO_LARGE = 1 << 3,    // F4 90 and above
  UL2_SURROGATE = 1 << 4,    // ED A0 to ED BF
  UL2_OVERLONG_2 = 1 << 5,   // C0, C1
  UL2_OVERLONG_4 = 1 << 6,   // F0 80 to F0 8F; and F5 and above with such a second byte
  UL2_TWO_TAILS = 1 << 7,    // two continuations: right only as the third or fourth byte of a character
  UL2_ANY_LOW = UL2_TOO_SHORT | UL2_TOO_LONG | UL2_TWO_TAILS,
  UL2_LARGE = UL2_ANY_LOW | UL2_TOO_LARGE | UL2_OVERLONG_4,
  UL2_TAIL = UL2_TOO_LONG | UL2_OVERLONG_2 | UL2_TWO_TAILS,
};

/// By half a byte, the ways to be wrong that it leaves.
static const struct {
  _Alignas(16) uint8_t firsts_high[16], firsts_low[16], seconds_high[16];
} ul2_ways = {
    {UL2_TOO_LONG, UL2_TOO_LONG, UL2_TOO_LONG, UL2_TOO_LONG, UL2_TOO_LONG, UL2_TOO_LONG, UL2_TOO_LONG, UL2_TOO_LONG,
     UL2_TWO_TAILS, UL2_TWO_TAILS, UL2_TWO_TAILS, UL2_TWO_TAILS, UL2_TOO_SHORT | UL2_OVERLONG_2, UL2_TOO_SHORT,
     UL2_TOO_SHORT | UL2_OVERLONG_3 | UL2_SURROGATE, UL2_TOO_SHORT | UL2_TOO_LARGE | UL2_OVERLONG_4},
    {UL2_ANY_LOW | UL2_OVERLONG_3 | UL2_OVERLONG_2 | UL2_OVERLONG_4, UL2_ANY_LOW | UL2_OVERLONG_2, UL2_ANY_LOW,
     UL2_ANY_LOW, UL2_ANY_LOW | UL2_TOO_LARGE, UL2_LARGE, UL2_LARGE, UL2_LARGE, UL2_LARGE, UL2_LARGE, UL2_LARGE,
     UL2_LARGE, UL2_LARGE, UL2_LARGE | UL2_SURROGATE, UL2_LARGE, UL2_LARGE},
    {UL2_TOO_SHORT, UL2_TOO_SHORT, UL2_TOO_SHORT, UL2_TOO_SHORT, UL2_TOO_SHORT, UL2_TOO_SHORT, UL2_TOO_SHORT,
     UL2_TOO_SHORT, UL2_TAIL | UL2_OVERLONG_3 | UL2_OVERLONG_4, UL2_TAIL | UL2_OVERLONG_3 | UL2_TOO_LARGE,
     UL2_TAIL | UL2_SURROGATE | UL2_TOO_LARGE, UL2_TAIL | UL2_SURROGATE | UL2_TOO_LARGE, UL2_TOO_SHORT,
     UL2_TOO_SHORT, UL2_TOO_SHORT, UL2_TOO_SHORT}};

/// How many bytes at the front are certainly UTF-8, but for a character that may continue beyond them: a multiple of
/// 64, at most `count`.
__attribute__((target("ssse3"))) static size_t ul2_utf8_front_ssse3(const uint8_t *p, size_t count) {
  const __m128i firsts_high = _mm_load_si128((const __m128i *)ul2_ways.firsts_high);
  const __m128i firsts_low = _mm_load_si128((const __m128i *)ul2_ways.firsts_low);
  const __m128i seconds_high = _mm_load_si128((const __m128i *)ul2_ways.seconds_high);
  const __m128i half = _mm_set1_epi8(0x0F);
  // A byte that is still 0x80 or more less these begins a character of three bytes or more, or of four.
  const __m128i below_three = _mm_set1_epi8(0xE0 - 0x80), below_four = _mm_set1_epi8(0xF0 - 0x80);
  // The most that the last three bytes can be without a character that continues after them.
  const __m128i ended = _mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, (char)0xEF, (char)0xDF,
                                      (char)0xBF);
  __m128i previous = _mm_setzero_si128();
  size_t at = 0;
  for (; at + 64 <= count; at += 64) {
    __m128i parts[4];
    for (int i = 0; i < 4; i++) parts[i] = _mm_loadu_si128((const __m128i *)(p + at + 16 * i));
    __m128i any = _mm_or_si128(_mm_or_si128(parts[0], parts[1]), _mm_or_si128(parts[2], parts[3]));
    if (_mm_movemask_epi8(any) == 0) {
      // ASCII: a character begun before it does not continue.
      if (_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_subs_epu8(previous, ended), _mm_setzero_si128())) != 0xFFFF) break;
      previous = parts[3];
      continue;
    }
    __m128i errors = _mm_setzero_si128();
    __m128i before = previous;
    for (int i = 0; i < 4; i++) {
      __m128i bytes = parts[i];
      __m128i first = _mm_alignr_epi8(bytes, before, 15);
      __m128i ways = _mm_and_si128(
          _mm_and_si128(_mm_shuffle_epi8(firsts_high, _mm_and_si128(_mm_srli_epi16(first, 4), half)),
                        _mm_shuffle_epi8(firsts_low, _mm_and_si128(first, half))),
          _mm_shuffle_epi8(seconds_high, _mm_and_si128(_mm_srli_epi16(bytes, 4), half)));
      __m128i third = _mm_subs_epu8(_mm_alignr_epi8(bytes, before, 14), below_three);
      __m128i fourth = _mm_subs_epu8(_mm_alignr_epi8(bytes, before, 13), below_four);
      // There a continuation must follow another, and nowhere else may it.
      __m128i must = _mm_and_si128(_mm_or_si128(third, fourth), _mm_set1_epi8((char)0x80));
      errors = _mm_or_si128(errors, _mm_xor_si128(must, ways));
      before = bytes;
    }
    if (_mm_movemask_epi8(_mm_cmpeq_epi8(errors, _mm_setzero_si128())) != 0xFFFF) break;
    previous = before;
  }
  return at;
}

__attribute__((target("avx512f,avx512bw"))) static size_t ul2_utf8_front_avx512(const uint8_t *p, size_t count) {
  const __m512i firsts_high = _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)ul2_ways.firsts_high));
  const __m512i firsts_low = _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)ul2_ways.firsts_low));
  const __m512i seconds_high = _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)ul2_ways.seconds_high));
  const __m512i half = _mm512_set1_epi8(0x0F), zero = _mm512_setzero_si512();
  // As `ended` above, four times: the last three bytes count.
  const __m512i ended = _mm512_set1_epi32((int)0xBFDFEFFF);
  // There is nothing before the first byte.
  __mmask64 one = ~1ull, two = ~3ull, three = ~7ull;
  int is_open = 0;
  size_t at = 0;
  for (; at + 64 <= count; at += 64, one = two = three = ~0ull) {
    const __m512i bytes = _mm512_loadu_si512(p + at);
    if (_mm512_movepi8_mask(bytes) == 0) {
      if (is_open) break;
      continue;
    }
    const __m512i first = _mm512_maskz_loadu_epi8(one, p + at - 1);
    const __m512i ways = _mm512_ternarylogic_epi64(
        _mm512_shuffle_epi8(firsts_high, _mm512_and_si512(_mm512_srli_epi16(first, 4), half)),
        _mm512_shuffle_epi8(firsts_low, _mm512_and_si512(first, half)),
        _mm512_shuffle_epi8(seconds_high, _mm512_and_si512(_mm512_srli_epi16(bytes, 4), half)), 0x80);
    // A continuation must be there after another in characters of three bytes or more, or of four, and nowhere else.
    const __mmask64 must =
        _mm512_cmpge_epu8_mask(_mm512_maskz_loadu_epi8(two, p + at - 2), _mm512_set1_epi8((char)0xE0)) |
        _mm512_cmpge_epu8_mask(_mm512_maskz_loadu_epi8(three, p + at - 3), _mm512_set1_epi8((char)0xF0));
    const __m512i errors = _mm512_xor_si512(ways, _mm512_maskz_set1_epi8(must, (char)UL2_TWO_TAILS));
    if (_mm512_cmpneq_epi8_mask(errors, zero)) break;
    is_open = _mm512_mask_cmpgt_epu8_mask(7ull << 61, bytes, ended) != 0;
  }
  return at;
}

static inline size_t ul2_utf8_front_narrow(const uint8_t *p, size_t count) {
  return count >= 64 && __builtin_cpu_supports("ssse3") ? ul2_utf8_front_ssse3(p, count) : 0;
}

static inline size_t ul2_utf8_front(const uint8_t *p, size_t count) {
  return __builtin_cpu_supports("avx512bw") ? ul2_utf8_front_avx512(p, count) : ul2_utf8_front_narrow(p, count);
}
#else
static inline size_t ul2_utf8_front_narrow(const uint8_t *p, size_t count) {
  (void)p, (void)count;
  return 0;
}

static inline size_t ul2_utf8_front(const uint8_t *p, size_t count) { return ul2_utf8_front_narrow(p, count); }
#endif
