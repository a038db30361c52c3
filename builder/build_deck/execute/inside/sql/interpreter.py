"""SQLite as sessions run it, in their own process: one database a session, and a table for each statement with rows.

`sqlite3` is imported where it is used, by the sessions that need it.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..protocol import EMPTY, Job, Report, SnippetJob
from .tables import Table, Texts

_ROWS_AT_ONCE = 100


class Sql:
    """The database of a session."""

    def __init__(self, job: Job) -> None:
        if hasattr(time, "tzset"):
            time.tzset()
        import sqlite3

        self._most = job["output"]
        self._complete = sqlite3.complete_statement
        self._errors = (sqlite3.Error, sqlite3.Warning, MemoryError, OverflowError, UnicodeError)
        self._database = sqlite3.connect(":memory:", isolation_level=None)
        self._texts = Texts()

    def run(self, snippet: SnippetJob) -> Report:
        """What its statements gave, as tables; the first error ends it."""
        tables: list[Table] = []
        left = self._most
        for statement in statements(snippet["code"], self._complete):
            try:
                table = self._table(statement.text, left)
            except self._errors as error:
                return _shown(tables, _failed(error, snippet, statement.line))
            if table is None:
                continue
            tables.append(table)
            left -= table.size
            if left < 0:
                message = f"The snippet gave tables of more than {self._most} bytes."
                return {**EMPTY, "status": "output-limit", "message": message}
        report: Report = {**EMPTY}
        if snippet["raises"]:
            message = f"The snippet was to fail with {snippet['raises']} and did not."
            report = {**EMPTY, "status": "error", "message": message}
        return _shown(tables, report)

    def finish(self) -> str:
        """End with the database."""
        self._database.close()
        return ""

    def _table(self, statement: str, most: int) -> Table | None:
        """What a statement gave; None where it gives no rows. No more is fetched than is more than `most`."""
        cursor = self._database.execute(statement)
        if cursor.description is None:
            return None
        table = Table(tuple(str(column[0]) for column in cursor.description))
        while table.size <= most and (rows := cursor.fetchmany(_ROWS_AT_ONCE)):
            for row in rows:
                table.add(tuple(map(self._texts.cell, row)))
        return table


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and the line of the code, from 0, on which it begins."""

    text: str
    line: int


def statements(code: str, complete: Callable[[str], bool]) -> Iterator[Statement]:
    """The statements of some code, each `complete`; what follows the last is one too, if it is more than comments."""
    start = 0
    end = code.find(";")
    while end >= 0:
        text = code[start : end + 1]
        if complete(text):
            yield from _statement(code, start, text)
            start = end + 1
        end = code.find(";", end + 1)
    yield from _statement(code, start, code[start:])


def _statement(code: str, start: int, text: str) -> Iterator[Statement]:
    skipped = _blank(text)
    if text[skipped:].strip(" \t\n;"):
        yield Statement(text[skipped:], code.count("\n", 0, start + skipped))


def _blank(text: str) -> int:
    """How many characters of white space and comments a text begins with."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif text.startswith("--", at):
            at = _behind(text, "\n", at)
        elif text.startswith("/*", at):
            at = _behind(text, "*/", at + 2)
        else:
            break
    return at


def _behind(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    return len(text) if found < 0 else found + len(mark)


def _shown(tables: list[Table], report: Report) -> Report:
    if not tables:
        return report
    text, html = "\n\n".join(each.text() for each in tables), "<br>\n".join(each.html() for each in tables)
    return {**report, "value": text, "html": html}


def _failed(error: Exception, snippet: SnippetJob, line: int) -> Report:
    """The report of a statement that failed: as it was meant to, or not."""
    said, wanted = f"{type(error).__name__}: {error}", snippet["raises"]
    names = {each.__name__ for each in type(error).__mro__} | {getattr(error, "sqlite_errorname", None)}
    if wanted in names and wanted is not None:
        return {**EMPTY, "error": said}
    instead = f" instead of {wanted}" if wanted else ""
    return {
        **EMPTY,
        "status": "memory" if isinstance(error, MemoryError) else "error",
        "message": f"The snippet raised {said}{instead}",
        "path": snippet["path"],
        "line": snippet["line"] + line,
    }
