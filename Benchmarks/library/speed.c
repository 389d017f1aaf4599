/* How fast the C library fills arrays: `speed DIR`, batches of 8 rows, on one core, the best of several rounds.

   Built by hand: clang -O2 speed.c -I .build/library -L .build/library -lul2prep -Wl,-rpath,$PWD/.build/library */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <ul2prep.h>

enum { ROWS = 8, ROUNDS = 15 };

static ul2prep_error error;

static void must(ul2prep_status status) {
  if (status == UL2PREP_OK) return;
  fprintf(stderr, "%s\n", error.message);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Tokens a second, of all batches of an epoch one after another. */
static double speed(const ul2prep_loader *loader, int64_t rows, const ul2prep_arrays *arrays) {
  double best = 0;
  for (int round = 0; round < ROUNDS; round++) {
    double start = now();
    int64_t sample = 0;
    for (; sample + ROWS <= rows; sample += ROWS)
      must(ul2prep_loader_batch(loader, sample, NULL, arrays, &error));
    double found = (double)(sample * arrays->width) / (now() - start);
    if (found > best) best = found;
  }
  return best;
}

int main(int count, char **words) {
  if (count != 2) return 64;
  ul2prep_dataset *data;
  ul2prep_loader *loader;
  must(ul2prep_open(words[1], NULL, &data, &error));
  ul2prep_description about = {.size = sizeof about};
  must(ul2prep_describe(data, &about, &error));
  ul2prep_loader_options options = {.size = sizeof options, .global_batch_size = ROWS};
  must(ul2prep_loader_open(data, &options, &loader, &error));
  size_t positions = ROWS * (size_t)about.sequence_length;
  ul2prep_arrays arrays = {.size = sizeof arrays, .capacity = ROWS, .width = about.sequence_length};
  int64_t rows[ROWS];
  arrays.rows = rows;
  printf("order alone      %8.0f Mtok/s\n", speed(loader, about.rows, &arrays) / 1e6);
  arrays.tokens = malloc(4 * positions);
  printf("tokens           %8.0f Mtok/s\n", speed(loader, about.rows, &arrays) / 1e6);
  arrays.labels = malloc(4 * positions);
  printf("and labels       %8.0f Mtok/s\n", speed(loader, about.rows, &arrays) / 1e6);
  arrays.positions = malloc(4 * positions);
  arrays.segments = malloc(4 * positions);
  arrays.bounds = malloc(8 * positions);
  printf("and positions, segments, bounds %8.0f Mtok/s\n", speed(loader, about.rows, &arrays) / 1e6);
  arrays.loss_weights = malloc(4 * positions);
  arrays.prefix_lengths = malloc(4 * positions);
  printf("everything       %8.0f Mtok/s\n", speed(loader, about.rows, &arrays) / 1e6);
  must(ul2prep_loader_close(loader, &error));
  must(ul2prep_close(data, &error));
  return 0;
}
