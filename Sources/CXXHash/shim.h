#include <xxhash.h>
/* Where the library has it: the widest vectors that the processor has, chosen when the program runs. The values
   are the same. */
#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
#include <xxh_x86dispatch.h>
#endif

static inline XXH64_hash_t ul2_xxh3(const void *bytes, size_t count) {
  return XXH3_64bits(bytes, count);
}

static inline void ul2_xxh3_update(XXH3_state_t *state, const void *bytes, size_t count) {
  XXH3_64bits_update(state, bytes, count);
}
