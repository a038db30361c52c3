"""`lint --fix` from outside: what it writes, what it does not, and what it says of both."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from support import Result, run_command, write_files

GOOD = "### 1. What? {#what rarity=rare difficulty=hard}\n\nThis.\n"
NO_ID = "### 2. Who is it? {rarity=rare difficulty=hard}\n\nShe.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fix(files: Mapping[str, str | bytes], source: str = "q.md") -> Result:
    write_files(Path(), files)
    return run_command("lint", source, "--fix")


def test_ids_are_written_and_nothing_else() -> None:
    before = f"\ufeff{GOOD}\n{NO_ID}".replace("\n", "\r\n")
    assert fix({"q.md": before}) == Result(0, "q.md: 1 id written\n2 notes: 0 errors, 0 warnings.\n", "")
    after = Path("q.md").read_bytes().decode()
    assert after == before.replace("it? {rarity", "it? {#who-is-it rarity")
    assert fix({}).stdout == "2 notes: 0 errors, 0 warnings.\n"


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Who is it?", "Who is it? {#who-is-it}"),
        ("'Who is it?'", "'Who is it? {#who-is-it}'"),
        ('"谁？"', '"谁？ {#谁}"'),
    ],
)
def test_a_question_in_the_front_matter_gets_its_id_there(title: str, named: str) -> None:
    before = f"---\ntitle: {title}\ntags: [a]\n---\n\nShe.\n"
    assert fix({"q.md": before}) == Result(0, "q.md: 1 id written\n1 note: 0 errors, 0 warnings.\n", "")
    assert Path("q.md").read_text("utf-8") == before.replace(title, named)


def test_what_would_be_one_id_in_two_files_is_told_apart() -> None:
    result = fix({"d/a.md": NO_ID, "d/b.md": NO_ID, "d/c.md": NO_ID.replace("Who", "Where")}, "d")
    assert result.stdout == (
        "d/a.md: 1 id written\nd/a.md:1:1: {#a-who-is-it} written, since `who-is-it` would not be its alone\n"
        "d/b.md: 1 id written\nd/b.md:1:1: {#b-who-is-it} written, since `who-is-it` would not be its alone\n"
        "d/c.md: 1 id written\n3 notes: 0 errors, 1 warning.\n"
    )
    assert "{#a-who-is-it rarity" in Path("d/a.md").read_text()


def test_errors_elsewhere_are_told_and_keep_nothing_from_being_written() -> None:
    files = {"d/a.md": NO_ID, "d/b.md": f"{GOOD.replace('hard', 'hrad')}\n{NO_ID.replace('Who', 'Where')}"}
    result = fix(files, "d")
    assert (result.status, result.stdout) == (
        1,
        "d/a.md: 1 id written\nd/b.md: 1 id written\n3 notes: 1 error, 0 warnings.\n",
    )
    assert "d/b.md:1:33: error[unknown-difficulty]: `hrad` is not a difficulty." in result.stderr
    assert "{#where-is-it rarity" in Path("d/b.md").read_text()


def test_what_is_not_written_is_told_with_the_reason() -> None:
    text = '### One?\n\n```python\ntext = """\n```\n\n### Two?\n\na\n"""\n```\n'
    result = fix({"q.md": text})
    assert result.stdout.splitlines()[:2] == [
        "q.md: 1 id written",
        "q.md:7:1: no id written: fence-closed-in-string on line 5 may have made a question of what is none. "
        "Mend that first.",
    ]
    assert Path("q.md").read_text() == text.replace("One?", "One? {#one}")


def test_a_question_that_would_read_otherwise_is_left_alone_and_the_others_are_not() -> None:
    text = "### Write {cloze} {cloze}\n\na\n\n### Who?\n\nb\n"
    result = fix({"q.md": text})
    assert result.stdout == (
        "q.md: 1 id written\nq.md:1:1: no id written: with `{#…}` behind it, it would not read as it does now. "
        "Write it by hand.\n2 notes: 1 error, 1 warning.\n"
    )
    assert Path("q.md").read_text() == text.replace("Who?", "Who? {#who}")


