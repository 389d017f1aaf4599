"""A local directory that holds as many shards as it may, of any number of datasets, processes and threads."""
from __future__ import annotations

import errno
import fcntl
import os
import re
import threading
import time
from contextlib import contextmanager
from typing import Collection, Iterator

from .errors import Error, SystemCallError

#: Folders of datasets, by hash, and what counts in them: shards, and room that is taken for those on their way.
_FOLDER = re.compile("[0-9a-f]{24}")
_SHARDS, _PART = (".mds", ".mds.zstd"), ".part"
#: Seconds without a byte after which a download is not waited for.
_STALLED = 60


class CacheFull(SystemCallError):
    """There is no room. `may_change`: there will be some when what is on its way is here and read."""

    may_change = False


class Cache:
    """A file is added or removed under the lock, so that what is counted is what is there."""

    def __init__(self, root: str, limit: int) -> None:
        self.root, self.limit = root, limit

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone, among threads and processes."""
        with open(os.path.join(self.root, "lock"), "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def reserve(self, path: str, size: int, held: Collection[str]) -> Part:
        """Makes room for a shard, and takes it: a file of its size, without bytes yet.

        held: shards that stay; of the others those go first that were used longest ago.
        """
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with self.locked():
            files, parts = self._files()
            total = sum(count for _, count, _ in files + parts) + size
            for _, count, old in sorted(files):
                if total <= self.limit:
                    break
                if old not in held:
                    os.unlink(old)
                    total -= count
            if total > self.limit:
                full = CacheFull(
                    f"{self.root}: the cache is full of what is in use, got {total} bytes; expected at most "
                    f"{self.limit} (raise cache_limit: {self.limit}, or give each process a cache of its own)")
                full.may_change = any(time.time() - written < _STALLED for written, _, _ in parts)
                raise full
            return Part(self, path, size)

    def taken(self) -> int:
        """Bytes of shards, here and on their way."""
        with self.locked():
            files, parts = self._files()
            return sum(count for _, count, _ in files + parts)

    def _files(self) -> tuple[list[tuple[float, int, str]], list[tuple[float, int, str]]]:
        """When they were used or written, their bytes and paths: shards, and those on their way."""
        files, parts = [], []
        for name in os.listdir(self.root):
            if _FOLDER.fullmatch(name) is None:
                continue
            for folder, _, names in os.walk(os.path.join(self.root, name)):
                for file in names:
                    path = os.path.join(folder, file)
                    if file.endswith(_SHARDS):
                        files.append(_described(path))
                    elif file.endswith(_PART) and not _is_left_over(path):
                        parts.append(_described(path))
        return files, parts


class Part:
    """A shard on its way. It gets its name when it is whole; until then its process has a lock on it, which ends with
    the process."""

    def __init__(self, cache: Cache, path: str, size: int) -> None:
        self._cache, self._path = cache, path
        self._part = f"{path}.{os.urandom(8).hex()}{_PART}"
        self._file = open(self._part, "wb")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        _Own.paths.add(self._part)
        self._file.truncate(size)

    def write(self, data: bytes | memoryview, place: int) -> None:
        """Threads may, each its own bytes."""
        left = memoryview(data)
        while left:
            count = os.pwrite(self._file.fileno(), left, place)
            left, place = left[count:], place + count

    def finish(self) -> None:
        with self._cache.locked():
            os.replace(self._part, self._path)
        self._end()

    def discard(self) -> None:
        with self._cache.locked():
            os.unlink(self._part)
        self._end()

    def _end(self) -> None:
        self._file.close()
        _Own.paths.discard(self._part)


class _Own:
    """Parts of this process. On some file systems a process is never kept from what it has locked itself."""

    paths: set[str] = set()


def _is_left_over(path: str) -> bool:
    """Removes the part of a process that has ended."""
    if path in _Own.paths:
        return False
    with open(path, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    os.unlink(path)
    return True


def _described(path: str) -> tuple[float, int, str]:
    about = os.stat(path)
    return about.st_mtime, about.st_size, path


#: No room, or no right to write: no fault of what is read.
LOCAL = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS)


@contextmanager
def writing(directory: str) -> Iterator[None]:
    """The system's errors as ours."""
    try:
        yield
    except Error:
        raise
    except OSError as problem:
        raise SystemCallError(
            f"{directory}: cannot be written: {problem.strerror} (choose another cache=, or a lower "
            "cache_limit=)") from problem


def put(path: str, contents: bytes) -> None:
    """A small file, whole or not at all."""
    new = f"{path}.{os.urandom(8).hex()}.new"
    with open(new, "wb") as file:
        file.write(contents)
    os.replace(new, path)
