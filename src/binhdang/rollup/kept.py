"""What has been worked out from totals, kept in memory as long as the totals it rests on stand unchanged."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The last `most` answers by key. Keys must name all that an answer rests on, by editions (`rollup.models`)."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer for `key`; made now if it is not there. Two threads may both make it; the later one stays."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        return self.put(key, make())

    def peek(self, key: Hashable) -> T | None:
        """The answer for `key`, None where there is none."""
        with self._lock:
            return self._answers.get(key)

    def put(self, key: Hashable, answer: T) -> T:
        """Keep an answer and hand it back; the oldest goes where there are too many."""
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer
