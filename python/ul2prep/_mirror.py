"""Shards of an address, in a local directory that holds as many of them as it may."""
from __future__ import annotations

import hashlib
import os
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, Iterator, Mapping

import numpy as np

from ._arrays import Target
from ._cache import Cache, CacheFull, put, writing
from ._checks import wrong
from ._download import Source
from ._reader import Reader
from ._shardlist import ShardList, read_index
from .errors import Error, NoInputError, UsageError

#: Besides the shards, what a dataset may have.
_OTHERS = ("manifest.json", "plan.bin")
#: Shards on their way at a time.
_AT_A_TIME = 3
#: Seconds for which a shard that was here is taken to be.
_BELIEVED = 1.0
#: Seconds for which other threads are waited for, whose batches' shards take the room.
_READING = 10.0
#: Shards that are fetched before they are needed take so many bytes at most, and half of the cache.
_MOST_AHEAD = 1 << 30


class Mirror:
    """What is needed of a dataset elsewhere, fetched when it is needed.

    The directory's name has the address and the index in its hash: data that was replaced gets another. Several
    processes may share it; each file gets its name when it is whole.
    """

    def __init__(
        self, address: str, cache: str | os.PathLike[str], limit: int, options: Mapping[str, Any] | None,
        opened_ahead: int,
    ) -> None:
        self.address, self.limit = address.rstrip("/"), limit
        self._options = options
        #: Bytes of shards, decompressed, that are opened before they are needed.
        self._opened_ahead = opened_ahead
        self._source = Source(self.address, options)
        index = read_index(self._source)
        name = hashlib.sha256(self.address.encode() + b"\0" + index).hexdigest()[:24]
        root = os.path.abspath(os.fsdecode(cache))
        self._cache = Cache(root, limit)
        self.directory = os.path.join(root, name)
        with writing(self.directory):
            os.makedirs(self.directory, exist_ok=True)
            put(os.path.join(self.directory, "index.json"), index)
        for other in _OTHERS:
            self._have_other(os.path.join(self.directory, other), other)
        self.shards = ShardList(self.address, index)
        #: Reads the directory; it releases shards whose files are gone, and opens those that are needed next.
        self.reader: Reader | None = None
        self._begin()

    def _have_other(self, path: str, name: str) -> None:
        if os.path.exists(path):
            return
        try:
            contents = self._source.contents(name)
        except NoInputError:
            return
        with writing(self.directory):
            put(path, contents)

    def _begin(self) -> None:
        """What a process has of its own."""
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._fetching: dict[int, Future[None]] = {}
        self._held: dict[int, int] = {}
        self._pool: ThreadPoolExecutor | None = None
        #: The file of each shard that was here, and when it was looked at.
        self._seen: dict[int, tuple[int, float]] = {}
        self._opened: set[int] = set()

    def _check_process(self) -> None:
        if os.getpid() != self._process:
            self._begin()
            self._source = Source(self.address, self._options)

    # Rows

    @property
    def rows_ahead(self) -> int:
        """Rows that are worth looking at for shards that are needed next."""
        return self.shards.rows_in(min(self.limit // 2, _MOST_AHEAD))

    @contextmanager
    def holding(self, rows: np.ndarray) -> Iterator[None]:
        """Has the shards of rows here, and keeps them until its end."""
        self._check_process()
        numbers = self.shards.of(rows)
        needed = sum(self.shards.sizes[number] for number in numbers)
        if needed > self.limit:
            raise wrong("cache_limit", "less than the shards of one batch take", self.limit,
                        f"at least {needed} bytes, or rows near each other")
        with self._lock:
            for number in numbers:
                self._held[number] = self._held.get(number, 0) + 1
        try:
            missing = [number for number in numbers if not self._is_here(number)]
            for number, fetched in [(number, self._fetch(number)) for number in missing]:
                self._wait(number, fetched, numbers)
            yield
        finally:
            with self._lock:
                for number in numbers:
                    self._held[number] -= 1
                    if not self._held[number]:
                        del self._held[number]

    def _wait(self, number: int, fetched: Future[None], numbers: list[int]) -> None:
        """Until a shard is here, also where others take the room for a while."""
        pause, end = 0.01, time.monotonic() + _READING
        while True:
            try:
                return fetched.result()
            except CacheFull as full:
                others = set(self._held) - set(numbers)
                if not full.may_change and (not others or time.monotonic() > end):
                    raise
            time.sleep(pause)
            pause = min(0.5, 2 * pause)
            fetched = self._fetch(number)

    def expect(self, rows: np.ndarray) -> None:
        """Begins to fetch the shards of rows that are read next, as far as half of the cache goes, and opens the first."""
        self._check_process()
        left, opened = min(self.limit // 2, _MOST_AHEAD), 0
        for number in self.shards.of(rows):
            left -= self.shards.sizes[number]
            if left < 0:
                return
            opened += self.shards.raw_sizes[number]
            opens = opened <= self._opened_ahead and number not in self._opened
            if opens or not self._is_here(number):
                self._fetch(number, opens)

    def close(self) -> None:
        """Gives up what is being fetched."""
        if os.getpid() != self._process:
            return
        self._source.close()
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    # Files

    def _path(self, number: int) -> str:
        return os.path.join(self.directory, self.shards.names[number])

    def _is_here(self, number: int) -> bool:
        """Whether a shard is here; it counts as used."""
        file, looked = self._seen.get(number, (0, 0.0))
        now = time.monotonic()
        if file and now - looked < _BELIEVED:
            return True
        path = self._path(number)
        try:
            about = os.stat(path)
            os.utime(path)
        except OSError:
            self._doubt([number])
            return False
        with self._lock:
            self._seen[number] = about.st_ino, now
        if file not in (0, about.st_ino):
            self._forget(number)
        return True

    def _fetch(self, number: int, opens: bool = False) -> Future[None]:
        """A shard that is fetched, or being fetched already."""
        with self._lock:
            known = self._fetching.get(number)
            if known is not None and not known.done():
                return known
            if self._pool is None:
                self._pool = ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="ul2prep")
            future = self._fetching[number] = self._pool.submit(self._have, number, opens)
            return future

    def _have(self, number: int, opens: bool) -> None:
        if not self._is_here(number):
            self._bring(number)
        if opens:
            self._open(number)

    def _bring(self, number: int) -> None:
        path = self._path(number)
        with writing(self.directory):
            with self._lock:
                held = {self._path(other) for other in self._held}
            part = self._cache.reserve(path, self.shards.sizes[number], held)
            self._doubt(list(self._seen))
            try:
                self._source.fetch(self.shards.names[number], part, self.shards.sizes[number])
            except BaseException:
                part.discard()
                raise
            part.finish()
        # What was known of an earlier file is not known of this one.
        self._forget(number)

    def doubt(self, rows: np.ndarray) -> None:
        """Looks whether the shards of rows are here."""
        self._doubt(self.shards.of(rows))

    def _doubt(self, numbers: list[int]) -> None:
        for number in numbers:
            try:
                file = os.stat(self._path(number)).st_ino
            except OSError:
                file = 0
            with self._lock:
                is_gone = number in self._seen and self._seen[number][0] != file
                if is_gone:
                    del self._seen[number]
            if is_gone:
                self._forget(number)

    def _forget(self, number: int) -> None:
        self._opened.discard(number)
        if self.reader is not None:
            with suppress(UsageError):  # It is closed: there is nothing to let go of.
                self.reader.forget(self.shards.firsts[number])

    def _open(self, number: int) -> None:
        """Has a shard that is needed soon decompressed, and compared with its hash, by this thread."""
        reader = self.reader
        if reader is None or not reader.sequence_length:
            return
        row = np.array([self.shards.firsts[number]], np.int64)
        tokens = np.empty((1, reader.sequence_length), np.int32)
        self._opened.add(number)
        with suppress(Error):  # The reader of the row is told.
            reader.read(row, Target({"tokens": tokens}, 1, reader.sequence_length))
