// Preloaded into the program by command tests: stops it (SIGSTOP) at the moment at which PAUSE_COUNT files have got names
// that match PAUSE_AT, so that what a test does then does not depend on how fast the machine is.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

static void named(const char *path) {
  static atomic_int seen;
  const char *pattern = getenv("PAUSE_AT"), *count = getenv("PAUSE_COUNT");
  if (!pattern || fnmatch(pattern, path, 0)) return;
  if (atomic_fetch_add(&seen, 1) + 1 == (count ? atoi(count) : 1)) kill(getpid(), SIGSTOP);
}

int rename(const char *from, const char *to) {
  int (*real)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
  int result = real(from, to);
  if (!result) named(to);
  return result;
}

int link(const char *from, const char *to) {
  int (*real)(const char *, const char *) = dlsym(RTLD_NEXT, "link");
  int result = real(from, to);
  if (!result) named(to);
  return result;
}
