"""What need not be worked out again: bytes by room and key, kept for this user's next command.

One SQLite file in the user's cache folder. A value is data that its room reads as text; reading executes nothing. Each
entry bears a mark made with the user's key, so that what is damaged, or was put there by another, is not there. What
was not asked for in a month goes, and when the file grows too large, what was not asked for longest. Where the file
cannot be opened, read or written, nothing is remembered and nothing else happens. Two commands at once share it.
"""

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from build_deck.disk import own

NAME = "store-1.sqlite"
"""The number is that of the form below; another form is another file."""
_FORM = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS entries (
    room TEXT NOT NULL, key TEXT NOT NULL, mark BLOB NOT NULL, used INTEGER NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (room, key)
);
CREATE INDEX IF NOT EXISTS by_use ON entries (used);
PRAGMA user_version = 1;
"""
_DAY = 86_400
_DAYS_KEPT = 30
_MOST = 512 << 20
"""Bytes of all values."""
_AT_ONCE = 500
"""Keys a statement; SQLite takes 999 at the least."""
_PATIENCE = 5.0
"""Seconds to wait for another command's writing."""

_NO_STORE = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
"""What SQLite says of a file that is damaged or has another form; of a full disk or a lock it says something else."""

T = TypeVar("T")


class Store:
    """Values by room and key. A room is a kind of value, with the version of whatever makes it in its name or keys."""

    def __init__(self, folder: Path | None, key: bytes | None, *, today: int | None = None) -> None:
        self._path = folder / NAME if folder and key else None
        self._key = key or b""
        self._today = int(time.time()) // _DAY if today is None else today
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def keeps(self) -> bool:
        """Whether it has a place to keep anything in."""
        return self._path is not None

    def get(self, room: str, key: str) -> bytes | None:
        """Return the value; None where there is none to believe."""
        return self.get_all(room, (key,)).get(key)

    def get_all(self, room: str, keys: Iterable[str]) -> Mapping[str, bytes]:
        """Return the values there are, by key."""
        wanted = tuple(keys)
        return self._tried(lambda database: self._read(database, room, wanted), {})

    def put(self, room: str, key: str, value: bytes) -> None:
        """Keep a value."""
        self.put_all(room, {key: value})

    def put_all(self, room: str, values: Mapping[str, bytes]) -> None:
        """Keep values, all or none of them."""
        if values:
            self._tried(lambda database: self._write(database, room, values), None)

    def close(self) -> None:
        """Let go of the file; what asks again opens it again."""
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None

    def _tried(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Return what `work` gives of the file, or `otherwise`; a file that is damaged, or no store, is removed."""
        if self._path is None:
            return otherwise
        try:
            return work(self._open(self._path))
        except OSError:
            return otherwise
        except sqlite3.Error as error:
            self.close()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NO_STORE:
                _remove(self._path)
            return otherwise

    def _open(self, path: Path) -> sqlite3.Connection:
        if self._database is None:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            if self._database.execute("PRAGMA user_version").fetchone() != (1,):
                self._database.executescript(_FORM)
            self._database.execute("PRAGMA synchronous = NORMAL")
        return self._database

    def _read(self, database: sqlite3.Connection, room: str, wanted: Sequence[str]) -> Mapping[str, bytes]:
        found: dict[str, bytes] = {}
        old: list[tuple[int, str, str]] = []
        remaining = iter(wanted)
        while keys := tuple(islice(remaining, _AT_ONCE)):
            places = ",".join("?" * len(keys))
            query = f"SELECT key, mark, used, value FROM entries WHERE room = ? AND key IN ({places})"  # noqa: S608 - marks only
            for key, mark, used, value in database.execute(query, (room, *keys)):
                if isinstance(value, bytes) and mark == self._mark(room, key, value):
                    found[key] = value
                    old += [(self._today, room, key)] if used != self._today else []
        if old:
            with suppress(sqlite3.OperationalError), database:
                database.execute("BEGIN IMMEDIATE")
                database.executemany("UPDATE entries SET used = ? WHERE room = ? AND key = ?", old)
        return found

    def _write(self, database: sqlite3.Connection, room: str, values: Mapping[str, bytes]) -> None:
        rows = [(room, key, self._mark(room, key, value), self._today, value) for key, value in values.items()]
        with database:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)", rows)
            self._prune(database)

    def _prune(self, database: sqlite3.Connection) -> None:
        database.execute("DELETE FROM entries WHERE used < ?", (self._today - _DAYS_KEPT,))
        (size,) = database.execute(
            "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, "
            "pragma_freelist_count, pragma_page_size"
        ).fetchone()
        if size > _MOST:
            database.execute(
                "DELETE FROM entries WHERE rowid IN (SELECT rowid FROM (SELECT rowid, sum(length(value)) OVER "
                "(ORDER BY used DESC, rowid DESC) AS above FROM entries) WHERE above > ?)",
                (_MOST * 3 // 4,),
            )

    def _mark(self, room: str, key: str, value: bytes) -> bytes:
        """Return what only this user's builds can write beside a value."""
        mark = hashlib.blake2b(f"{room}\0{key}\0".encode(), key=self._key, digest_size=16)
        mark.update(value)
        return mark.digest()


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def user_store() -> Store:
    """Return the store of this user; one that keeps nothing where there is no place for it."""
    return Store(own.cache_folder(), own.key())
