/* Threads that read the same data together, with a cache that everything is dropped from, and processes that fork
   meanwhile. */
#define _GNU_SOURCE
#include "check.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 6, ROUNDS = 60, ROWS = 8 };

typedef struct {
  const ul2prep_dataset *data;
  const ul2prep_arrays *expected;
  int64_t rows;
  unsigned seed;
  int rounds;
  const volatile int *stop;
} work;

/* Reads rows by chance, and compares them. */
static void *read_rows(void *argument) {
  work own = *(work *)argument;
  ul2prep_error error;
  ul2prep_arrays arrays = make_arrays(ROWS, own.expected->width);
  for (int round = 0; own.stop ? !*own.stop : round < own.rounds; round++) {
    int64_t indexes[ROWS];
    for (int i = 0; i < ROWS; i++) indexes[i] = rand_r(&own.seed) % own.rows;
    WORKS(ul2prep_read(own.data, indexes, ROWS, &arrays, &error));
    for (int i = 0; i < ROWS; i++) CHECK(same_rows(&arrays, i, own.expected, indexes[i], 1));
  }
  free_arrays(&arrays);
  return NULL;
}

static ul2prep_arrays all_rows(const ul2prep_dataset *data, const ul2prep_description *about) {
  ul2prep_error error;
  ul2prep_arrays arrays = make_arrays(about->rows, about->sequence_length);
  int64_t *indexes = malloc(8 * (size_t)about->rows);
  for (int64_t i = 0; i < about->rows; i++) indexes[i] = i;
  WORKS(ul2prep_read(data, indexes, about->rows, &arrays, &error));
  free(indexes);
  return arrays;
}

void test_threads(const char *path) {
  ul2prep_error error;
  ul2prep_description about;
  ul2prep_dataset *data = open_rows(path, 1, &about);
  ul2prep_arrays expected = all_rows(data, &about);
  pthread_t threads[THREADS];
  work works[THREADS];
  for (int i = 0; i < THREADS; i++) {
    works[i] = (work){data, &expected, about.rows, (unsigned)i, ROUNDS, NULL};
    CHECK(pthread_create(&threads[i], NULL, read_rows, &works[i]) == 0);
  }
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  free_arrays(&expected);
  WORKS(ul2prep_close(data, &error));
}

/* A child continues with the handle that it has, opens another, starts threads of its own, forks. */
static void work_in_child(work own, const char *path, int depth) {
  ul2prep_error error;
  alarm(60);
  read_rows(&own);
  ul2prep_description about;
  ul2prep_dataset *data = open_rows(path, 1, &about);
  work other = own;
  other.data = data;
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, read_rows, &other) == 0);
  if (depth > 0) {
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) work_in_child(own, path, depth - 1);
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
  }
  pthread_join(thread, NULL);
  WORKS(ul2prep_close(data, &error));
  _exit(0);
}

void test_forks(const char *path) {
  ul2prep_error error;
  ul2prep_description about;
  ul2prep_dataset *data = open_rows(path, 1, &about);
  ul2prep_arrays expected = all_rows(data, &about);
  volatile int stop = 0;
  pthread_t threads[THREADS];
  work works[THREADS];
  for (int i = 0; i < THREADS; i++) {
    works[i] = (work){data, &expected, about.rows, (unsigned)i, 0, &stop};
    CHECK(pthread_create(&threads[i], NULL, read_rows, &works[i]) == 0);
  }
  alarm(120);
  for (int i = 0; i < 25; i++) {
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0)
      work_in_child((work){data, &expected, about.rows, 99, 2, NULL}, path, i % 5 == 0);
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  stop = 1;
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  free_arrays(&expected);
  WORKS(ul2prep_close(data, &error));
}
