"""Files of an address, by fsspec."""
from __future__ import annotations

import os
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Callable, Mapping, TypeVar

from ._cache import LOCAL, Part
from .errors import DataError, Error, LibraryError, NoInputError, SystemCallError

T = TypeVar("T")

#: How often each call is tried, and seconds after the first time, which double.
_TRIES, _PAUSE = 5, 0.2
#: A file is fetched in pieces of so many bytes, so many at a time of all files: one connection of a store gives 50 to
#: 100 MB a second, and a request costs a client a millisecond.
_PIECE, _AT_A_TIME = 8 << 20, 8


class Source:
    """An address. Threads may share it; a forked process needs another one, as its file systems do."""

    def __init__(self, address: str, options: Mapping[str, Any] | None) -> None:
        try:
            import fsspec
        except ImportError as missing:
            raise LibraryError(f"{address}: needs fsspec, which reads addresses (pip install fsspec)") from missing
        self.address = address
        try:
            self._files, self._root = fsspec.core.url_to_fs(address, **dict(options or {}))
        except (ImportError, ValueError) as problem:
            raise LibraryError(f"{address}: cannot be opened: {problem}") from problem
        self._pool: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()
        self._is_closed = False
        #: Whether a part of a file can be asked for; None: not known yet.
        self._has_ranges: bool | None = None

    def contents(self, name: str) -> bytes:
        """A small file."""
        found: bytes = self._tried(name, lambda: self._files.cat_file(f"{self._root}/{name}"))
        return found

    def fetch(self, name: str, part: Part, size: int) -> None:
        """A file of a known size, straight to where it is kept."""
        try:
            begin = 0
            if self._has_ranges is None:
                # Else each piece of it would be the whole file.
                begin = min(_PIECE, size)
                self._piece(name, part, 0, begin, size)
            step = _PIECE if self._has_ranges else max(1, size)
            self._together([
                self._pieces().submit(self._piece, name, part, first, min(first + step, size), size)
                for first in range(begin, size, step)])
        except SystemCallError:
            # Of a range beyond the end each file system makes another error.
            found = self._size(name)
            if found is not None and found < size:
                raise self._short(name, found, size) from None
            raise

    def _together(self, pieces: list[Future[None]]) -> None:
        try:
            for piece in pieces:
                piece.result()
        finally:
            # Nobody writes to a part that is given up.
            for piece in pieces:
                if not piece.cancel():
                    piece.exception()

    def _piece(self, name: str, part: Part, first: int, end: int, size: int) -> None:
        def get() -> None:
            if self._is_closed:
                raise Error(f"{self.address}: closed")
            is_whole = end - first == size
            limits = {} if is_whole else dict(start=first, end=end)
            data = memoryview(self._files.cat_file(f"{self._root}/{name}", **limits))
            if len(data) == end - first:
                self._has_ranges = self._has_ranges is not False or not is_whole
            elif len(data) == size:
                # Of a web server that does not know what a range is.
                self._has_ranges, data = False, data[first:end]
            else:
                raise self._short(name, first + len(data), size)
            part.write(data, first)

        self._tried(name, get)

    def _size(self, name: str) -> int | None:
        try:
            return int(self._files.size(f"{self._root}/{name}"))
        except Exception:  # What went wrong before has been reported.
            return None

    def _short(self, name: str, found: int, size: int) -> DataError:
        return DataError(
            f"{self.address}/{name}: ended early, got {found} bytes; expected {size}, as in index.json (copy the shard "
            "there again, or wait until it is)")

    def _tried(self, name: str, get: Callable[[], T]) -> T:
        """What a call gives; its errors are ours, after some tries."""
        for tried in range(1, _TRIES + 1):
            try:
                return get()
            except FileNotFoundError as missing:
                raise NoInputError(f"{self.address}/{name}: no such file") from missing
            except Error:
                if tried == _TRIES or self._is_closed:
                    raise
            except Exception as problem:  # Each file system has errors of its own.
                if isinstance(problem, OSError) and problem.errno in LOCAL:
                    raise
                if tried == _TRIES:
                    raise SystemCallError(
                        f"{self.address}/{name}: cannot be read: {problem} ({_TRIES} tries)") from problem
            time.sleep(_PAUSE * 2**(tried - 1))
        raise AssertionError

    def _pieces(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="ul2prep")
            return self._pool

    def close(self) -> None:
        """Gives up what is being fetched."""
        self._is_closed = True
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True)
