// No logic here: each function calls one of CLD2's, and lets no exception out.
#include "CCLD2.h"

#include <cstdio> // which CLD2's header needs and does not include
#include <cld2/public/compact_lang_det.h>
#include <exception>

cld2_result cld2_detect(const char *text, int32_t size) try {
  CLD2::Language languages[3];
  int percents[3];
  double scores[3];
  int text_bytes = 0;
  int valid_bytes = 0;
  bool is_reliable = false;
  CLD2::ExtDetectLanguageSummaryCheckUTF8(text, size, /*is_plain_text=*/true, /*hints=*/nullptr,
                                          /*flags=*/0, languages, percents, scores,
                                          /*chunks=*/nullptr, &text_bytes, &is_reliable,
                                          &valid_bytes);
  if (valid_bytes < size) return {CLD2::UNKNOWN_LANGUAGE, 0, false};
  return {languages[0], percents[0], is_reliable};
} catch (const std::exception &) {
  return {CLD2::UNKNOWN_LANGUAGE, 0, false};
}

int32_t cld2_language_count(void) { return CLD2::NUM_LANGUAGES; }

const char *cld2_language_code(int32_t language) {
  return CLD2::LanguageCode(static_cast<CLD2::Language>(language));
}

const char *cld2_version(void) { return CLD2::DetectLanguageVersion(); }
