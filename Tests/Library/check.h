/* What the tests of the C library share: a failed check says where, and ends the program. */
#ifndef CHECK_H
#define CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ul2prep.h>

#define CHECK(condition)                                                              \
  do {                                                                                \
    if (!(condition)) {                                                               \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);         \
      exit(1);                                                                        \
    }                                                                                 \
  } while (0)

/* A call that has to succeed; `error` is in scope. */
#define WORKS(call)                                                                   \
  do {                                                                                \
    if ((call) != UL2PREP_OK) {                                                       \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, error.message);   \
      exit(1);                                                                        \
    }                                                                                 \
    CHECK(error.status == UL2PREP_OK && error.length == 0 && error.message[0] == 0);  \
  } while (0)

/* A call that has to fail, with a status, and a message with a part. */
#define FAILS(status_, part, call)                                                    \
  do {                                                                                \
    memset(&error, 0x55, sizeof error);                                               \
    ul2prep_status found_ = (call);                                                   \
    if (found_ != (status_) || error.status != found_ ||                              \
        strstr(error.message, (part)) == NULL ||                                      \
        (size_t)error.length != strlen(error.message)) {                              \
      fprintf(stderr, "%s:%d: %s: %d, %.4000s\n", __FILE__, __LINE__, #call, found_,  \
              error.message);                                                         \
      exit(1);                                                                        \
    }                                                                                 \
  } while (0)

/* Arrays for n rows of W positions, all of them. */
ul2prep_arrays make_arrays(int64_t n, int64_t width);
void free_arrays(ul2prep_arrays *arrays);
/* Whether n rows of two are the same, in every array. */
int same_rows(const ul2prep_arrays *a, int64_t at, const ul2prep_arrays *b, int64_t from, int64_t n);

ul2prep_dataset *open_rows(const char *path, int64_t cache_bytes, ul2prep_description *description);
ul2prep_loader *open_loader(const ul2prep_dataset *data, ul2prep_loader_options options);

/* The parts of the tests. `plan` is of the same rows as `shards`. */
void dump_rows(const char *path, int32_t form);
void test_loaders(const char *shards, const char *plan);
void test_refusals(const char *shards, const char *plan, const char *foreign);
void test_threads(const char *path);
void test_masks(const char *path);
void test_mask_forms(const char *path);
void test_forks(const char *path);

#endif
