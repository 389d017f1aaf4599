/// A C view of SentencePiece's C++ processor: declarations only as wide as ul2prep needs.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct spm_processor spm_processor;

/// Loads a serialized ModelProto. On failure returns NULL and writes a reason into `error`.
spm_processor *spm_create(const void *model, size_t size, char *error, size_t error_size);
void spm_destroy(spm_processor *processor);

/// Encodes `size` bytes of UTF-8. Returns the number of ids, which stay valid in `*ids` until the
/// next call on the same `buffer`; -1 on failure.
typedef struct spm_buffer spm_buffer;
spm_buffer *spm_buffer_create(void);
void spm_buffer_destroy(spm_buffer *buffer);
int64_t spm_encode(const spm_processor *processor, const char *text, size_t size,
                   spm_buffer *buffer, const int32_t **ids);

/// Decodes ids to text, valid in `*text` until the next call on the same `buffer`; -1 on failure.
int64_t spm_decode(const spm_processor *processor, const int32_t *ids, size_t count,
                   spm_buffer *buffer, const char **text);

/// Encodes to pieces as `spm_encode` prints them, with spaces between; valid in `*text` until the next
/// call on the same `buffer`. Returns their bytes; -1 on failure.
int64_t spm_encode_pieces(const spm_processor *processor, const char *text, size_t size,
                          spm_buffer *buffer, const char **pieces);

/// Encodes to pieces, and puts them together: the normalized text, where the model has no byte fallback.
/// Returned as by `spm_encode_pieces`.
int64_t spm_normalize(const spm_processor *processor, const char *text, size_t size,
                      spm_buffer *buffer, const char **normalized);

/// Decodes `count` pieces, the i-th being `text[bounds[2 * i]] ..< text[bounds[2 * i + 1]]`.
int64_t spm_decode_pieces(const spm_processor *processor, const char *text, const size_t *bounds,
                          size_t count, spm_buffer *buffer, const char **result);

/// The file that the library was loaded from; NULL where that is not known.
const char *spm_library_path(void);

#ifdef __cplusplus
}
#endif
