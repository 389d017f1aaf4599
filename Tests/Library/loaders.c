/* Batches: the same for every number of ranks, through stops, over the plan and its shards. */
#include "check.h"

/* The batches of all ranks one after another, from a sample to the end of an epoch and a half; rows into `rows`. */
static int64_t walk(
    const ul2prep_dataset *data, const char *state, int64_t batch_size, int64_t ranks,
    int64_t batches, int64_t *rows, char *next_state, uint64_t capacity) {
  ul2prep_error error;
  int64_t taken = 0, next = 0;
  for (int64_t rank = 0; rank < ranks; rank++) {
    ul2prep_loader *loader = open_loader(
        data, (ul2prep_loader_options){
                  .global_batch_size = batch_size, .rank = rank, .world_size = ranks,
                  .state = state, .order = state ? UL2PREP_ORDER_UNSET : UL2PREP_ORDER_SHUFFLED,
                  .seed = 7, .has_seed = state == NULL});
    ul2prep_loader_description about = {.size = sizeof about};
    WORKS(ul2prep_loader_describe(loader, &about, &error));
    CHECK(about.order == UL2PREP_ORDER_SHUFFLED && about.seed == 7 && about.batches == -1);
    CHECK(about.most_rows == (batch_size + ranks - 1) / ranks && about.group_bytes == 512 << 20);
    int64_t sample = about.samples;
    for (int64_t i = 0; i < batches; i++) {
      ul2prep_batch batch;
      int64_t own[256];
      ul2prep_arrays arrays = {.size = sizeof arrays, .capacity = about.most_rows, .rows = own};
      CHECK(about.most_rows <= 256);
      WORKS(ul2prep_loader_batch(loader, sample, &batch, &arrays, &error));
      CHECK(batch.samples == sample && batch.next == sample + batch_size);
      CHECK(batch.first >= sample && batch.first + batch.count <= batch.next);
      for (int64_t j = 0; j < batch.count; j++) rows[batch.first - about.samples + j] = own[j];
      taken += batch.count;
      sample = batch.next;
    }
    next = sample;
    if (rank + 1 == ranks) {
      uint64_t needed = 0;
      WORKS(ul2prep_loader_state(loader, next, NULL, 0, &needed, &error));
      CHECK(needed > 2 && needed <= capacity);
      WORKS(ul2prep_loader_state(loader, next, next_state, needed, NULL, &error));
      CHECK(strlen(next_state) + 1 == needed);
    }
    WORKS(ul2prep_loader_close(loader, &error));
  }
  return taken;
}

/* Loaders give the rows that ul2prep_read gives of their row numbers, and the order says the same. */
static void contents(const ul2prep_dataset *data, int64_t width) {
  ul2prep_error error;
  ul2prep_loader *loader = open_loader(
      data, (ul2prep_loader_options){.global_batch_size = 8, .order = UL2PREP_ORDER_SHUFFLED});
  ul2prep_arrays batch = make_arrays(8, width), same = make_arrays(8, width);
  ul2prep_arrays samples = make_arrays(8, width);
  int64_t order[8];
  ul2prep_arrays order_alone = {.size = sizeof order_alone, .capacity = 8, .rows = order};
  WORKS(ul2prep_loader_batch(loader, 16, NULL, &batch, &error));
  WORKS(ul2prep_loader_samples(loader, 16, 8, &samples, &error));
  WORKS(ul2prep_loader_samples(loader, 16, 8, &order_alone, &error));
  WORKS(ul2prep_read(data, order, 8, &same, &error));
  CHECK(same_rows(&batch, 0, &same, 0, 8) && same_rows(&samples, 0, &same, 0, 8));
  CHECK(memcmp(order, batch.rows, sizeof order) == 0);
  free_arrays(&batch);
  free_arrays(&same);
  free_arrays(&samples);
  WORKS(ul2prep_loader_close(loader, &error));
}

/* A run of one epoch ends, and what does not fill a batch is left out or divided. */
static void ends(const ul2prep_dataset *data, int64_t rows) {
  ul2prep_error error;
  int64_t size = rows / 2 + 1, last = rows - size;
  for (int32_t keeps = 0; keeps <= 1; keeps++) {
    ul2prep_loader *loader = open_loader(
        data,
        (ul2prep_loader_options){.global_batch_size = size, .epochs = 1, .keeps_last = keeps});
    ul2prep_loader_description about = {.size = sizeof about};
    WORKS(ul2prep_loader_describe(loader, &about, &error));
    CHECK(about.batches == 1 + keeps && about.order == UL2PREP_ORDER_PLAN);
    ul2prep_batch batch;
    WORKS(ul2prep_loader_batch(loader, size, &batch, NULL, &error));
    CHECK(batch.count == (keeps ? last : 0) && batch.next == size + (keeps ? last : 0));
    WORKS(ul2prep_loader_batch(loader, rows, &batch, NULL, &error));
    CHECK(batch.count == 0 && batch.next == rows && batch.samples == rows);
    WORKS(ul2prep_loader_close(loader, &error));
  }
}

void test_loaders(const char *shards_path, const char *plan_path) {
  ul2prep_error error;
  ul2prep_description description;
  ul2prep_dataset *shards = open_rows(shards_path, 0, &description);
  int64_t rows = description.rows;
  CHECK(!description.is_plan && description.has_examples && description.loads <= 0);
  int64_t loads = description.loads;
  ul2prep_dataset *plan = open_rows(plan_path, 0, &description);
  CHECK(description.is_plan && description.rows == rows && rows >= 100 && description.loads == 0);
  contents(shards, description.sequence_length);
  contents(plan, description.sequence_length);
  /* Uncompressed shards cost nothing but their mapping. */
  WORKS(ul2prep_describe(shards, &description, &error));
  CHECK(loads < 0 ? description.loads == loads : description.loads > 0);
  WORKS(ul2prep_describe(plan, &description, &error));
  CHECK(description.loads > 0);
  ends(shards, rows);

  /* One rank without a stop, over an epoch's end. */
  int64_t total = rows / 48 * 48 + 96;
  int64_t *expected = malloc(8 * (size_t)total), *found = malloc(8 * (size_t)total);
  char state[1024], next[1024];
  CHECK(walk(plan, NULL, 48, 1, total / 48, expected, state, sizeof state) == total);
  static const int64_t ranks[] = {1, 2, 3, 4, 6, 8, 12, 24};
  for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
    memset(found, 0xFF, 8 * (size_t)total);
    CHECK(walk(shards, NULL, 48, ranks[i], total / 48, found, next, sizeof next) == total);
    CHECK(memcmp(expected, found, 8 * (size_t)total) == 0 && strcmp(state, next) == 0);
  }
  /* Stops, with other ranks, batch sizes and data each time. */
  srand(5);
  int64_t done = 0;
  state[0] = 0;
  memset(found, 0xFF, 8 * (size_t)total);
  while (done < total) {
    int64_t size = (1 + rand() % 3) * 12;
    if (done + size > total) size = total - done;
    int64_t among = size % 4 == 0 ? 1 << (rand() % 3) : 1;
    const ul2prep_dataset *data = rand() % 2 ? shards : plan;
    done += walk(
        data, done ? state : NULL, size, among, 1, found + done, next, sizeof next);
    strcpy(state, next);
  }
  CHECK(memcmp(expected, found, 8 * (size_t)total) == 0);
  free(expected);
  free(found);
  WORKS(ul2prep_close(shards, &error));
  WORKS(ul2prep_close(plan, &error));
}
