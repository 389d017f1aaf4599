/* Block masks against the mask of every query and key, and what is refused. */
#include "check.h"

/* What a list must be: the blocks that count, ascending, then the others, ascending. */
static void check_list(int64_t blocks, const unsigned char *counts_of, int32_t count, const int32_t *list) {
  int32_t expected = 0;
  for (int64_t i = 0; i < blocks; i++) expected += counts_of[i];
  CHECK(count == expected);
  int64_t next = 0, rest = expected;
  for (int64_t i = 0; i < blocks; i++) CHECK(list[counts_of[i] ? next++ : rest++] == i);
}

static void check_row(int64_t width, int64_t size, const int32_t *bounds, const ul2prep_block_mask *mask, int64_t row) {
  int64_t blocks = (width + size - 1) / size;
  unsigned char *part = malloc((size_t)(4 * blocks * blocks));
  unsigned char *full = part + blocks * blocks, *part_by_keys = full + blocks * blocks,
                *full_by_keys = part_by_keys + blocks * blocks;
  for (int64_t query = 0; query < blocks; query++) {
    for (int64_t key = 0; key < blocks; key++) {
      int64_t seen = 0;
      for (int64_t q = query * size; q < width && q < (query + 1) * size; q++)
        for (int64_t k = key * size; k < width && k < (key + 1) * size; k++)
          seen += bounds[2 * q] <= k && k < bounds[2 * q + 1];
      part[query * blocks + key] = part_by_keys[key * blocks + query] = seen > 0 && seen < size * size;
      full[query * blocks + key] = full_by_keys[key * blocks + query] = seen == size * size;
    }
  }
  for (int64_t block = 0; block < blocks; block++) {
    int64_t at = row * blocks + block;
    check_list(blocks, part + block * blocks, mask->kv_num_blocks[at], mask->kv_indices + at * blocks);
    check_list(blocks, full + block * blocks, mask->full_kv_num_blocks[at], mask->full_kv_indices + at * blocks);
    check_list(blocks, part_by_keys + block * blocks, mask->q_num_blocks[at], mask->q_indices + at * blocks);
    check_list(blocks, full_by_keys + block * blocks, mask->full_q_num_blocks[at], mask->full_q_indices + at * blocks);
  }
  free(part);
}

void test_masks(const char *path) {
  ul2prep_error error;
  ul2prep_description about;
  ul2prep_dataset *data = open_rows(path, 0, &about);
  enum { ROWS = 3 };
  int64_t width = about.sequence_length, indexes[ROWS] = {0, about.rows / 2, about.rows - 1};
  ul2prep_arrays arrays = make_arrays(ROWS, width);
  WORKS(ul2prep_read(data, indexes, ROWS, &arrays, &error));
  int64_t sizes[] = {128, 64, 100, width};
  for (int i = 0; i < 4; i++) {
    int64_t size = sizes[i] < width ? sizes[i] : width, blocks = (width + size - 1) / size;
    size_t counts = (size_t)(ROWS * blocks), lists = counts * (size_t)blocks;
    int32_t *memory = malloc(4 * (4 * counts + 4 * lists));
    memset(memory, 0x7E, 4 * (4 * counts + 4 * lists));
    int32_t *first = memory + 4 * counts;
    ul2prep_block_mask mask = {
        .size = sizeof mask, .capacity = ROWS, .width = width, .block_size = size, .bounds = arrays.bounds,
        .kv_num_blocks = memory, .full_kv_num_blocks = memory + counts, .q_num_blocks = memory + 2 * counts,
        .full_q_num_blocks = memory + 3 * counts, .kv_indices = first, .full_kv_indices = first + lists,
        .q_indices = first + 2 * lists, .full_q_indices = first + 3 * lists};
    WORKS(ul2prep_make_block_mask(&mask, ROWS, &error));
    for (int64_t row = 0; row < ROWS; row++) check_row(width, size, arrays.bounds + 2 * width * row, &mask, row);

    ul2prep_block_mask bad = mask;
    FAILS(UL2PREP_USAGE, "mask", ul2prep_make_block_mask(NULL, ROWS, &error));
    FAILS(UL2PREP_TOO_SMALL, "capacity", ul2prep_make_block_mask(&mask, ROWS + 1, &error));
    FAILS(UL2PREP_USAGE, "count", ul2prep_make_block_mask(&mask, -1, &error));
    bad.block_size = width + 1;
    FAILS(UL2PREP_USAGE, "block_size", ul2prep_make_block_mask(&bad, ROWS, &error));
    bad.block_size = 0;
    FAILS(UL2PREP_USAGE, "block_size", ul2prep_make_block_mask(&bad, ROWS, &error));
    bad = mask;
    bad.width = INT64_MAX;
    FAILS(UL2PREP_USAGE, "width", ul2prep_make_block_mask(&bad, ROWS, &error));
    bad = mask;
    bad.bounds = NULL;
    FAILS(UL2PREP_USAGE, "bounds", ul2prep_make_block_mask(&bad, ROWS, &error));
    bad = mask;
    bad.q_indices = (int32_t *)((char *)bad.q_indices + 1);
    FAILS(UL2PREP_USAGE, "q_indices", ul2prep_make_block_mask(&bad, ROWS, &error));
    /* Nothing wanted, and bounds that no row has. */
    bad = (ul2prep_block_mask){
        .size = sizeof bad, .capacity = ROWS, .width = width, .block_size = size, .bounds = arrays.bounds};
    WORKS(ul2prep_make_block_mask(&bad, ROWS, &error));
    int32_t kept = arrays.bounds[0];
    arrays.bounds[0] = INT32_MIN;
    arrays.bounds[2 * width - 1] = INT32_MAX;
    WORKS(ul2prep_make_block_mask(&mask, ROWS, &error));
    arrays.bounds[0] = kept;
    free(memory);
  }
  free_arrays(&arrays);
  WORKS(ul2prep_close(data, &error));
}
