"""Shards of an address, in a local directory that holds as many of them as it may."""
from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Callable, Iterator, Mapping

import numpy as np

from ._checks import wrong
from .errors import DataError, Error, LibraryError, NoInputError, SystemCallError

#: Besides the shards, what a dataset may have.
_OTHERS = ("manifest.json", "plan.bin")
#: Downloads at a time, and how often one is tried.
_THREADS, _TRIES = 4, 5


class Mirror:
    """What is needed of a dataset elsewhere, fetched when it is needed.

    The directory's name has the address and the index in its hash: data that was replaced gets another. Several
    processes may share it; each file gets its name when it is whole.
    """

    def __init__(
        self, address: str, cache: str | os.PathLike[str], limit: int, options: Mapping[str, Any] | None,
    ) -> None:
        try:
            import fsspec
        except ImportError as missing:
            raise LibraryError(f"{address}: needs fsspec, which reads addresses (pip install fsspec)") from missing
        self.address, self.limit = address.rstrip("/"), limit
        try:
            self._files, self._root = fsspec.core.url_to_fs(self.address, **dict(options or {}))
        except (ImportError, ValueError) as problem:
            raise LibraryError(f"{address}: cannot be opened: {problem}") from problem
        index = self._index()
        name = hashlib.sha256(self.address.encode() + b"\0" + index).hexdigest()[:24]
        self.directory = os.path.join(os.path.abspath(os.fsdecode(cache)), name)
        with _writing(self.directory):
            os.makedirs(self.directory, exist_ok=True)
        self._put("index.json", index)
        for other in _OTHERS:
            if not os.path.exists(os.path.join(self.directory, other)):
                self._put_if_there(other)
        shards = _shards(self.address, index)
        self._names = [name for name, _, _ in shards]
        self._sizes = [size for _, size, _ in shards]
        self._starts = np.concatenate([[0], np.cumsum([rows for _, _, rows in shards], dtype=np.int64)])
        self._begin()

    def _index(self) -> bytes:
        try:
            return self._contents("index.json")
        except NoInputError as missing:
            try:
                manifest = json.loads(self._contents("manifest.json"))
            except NoInputError:
                raise missing from None
            kind = manifest.get("kind") if isinstance(manifest, dict) else None
            if kind == "plan":
                raise wrong("path", "a plan, which is read where its stores are", self.address,
                            "the shards that pack makes of it") from None
            raise missing from None

    def _begin(self) -> None:
        """What a process has of its own."""
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._fetching: dict[int, Future[None]] = {}
        self._held: dict[int, int] = {}
        self._pool: ThreadPoolExecutor | None = None

    # Rows

    def shards(self, rows: np.ndarray) -> list[int]:
        """The shards of some rows, in the order of their first ones."""
        numbers = np.searchsorted(self._starts, rows, "right") - 1
        numbers = numbers[(0 <= numbers) & (numbers < len(self._names))]
        found, firsts = np.unique(numbers, return_index=True)
        return [int(number) for number in found[np.argsort(firsts)]]

    @contextmanager
    def holding(self, rows: np.ndarray) -> Iterator[None]:
        """Has the shards of rows here, and keeps them until its end."""
        if os.getpid() != self._process:
            self._begin()
        numbers = self.shards(rows)
        needed = sum(self._sizes[number] for number in numbers)
        if needed > self.limit:
            raise wrong("cache_limit", "less than the shards of one batch take", self.limit,
                        f"at least {needed} bytes, or rows near each other")
        with self._lock:
            for number in numbers:
                self._held[number] = self._held.get(number, 0) + 1
        try:
            for fetched in [self._fetch(number) for number in numbers]:
                fetched.result()
            yield
        finally:
            with self._lock:
                for number in numbers:
                    self._held[number] -= 1
                    if not self._held[number]:
                        del self._held[number]

    def expect(self, rows: np.ndarray) -> None:
        """Begins to fetch the shards of rows that are read next, as far as half of the cache goes."""
        if os.getpid() != self._process:
            self._begin()
        left = self.limit // 2
        for number in self.shards(rows):
            left -= self._sizes[number]
            if left < 0:
                return
            if not self._is_here(number):
                self._fetch(number)

    def close(self) -> None:
        """Waits for what is being fetched."""
        pool, self._pool = self._pool, None
        if pool is not None and os.getpid() == self._process:
            pool.shutdown(wait=True, cancel_futures=True)

    # Files

    def _path(self, number: int) -> str:
        return os.path.join(self.directory, self._names[number])

    def _is_here(self, number: int) -> bool:
        try:
            return os.path.getsize(self._path(number)) == self._sizes[number]
        except OSError:
            return False

    def _fetch(self, number: int) -> Future[None]:
        """A shard that is fetched, or being fetched already."""
        with self._lock:
            known = self._fetching.get(number)
            if known is not None and not known.done():
                return known
            if self._pool is None:
                self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="ul2prep")
            future = self._fetching[number] = self._pool.submit(self._have, number)
            return future

    def _have(self, number: int) -> None:
        path = self._path(number)
        if self._is_here(number):
            _touch(path)
            return
        part = f"{path}.{os.getpid()}-{threading.get_ident()}.part"
        with _writing(self.directory):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            self._reserve(number, part)
            try:
                self._download(self._names[number], part, self._sizes[number])
                os.replace(part, path)
            finally:
                if os.path.exists(part):
                    os.unlink(part)

    def _reserve(self, number: int, part: str) -> None:
        """Makes room for a shard, in turn with other processes, and takes it: a file of its size, without bytes yet."""
        with open(os.path.join(self.directory, "lock"), "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with self._lock:
                held = {self._path(other) for other in self._held}
            files = []
            for folder, _, names in os.walk(self.directory):
                for name in names:
                    path = os.path.join(folder, name)
                    if path.endswith((".mds", ".mds.zstd", ".part")):
                        try:
                            stat = os.stat(path)
                        except FileNotFoundError:
                            continue
                        files.append((stat.st_mtime_ns, stat.st_size, path))
            total = sum(size for _, size, _ in files) + self._sizes[number]
            for _, size, path in sorted(files):
                if total <= self.limit:
                    break
                if path not in held and not path.endswith(".part"):
                    os.unlink(path)
                    total -= size
            if total > self.limit:
                raise SystemCallError(
                    f"{self.directory}: the cache is full of what is in use, got {total} bytes; expected at most "
                    f"{self.limit} (raise cache_limit: {self.limit}, or give each process a cache of its own)")
            with open(part, "wb") as file:
                file.truncate(self._sizes[number])

    def _download(self, name: str, path: str, size: int) -> None:
        def get() -> None:
            self._files.get_file(f"{self._root}/{name}", path)
            found = os.path.getsize(path)
            if found != size:
                raise DataError(
                    f"{self.address}/{name}: ended early, got {found} bytes; expected {size}, as in index.json")

        self._tried(name, get)

    def _tried(self, name: str, get: Callable[[], Any]) -> Any:
        """What a call gives; its errors are ours, after some tries."""
        for tried in range(1, _TRIES + 1):
            try:
                return get()
            except FileNotFoundError as missing:
                raise NoInputError(f"{self.address}/{name}: no such file") from missing
            except Error:
                if tried == _TRIES:
                    raise
            except Exception as problem:  # Each file system has errors of its own.
                if isinstance(problem, OSError) and problem.errno in _LOCAL:
                    raise
                if tried == _TRIES:
                    raise SystemCallError(
                        f"{self.address}/{name}: cannot be read: {problem} ({_TRIES} tries)") from problem
            time.sleep(0.1 * 2**tried)

    def _contents(self, name: str) -> bytes:
        contents: bytes = self._tried(name, lambda: self._files.cat_file(f"{self._root}/{name}"))
        return contents

    def _put_if_there(self, name: str) -> None:
        try:
            contents = self._contents(name)
        except NoInputError:
            return
        self._put(name, contents)

    def _put(self, name: str, contents: bytes) -> None:
        path = os.path.join(self.directory, name)
        with _writing(self.directory):
            part = f"{path}.{os.getpid()}-{threading.get_ident()}.new"
            with open(part, "wb") as file:
                file.write(contents)
            os.replace(part, path)


#: No room, or no right to write: no fault of what is read.
_LOCAL = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS)


@contextmanager
def _writing(directory: str) -> Iterator[None]:
    try:
        yield
    except Error:
        raise
    except OSError as problem:
        raise SystemCallError(
            f"{directory}: cannot be written: {problem.strerror} (choose another cache=, or a lower "
            "cache_limit=)") from problem


def _touch(path: str) -> None:
    try:
        os.utime(path)
    except OSError:
        pass  # Another process has just removed it; whoever reads it asks again.


def _shards(address: str, index: bytes) -> list[tuple[str, int, int]]:
    """Name, bytes and rows of each; names stay below the directory."""
    try:
        found = []
        for shard in json.loads(index)["shards"]:
            data = shard.get("zip_data") or shard["raw_data"]
            name, size, rows = data["basename"], data["bytes"], shard["samples"]
            parts = name.split("/")
            if not all(type(number) is int and number >= 0 for number in (size, rows)) or any(
                    part in ("", ".", "..") for part in parts) or "\\" in name or "\0" in name:
                raise ValueError(name)
            found.append((name, size, rows))
        return found
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise DataError(f"{address}/index.json: not an index of shards, got {problem}") from problem
