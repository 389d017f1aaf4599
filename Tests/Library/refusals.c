/* Arguments that cannot be meant, one after another: each is an error that says what is wrong. */
#include "check.h"

static void opening(const char *path) {
  ul2prep_error error;
  ul2prep_dataset *data = (ul2prep_dataset *)&error;
  ul2prep_open_options options = {.size = sizeof options};
  FAILS(UL2PREP_USAGE, "path", ul2prep_open(NULL, NULL, &data, &error));
  CHECK(data == NULL);
  FAILS(UL2PREP_USAGE, "dataset", ul2prep_open(path, NULL, NULL, &error));
  FAILS(UL2PREP_NO_INPUT, "/nowhere", ul2prep_open("/nowhere", NULL, &data, &error));
  FAILS(UL2PREP_NO_INPUT, "", ul2prep_open("", NULL, &data, &error));
  FAILS(UL2PREP_NO_INPUT, "no rows here", ul2prep_open("/", NULL, &data, &error));
  FAILS(UL2PREP_USAGE, "not UTF-8", ul2prep_open("\xFF", NULL, &data, &error));
  CHECK(ul2prep_open("/nowhere", NULL, &data, NULL) == UL2PREP_NO_INPUT);
  char long_path[20000];
  memset(long_path, 'a', sizeof long_path);
  long_path[sizeof long_path - 1] = 0;
  CHECK(ul2prep_open(long_path, NULL, &data, &error) != UL2PREP_OK);
  CHECK((size_t)error.length == strlen(error.message) && error.length > 4000);
  options.size = 0;
  FAILS(UL2PREP_USAGE, "options.size", ul2prep_open(path, &options, &data, &error));
  options.size = sizeof options - 1;
  FAILS(UL2PREP_USAGE, "options.size", ul2prep_open(path, &options, &data, &error));
  options.size = UINT64_MAX;
  FAILS(UL2PREP_USAGE, "options.size", ul2prep_open(path, &options, &data, &error));
  options = (ul2prep_open_options){.size = sizeof options, .cache_bytes = -1};
  FAILS(UL2PREP_USAGE, "cache_bytes", ul2prep_open(path, &options, &data, &error));
  options = (ul2prep_open_options){.size = sizeof options, .check = 3};
  FAILS(UL2PREP_USAGE, "check", ul2prep_open(path, &options, &data, &error));
  options = (ul2prep_open_options){.size = sizeof options, .reserved = 1};
  FAILS(UL2PREP_USAGE, "reserved", ul2prep_open(path, &options, &data, &error));
  /* Members that a later library has. */
  struct {
    ul2prep_open_options known;
    int64_t later;
  } larger = {{.size = sizeof larger}, 0};
  WORKS(ul2prep_open(path, &larger.known, &data, &error));
  WORKS(ul2prep_close(data, &error));
  larger.later = 1;
  FAILS(UL2PREP_USAGE, "member", ul2prep_open(path, &larger.known, &data, &error));
}

