/* The other forms of the mask, against bounds, query by query. */
#include "check.h"

enum { ROWS = 5 };

static int sees(const int32_t *bounds, int64_t query, int64_t key) {
  return bounds[2 * query] <= key && key < bounds[2 * query + 1];
}

/* What a call sees, once each query: counted in `seen` [n * W, W]. */
static void count_call(const ul2prep_varlen_call *call, int causal, int64_t width, unsigned char *seen) {
  int64_t most_q = 0, most_k = 0;
  CHECK(call->cu_seqlens_q[0] == 0 && call->cu_seqlens_k[0] == 0);
  CHECK(call->cu_seqlens_q[call->sequences] == call->query_count && call->cu_seqlens_k[call->sequences] == call->key_count);
  for (int64_t i = 0; i < call->sequences; i++) {
    int64_t queries = call->cu_seqlens_q[i + 1] - call->cu_seqlens_q[i], keys = call->cu_seqlens_k[i + 1] - call->cu_seqlens_k[i];
    CHECK(queries > 0 && keys >= queries);
    most_q = queries > most_q ? queries : most_q;
    most_k = keys > most_k ? keys : most_k;
    for (int64_t q = 0; q < queries; q++) {
      int64_t query = call->queries[call->cu_seqlens_q[i] + q];
      for (int64_t k = 0; k < (causal ? keys - queries + q + 1 : keys); k++) {
        int64_t key = call->keys[call->cu_seqlens_k[i] + k];
        CHECK(key / width == query / width);
        seen[query * width + key % width]++;
      }
    }
  }
  CHECK(most_q == call->max_seqlen_q && most_k == call->max_seqlen_k);
}

static void check_forms(const int32_t *bounds, int64_t width, int causal) {
  ul2prep_error error;
  size_t all = (size_t)(ROWS * width), square = all * (size_t)width;
  int32_t *numbers = malloc(4 * (3 * all + 8 * (all + 1)));
  unsigned char *bytes = malloc(all + 2 * square);
  CHECK(numbers && bytes);
  int32_t *seen = numbers + all, *lists = numbers + 3 * all;
  unsigned char *dense = bytes + all, *counted = dense + square;
  ul2prep_masks masks = {.size = sizeof masks, .capacity = ROWS, .width = width, .bounds = bounds, .segments = numbers,
                         .prefixes = bytes, .dense = dense, .seen = seen, .causal = causal};
  WORKS(ul2prep_make_masks(&masks, ROWS, &error));
  for (int64_t row = 0; row < ROWS; row++)
    for (int64_t q = 0; q < width; q++) {
      const int32_t *own = bounds + 2 * width * row, *made = seen + 2 * width * row, *segments = numbers + width * row;
      for (int64_t k = 0; k < width; k++) {
        int wanted = sees(own, q, k) && (!causal || k <= q);
        CHECK(dense[(row * width + q) * width + k] == wanted && sees(made, q, k) == wanted);
        int by_segments = segments[q] > 0 && segments[q] == segments[k] && (k <= q || bytes[row * width + k]);
        CHECK(by_segments == wanted);
      }
    }
  masks.own_padding = 1;
  WORKS(ul2prep_make_masks(&masks, ROWS, &error));
  for (size_t at = 0; at < all; at++)
    CHECK(dense[at * (size_t)width + at % (size_t)width] == 1 || numbers[at] > 0);
  masks.own_padding = 0;
  WORKS(ul2prep_make_masks(&masks, ROWS, &error));

  size_t step = all + 1;
  ul2prep_varlen varlen = {.size = sizeof varlen, .capacity = (int64_t)all, .width = width, .bounds = bounds, .causal = causal};
  varlen.prefixes = (ul2prep_varlen_call){
      .queries = lists, .keys = lists + step, .cu_seqlens_q = lists + 2 * step, .cu_seqlens_k = lists + 3 * step};
  varlen.suffixes = (ul2prep_varlen_call){
      .queries = lists + 4 * step, .keys = lists + 5 * step, .cu_seqlens_q = lists + 6 * step, .cu_seqlens_k = lists + 7 * step};
  WORKS(ul2prep_make_varlen(&varlen, ROWS, &error));
  memset(counted, 0, square);
  count_call(&varlen.prefixes, 0, width, counted);
  count_call(&varlen.suffixes, 1, width, counted);
  CHECK(memcmp(counted, dense, square) == 0);
  CHECK(!causal || varlen.prefixes.sequences == 0);
  /* Nothing wanted: how long they are. */
  ul2prep_varlen sizes = {.size = sizeof sizes, .capacity = (int64_t)all, .width = width, .bounds = bounds, .causal = causal};
  WORKS(ul2prep_make_varlen(&sizes, ROWS, &error));
  CHECK(sizes.suffixes.query_count == varlen.suffixes.query_count && sizes.prefixes.key_count == varlen.prefixes.key_count);
  free(numbers);
  free(bytes);
}