def test_a_file_in_which_too_many_would_read_otherwise_is_left_alone() -> None:
    text = "".join(f"### Write {{cloze}} number {n} {{cloze}}\n\na\n\n" for n in range(30))
    result = fix({"q.md": text})
    assert result.stdout.splitlines()[0] == (
        "q.md: nothing written to this file: with its ids in, it would not read as it does now. Write them by hand."
    )
    assert Path("q.md").read_text() == text


def test_one_file_of_a_deck_is_named_with_the_others_in_mind() -> None:
    files = {"d/deck.yaml": "id: d\neditions: {en: {path: en}}\n", "d/en/a.md": NO_ID, "d/en/b.md": NO_ID}
    assert "{#a-who-is-it}" in fix(files, "d/en/a.md").stdout
    assert Path("d/en/b.md").read_text() == NO_ID


def test_a_file_that_is_not_utf8_is_left_alone() -> None:
    text = NO_ID.encode() + b"\xff\n"
    result = fix({"d/a.md": text, "d/b.md": NO_ID.replace("Who", "Where")}, "d")
    assert Path("d/a.md").read_bytes() == text
    assert "d/b.md: 1 id written" in result.stdout


ADAM = "## Adam\n\n### Advantages? {rarity=rare difficulty=hard}\n\nIt adapts.\n"
SGD = "\n## SGD\n\n### Advantages? {rarity=rare difficulty=hard}\n\nIt is simple.\n"


def test_of_repeated_questions_the_published_one_keeps_its_id() -> None:
    write_files(Path(), {"d/q.md": ADAM})
    assert run_command("build", "d", "-q").status == 0
    result = fix({"d/q.md": SGD + "\n" + ADAM}, "d")
    assert "{#sgd-advantages} written" in result.stdout
    assert Path("d/q.md").read_text().count("{#advantages ") == 1
    assert "{#advantages " in Path("d/q.md").read_text().split("## Adam")[1]
    assert run_command("build", "d", "-q").status == 0


def test_where_it_cannot_be_told_which_is_published_none_is_written() -> None:
    write_files(Path(), {"d/q.md": ADAM})
    assert run_command("build", "d", "-q").status == 0
    text = (SGD + "\n" + ADAM).replace("It adapts", "It scales").replace("Adam", "Adam and others")
    result = fix({"d/q.md": text}, "d")
    assert result.status == 1
    assert (
        "no id written: learners have `advantages`, and which of these questions it is cannot be told." in result.stdout
    )
    assert Path("d/q.md").read_text() == text


def test_an_id_of_a_retired_note_is_not_given_again() -> None:
    write_files(Path(), {"d/q.md": ADAM.replace("Advantages? {", "Why? {#adam-advantages ") + GOOD})
    assert run_command("build", "d", "-q").status == 0
    write_files(Path(), {"d/q.md": GOOD})
    assert run_command("build", "d", "-q").status == 0
    result = fix({"d/q.md": GOOD + ADAM + SGD}, "d")
    assert "{#adam-advantages}" not in result.stdout
    assert result.stdout.count(" written, since ") == 2
    assert "duplicate-id" not in result.stderr


def test_a_question_that_looks_like_a_published_one_is_left_to_its_author() -> None:
    write_files(Path(), {"d/q.md": GOOD})
    assert run_command("build", "d", "-q").status == 0
    result = fix({"d/q.md": GOOD.replace("What?", "Which?").replace("#what ", "")}, "d")
    assert "d/q.md:1:1: no id written: it looks like `what`, which learners have. Write {#what}" in result.stdout
    assert "d/q.md:1:1: error[probable-rename]" in result.stderr
    assert run_command("build", "d", "-q").status == 1
