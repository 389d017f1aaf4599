/* How fast rows come through the C library, in seconds of one thread's processor time, the best of several rounds.

     rows read DIR ARRAYS [shuffled]      batches of 8 rows by ul2prep_read and by a loader; ARRAYS: tokens, all
     rows rank DIR RANK RANKS             one rank of a loader whose global batch is 8 rows a rank, opened anew
     rows epochs DIR [shuffled]           epoch after epoch of one loader: with CACHE=150 (MiB) shards come and go
     rows threads DIR COUNT               the same for all rows by threads that share a dataset: seconds on the clock
     rows open DIR                        seconds, and resident megabytes
     rows resume DIR SAMPLES              seconds to the first batch after so many samples

   `Benchmarks/rows.py` builds and runs it. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <ul2prep.h>

enum { ROWS = 8 };

static void must(ul2prep_status status, const ul2prep_error *error) {
  if (status == UL2PREP_OK) return;
  fprintf(stderr, "%s\n", error->message);
  exit(1);
}
#define MUST(call) do { ul2prep_error error; must(call, &error); } while (0)

static double seconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int rounds(void) {
  const char *text = getenv("ROUNDS");
  return text ? atoi(text) : 5;
}

static ul2prep_dataset *open_data(const char *path, ul2prep_description *about) {
  ul2prep_dataset *data;
  const char *megabytes = getenv("CACHE");
  ul2prep_open_options options = {.size = sizeof options, .cache_bytes = megabytes ? atoll(megabytes) << 20 : 0};
  MUST(ul2prep_open(path, &options, &data, &error));
  *about = (ul2prep_description){.size = sizeof *about};
  MUST(ul2prep_describe(data, about, &error));
  return data;
}

static void *room(size_t bytes) {
  void *found = aligned_alloc(64, (bytes + 63) / 64 * 64);
  memset(found, 0, bytes);
  return found;
}

static ul2prep_arrays make_arrays(int64_t width, int all) {
  size_t positions = ROWS * (size_t)width;
  ul2prep_arrays arrays = {.size = sizeof arrays, .capacity = ROWS, .width = width};
  arrays.tokens = room(4 * positions);
  if (all) {
    arrays.labels = room(4 * positions);
    arrays.positions = room(4 * positions);
    arrays.segments = room(4 * positions);
    arrays.bounds = room(8 * positions);
  }
  return arrays;
}

static ul2prep_loader *open_loader(ul2prep_dataset *data, ul2prep_loader_options options) {
  ul2prep_loader *loader;
  options.size = sizeof options;
  MUST(ul2prep_loader_open(data, &options, &loader, &error));
  return loader;
}

static int read_rows(const char *path, const char *which, int shuffled) {
  ul2prep_description about;
  ul2prep_dataset *data = open_data(path, &about);
  ul2prep_arrays arrays = make_arrays(about.sequence_length, strcmp(which, "all") == 0);
  ul2prep_loader *loader = open_loader(
    data, (ul2prep_loader_options){
      .global_batch_size = ROWS, .order = shuffled ? UL2PREP_ORDER_SHUFFLED : UL2PREP_ORDER_PLAN});
  double best[2] = {0};
  for (int round = 0; round < rounds(); round++)
    for (int by_loader = shuffled; by_loader < 2; by_loader++) {
      double start = seconds(CLOCK_THREAD_CPUTIME_ID);
      int64_t sample = 0;
      for (; sample + ROWS <= about.rows; sample += ROWS) {
        if (by_loader) {
          MUST(ul2prep_loader_batch(loader, sample, NULL, &arrays, &error));
          continue;
        }
        int64_t indexes[ROWS];
        for (int i = 0; i < ROWS; i++) indexes[i] = sample + i;
        MUST(ul2prep_read(data, indexes, ROWS, &arrays, &error));
      }
      double rate = (double)(sample * about.sequence_length) / (seconds(CLOCK_THREAD_CPUTIME_ID) - start);
      if (rate > best[by_loader]) best[by_loader] = rate;
    }
  printf("%.1f %.1f\n", best[0] / 1e6, best[1] / 1e6);
  return 0;
}

static int read_rank(const char *path, int64_t rank, int64_t ranks) {
  double best = 0;
  for (int round = 0; round < rounds(); round++) {
    ul2prep_description about;
    ul2prep_dataset *data = open_data(path, &about);
    ul2prep_arrays arrays = make_arrays(about.sequence_length, 0);
    ul2prep_loader *loader = open_loader(
      data, (ul2prep_loader_options){
        .global_batch_size = ROWS * ranks, .rank = rank, .world_size = ranks});
    double start = seconds(CLOCK_THREAD_CPUTIME_ID);
    int64_t sample = 0, taken = 0;
    for (; sample + ROWS * ranks <= about.rows; sample += ROWS * ranks, taken += ROWS)
      MUST(ul2prep_loader_batch(loader, sample, NULL, &arrays, &error));
    double rate = (double)(taken * about.sequence_length) / (seconds(CLOCK_THREAD_CPUTIME_ID) - start);
    if (rate > best) best = rate;
    MUST(ul2prep_loader_close(loader, &error));
    MUST(ul2prep_close(data, &error));
  }
  printf("%.1f\n", best / 1e6);
  return 0;
}

/* In order: always the first epoch's, since later ones are shuffled. Two blocks are shuffled together. */
static int read_epochs(const char *path, int shuffled) {
  ul2prep_description about;
  ul2prep_dataset *data = open_data(path, &about);
  ul2prep_arrays arrays = make_arrays(about.sequence_length, 0);
  ul2prep_loader *loader = open_loader(
    data, (ul2prep_loader_options){
      .global_batch_size = ROWS, .order = shuffled ? UL2PREP_ORDER_SHUFFLED : UL2PREP_ORDER_PLAN,
      .group_bytes = 140 << 20});
  double best = 0;
  for (int round = 0; round < rounds(); round++) {
    double start = seconds(CLOCK_THREAD_CPUTIME_ID);
    int64_t first = shuffled ? round * about.rows : 0, sample = 0;
    for (; sample + ROWS <= about.rows; sample += ROWS)
      MUST(ul2prep_loader_batch(loader, first + sample, NULL, &arrays, &error));
    double rate = (double)(sample * about.sequence_length) / (seconds(CLOCK_THREAD_CPUTIME_ID) - start);
    if (rate > best) best = rate;
  }
  printf("%.1f\n", best / 1e6);
  return 0;
}

