"""Batches read ahead by one thread, which is started when it is first needed, in each process."""
from __future__ import annotations

import os
import queue
import threading
import weakref
from collections import deque
from typing import Callable, Generic, Optional, TypeVar

T = TypeVar("T")


class _Request(Generic[T]):
    """A batch that is wanted; `done` is free when it is there."""

    __slots__ = ("sample", "done", "result", "problem", "is_wanted")

    def __init__(self, sample: int) -> None:
        self.sample = sample
        self.done = threading.Lock()
        self.done.acquire()
        self.result: Optional[T] = None
        self.problem: Optional[BaseException] = None
        self.is_wanted = True


class Ahead(Generic[T]):
    """Reads the batches that come next while a trainer works; that says nothing of where the run is."""

    def __init__(self, read: Callable[[int], T], step: int, depth: int) -> None:
        """read: gives the batch that begins at a sample. step: samples of a batch. depth: batches ahead."""
        self._read = read
        self._step = step
        self._depth = depth
        self._process: Optional[int] = None
        self._is_closed = False
        self._waiting: deque[_Request[T]] = deque()

    def get(self, sample: int) -> T:
        """The batch that begins at a sample; those after it are read meanwhile."""
        if self._is_closed:
            return self._read(sample)
        if self._process != os.getpid():
            self._start()
        if self._waiting and self._waiting[0].sample != sample:
            self._forget()
        while len(self._waiting) <= self._depth:
            request: _Request[T] = _Request(sample + len(self._waiting) * self._step)
            self._waiting.append(request)
            self._requests.put(request)
        request = self._waiting.popleft()
        request.done.acquire()
        if request.problem is not None:
            # What comes after is asked for again too, with the same batch.
            self._forget()
            problem, request.problem = request.problem, None
            try:
                raise problem
            finally:
                del problem  # Else it and this frame would refer to each other.
        result, request.result = request.result, None
        return result  # type: ignore[return-value]

    def _start(self) -> None:
        # A forked process has no thread, and its parent's may have left the queue in any state.
        self._waiting.clear()
        self._requests: queue.SimpleQueue[Optional[_Request[T]]] = queue.SimpleQueue()
        self._process = os.getpid()
        weakref.finalize(self, _end, self._requests, self._process)
        threading.Thread(
            target=_work, args=(self._requests, self._read), name="ul2prep", daemon=True).start()

    def _forget(self) -> None:
        for request in self._waiting:
            request.is_wanted = False
        self._waiting.clear()

    def close(self) -> None:
        """Ends the thread, after the batch that it is reading."""
        self._is_closed = True
        self._forget()
        if self._process is not None:
            _end(self._requests, self._process)


def _end(requests: queue.SimpleQueue[Optional[_Request[T]]], process: int) -> None:
    if process == os.getpid():
        requests.put(None)


def _work(requests: queue.SimpleQueue[Optional[_Request[T]]], read: Callable[[int], T]) -> None:
    while True:
        request = requests.get()
        if request is None:
            return
        if request.is_wanted:
            try:
                request.result = read(request.sample)
            except BaseException as problem:
                request.problem = problem
        request.done.release()
        del request
