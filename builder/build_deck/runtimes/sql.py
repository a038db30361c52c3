"""SQL's row: SQLite, a database a note, in the session's own process (`execute/inside/sql`)."""

from build_deck.runtimes.row import Runtime


def _version() -> str:
    import sqlite3  # 8 ms, for decks with SQL

    return ".".join(sqlite3.sqlite_version.split(".")[:2])


def _build() -> str:
    import sqlite3

    return sqlite3.sqlite_version


SQL = Runtime(name="sql", title="SQLite", version=_version, build=_build, aliases=("sqlite",), suffixes=(".sql",))
