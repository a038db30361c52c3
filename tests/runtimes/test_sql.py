"""SQL runs in SQLite, a database a note: each statement's rows are a table."""

from collections.abc import Callable
from pathlib import Path

import build_deck
import pytest
from build_deck.execute import VARIED, Settings
from build_deck.model import SessionRun

Run = Callable[..., SessionRun]
SQL = "sql"
MADE = """CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, score REAL); -- a; comment
INSERT INTO users VALUES (1, 'Ada; L', 0.1 + 0.2), (2, '王', NULL), (10, 'a<b', 1e20);"""


def test_fences_of_a_note_share_a_database_and_every_statement_has_its_table(run: Run) -> None:
    done = run((SQL, MADE), (SQL, "SELECT * FROM users ORDER BY id;\n/* and */ SELECT count(*) AS n FROM users"))
    made, shown = done.snippets
    assert (made.output.value, made.output.html) == (None, None)
    assert shown.output.value == (
        "id  name      score\n--  ------  -------\n 1  Ada; L      0.3\n 2  王         NULL\n10  a<b     1.0e+20\n\nn\n-\n3"
    )
    assert shown.output.html is not None
    assert shown.output.html.count("<table>") == 2
    assert "<tr><td>10</td><td>a&lt;b</td><td>1.0e+20</td></tr>" in shown.output.html
    assert done.environment.languages.keys() == {"sql"}


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("SELECT 1 AS a WHERE 0;", "a\n-"),
        ("SELECT x'00ff' AS b, 'two\nlines' AS c", "b        c\n-------  ----------\nx'00ff'  two\\nlines"),
        (
            "CREATE TABLE t (x); CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; DELETE FROM t; END; SELECT 2",
            "2\n-\n2",
        ),
        (
            "WITH RECURSIVE f(n, x) AS (SELECT 1, 1 UNION ALL SELECT n + 1, x * (n + 1) FROM f WHERE n < 4) SELECT * FROM f",
            "n   x\n-  --\n1   1\n2   2\n3   6\n4  24",
        ),
        ("-- nothing\n;;\n/* at all", None),
    ],
)
def test_statements_and_their_rows(run: Run, code: str, value: str | None) -> None:
    (snippet,) = run((SQL, code)).snippets
    assert (snippet.verdict.value, snippet.output.value) == ("ok", value), snippet.message


def test_an_error_is_told_at_its_line_of_the_markdown(run: Run) -> None:
    (snippet,) = run((SQL, "-- first\n\nSELECT 1;\n\n-- then\nSELECT *\nFROM nowhere;")).snippets
    assert snippet.message == "The snippet raised OperationalError: no such table: nowhere"
    assert snippet.location is not None
    assert (snippet.verdict.value, snippet.location.line) == ("error", 16)


@pytest.mark.parametrize("raises", ["IntegrityError", "SQLITE_CONSTRAINT_PRIMARYKEY", "DatabaseError"])
def test_an_error_that_is_meant_is_shown(run: Run, raises: str) -> None:
    (snippet,) = run((SQL, f"{MADE}\nINSERT INTO users VALUES (1, 'x', 1);"), raises=raises).snippets
    assert (snippet.verdict.value, snippet.output.error) == ("ok", "IntegrityError: UNIQUE constraint failed: users.id")
    (none,) = run((SQL, MADE), raises=raises).snippets
    assert none.message == f"The snippet was to fail with {raises} and did not."


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("WITH RECURSIVE f(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM f) SELECT n FROM f", "output-limit"),
        ("WITH RECURSIVE f(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM f) SELECT max(n) FROM f", "timeout"),
        ("SELECT length(zeroblob(900000000) || zeroblob(99))", "error|memory"),
        ("ATTACH '/etc/outside.db' AS other; CREATE TABLE other.t (x)", "error"),
        ("SELECT load_extension('/tmp/x.so')", "error"),
    ],
)
@pytest.mark.parametrize("isolation", ["auto", "landlock"])
def test_statements_that_mean_harm(run: Run, code: str, verdict: str, isolation: str) -> None:
    settings = Settings(jobs=1, isolation=isolation)  # type: ignore[arg-type]
    (snippet,) = run((SQL, code), settings=settings, timeout=0.5, memory=512).snippets
    assert snippet.verdict.value in verdict.split("|"), snippet.message
    assert not Path("/etc/outside.db").exists()


def test_the_time_zone_is_varied(run: Run) -> None:
    code = "SELECT datetime(0, 'unixepoch', 'localtime') AS t"
    values = [run((SQL, code)).snippets[0].output.value]
    values += [run((SQL, code), settings=Settings(jobs=1, conditions=VARIED)).snippets[0].output.value]
    assert values[0] != values[1]


NOTES = """---
run: [sql]
---
# Data

### What is 0.1 + 0.2? {#sum}
**Answer:** It depends.
```sql
SELECT 0.1 + 0.2 AS sum;
```
```output
sum
---
0.3
```
**Rarity:** Common
**Difficulty:** Easy
"""


def test_a_pin_is_the_table_as_text(deck: Callable[[str], Path]) -> None:
    notes = deck(NOTES)
    assert build_deck.build(notes, output=notes.parent / "out.apkg").run == 1
    assert [row.verdict.value for row in build_deck.verify(notes).snippets] == ["ok"]
