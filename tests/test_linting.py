"""The lint command from outside: what it prints, writes in, and says of how it went."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from support import Result, run_command, write_files

from builder.lint import CODES

GOOD = "### 1. What? {#what rarity=rare difficulty=hard}\n\nThis.\n"
NO_ID = "### 2. Who is it? {rarity=rare difficulty=hard}\n\nShe.\n"
BAD = '### 3. How? {#how rarity=rare difficulty=hard}\n\n```python\nprint("a"\n```\n'
WARNING = (
    "q.md:5:1: warning[missing-id]: This question has no id of its own; `who-is-it` was made from its words. "
    "Write it in with `lint --fix`, so that learners keep their reviews when its words change.\n"
)
ERROR = (
    "q.md:10:6: error[syntax-error]: This Python does not parse: '(' was never closed. Mend it, or write run=false.\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lint(files: Mapping[str, str | bytes], *arguments: str) -> Result:
    write_files(Path(), files)
    return run_command("lint", *arguments)


def test_nothing_to_say() -> None:
    assert lint({"q.md": GOOD}, "q.md") == Result(0, "1 note: 0 errors, 0 warnings.\n", "")


def test_warnings_fail_nothing_unless_strict() -> None:
    files = {"q.md": f"{GOOD}\n{NO_ID}"}
    assert lint(files, "q.md") == Result(0, "2 notes: 0 errors, 1 warning.\n", WARNING)
    assert lint(files, "q.md", "--strict") == Result(1, "2 notes: 0 errors, 1 warning.\n", WARNING)


def test_errors_and_warnings_are_told_together_in_order() -> None:
    result = lint({"q.md": f"{GOOD}\n{NO_ID}\n{BAD}"}, "q.md")
    assert (result.status, result.stdout) == (1, "3 notes: 1 error, 1 warning.\n")
    assert result.stderr == f"{WARNING}{ERROR.replace(':10:6', ':12:6')}1 error, 1 warning.\n"


def test_json_is_for_editors() -> None:
    result = lint({"q.md": BAD}, "q.md", "--json")
    assert (result.status, result.stderr) == (1, "")
    assert json.loads(result.stdout) == [
        {
            "file": "q.md",
            "line": 4,
            "column": 6,
            "level": "error",
            "code": "syntax-error",
            "what": "This Python does not parse: '(' was never closed.",
            "remedy": "Mend it, or write run=false.",
        }
    ]
    assert json.loads(lint({"q.md": GOOD}, "q.md", "--json").stdout) == []


def test_json_tells_what_keeps_a_deck_from_being_read_too() -> None:
    result = lint({"d/deck.yaml": "id: d\nid: e\n", "d/a.md": GOOD}, "d", "--json")
    assert (result.status, result.stderr) == (1, "")
    (problem,) = json.loads(result.stdout)
    assert (problem["file"], problem["line"], problem["code"]) == ("d/deck.yaml", 2, "yaml")
    nowhere = lint({}, "nowhere", "--json")
    assert (nowhere.status, json.loads(nowhere.stdout)[0]["file"]) == (2, None)


def test_fix_writes_ids_and_nothing_else() -> None:
    before = f"\ufeff{GOOD}\n{NO_ID}".replace("\n", "\r\n")
    result = lint({"q.md": before}, "q.md", "--fix")
    assert result == Result(0, "q.md: 1 id written\n2 notes: 0 errors, 0 warnings.\n", "")
    after = Path("q.md").read_bytes().decode()
    assert after == before.replace("it? {rarity", "it? {#who-is-it rarity")
    assert lint({}, "q.md", "--fix").stdout == "2 notes: 0 errors, 0 warnings.\n"


def test_fix_leaves_alone_what_would_be_the_same_id_in_two_files() -> None:
    files = {"d/a.md": NO_ID, "d/b.md": NO_ID, "d/c.md": NO_ID.replace("Who", "Where")}
    result = lint(files, "d", "--fix")
    assert result.status == 1
    assert result.stdout == "d/c.md: 1 id written\n3 notes: 1 error, 2 warnings.\n"
    assert "error[duplicate-id]: This question and the one at d/a.md:1 get the same id, `who-is-it`." in result.stderr
    assert [Path(name).read_text() for name in ("d/a.md", "d/b.md")] == [NO_ID, NO_ID]


def test_fix_changes_nothing_where_a_file_has_errors() -> None:
    files = {"d/a.md": NO_ID, "d/b.md": GOOD.replace("hard", "hrad")}
    result = lint(files, "d", "--fix")
    assert (result.status, result.stdout) == (1, "")
    assert "d/b.md:1:33: error[unknown-difficulty]: `hrad` is not a difficulty." in result.stderr
    assert Path("d/a.md").read_text() == NO_ID


def test_a_code_is_explained() -> None:
    result = run_command("lint", "--explain", "missing-id")
    assert result == Result(0, f"missing-id\n\n{CODES['missing-id'].means}\n\n{CODES['missing-id'].mend}\n", "")


def test_an_unknown_code_is_a_usage_error() -> None:
    result = run_command("lint", "--explain", "missing-idea")
    assert result.status == 2
    assert result.stderr.startswith("error[no-such-code]: There is no code `missing-idea`. Known are: not-utf8, ")


def test_nothing_runs() -> None:
    code = "### R? {#r rarity=rare difficulty=hard}\n\n```python\nopen('ran', 'w')\nprint(1)\n```\n"
    assert lint({"q.md": code}, "q.md").status == 0
    assert [path.name for path in Path().iterdir()] == ["q.md"]
