// System calls that fail when they are told to, and a log of what a power cut could take back.
//
// To be preloaded (LD_PRELOAD). Only calls on files below FAULTS_UNDER count, an absolute path.
//
//   FAULTS_COUNTS=FILE          at the end: how many calls of each kind there were, one line each
//   FAULTS_FAIL=KIND:N:WHAT[:on] the N-th call of a kind, from 1, fails; with ":on" all after it too. WHAT is a
//                               number of errno, or "short": half of the bytes are read or written
//   FAULTS_LOG=FILE             what is written, renamed, linked, made and removed, and what is synchronized
//
// The log has a line for each call, its parts separated by tabs, written before the call is made:
//
//   W INODE           bytes were written to a file, or it was emptied
//   S INODE           all of a file was brought to the disk
//   D DIRECTORY       the names in a directory were
//   C PATH            a file was made          M PATH     a directory was made
//   R FROM TO SAVED   renamed; SAVED is a link to what was at TO, or "-"
//   L PATH            a second name was made   U PATH SAVED   a name was removed
//   X PATH            an empty directory was removed
//
// Files that lose their last name keep one in FILE.saved/, so that a power cut can bring them back. The reader of the
// log (power.py) takes back what was not synchronized after all processes are dead.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { OPEN, READ, WRITE, FSYNC, RENAME, LINK, LIST, ENTRY, MKDIR, UNLINK, RMDIR, KINDS };
static const char *const names[KINDS] = {"open", "read",  "write", "fsync",  "rename", "link",
                                         "list", "entry", "mkdir", "unlink", "rmdir"};

static _Atomic long counts[KINDS];
static const char *under, *counts_file, *log_file;
static int failing = -1, failure, is_short, is_lasting;
static long nth;

#define FILES 65536
// Whether a descriptor is of a file that counts, and whether it is a directory.
static _Atomic char known[FILES];

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  under = getenv("FAULTS_UNDER");
  counts_file = getenv("FAULTS_COUNTS");
  log_file = getenv("FAULTS_LOG");
  const char *fail = getenv("FAULTS_FAIL");
  char kind[16], what[16], on[4];
  int parts = fail ? sscanf(fail, "%15[^:]:%ld:%15[^:]:%3s", kind, &nth, what, on) : 0;
  if (parts < 3) return;
  for (int i = 0; i < KINDS; i++)
    if (!strcmp(kind, names[i])) failing = i;
  is_short = !strcmp(what, "short");
  failure = atoi(what);
  is_lasting = parts == 4;
}

__attribute__((destructor)) static void end(void) {
  FILE *file = counts_file ? fopen(counts_file, "w") : NULL;
  if (!file) return;
  for (int i = 0; i < KINDS; i++) fprintf(file, "%s %ld\n", names[i], counts[i]);
  fclose(file);
}

static int counts_path(const char *path) {
  return under && path && !strncmp(path, under, strlen(under));
}

static int counts_file_of(int file) { return file >= 0 && file < FILES && known[file]; }

// Counts a call; returns whether this one fails.
static int fails(enum kind kind) {
  long n = atomic_fetch_add(&counts[kind], 1) + 1;
  return kind == (enum kind)failing && (n == nth || (is_lasting && n > nth));
}

#define FAIL_IF(kind, result)            \
  if (fails(kind)) {                     \
    errno = failure;                     \
    return result;                       \
  }

// The log. One call at a time, of all processes, is made between `lock_log` and `unlock_log`.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int log_descriptor = -1;