struct part {
  const ul2prep_loader *loader;
  ul2prep_description about;
  int number, count;
};

static void *read_part(void *argument) {
  struct part *part = argument;
  ul2prep_arrays arrays = make_arrays(part->about.sequence_length, 0);
  for (int64_t batch = part->number; (batch + 1) * ROWS <= part->about.rows; batch += part->count)
    MUST(ul2prep_loader_batch(part->loader, batch * ROWS, NULL, &arrays, &error));
  return NULL;
}

static int read_by_threads(const char *path, int count) {
  double best = 0;
  for (int round = 0; round < rounds(); round++) {
    ul2prep_description about;
    ul2prep_dataset *data = open_data(path, &about);
    ul2prep_loader *loader = open_loader(data, (ul2prep_loader_options){.global_batch_size = ROWS});
    pthread_t threads[count];
    struct part parts[count];
    double start = seconds(CLOCK_MONOTONIC);
    for (int i = 0; i < count; i++) {
      parts[i] = (struct part){loader, about, i, count};
      pthread_create(&threads[i], NULL, read_part, &parts[i]);
    }
    for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
    double rate = (double)(about.rows * about.sequence_length) / (seconds(CLOCK_MONOTONIC) - start);
    if (rate > best) best = rate;
    MUST(ul2prep_loader_close(loader, &error));
    MUST(ul2prep_close(data, &error));
  }
  printf("%.1f\n", best / 1e6);
  return 0;
}

static int time_open(const char *path) {
  double start = seconds(CLOCK_THREAD_CPUTIME_ID);
  ul2prep_description about;
  open_data(path, &about);
  double used = seconds(CLOCK_THREAD_CPUTIME_ID) - start;
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("%.3f %.0f %lld\n", used, (double)usage.ru_maxrss / 1e3, (long long)about.rows);
  return 0;
}

static int time_resume(const char *path, int64_t samples) {
  double start = seconds(CLOCK_THREAD_CPUTIME_ID);
  ul2prep_description about;
  ul2prep_dataset *data = open_data(path, &about);
  ul2prep_arrays arrays = make_arrays(about.sequence_length, 0);
  ul2prep_loader *first = open_loader(data, (ul2prep_loader_options){.global_batch_size = ROWS});
  char state[4096];
  uint64_t needed;
  MUST(ul2prep_loader_state(first, samples, state, sizeof state, &needed, &error));
  ul2prep_loader *loader = open_loader(data, (ul2prep_loader_options){.global_batch_size = ROWS, .state = state});
  MUST(ul2prep_loader_batch(loader, samples, NULL, &arrays, &error));
  printf("%.3f\n", seconds(CLOCK_THREAD_CPUTIME_ID) - start);
  return 0;
}

int main(int count, char **words) {
  const char *verb = count > 2 ? words[1] : "";
  if (strcmp(verb, "read") == 0 && count >= 4) return read_rows(words[2], words[3], count == 5);
  if (strcmp(verb, "rank") == 0 && count == 5) return read_rank(words[2], atoll(words[3]), atoll(words[4]));
  if (strcmp(verb, "epochs") == 0) return read_epochs(words[2], count == 4);
  if (strcmp(verb, "threads") == 0 && count == 4) return read_by_threads(words[2], atoi(words[3]));
  if (strcmp(verb, "open") == 0) return time_open(words[2]);
  if (strcmp(verb, "resume") == 0 && count == 4) return time_resume(words[2], atoll(words[3]));
  fprintf(stderr, "usage: rows read|rank|epochs|threads|open|resume DIR ...\n");
  return 64;
}