static void reading(const ul2prep_dataset *data, const ul2prep_description *about) {
  ul2prep_error error;
  ul2prep_arrays arrays = make_arrays(2, about->sequence_length);
  int64_t indexes[3] = {0, 1, 2};
  ul2prep_arrays bad;
  FAILS(UL2PREP_USAGE, "dataset", ul2prep_read(NULL, indexes, 2, &arrays, &error));
  FAILS(UL2PREP_USAGE, "indexes", ul2prep_read(data, NULL, 2, &arrays, &error));
  FAILS(UL2PREP_USAGE, "arrays", ul2prep_read(data, indexes, 2, NULL, &error));
  FAILS(UL2PREP_USAGE, "count", ul2prep_read(data, indexes, -1, &arrays, &error));
  FAILS(UL2PREP_USAGE, "count", ul2prep_read(data, indexes, INT64_MAX, &arrays, &error));
  FAILS(UL2PREP_TOO_SMALL, "capacity", ul2prep_read(data, indexes, 3, &arrays, &error));
  WORKS(ul2prep_read(data, NULL, 0, &arrays, &error));
  static const int64_t wrong[] = {-1, INT64_MIN, INT64_MAX};
  for (int i = 0; i < 4; i++) {
    indexes[1] = i < 3 ? wrong[i] : about->rows;
    FAILS(UL2PREP_USAGE, "no such row", ul2prep_read(data, indexes, 2, &arrays, &error));
    bad = (ul2prep_arrays){.size = sizeof bad, .capacity = 2, .rows = arrays.rows};
    FAILS(UL2PREP_USAGE, "no such row", ul2prep_read(data, indexes, 2, &bad, &error));
  }
  indexes[1] = 1;
  for (int i = 0; i < 4; i++) {
    bad = arrays;
    bad.width = (int64_t[]){0, -1, INT64_MAX, about->sequence_length + 1}[i];
    FAILS(UL2PREP_USAGE, "width", ul2prep_read(data, indexes, 2, &bad, &error));
  }
  bad = arrays;
  bad.form = 2;
  FAILS(UL2PREP_USAGE, "form", ul2prep_read(data, indexes, 2, &bad, &error));
  bad = arrays;
  bad.labels = (int32_t *)((char *)arrays.labels + 2);
  FAILS(UL2PREP_USAGE, "labels", ul2prep_read(data, indexes, 2, &bad, &error));
  bad = arrays;
  bad.capacity = INT64_MIN;
  FAILS(UL2PREP_TOO_SMALL, "capacity", ul2prep_read(data, indexes, 2, &bad, &error));

  ul2prep_example examples[1];
  int64_t count = -1;
  FAILS(UL2PREP_USAGE, "no such row", ul2prep_examples(data, about->rows, examples, 1, &count, &error));
  FAILS(UL2PREP_USAGE, "no such row", ul2prep_examples(data, -1, examples, 1, &count, &error));
  WORKS(ul2prep_examples(data, 0, NULL, 0, &count, &error));
  CHECK(count > 0);
  FAILS(UL2PREP_TOO_SMALL, "examples", ul2prep_examples(data, 0, examples, 0, &count, &error));
  FAILS(UL2PREP_TOO_SMALL, "examples", ul2prep_examples(data, 0, examples, -1, NULL, &error));
  FAILS(UL2PREP_USAGE, "examples", ul2prep_examples(data, 0, NULL, 1, &count, &error));

  FAILS(UL2PREP_USAGE, "no such row", ul2prep_forget(data, about->rows, &error));
  FAILS(UL2PREP_USAGE, "no such row", ul2prep_forget(data, -1, &error));
  FAILS(UL2PREP_USAGE, "dataset", ul2prep_forget(NULL, 0, &error));
  /* What is let go of is opened again. */
  for (int64_t index = 0; index < about->rows; index++) {
    WORKS(ul2prep_forget(data, index, &error));
    WORKS(ul2prep_examples(data, index, NULL, 0, &count, &error));
  }

  char text[2];
  uint64_t needed = 0;
  FAILS(UL2PREP_TOO_SMALL, "text", ul2prep_fingerprint(data, text, 2, &needed, &error));
  CHECK(needed > 2);
  FAILS(UL2PREP_USAGE, "text", ul2prep_fingerprint(data, NULL, 2, &needed, &error));
  FAILS(UL2PREP_USAGE, "description", ul2prep_describe(data, NULL, &error));
  ul2prep_description small = {.size = 8};
  /* A program of the time before `loads` has a shorter one, which is not written beyond its end. */
  ul2prep_description earlier = {.size = offsetof(ul2prep_description, loads), .loads = 77};
  WORKS(ul2prep_describe(data, &earlier, &error));
  CHECK(earlier.rows > 0 && earlier.loads == 77 && earlier.size == offsetof(ul2prep_description, loads));
  earlier.size -= 1;
  FAILS(UL2PREP_USAGE, "size", ul2prep_describe(data, &earlier, &error));
  FAILS(UL2PREP_USAGE, "size", ul2prep_describe(data, &small, &error));
  free_arrays(&arrays);
}

