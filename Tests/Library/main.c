/* The tests of the C library: `library-test PART PATH…`, or `library-test dump DIR FORM`, which writes every array of
   all rows for somebody else to compare. */
#include "check.h"

ul2prep_arrays make_arrays(int64_t n, int64_t width) {
  size_t count = (size_t)(n * width);
  ul2prep_arrays arrays = {.size = sizeof arrays, .capacity = n, .width = width};
  arrays.tokens = malloc(4 * count);
  arrays.labels = malloc(4 * count);
  arrays.positions = malloc(4 * count);
  arrays.segments = malloc(4 * count);
  arrays.bounds = malloc(8 * count);
  arrays.loss_weights = malloc(4 * count);
  arrays.prefix_lengths = malloc(4 * count);
  arrays.rows = malloc(8 * (size_t)n);
  CHECK(arrays.tokens && arrays.labels && arrays.positions && arrays.segments && arrays.bounds);
  CHECK(arrays.loss_weights && arrays.prefix_lengths && arrays.rows);
  /* What is not written shows. */
  memset(arrays.tokens, 0x7E, 4 * count);
  memset(arrays.labels, 0x7E, 4 * count);
  memset(arrays.positions, 0x7E, 4 * count);
  memset(arrays.segments, 0x7E, 4 * count);
  memset(arrays.bounds, 0x7E, 8 * count);
  memset(arrays.loss_weights, 0x7E, 4 * count);
  memset(arrays.prefix_lengths, 0x7E, 4 * count);
  memset(arrays.rows, 0x7E, 8 * (size_t)n);
  return arrays;
}

void free_arrays(ul2prep_arrays *arrays) {
  free(arrays->tokens);
  free(arrays->labels);
  free(arrays->positions);
  free(arrays->segments);
  free(arrays->bounds);
  free(arrays->loss_weights);
  free(arrays->prefix_lengths);
  free(arrays->rows);
}

int same_rows(const ul2prep_arrays *a, int64_t at, const ul2prep_arrays *b, int64_t from, int64_t n) {
  CHECK(a->width == b->width && at + n <= a->capacity && from + n <= b->capacity);
  int64_t i = at * a->width, j = from * a->width;
  size_t count = (size_t)(n * a->width);
  return memcmp(a->tokens + i, b->tokens + j, 4 * count) == 0 &&
         memcmp(a->labels + i, b->labels + j, 4 * count) == 0 &&
         memcmp(a->positions + i, b->positions + j, 4 * count) == 0 &&
         memcmp(a->segments + i, b->segments + j, 4 * count) == 0 &&
         memcmp(a->bounds + 2 * i, b->bounds + 2 * j, 8 * count) == 0 &&
         memcmp(a->loss_weights + i, b->loss_weights + j, 4 * count) == 0 &&
         memcmp(a->prefix_lengths + i, b->prefix_lengths + j, 4 * count) == 0 &&
         memcmp(a->rows + at, b->rows + from, 8 * (size_t)n) == 0;
}

ul2prep_dataset *open_rows(const char *path, int64_t cache_bytes, ul2prep_description *description) {
  ul2prep_error error;
  ul2prep_open_options options = {.size = sizeof options, .cache_bytes = cache_bytes};
  ul2prep_dataset *data = NULL;
  WORKS(ul2prep_open(path, &options, &data, &error));
  CHECK(data != NULL);
  description->size = sizeof *description;
  WORKS(ul2prep_describe(data, description, &error));
  CHECK(description->rows > 0 && description->size == sizeof *description);
  return data;
}

ul2prep_loader *open_loader(const ul2prep_dataset *data, ul2prep_loader_options options) {
  ul2prep_error error;
  ul2prep_loader *loader = NULL;
  options.size = sizeof options;
  WORKS(ul2prep_loader_open(data, &options, &loader, &error));
  CHECK(loader != NULL);
  return loader;
}

static void write_all(const void *bytes, int64_t count) {
  CHECK(fwrite(bytes, 1, (size_t)count, stdout) == (size_t)count);
}

/* n and W as int64, then array after array in the order of the struct, each of all rows; then of every row how many
   examples it has, as int64, and the examples. */
void dump_rows(const char *path, int32_t form) {
  ul2prep_error error;
  ul2prep_description description;
  ul2prep_dataset *data = open_rows(path, 0, &description);
  int64_t n = description.rows, width = description.sequence_length;
  ul2prep_arrays arrays = make_arrays(n, width);
  arrays.form = form;
  int64_t *indexes = malloc(8 * (size_t)n);
  for (int64_t i = 0; i < n; i++) indexes[i] = i;
  WORKS(ul2prep_read(data, indexes, n, &arrays, &error));
  write_all(&n, 8);
  write_all(&width, 8);
  write_all(arrays.tokens, 4 * n * width);
  write_all(arrays.labels, 4 * n * width);
  write_all(arrays.positions, 4 * n * width);
  write_all(arrays.segments, 4 * n * width);
  write_all(arrays.bounds, 8 * n * width);
  write_all(arrays.loss_weights, 4 * n * width);
  write_all(arrays.prefix_lengths, 4 * n * width);
  write_all(arrays.rows, 8 * n);
  ul2prep_example *examples = malloc(sizeof *examples * (size_t)width);
  for (int64_t i = 0; i < n; i++) {
    int64_t count = -1;
    WORKS(ul2prep_examples(data, i, examples, width, &count, &error));
    write_all(&count, 8);
    write_all(examples, (int64_t)sizeof *examples * count);
  }
  free(examples);
  free(indexes);
  free_arrays(&arrays);
  WORKS(ul2prep_close(data, &error));
}

int main(int count, char **words) {
  const char *part = count > 2 ? words[1] : "";
  CHECK(ul2prep_abi() == UL2PREP_ABI && strlen(ul2prep_version()) > 0);
  if (strcmp(part, "dump") == 0 && count == 4) {
    dump_rows(words[2], atoi(words[3]));
    return 0;
  }
  if (strcmp(part, "loaders") == 0 && count == 4) {
    test_loaders(words[2], words[3]);
  } else if (strcmp(part, "refusals") == 0 && count == 5) {
    test_refusals(words[2], words[3], words[4]);
  } else if (strcmp(part, "threads") == 0 && count == 3) {
    test_threads(words[2]);
  } else if (strcmp(part, "masks") == 0 && count == 3) {
    test_masks(words[2]);
    test_mask_forms(words[2]);
  } else if (strcmp(part, "forks") == 0 && count == 3) {
    test_forks(words[2]);
  } else {
    fprintf(stderr, "library-test: no such part\n");
    return 64;
  }
  printf("%s passed\n", part);
  return 0;
}
