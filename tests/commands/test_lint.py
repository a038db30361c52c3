"""The lint command from outside: what it prints, writes in, and says of how it went."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from build_deck.commands.codes import codes
from support import Result, run_command, write_files

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


def test_errors_are_told_before_warnings() -> None:
    result = lint({"q.md": f"{GOOD}\n{NO_ID}\n{BAD}"}, "q.md")
    assert (result.status, result.stdout) == (1, "3 notes: 1 error, 1 warning.\n")
    assert result.stderr == f"{ERROR.replace(':10:6', ':12:6')}{WARNING}1 error, 1 warning.\n"


def test_many_warnings_are_one_line_unless_all_are_asked_for() -> None:
    files = {"q.md": "".join(f"### Is it {n}?\n\nYes, {n}.\n\n" for n in range(5))}
    result = lint(files, "q.md")
    assert result.stdout == "5 notes: 0 errors, 5 warnings.\n"
    assert result.stderr == (
        "q.md:1:1: warning[missing-id]: 5 notes, the first here. This question has no id of its own; `is-it-0` was made "
        "from its words. Write it in with `lint --fix`, so that learners keep their reviews when its words change. "
        "The others: q.md:5, 9, 13, 17.\n0 errors, 5 warnings.\n"
    )
    assert lint({}, "q.md", "--all").stderr.count("warning[missing-id]") == 5
    assert len(json.loads(lint({}, "q.md", "--json").stdout)) == 5


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


def test_a_code_is_explained() -> None:
    result = run_command("lint", "--explain", "missing-id")
    assert result == Result(0, f"missing-id\n\n{codes()['missing-id'].means}\n\n{codes()['missing-id'].mend}\n", "")


def test_an_unknown_code_is_a_usage_error() -> None:
    result = run_command("lint", "--explain", "missing-idea")
    assert result.status == 2
    assert result.stderr.startswith("error[no-such-code]: There is no code `missing-idea`. Known are: not-utf8, ")


def test_nothing_runs() -> None:
    code = "### R? {#r rarity=rare difficulty=hard}\n\n```python\nopen('ran', 'w')\nprint(1)\n```\n"
    assert lint({"q.md": code}, "q.md").status == 0
    assert [path.name for path in Path().iterdir()] == ["q.md"]


def published(text: str) -> None:
    write_files(Path(), {"d/q.md": text})
    assert run_command("build", "d", "-q").status == 0


WHO = "### Who is she, and why? {#who rarity=rare difficulty=hard}\n\nShe.\n"


def test_a_published_id_that_is_gone_is_told_with_the_id_to_write_back() -> None:
    published(GOOD + WHO)
    result = lint({"d/q.md": GOOD}, "d")
    assert (result.status, result.stdout) == (0, "1 note: 0 errors, 1 warning.\n")
    assert result.stderr == (
        "d/deck.lock:7:1: warning[note-gone]: The published note `who` (en), `Who is she, and why?`, is gone from the "
        "source. If it is there in other words, write {#who} behind it; else leave it: learners keep the old one, marked "
        "as retired.\n"
    )


def test_a_published_id_that_a_reworded_question_lost_is_told_at_that_question() -> None:
    published(GOOD + WHO)
    result = lint(
        {"d/q.md": GOOD + WHO.replace("Who is she, and why? {#who", "Who is she? {").replace("She.", "He.")}, "d"
    )
    assert result.status == 0
    assert (
        "d/q.md:4:1: warning[note-gone]: The published note `who` (en), `Who is she, and why?`, is gone from the source; "
        "this new one is near it. If it is that note, write {#who} behind it;"
    ) in result.stderr


def test_a_published_id_that_was_changed_is_the_error_that_it_is_to_build() -> None:
    published(GOOD + WHO)
    result = lint({"d/q.md": GOOD + WHO.replace("#who", "#she")}, "d")
    built = run_command("build", "d", "-q")
    told = "d/q.md:4:1: error[probable-rename]: The note `she` looks like `who`, which is gone"
    assert (result.status, told in result.stderr) == (1, True)
    assert (built.status, told in built.stderr) == (1, True)


def test_a_lock_that_cannot_be_read_is_told() -> None:
    published(GOOD)
    with Path("d/deck.lock").open("a") as lock:
        lock.write("<<<<<<< ours\n")
    assert "d/deck.lock:8:1: error[lock-conflict]" in lint({}, "d").stderr


def test_a_file_without_a_question_fails_as_it_does_for_build_and_list() -> None:
    """Case 28: what one command calls an error the others do."""
    told = "error[no-notes]: There is no question. Write one: a heading, and the answer under it.\n"
    lint({"q.md": "Only words.\n"}, "q.md")
    for command in ("lint", "build", "list"):
        result = run_command(command, "q.md")
        assert (result.status, told in result.stderr) == (1, True), command
    empty = lint({"d/deck.yaml": "id: d\neditions: {en: }\n"}, "d")
    assert (empty.status, empty.stderr.count("no-notes")) == (1, 1)