#define REFUSED(status, part, ...)                                                        \
  do {                                                                                    \
    ul2prep_loader_options options = {.size = sizeof options, .global_batch_size = 4, __VA_ARGS__}; \
    ul2prep_loader *made = (ul2prep_loader *)&error;                                      \
    FAILS(status, part, ul2prep_loader_open(data, &options, &made, &error));              \
    CHECK(made == NULL);                                                                  \
  } while (0)

static void loaders(const ul2prep_dataset *data, const ul2prep_description *about) {
  ul2prep_error error;
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Winitializer-overrides"
  REFUSED(UL2PREP_USAGE, "size", .size = 3);
  REFUSED(UL2PREP_USAGE, "global_batch_size", .global_batch_size = 0);
  REFUSED(UL2PREP_USAGE, "global_batch_size", .global_batch_size = INT64_MIN);
  REFUSED(UL2PREP_USAGE, "larger than the data", .global_batch_size = about->rows + 1);
  REFUSED(UL2PREP_USAGE, "larger than the data", .global_batch_size = INT64_MAX);
#pragma clang diagnostic pop
  REFUSED(UL2PREP_USAGE, "world_size", .world_size = 5);
  REFUSED(UL2PREP_USAGE, "world_size", .world_size = -1);
  REFUSED(UL2PREP_USAGE, "rank", .world_size = 2, .rank = 2);
  REFUSED(UL2PREP_USAGE, "rank", .rank = -1);
  REFUSED(UL2PREP_USAGE, "order", .order = 3);
  REFUSED(UL2PREP_USAGE, "has_seed", .has_seed = 2);
  REFUSED(UL2PREP_USAGE, "keeps_last", .keeps_last = -1);
  REFUSED(UL2PREP_USAGE, "reserved", .reserved = 1);
  REFUSED(UL2PREP_USAGE, "group_bytes", .group_bytes = -1);
  REFUSED(UL2PREP_USAGE, "epochs", .epochs = -1);
  REFUSED(UL2PREP_USAGE, "not UTF-8", .state = "\xC0");
  REFUSED(UL2PREP_BAD_DATA, "saved.json", .state = "{", .state_source = "saved.json");
  REFUSED(UL2PREP_BAD_DATA, "", .state = "{}");

  ul2prep_loader *loader = open_loader(
      data, (ul2prep_loader_options){.global_batch_size = 4, .seed = 3, .has_seed = 1});
  char state[1024], other[1024];
  WORKS(ul2prep_loader_state(loader, 8, state, sizeof state, NULL, &error));
  REFUSED(UL2PREP_USAGE, "seed", .state = state, .seed = 4, .has_seed = 1);
  REFUSED(UL2PREP_USAGE, "order", .state = state, .order = UL2PREP_ORDER_SHUFFLED);
  REFUSED(UL2PREP_USAGE, "group_bytes", .state = state, .group_bytes = 1);
  strcpy(other, state);
  char *place = strstr(other, "fingerprint\":\"");
  CHECK(place != NULL);
  place[strlen("fingerprint\":\"")] ^= 1;
  REFUSED(UL2PREP_USAGE, "other data", .state = other);

  ul2prep_arrays arrays = make_arrays(2, about->sequence_length);
  ul2prep_batch batch;
  FAILS(UL2PREP_USAGE, "loader", ul2prep_loader_batch(NULL, 0, &batch, &arrays, &error));
  FAILS(UL2PREP_USAGE, "not a loader", ul2prep_loader_batch((const void *)data, 0, &batch, &arrays, &error));
  FAILS(UL2PREP_USAGE, "not a dataset", ul2prep_read((const void *)loader, NULL, 0, &arrays, &error));
  FAILS(UL2PREP_USAGE, "sample", ul2prep_loader_batch(loader, -1, &batch, &arrays, &error));
  FAILS(UL2PREP_USAGE, "sample", ul2prep_loader_batch(loader, INT64_MAX, &batch, &arrays, &error));
  FAILS(UL2PREP_TOO_SMALL, "capacity", ul2prep_loader_batch(loader, 0, &batch, &arrays, &error));
  FAILS(UL2PREP_USAGE, "count", ul2prep_loader_samples(loader, 0, -1, &arrays, &error));
  FAILS(UL2PREP_USAGE, "first", ul2prep_loader_samples(loader, -1, 1, &arrays, &error));
  FAILS(UL2PREP_USAGE, "arrays", ul2prep_loader_samples(loader, 0, 1, NULL, &error));
  FAILS(UL2PREP_USAGE, "samples", ul2prep_loader_state(loader, -1, state, 9, NULL, &error));
  FAILS(UL2PREP_TOO_SMALL, "text", ul2prep_loader_state(loader, 0, state, 9, NULL, &error));
  FAILS(UL2PREP_USAGE, "description", ul2prep_loader_describe(loader, NULL, &error));
  WORKS(ul2prep_loader_samples(loader, (int64_t)1 << 60, 1, &arrays, &error));
  WORKS(ul2prep_loader_close(loader, &error));
  FAILS(UL2PREP_USAGE, "closed", ul2prep_loader_close(loader, &error));
  FAILS(UL2PREP_USAGE, "closed", ul2prep_loader_batch(loader, 0, &batch, &arrays, &error));
  free_arrays(&arrays);
}

