/* In C, since the handlers have to be there before the first call, without anything that is made when it is first
   used. It is the only state of the process that the library has. */
#define _GNU_SOURCE
#include "ForkGate.h"

#include <pthread.h>

/* A fork that waits comes before calls that begin: with many threads reading there would be no pause for it. */
static pthread_rwlock_t gate = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;

static void close_gate(void) { pthread_rwlock_wrlock(&gate); }

static void open_gate(void) { pthread_rwlock_unlock(&gate); }

/* A new one: the old one still counts the parent's threads that wait at it. */
static void open_gate_of_child(void) {
  static const pthread_rwlock_t open = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
  gate = open;
}

__attribute__((constructor)) static void prepare(void) {
  pthread_atfork(close_gate, open_gate, open_gate_of_child);
}

void ul2_gate_enter(void) { pthread_rwlock_rdlock(&gate); }

void ul2_gate_leave(void) { pthread_rwlock_unlock(&gate); }
