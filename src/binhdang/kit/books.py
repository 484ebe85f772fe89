"""Workbooks read in limited processes that are kept alive: many files a second, and none can harm the server."""

import json
import os
import select
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from queue import SimpleQueue
from time import monotonic
from types import TracebackType
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

Key = TypeVar("Key")
WORKER = Path(__file__).with_name("workbook.py")
MOST_SECONDS = 90
WORKERS = 2
WHY = {
    "xls": _("Tệp Excel đời cũ (.xls). Mở bằng Excel, chọn Lưu thành “Excel Workbook (.xlsx)” rồi tải lại."),
    "xlsb": _("Tệp Excel nhị phân (.xlsb). Mở bằng Excel, chọn Lưu thành “Excel Workbook (.xlsx)” rồi tải lại."),
    "ods": _("Tệp OpenDocument (.ods). Chọn Lưu thành “Excel (.xlsx)” rồi tải lại."),
    "html": _("Tệp này là trang web hoặc XML đổi đuôi. Mở bằng Excel, Lưu thành “Excel Workbook (.xlsx)” rồi tải lại."),
    "word": _("Tệp này là văn bản Word, không phải bảng tính."),
    "zip": _("Tệp nén này không phải bảng tính Excel."),
    "other": _("Tệp này không phải bảng tính Excel (.xlsx)."),
    "locked": _("Tệp có mật khẩu. Mở bằng Excel, bỏ mật khẩu, lưu lại rồi tải lên."),
    "far": _("Trang tính quá rộng: có ô ở rất xa. Xoá các dòng, cột thừa phía dưới và bên phải bảng rồi lưu lại."),
    "big": _("Tệp Excel bung ra quá lớn. Chép riêng bảng cần nộp sang tệp mới rồi tải lên."),
    "broken": _("Không mở được tệp Excel: tệp hỏng. Mở bằng Excel, lưu lại dạng .xlsx rồi tải lên."),
    "died": _("Không đọc được tệp Excel: tệp quá lớn, hỏng hoặc cố ý gây quá tải."),
}
"""Why a file is not read, and the mend, by the worker's code."""


@dataclass(slots=True)
class Sheet:
    """One sheet: `rows` of texts, whole numbers, decimals, booleans and `{"d": ISO day}`; "" is empty.

    `formulas` and `errors` are addresses such as "D5", `merged` ranges such as "A1:C1"; `drawn` is a sheet of charts.
    """

    name: str
    rows: list[list[Any]]
    hidden: bool = False
    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    drawn: bool = False


@dataclass(slots=True)
class Book:
    """A workbook: sheets, codes of what is never run or followed (`macros`, `links`, `objects`), or an error code."""

    sheets: list[Sheet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    error: str = ""

    @property
    def why(self) -> str:
        """Why it could not be read, as a sentence with the mend; empty when it was. An unknown code is a sentence."""
        return str(WHY.get(self.error, self.error))


class _Died(Exception):
    """The worker ended or took too long."""


class _Worker:
    """One reading process."""

    def __init__(self, *wanted: str) -> None:
        command = [sys.executable, "-I", str(WORKER), *wanted]
        self._process = subprocess.Popen(  # noqa: S603  (our own file)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )

    def ask(self, data: bytes) -> Any:
        """The worker's answer to one file. Raises `_Died`."""
        self.hand(data)
        return self.answer()

    def hand(self, data: bytes) -> None:
        """Give the worker a file. Raises `_Died`."""
        target = self._process.stdin
        if target is None:
            raise _Died
        try:
            frame = memoryview(struct.pack(">I", len(data)) + data)
            while frame:
                frame = frame[target.write(frame) or 0 :]
        except OSError as error:
            raise _Died from error

    def answer(self) -> Any:
        """The next frame of an answer; None for the empty one that ends several. Raises `_Died`."""
        source, until = self._process.stdout, monotonic() + MOST_SECONDS
        if source is None:
            raise _Died
        try:
            (length,) = struct.unpack(">I", self._take(source.fileno(), 4, until))
            return json.loads(self._take(source.fileno(), length, until), parse_float=Decimal) if length else None
        except (OSError, ValueError) as error:
            raise _Died from error

    def _take(self, source: int, length: int, until: float) -> bytes:
        parts = []
        while length:
            if not select.select([source], [], [], max(until - monotonic(), 0))[0]:
                raise _Died
            part = os.read(source, min(length, 1 << 20))
            if not part:
                raise _Died
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def end(self) -> None:
        """Stop the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


class Readers:
    """A few reading processes, started when first needed and ended with the block they serve."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._workers = workers
        self._idle: SimpleQueue[_Worker | None] = SimpleQueue()
        for _number in range(workers):
            self._idle.put(None)

    def __enter__(self) -> "Readers":
        """Serve the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the processes."""
        for _number in range(self._workers):
            if worker := self._idle.get():
                worker.end()

    def read(self, data: bytes) -> Book:
        """One workbook; a file that cannot be read has its reason in `error`."""
        worker = self._idle.get() or _Worker()
        try:
            answer = worker.ask(data)
        except _Died:
            worker.end()
            self._idle.put(None)
            return Book(error="died")
        except BaseException:
            worker.end()
            self._idle.put(None)
            raise
        self._idle.put(worker)
        if "error" in answer:
            return Book(error=answer["error"])
        return Book([Sheet(**sheet) for sheet in answer["sheets"]], answer["notes"])

    def read_all(self, files: Iterable[tuple[Key, bytes]]) -> Iterator[tuple[Key, Book]]:
        """Many workbooks in their order, a few at a time; files are fetched only when their turn comes near."""
        waiting: deque[tuple[Key, Future[Book]]] = deque()
        with ThreadPoolExecutor(self._workers) as pool:
            for key, data in files:
                waiting.append((key, pool.submit(self.read, data)))
                if len(waiting) > 4 * self._workers:
                    first, book = waiting.popleft()
                    yield first, book.result()
            for first, book in waiting:
                yield first, book.result()


def read_book(data: bytes) -> Book:
    """One workbook, read in a process of its own."""
    with Readers(1) as readers:
        return readers.read(data)


class Unread(Exception):
    """A workbook that is not read; the argument is a sentence with the mend."""


def read_rows(data: bytes, name: str) -> Generator[Any, None, None]:
    """The sheet called `name`, else the first, in parts: a head `{"formulas", "width"}`, then lists of (row number in
    the file, cells) without empty rows. Neither process ever holds all rows as objects. Raises Unread."""
    worker = _Worker(name)
    try:
        worker.hand(data)
        while (part := worker.answer()) is not None:
            if isinstance(part, dict) and "error" in part:
                raise Unread(str(WHY.get(part["error"], part["error"])))
            yield part
    except _Died as error:
        raise Unread(str(WHY["died"])) from error
    finally:
        worker.end()
