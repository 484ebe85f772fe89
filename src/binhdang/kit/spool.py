"""Much data out of memory: parts of plain data on disk, sealed, and keys that were met."""

import json
import os
import secrets
import sqlite3
import struct
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, Generic, TypeVar

from binhdang.kit.secrets import seal_bytes, unseal_bytes

Part = TypeVar("Part")
SEVERAL = -1
"""The number of a key that many things share."""


class Spool(Generic[Part]):
    """Parts of JSON data in a file, each sealed for a purpose and read back in order, as often as wanted.

    Without a path the file has no name and is gone with the process; one at a path is added to at its end.
    """

    def __init__(self, purpose: str, path: Path | None = None) -> None:
        self._purpose = purpose
        self._file = tempfile.TemporaryFile() if path is None else path.open("a+b")  # noqa: SIM115  (closed by `close`)

    def add(self, part: Part) -> None:
        """Append one part."""
        sealed = seal_bytes(json.dumps(part, ensure_ascii=False).encode("utf-8", "surrogatepass"), self._purpose)
        self._file.seek(0, os.SEEK_END)
        self._file.write(struct.pack(">I", len(sealed)) + sealed)

    def __iter__(self) -> Iterator[Part]:
        at = 0
        while True:
            self._file.seek(at)
            if not (head := self._file.read(4)):
                return
            (length,) = struct.unpack(">I", head)
            sealed = self._file.read(length)
            at += 4 + length
            yield json.loads(unseal_bytes(sealed, self._purpose))

    def close(self) -> None:
        """Close the file; one without a name is gone."""
        self._file.close()


class Marks:
    """Keys of several kinds, each with the number noted for it first; on disk, so that memory does not grow.

    What lies there are keyed hashes (128 bits) whose key dies with the process.
    """

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._file = sqlite3.connect("", isolation_level=None)  # a nameless file that ends with the connection
        for line in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2000", "temp_store=FILE"):
            self._file.execute(f"PRAGMA {line}")
        self._file.execute("CREATE TABLE mark (key BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID")

    def put(self, kind: str, key: Sequence[Any], number: int) -> int | None:
        """Note a key; the number noted for it before, which stays, or None when it is new."""
        known = self.get(kind, key)
        if known is None:
            self._file.execute("INSERT INTO mark VALUES (?, ?)", (self._hash(kind, key), number))
        return known

    def get(self, kind: str, key: Sequence[Any]) -> int | None:
        """The number noted for a key, None when it is not known."""
        found = self._file.execute("SELECT number FROM mark WHERE key = ?", (self._hash(kind, key),)).fetchone()
        return found and int(found[0])

    def load(self, kind: str, rows: Iterable[tuple[Sequence[Any], int]]) -> None:
        """Note many keys, each with its number; a key that comes more than once gets `SEVERAL`."""
        self._file.execute("BEGIN")
        hashed = ((self._hash(kind, key), number, SEVERAL) for key, number in rows)
        self._file.executemany("INSERT INTO mark VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET number = ?", hashed)
        self._file.execute("COMMIT")

    def close(self) -> None:
        """Forget everything."""
        self._file.close()

    def _hash(self, kind: str, key: Sequence[Any]) -> bytes:
        text = json.dumps([kind, *key], ensure_ascii=False).encode("utf-8", "surrogatepass")
        return blake2b(text, digest_size=16, key=self._secret).digest()