static void check_refusals(int32_t *bounds, int64_t width) {
  ul2prep_error error;
  const ul2prep_masks masks = {.size = sizeof masks, .capacity = ROWS, .width = width, .bounds = bounds};
  const ul2prep_varlen varlen = {.size = sizeof varlen, .capacity = ROWS * width, .width = width, .bounds = bounds};
  FAILS(UL2PREP_USAGE, "masks", ul2prep_make_masks(NULL, ROWS, &error));
  FAILS(UL2PREP_USAGE, "varlen", ul2prep_make_varlen(NULL, ROWS, &error));
  FAILS(UL2PREP_TOO_SMALL, "capacity", ul2prep_make_masks(&masks, ROWS + 1, &error));
  ul2prep_masks bad = masks;
  bad.width = 0;
  FAILS(UL2PREP_USAGE, "width", ul2prep_make_masks(&bad, ROWS, &error));
  bad = masks;
  bad.bounds = NULL;
  FAILS(UL2PREP_USAGE, "bounds", ul2prep_make_masks(&bad, ROWS, &error));
  bad = masks;
  bad.causal = 2;
  FAILS(UL2PREP_USAGE, "causal", ul2prep_make_masks(&bad, ROWS, &error));
  bad = masks;
  bad.segments = (int32_t *)((char *)bounds + 1);
  FAILS(UL2PREP_USAGE, "segments", ul2prep_make_masks(&bad, ROWS, &error));
  ul2prep_varlen worse = varlen;
  FAILS(UL2PREP_TOO_SMALL, "capacity", ul2prep_make_varlen(&worse, ROWS + 1, &error));
  FAILS(UL2PREP_USAGE, "count", ul2prep_make_varlen(&worse, -1, &error));
  worse.width = 1 << 20;
  FAILS(UL2PREP_USAGE, "count", ul2prep_make_varlen(&worse, 1 << 12, &error));
  worse = varlen;
  worse.suffixes.keys = (int32_t *)((char *)bounds + 2);
  FAILS(UL2PREP_USAGE, "suffixes.keys", ul2prep_make_varlen(&worse, ROWS, &error));
  /* Bounds that no examples have. */
  const int32_t wrong[] = {INT32_MIN, -1, 0, 1, (int32_t)width + 1, INT32_MAX};
  int refused = 0;
  for (int64_t at = 0; at < 8; at++) {
    int32_t kept = bounds[at];
    for (int i = 0; i < 6; i++) {
      bounds[at] = wrong[i];
      worse = varlen;
      ul2prep_status one = ul2prep_make_masks(&masks, ROWS, &error), other = ul2prep_make_varlen(&worse, ROWS, &error);
      CHECK(one == other && (one == UL2PREP_OK || (one == UL2PREP_USAGE && strstr(error.message, "bounds"))));
      refused += one == UL2PREP_USAGE;
    }
    bounds[at] = kept;
  }
  CHECK(refused > 20);
}

void test_mask_forms(const char *path) {
  ul2prep_error error;
  ul2prep_description about;
  ul2prep_dataset *data = open_rows(path, 0, &about);
  int64_t width = about.sequence_length, cut = width < 300 ? width : 300;
  for (int64_t first = 0; first + ROWS <= about.rows; first += about.rows / 4 > ROWS ? about.rows / 4 : ROWS) {
    int64_t indexes[ROWS];
    for (int64_t i = 0; i < ROWS; i++) indexes[i] = first + i;
    ul2prep_arrays arrays = make_arrays(ROWS, width);
    WORKS(ul2prep_read(data, indexes, ROWS, &arrays, &error));
    /* The first positions, which take less time, and padding in one row. */
    int32_t *bounds = malloc(8 * (size_t)(ROWS * cut));
    CHECK(bounds);
    for (int64_t at = 0; at < ROWS * cut; at++) {
      const int32_t *own = arrays.bounds + 2 * (at / cut * width + at % cut);
      bounds[2 * at] = own[0];
      bounds[2 * at + 1] = own[1] < cut ? own[1] : (int32_t)cut;
      if (at / cut == 2 && own[0] > 0) bounds[2 * at] = bounds[2 * at + 1] = 0;
    }
    for (int causal = 0; causal < 2; causal++) check_forms(bounds, cut, causal);
    check_refusals(bounds, cut);
    free(bounds);
    free_arrays(&arrays);
  }
  WORKS(ul2prep_close(data, &error));
}
