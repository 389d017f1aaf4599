/// A C view of Compact Language Detector 2: declarations only as wide as ul2prep needs.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  /// The language that most of the text is in, a number below cld2_language_count().
  int32_t language;
  /// How much of the text's letters is in it, in percent.
  int32_t percent;
  /// Whether the detector trusts its answer.
  int32_t is_reliable;
} cld2_result;

/// Detects the language of plain text. Text that is not UTF-8, or has control characters, is unreliable.
/// After the text there must be spaces: the library reads up to three bytes beyond it. Safe to call
/// from any number of threads.
cld2_result cld2_detect(const char *text, int32_t size);

int32_t cld2_language_count(void);

/// The library's code of a language: `en`, `iw`, `zh-Hant`; empty where a number is not used.
const char *cld2_language_code(int32_t language);

/// The library's version, and the date of its tables.
const char *cld2_version(void);

#ifdef __cplusplus
}
#endif