static void lock_log(void) {
  pthread_mutex_lock(&turn);
  if (log_descriptor < 0)
    log_descriptor = REAL(open)(log_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  flock(log_descriptor, LOCK_EX);
}

static void unlock_log(void) {
  int saved = errno;
  flock(log_descriptor, LOCK_UN);
  pthread_mutex_unlock(&turn);
  errno = saved;
}

static void write_log(const char *format, ...) {
  char line[3 * PATH_MAX];
  va_list parts;
  va_start(parts, format);
  int count = vsnprintf(line, sizeof line, format, parts);
  va_end(parts);
  if (REAL(write)(log_descriptor, line, count) != count) abort();
}

// Another name for what is at `path`; "-" where nothing is.
static const char *saved(const char *path, char *name) {
  static long number;
  snprintf(name, PATH_MAX, "%s.saved/%d-%ld", log_file, (int)getpid(), number++);
  if (REAL(link)(path, name)) strcpy(name, "-");
  return name;
}

static void log_data(char kind, int file) {
  struct stat status;
  if (!log_file || fstat(file, &status) || !S_ISREG(status.st_mode)) return;
  lock_log();
  write_log("%c\t%ld\n", kind, (long)status.st_ino);
  unlock_log();
}

static int open_file(int (*function)(const char *, int, ...), const char *path, int flags, mode_t mode) {
  int is_known = counts_path(path);
  if (is_known) FAIL_IF(OPEN, -1);
  int is_new = is_known && log_file && (flags & O_CREAT);
  if (is_new) {
    lock_log();
    if (access(path, F_OK)) write_log("C\t%s\n", path);
  }
  int file = function(path, flags, mode);
  if (is_new) unlock_log();
  if (file >= 0 && file < FILES) known[file] = is_known;
  if (file >= 0 && is_new && (flags & O_TRUNC)) log_data('W', file);
  return file;
}

int open(const char *path, int flags, ...) {
  va_list parts;
  va_start(parts, flags);
  mode_t mode = flags & O_CREAT ? va_arg(parts, int) : 0;
  va_end(parts);
  return open_file(REAL(open), path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list parts;
  va_start(parts, flags);
  mode_t mode = flags & O_CREAT ? va_arg(parts, int) : 0;
  va_end(parts);
  return open_file((int (*)(const char *, int, ...))real("open64"), path, flags, mode);
}

int close(int file) {
  if (file >= 0 && file < FILES) known[file] = 0;
  return REAL(close)(file);
}

// How many of `count` bytes are moved by this call; -1 where it fails.
static ssize_t moved(enum kind kind, size_t count) {
  if (!fails(kind)) return count;
  if (is_short && count > 1) return count / 2;
  if (is_short) return count;
  errno = failure;
  return -1;
}

ssize_t write(int file, const void *bytes, size_t count) {
  if (!counts_file_of(file)) return REAL(write)(file, bytes, count);
  ssize_t part = moved(WRITE, count);
  if (part < 0) return part;
  log_data('W', file);
  return REAL(write)(file, bytes, part);
}

ssize_t read(int file, void *bytes, size_t count) {
  if (!counts_file_of(file)) return REAL(read)(file, bytes, count);
  ssize_t part = moved(READ, count);
  return part < 0 ? part : REAL(read)(file, bytes, part);
}

ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
  if (!counts_file_of(file)) return REAL(pread)(file, bytes, count, offset);
  ssize_t part = moved(READ, count);
  return part < 0 ? part : REAL(pread)(file, bytes, part, offset);
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) { return pread(file, bytes, count, offset); }

int fsync(int file) {
  if (!counts_file_of(file)) return REAL(fsync)(file);
  FAIL_IF(FSYNC, -1);
  struct stat status;
  if (log_file && !fstat(file, &status) && S_ISDIR(status.st_mode)) {
    char place[64], path[PATH_MAX];
    snprintf(place, sizeof place, "/proc/self/fd/%d", file);
    ssize_t count = readlink(place, path, sizeof path - 1);
    path[count < 0 ? 0 : count] = 0;
    lock_log();
    write_log("D\t%s\n", path);
    unlock_log();
  } else {
    log_data('S', file);
  }
  // The test's machine does not lose its power: nothing need be waited for.
  return 0;
}

int rename(const char *from, const char *to) {
  if (!counts_path(to)) return REAL(rename)(from, to);
  FAIL_IF(RENAME, -1);
  if (!log_file) return REAL(rename)(from, to);
  char name[PATH_MAX];
  lock_log();
  write_log("R\t%s\t%s\t%s\n", from, to, saved(to, name));
  int result = REAL(rename)(from, to);
  unlock_log();
  return result;
}

int link(const char *from, const char *to) {
  if (!counts_path(to)) return REAL(link)(from, to);
  FAIL_IF(LINK, -1);
  if (!log_file) return REAL(link)(from, to);
  lock_log();
  if (access(to, F_OK)) write_log("L\t%s\n", to);
  int result = REAL(link)(from, to);
  unlock_log();
  return result;
}

int unlink(const char *path) {
  if (!counts_path(path)) return REAL(unlink)(path);
  FAIL_IF(UNLINK, -1);
  if (!log_file) return REAL(unlink)(path);
  char name[PATH_MAX];
  lock_log();
  if (!access(path, F_OK)) write_log("U\t%s\t%s\n", path, saved(path, name));
  int result = REAL(unlink)(path);
  unlock_log();
  return result;
}

int mkdir(const char *path, mode_t mode) {
  if (!counts_path(path)) return REAL(mkdir)(path, mode);
  FAIL_IF(MKDIR, -1);
  if (!log_file) return REAL(mkdir)(path, mode);
  lock_log();
  if (access(path, F_OK)) write_log("M\t%s\n", path);
  int result = REAL(mkdir)(path, mode);
  unlock_log();
  return result;
}

int rmdir(const char *path) {
  if (!counts_path(path)) return REAL(rmdir)(path);
  FAIL_IF(RMDIR, -1);
  if (!log_file) return REAL(rmdir)(path);
  lock_log();
  write_log("X\t%s\n", path);
  int result = REAL(rmdir)(path);
  unlock_log();
  return result;
}

DIR *opendir(const char *path) {
  if (counts_path(path)) FAIL_IF(LIST, NULL);
  return REAL(opendir)(path);
}

static int is_listed(DIR *directory) {
  char place[64], path[PATH_MAX];
  snprintf(place, sizeof place, "/proc/self/fd/%d", dirfd(directory));
  ssize_t count = readlink(place, path, sizeof path - 1);
  path[count < 0 ? 0 : count] = 0;
  return counts_path(path);
}

struct dirent *readdir(DIR *directory) {
  if (is_listed(directory)) FAIL_IF(ENTRY, NULL);
  return REAL(readdir)(directory);
}

struct dirent64 *readdir64(DIR *directory) {
  if (is_listed(directory)) FAIL_IF(ENTRY, NULL);
  return REAL(readdir64)(directory);
}