/* What another program wrote has tokens, and nothing else. */
static void foreign_rows(const char *path) {
  ul2prep_error error;
  ul2prep_description about;
  ul2prep_dataset *data = open_rows(path, 0, &about);
  CHECK(!about.has_examples && about.pad == -1 && about.vocabulary_size == -1);
  CHECK(about.sequence_length > 0);
  ul2prep_arrays all = make_arrays(1, about.sequence_length);
  int64_t index = about.rows - 1;
  FAILS(UL2PREP_USAGE, "only the tokens of these rows are known", ul2prep_read(data, &index, 1, &all, &error));
  ul2prep_arrays tokens = {
      .size = sizeof tokens, .capacity = 1, .width = all.width, .tokens = all.tokens, .rows = all.rows};
  WORKS(ul2prep_read(data, &index, 1, &tokens, &error));
  CHECK(all.rows[0] == index && all.tokens[about.sequence_length - 1] != 0x7E7E7E7E);
  free_arrays(&all);
  WORKS(ul2prep_close(data, &error));
}

void test_refusals(const char *shards, const char *plan, const char *foreign) {
  ul2prep_error error;
  const char *paths[] = {shards, plan};
  for (int i = 0; i < 2; i++) {
    ul2prep_description about;
    opening(paths[i]);
    ul2prep_dataset *data = open_rows(paths[i], 0, &about);
    reading(data, &about);
    loaders(data, &about);
    ul2prep_loader *loader = open_loader(data, (ul2prep_loader_options){.global_batch_size = 1});
    WORKS(ul2prep_close(data, &error));
    ul2prep_arrays arrays = make_arrays(1, about.sequence_length);
    int64_t index = 0;
    FAILS(UL2PREP_USAGE, "closed", ul2prep_read(data, &index, 1, &arrays, &error));
    FAILS(UL2PREP_USAGE, "closed", ul2prep_close(data, &error));
    FAILS(UL2PREP_USAGE, "closed", ul2prep_loader_batch(loader, 0, NULL, &arrays, &error));
    WORKS(ul2prep_loader_close(loader, &error));
    FAILS(UL2PREP_USAGE, "dataset", ul2prep_close(NULL, &error));
    free_arrays(&arrays);
  }
  foreign_rows(foreign);
}
