// No logic here: each function calls one of SentencePieceProcessor's, and lets no exception out.
#include "CSentencePiece.h"

#include <cstdio>
#include <dlfcn.h>
#include <memory>
#include <sentencepiece_processor.h>
#include <string>
#include <vector>

struct spm_processor {
  sentencepiece::SentencePieceProcessor processor;
};

struct spm_buffer {
  std::vector<int> ids;
  std::string text;
  std::vector<std::string> pieces;
};

static_assert(sizeof(int) == sizeof(int32_t), "ids are handed over without a copy");

spm_processor *spm_create(const void *model, size_t size, char *error, size_t error_size) try {
  // Owned until it is handed over: the library throws at some broken models, a piece with a zero in it.
  auto created = std::make_unique<spm_processor>();
  const auto status = created->processor.LoadFromSerializedProto(
      absl::string_view(static_cast<const char *>(model), size));
  if (status.ok()) return created.release();
  std::snprintf(error, error_size, "%s", status.ToString().c_str());
  return nullptr;
} catch (const std::exception &exception) {
  std::snprintf(error, error_size, "%s", exception.what());
  return nullptr;
}

void spm_destroy(spm_processor *processor) { delete processor; }

spm_buffer *spm_buffer_create(void) { return new spm_buffer; }
void spm_buffer_destroy(spm_buffer *buffer) { delete buffer; }

int64_t spm_encode(const spm_processor *processor, const char *text, size_t size,
                   spm_buffer *buffer, const int32_t **ids) try {
  const auto status = processor->processor.Encode(absl::string_view(text, size), &buffer->ids);
  if (!status.ok()) return -1;
  *ids = buffer->ids.data();
  return static_cast<int64_t>(buffer->ids.size());
} catch (const std::exception &) {
  return -1;
}

int64_t spm_decode(const spm_processor *processor, const int32_t *ids, size_t count,
                   spm_buffer *buffer, const char **text) try {
  const auto status =
      processor->processor.Decode(std::vector<int>(ids, ids + count), &buffer->text);
  if (!status.ok()) return -1;
  *text = buffer->text.data();
  return static_cast<int64_t>(buffer->text.size());
} catch (const std::exception &) {
  return -1;
}

int64_t spm_encode_pieces(const spm_processor *processor, const char *text, size_t size,
                          spm_buffer *buffer, const char **pieces) try {
  const auto status = processor->processor.Encode(absl::string_view(text, size), &buffer->pieces);
  if (!status.ok()) return -1;
  buffer->text.clear();
  for (const auto &piece : buffer->pieces) {
    if (!buffer->text.empty()) buffer->text += ' ';
    buffer->text += piece;
  }
  *pieces = buffer->text.data();
  return static_cast<int64_t>(buffer->text.size());
} catch (const std::exception &) {
  return -1;
}

int64_t spm_normalize(const spm_processor *processor, const char *text, size_t size,
                      spm_buffer *buffer, const char **normalized) try {
  const auto status = processor->processor.Encode(absl::string_view(text, size), &buffer->pieces);
  if (!status.ok()) return -1;
  buffer->text.clear();
  for (const auto &piece : buffer->pieces) buffer->text += piece;
  *normalized = buffer->text.data();
  return static_cast<int64_t>(buffer->text.size());
} catch (const std::exception &) {
  return -1;
}

int64_t spm_decode_pieces(const spm_processor *processor, const char *text, const size_t *bounds,
                          size_t count, spm_buffer *buffer, const char **result) try {
  buffer->pieces.clear();
  for (size_t i = 0; i < count; i++)
    buffer->pieces.emplace_back(text + bounds[2 * i], bounds[2 * i + 1] - bounds[2 * i]);
  const auto status = processor->processor.Decode(buffer->pieces, &buffer->text);
  if (!status.ok()) return -1;
  *result = buffer->text.data();
  return static_cast<int64_t>(buffer->text.size());
} catch (const std::exception &) {
  return -1;
}

const char *spm_library_path(void) {
  Dl_info info;
  // A virtual function's address is the library's; that of an ordinary one may be this program's stub.
  static const sentencepiece::SentencePieceProcessor processor;
  const void *vtable = *reinterpret_cast<const void *const *>(&processor);
  const void *function = *static_cast<const void *const *>(vtable);
  return dladdr(function, &info) ? info.dli_fname : nullptr;
}
