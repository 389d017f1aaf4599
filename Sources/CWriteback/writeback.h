// Linux's sync_file_range, which <fcntl.h> declares under _GNU_SOURCE only, and Glibc's module is made without.
#pragma once
#include <sys/types.h>

int sync_file_range(int fd, off_t offset, off_t count, unsigned int flags);

/// Begin to write, do not wait.
static const unsigned int UL2_SYNC_FILE_RANGE_WRITE = 2;
