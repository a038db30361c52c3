"""The build command from outside: whole small decks, the real engine, real Anki."""

import json
import re
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest
from build_deck import build as build_deck
from build_deck.errors import BuildDeckError
from support import Result, deck_files, open_package, run_command, write_files

DECK = deck_files("built")


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_files(tmp_path, DECK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file that a build may write."""
    files = (p for p in folder.rglob("*") if p.is_file() and ".build-deck" not in p.parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def failing(deck: Path, *arguments: str, status: int = 1) -> Result:
    """Run a build that must fail and change nothing."""
    before = snapshot(deck)
    result = run_command(*arguments)
    assert result.status == status, result
    assert snapshot(deck) == before
    return result


def test_a_deck_becomes_a_package_an_edition_with_recordings_and_a_lock(deck: Path) -> None:
    result = run_command("-q")
    assert result.status == 0, result
    assert result.stdout.splitlines()[0] == "recorded for the first time, look them over: sum"
    assert result.stdout.splitlines()[1].startswith("snippets: 1 run, 0 known from before, 0 changed · ")
    assert sorted(snapshot(deck).keys() - DECK.keys()) == [
        "deck/deck.lock",
        "dist/mini-en.apkg",
        "dist/mini-zh.apkg",
        "snippets/recorded/sum.yaml",
    ]
    with open_package(deck / "dist/mini-zh.apkg") as collection:
        assert collection.note_count() == collection.card_count() == 2
        assert sorted(collection.tags.all()) == [
            "difficulty::easy",
            "difficulty::hard",
            "extra",
            "rarity::uncommon",
            "rarity::very-common",
            "section::基础",
        ]
        assert {d.name for d in collection.decks.all_names_and_ids()} == {"Default", "迷你", "迷你::01 基础"}
        first = collection.get_card(collection.find_cards("tag:difficulty::hard")[0])
        assert "求和是什么？" in first.question()
        assert "<samp>6</samp>" in first.answer()
        assert collection.fix_integrity() == ("Database rebuilt and optimized.", True)


def test_a_second_build_runs_nothing_and_changes_nothing(deck: Path) -> None:
    run_command("-q")
    before = snapshot(deck)
    result = run_command("-q")
    assert result.stdout.splitlines()[0].startswith("snippets: 0 run, 1 known from before, 0 changed · ")
    assert snapshot(deck) == before


def test_progress_is_a_line_a_snippet_where_nobody_is_at_a_terminal(deck: Path) -> None:
    (line,) = run_command().stderr.splitlines()
    verdict, _, seconds, session, where, output = line.split()
    assert (verdict, seconds, session, where, output) == ("ran", "s", "sum", "snippets/total.py:1", "6")


@pytest.mark.parametrize("expression", ["hard", "困难", "difficulty::hard and not extra"])
def test_a_filtered_deck_holds_the_matching_notes_under_its_own_name(deck: Path, expression: str) -> None:
    run_command("-q")
    whole = (deck / "dist/mini-zh.apkg").read_bytes()
    lock = (deck / "deck/deck.lock").read_bytes()
    result = run_command("-q", "--tags", expression, "-e", "zh", "-o", "filtered")
    assert result.status == 0, result
    (package,) = (deck / "filtered").iterdir()
    assert package.name.startswith("mini-zh-")
    with open_package(package) as collection:
        assert [collection.get_note(n).tags for n in collection.find_notes("")] == [
            ["difficulty::hard", "rarity::very-common", "section::基础"]
        ]
    assert (deck / "dist/mini-zh.apkg").read_bytes() == whole
    assert (deck / "deck/deck.lock").read_bytes() == lock


def test_a_word_that_no_note_has_lists_the_tags(deck: Path) -> None:
    result = failing(deck, "--tags", "hrad", status=2)
    assert result.stderr == (
        "error[tags]: --tags: no note has the tag `hrad`. There are: difficulty::easy, difficulty::hard, extra, "
        "rarity::uncommon, rarity::very-common, section::basics, section::基础.\n"
    )


def test_where_no_note_has_a_tag_that_is_said(deck: Path) -> None:
    write_files(deck, {"q.md": "### Q? {#q}\n\nA.\n"})
    assert failing(deck, "q.md", "--tags", "hard", status=2).stderr == (
        "error[tags]: --tags: no note has the tag `hard`. No note has any tag.\n"
    )


def test_a_filter_that_leaves_nothing_is_told(deck: Path) -> None:
    assert failing(deck, "--tags", "hard and easy").stderr == (
        "error[no-notes]: No note matches `hard and easy`. See `build-deck list --tags` for what there is.\n"
    )


def test_a_changed_output_is_refused_with_a_diff_and_accepted_with_update(deck: Path) -> None:
    run_command("-q")
    (deck / "snippets/total.py").write_text("print(sum([1, 2, 4]))\n")
    result = failing(deck, "-q")
    first, *rest = result.stderr.splitlines()
    assert first == (
        "deck/zh/01.md:7:1: error[snippet-changed]: The output is not what was recorded (note sum in zh, en). "
        "If the new output is right, accept it with `--update`; else mend the snippet."
    )
    assert [line.strip() for line in rest[:4]] == [
        "The code has changed since it was recorded: snippets/total.py:1 `print(sum([1, 2, 4]))`.",
        "printed:",
        "- 6",
        "+ 7",
    ]
    accepted = run_command("-q", "--update")
    assert accepted.stdout.splitlines()[0] == "recorded anew, look them over: sum"
    with open_package(deck / "dist/mini-en.apkg") as collection:
        assert "<samp>7</samp>" in collection.get_card(collection.find_cards("tag:difficulty::hard")[0]).answer()


def test_accept_is_update_for_these_notes_alone(deck: Path) -> None:
    write_files(deck, {"deck/en/02.md": "### B? {#b rarity=rare difficulty=easy}\n\n```python\nprint(1)\n```\n"})
    run_command("-q")
    (deck / "snippets/total.py").write_text("print(sum([1, 2, 4]))\n")
    assert run_command("-q", "--accept", "sum").stdout.startswith("recorded anew, look them over: sum\n")
    (deck / "snippets/total.py").write_text("print(0)\n")
    write_files(deck, {"deck/en/02.md": "### B? {#b rarity=rare difficulty=easy}\n\n```python\nprint(2)\n```\n"})
    result = failing(deck, "-q", "--accept", "sum")
    assert "(note b in en)" in result.stderr
    assert "note sum" not in result.stderr
    assert failing(deck, "-q", "--accept", "summ", status=2).stderr.startswith(
        "error[no-such-note]: --accept: there is no note `summ`. Did you mean `sum`?"
    )
    assert "--accept needs to run the snippets" in failing(deck, "--no-run", "--accept", "sum", status=2).stderr


def test_accepting_writes_a_pin_into_its_fence(deck: Path) -> None:
    """What still fits of the author's lines stays; the card shows what the fence then says."""
    text = "### B? {#b rarity=rare difficulty=easy}\n\n- one\n\n  ```python\n  print('took', 3)\n  print(2)\n  ```\n\n"
    write_files(deck, {"deck/en/02.md": f"{text}  ```output\n  took ...\n  1\n  ```\n"})
    assert "`--update` writes it into the output fence" in failing(deck, "-q").stderr
    assert run_command("-q", "--accept", "b").status == 0
    assert (deck / "deck/en/02.md").read_text() == f"{text}  ```output\n  took ...\n  2\n  ```\n"
    assert run_command("-q", "--locked").status == 0


def test_what_is_recorded_for_the_first_time_and_is_not_stable_is_told_at_once(deck: Path) -> None:
    (deck / "snippets/total.py").write_text("import random\nprint(random.random())\n")
    result = failing(deck, "-q")
    assert result.stderr.startswith(
        "deck/zh/01.md:7:1: error[snippet-unstable]: The output differs between two runs (note sum in zh, en). Seed what"
    )
    assert "    It depends on the seeds of random, numpy and torch.\n" in result.stderr
    assert failing(deck, "-q", "--update").stderr == result.stderr


def test_code_that_changes_and_prints_the_same_is_no_difference(deck: Path) -> None:
    run_command("-q")
    (deck / "snippets/total.py").write_text("print(3 + 2 + 1)\n")
    result = run_command("-q")
    assert result.status == 0
    assert result.stdout.startswith("snippets: 1 run, 0 known from before, 0 changed")


def test_without_running_the_recordings_make_the_same_package(deck: Path) -> None:
    run_command("-q")
    package = (deck / "dist/mini-en.apkg").read_bytes()
    shutil.rmtree(deck / "dist")
    assert run_command("-q", "--no-run").status == 0
    assert (deck / "dist/mini-en.apkg").read_bytes() == package


def test_without_running_a_missing_or_stale_recording_is_told(deck: Path) -> None:
    remedy = "Build without `--no-run` where it can run.\n"
    assert failing(deck, "--no-run").stderr == (
        "deck/zh/01.md:7:1: error[snippet-unrecorded]: The output has never been recorded "
        f"(note sum in zh, en). {remedy}"
    )
    run_command("-q")
    (deck / "snippets/total.py").write_text("print(7)\n")
    assert failing(deck, "--no-run").stderr == (
        "deck/zh/01.md:7:1: error[recording-stale]: The code has changed since its output was recorded "
        f"(note sum in zh, en). {remedy}"
    )


def test_a_locked_build_says_what_it_would_write(deck: Path) -> None:
    result = failing(deck, "-q", "--locked")
    assert (
        "deck/zh/01.md:7:1: error[locked]: The recording of sum is missing, and --locked forbids writing it. "
        "Build without `--locked` and commit what that writes."
    ) in result.stderr
    assert "deck/deck.lock:1:1: error[lock-outdated]: The lock is behind the deck" in result.stderr
    run_command("-q")
    assert run_command("-q", "--locked").status == 0


def test_ci_is_locked_by_itself(deck: Path) -> None:
    result = run_command("-q", environment={"CI": "true"})
    assert result.status == 1
    assert "error[locked]" in result.stderr
    assert run_command("-q", "--no-locked", environment={"CI": "true"}).status == 0


@pytest.mark.parametrize(
    ("code", "verdict", "detail"),
    [
        ("1 / 0", "snippet-error", "ZeroDivisionError: division by zero"),
        ("while True: pass", "snippet-timeout", ""),
        ("while True: print('x' * 1000)", "snippet-output-limit", ""),
    ],
)
def test_a_snippet_that_fails_changes_nothing(deck: Path, code: str, verdict: str, detail: str) -> None:
    run_command("-q")
    (deck / "snippets/total.py").write_text(f"x = 1\n{code}\n")
    with (deck / "deck/deck.yaml").open("a") as file:
        file.write("limits: {timeout: 1}\n")
    result = failing(deck, "-q")
    assert f"error[{verdict}]" in result.stderr
    assert "(note sum in zh, en)" in result.stderr
    assert detail in result.stderr
    if detail:
        assert result.stderr.startswith(
            "deck/zh/01.md:7:1: error[snippet-error]: The snippet failed at snippets/total.py:2 (note sum in zh, en). "
        )


def test_what_lint_warns_of_is_told_beside_what_fails(deck: Path) -> None:
    write_files(deck, {"deck/en/02.md": "### B? {#b rarity=rare}\n\n```python\n1 / 0\n```\n"})
    lines = [line for line in failing(deck, "-q").stderr.splitlines() if line.startswith("deck/en/02.md")]
    assert [line.split("]")[0] for line in lines] == [
        "deck/en/02.md:4:1: error[snippet-error",
        "deck/en/02.md:1:1: warning[edition-gap",
        "deck/en/02.md:1:1: warning[missing-difficulty",
    ]


def test_all_problems_are_told_at_once(deck: Path) -> None:
    run_command("-q")
    (deck / "deck/en/02.md").write_text(
        "### A? {#sum}\n\n**Answer:** x\n\n**Rarity:** Sometimes\n\n### B? {#b}\n\n"
        "```python file=missing.py\n```\n\n### Empty? {#empty}\n"
    )
    (deck / "deck/en/03.md").write_bytes(b"### caf\xe9\n")
    result = failing(deck, "-q")
    codes = [line.split("error[")[1].split("]")[0] for line in result.stderr.splitlines() if "error[" in line]
    assert "duplicate-id" in codes
    assert "not-utf8" in codes
    assert len(codes) >= 5, result.stderr


def test_no_such_source(deck: Path) -> None:
    assert failing(deck, "nowhere", status=2).stderr == (
        "error[no-source]: There is no nowhere here. "
        "Name a folder with a deck.yaml, a folder of Markdown files, or one Markdown file.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "near"),
    [(["biuld"], "build"), (["verfy", "--junit", "report.xml"], "verify"), (["prevew"], "preview")],
)
def test_a_mistyped_command_is_told_the_near_one(deck: Path, arguments: list[str], near: str) -> None:
    told = failing(deck, *arguments, status=2).stderr
    assert told.endswith(f"Error: There is no command or deck '{arguments[0]}'. Did you mean '{near}'?\n")


def test_a_deck_may_be_called_nearly_like_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {"lists/q.md": "### Q? {#q}\n\nA\n"})
    monkeypatch.chdir(tmp_path)
    assert run_command("lists", "-q").status == 0


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"问 题.md": "### Q? {#q}\n\nA\n"}, 0),
        ({"deck.yaml": "id: mine\n", "a/q.markdown": "### Q? {#q}\n\nA\n"}, 0),
        ({"README.md": "### Q? {#q}\n\nA\n"}, 2),
        ({"q.md": "### Q? {#q}\n\nA\n", "deck": "a file"}, 2),
    ],
)
def test_without_deck_the_current_folder_is_the_source_where_it_is_a_deck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], status: int
) -> None:
    """A README is about a deck and makes none."""
    write_files(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    listed = run_command("list")
    assert listed.status == status, listed
    if status == 0:
        assert listed.stdout == run_command("list", ".").stdout == "en  q  -  -  Q?\n"


def test_one_note_makes_a_package_of_its_own_and_retires_nothing(deck: Path) -> None:
    assert run_command("-q").status == 0
    lock, whole = (deck / "deck/deck.lock").read_bytes(), (deck / "dist/mini-zh.apkg").read_bytes()
    assert run_command("--note", "sum", "-e", "zh", "-q").status == 0
    assert (deck / "deck/deck.lock").read_bytes() == lock
    assert (deck / "dist/mini-zh.apkg").read_bytes() == whole
    with open_package(deck / "dist/mini-zh-sum.apkg") as collection:
        assert collection.note_count() == 1
    assert failing(deck, "--note", "smu", status=2).stderr == (
        "error[no-such-note]: --note: there is no note `smu`. Did you mean `sum`?\n"
    )


@pytest.mark.parametrize(("name", "ending"), [("foo.zip", ".zip"), ("out/foo.APKG", ".APKG")])
def test_an_output_of_another_kind_is_a_usage_error(deck: Path, name: str, ending: str) -> None:
    assert failing(deck, "-o", name, status=2).stderr == (
        f"error[output]: --output: {name} ends in {ending}, which is no kind of package. "
        "Name a file that ends in .apkg, or a folder; one with such a name must be there already.\n"
    )


@pytest.mark.parametrize("name", ["v1.2", "made.d"])
def test_a_folder_may_have_a_dot(deck: Path, name: str) -> None:
    if name == "made.d":
        (deck / name).mkdir()
    assert run_command("-o", name, "-e", "en", "-q").status == 0
    assert (deck / name / "mini-en.apkg").exists()


def test_an_output_that_cannot_be_written_is_told_before_anything_runs(deck: Path) -> None:
    (deck / "file").write_text("")
    result = failing(deck, "-o", "file/sub")
    assert result.stderr == (
        "error[unwritable]: file/sub/mini-zh.apkg cannot be written: file is a file. "
        "Choose another place with -o, or permit writing there.\n"
        "error[unwritable]: file/sub/mini-en.apkg cannot be written: file is a file. "
        "Choose another place with -o, or permit writing there.\n2 errors, 0 warnings.\n"
    ).replace("zh", "??").replace("en.apkg", "zh.apkg").replace("??", "en")


def test_one_markdown_file_is_a_deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "my notes 笔记"
    write_files(folder, {"q a.md": "# Sums\n\n### What is 1 + 1?\n\n```python\n1 + 1\n```\n"})
    monkeypatch.chdir(folder)
    result = run_command("q a.md", "-q")
    assert result.status == 0, result
    assert (folder / "dist/q-a-en.apkg").exists()
    assert (folder / "snippets/recorded").is_dir()
    assert (folder / "deck.lock").exists()
    with open_package(folder / "dist/q-a-en.apkg") as collection:
        assert [d.name for d in collection.decks.all_names_and_ids()] == ["Default", "Sums"]


def test_files_of_one_folder_can_each_be_a_deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first has deck.lock and snippets/recorded/; the others, even with the same ids, keep theirs apart."""
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b c"):
        write_files(tmp_path, {f"{name}.md": f"### Q? {{#q}}\n\n```python\nprint('{name}')\n```\n"})
        result = run_command(f"{name}.md", "-q")
        assert result.status == 0, result
    assert sorted(name for name in snapshot(tmp_path) if not name.endswith(".md")) == [
        "b-c.lock",
        "deck.lock",
        "dist/a-en.apkg",
        "dist/b-c-en.apkg",
        "snippets/recorded/b-c/q.yaml",
        "snippets/recorded/q.yaml",
    ]
    before = snapshot(tmp_path)
    for name in ("a", "b c"):
        assert run_command(f"{name}.md", "-q", "--locked").status == 0
        assert run_command("verify", f"{name}.md", "-q", "--update").status == 0
    assert snapshot(tmp_path) == before
    assert run_command(".", "-q").status == 1  # the same id twice
    (tmp_path / "b c.md").write_text("### R? {#r}\n\nA.\n")
    assert run_command(".", "-q").status == 0
    assert (tmp_path / f"{tmp_path.name}.lock").exists()


def test_a_file_that_was_renamed_is_not_taken_for_another_deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"a.md": "### Q? {#q}\n\nA.\n"})
    run_command("a.md", "-q")
    (tmp_path / "a.md").rename("b.md")
    assert (
        "deck.lock:1:1: error[deck-id-changed]: The deck's id was `a` and is now `b`"
        in failing(tmp_path, "b.md").stderr
    )


def test_one_file_of_a_deck_is_that_part_of_it(deck: Path) -> None:
    run_command("-q")
    lock = (deck / "deck/deck.lock").read_bytes()
    (deck / "deck/en/02.md").write_text("### More? {#more}\n\n**Answer:** Yes.\n")
    result = run_command("deck/en/02.md", "-q")
    assert result.status == 0, result
    with open_package(deck / "dist/mini-02-en.apkg") as collection:
        assert collection.note_count() == 1
    assert (deck / "deck/deck.lock").read_bytes().startswith(lock[:100])


def test_one_file_of_a_deck_may_be_named_through_a_link(deck: Path) -> None:
    (deck / "link").symlink_to("deck")
    result = run_command("link/en/01.md", "-q")
    assert result.status == 0, result
    assert (deck / "dist/mini-01-en.apkg").exists()


def test_a_link_to_a_notes_source_is_the_same_wherever_the_command_runs(
    deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (deck / "deck/deck.yaml").open("a") as file:
        file.write("source_url: https://example.org/{path}#{id}\n")
    (deck / "deck/en/01.md").rename(deck / "deck/en/a b#1.md")
    packages = []
    for folder, source in ((deck, "deck"), (deck / "deck", "."), (deck / "deck/en", "..")):
        monkeypatch.chdir(folder)
        result = run_command(source, "-q", "-o", str(deck / "out"))
        assert result.status == 0, result
        packages.append((deck / "out/mini-en.apkg").read_bytes())
    assert len(set(packages)) == 1
    with open_package(deck / "out/mini-en.apkg") as collection:
        note = collection.get_note(collection.find_notes("Sum")[0])
        assert note["Link"] == "https://example.org/en/a%20b%231.md#sum"


def test_packages_are_the_same_bytes_under_any_hash_seed(deck: Path) -> None:
    run_command("-q")
    before = snapshot(deck)
    for seed in ("1", "2"):
        shutil.rmtree(deck / "dist")
        run_command("-q", environment={"PYTHONHASHSEED": seed, "TZ": "Asia/Shanghai"})
        assert snapshot(deck) == before


def test_list_json_has_the_promised_keys(deck: Path) -> None:
    rows = json.loads(run_command("list", "--json", "-e", "zh").stdout)
    assert rows[0] == {
        "id": "sum",
        "edition": "zh",
        "question": "求和是什么？",
        "section": "基础",
        "rarity": "very-common",
        "difficulty": "hard",
        "tags": ["difficulty::hard", "rarity::very-common", "section::基础"],
        "file": "deck/zh/01.md",
        "line": 3,
        "snippets": 1,
    }
    assert [row["id"] for row in rows] == ["sum", "why"]


def test_list_prints_a_table_and_the_tags(deck: Path) -> None:
    assert run_command("list", "-e", "en").stdout == (
        "en  sum  very-common  hard  What is a sum?\nen  why  uncommon     easy  Why?\n"
    )
    assert "2  extra\n" in run_command("list", "--tags").stdout
    assert run_command("list", "-t", "hard", "-e", "en").stdout == "en  sum  very-common  hard  What is a sum?\n"


def test_the_python_function_returns_values_and_prints_nothing(deck: Path, capfd: pytest.CaptureFixture[str]) -> None:
    result = build_deck("deck", editions=("en",))
    assert [(p.edition, p.path.as_posix(), p.notes) for p in result.packages] == [("en", "dist/mini-en.apkg", 2)]
    assert (result.run, result.cached, result.recorded) == (1, 0, ("sum",))
    (package,) = build_deck("deck", editions=("zh",), tags="困难", output="out/hard.apkg").packages
    assert (package.path, package.notes) == (Path("out/hard.apkg"), 1)
    with pytest.raises(BuildDeckError):
        build_deck("nowhere")
    assert capfd.readouterr() == ("", "")


def test_a_package_is_a_zip_with_fixed_dates(deck: Path) -> None:
    run_command("-q")
    with zipfile.ZipFile(deck / "dist/mini-en.apkg") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        database = sqlite3.connect(":memory:")
        database.deserialize(archive.read("collection.anki2"))
        assert database.execute("SELECT count(*) FROM notes").fetchone() == (2,)
        database.close()


def test_list_counts_the_notes_as_a_markdown_table(deck: Path) -> None:
    assert run_command("list", "--summary", "-e", "en").stdout == (
        "| en: section | rarity | easy | medium | hard | notes |\n"
        "| --- | --- | --: | --: | --: | --: |\n"
        "| Basics | very-common | 0 | 0 | 1 | 1 |\n"
        "| Basics | uncommon | 1 | 0 | 0 | 1 |\n"
        "| all |  | 1 | 0 | 1 | 2 |\n"
    )


def test_a_package_has_what_deck_yaml_says_of_the_deck(deck: Path) -> None:
    config = DECK["deck/deck.yaml"].replace("title: Mini", "title: Mini, description: '**All** of it.'")
    more = """\
author: A. Author
url: https://example.org
source_url: https://example.org/{path}#{id}
subdecks: false
tags: [interview]
style: own.css
colours: {accent: "#123456"}
"""
    write_files(deck, {"deck/deck.yaml": config + more, "deck/own.css": ".bd-mine { margin: 7px }\n"})
    assert run_command("-q").status == 0
    with open_package(deck / "dist/mini-en.apkg") as collection:
        assert {d.name for d in collection.decks.all_names_and_ids()} == {"Default", "Mini"}
        description = collection.decks.by_name("Mini")["desc"]
        assert re.fullmatch(
            r"\*\*All\*\* of it\.\n\n1 · Python 3\.\d+ · CPU · CC0 · A\. Author · "
            r"\[https://example\.org\]\(https://example\.org\)",
            description,
        )
        (found,) = collection.find_notes("tag:difficulty::hard tag:interview")
        note = collection.get_note(found)
        assert 'href="https://example.org/en/01.md#sum"' in note.cards()[0].answer()
        css = note.note_type()["css"]
        assert ".bd-mine { margin: 7px }" in css
        assert "--bd-accent: #123456" in css


def test_a_bar_in_a_section_does_not_end_its_cell(deck: Path) -> None:
    text = (deck / "deck/en/01.md").read_text()
    (deck / "deck/en/01.md").write_text(text.replace("## Basics", "## A | B"))
    assert "| A \\| B | uncommon | 1 | 0 | 0 | 1 |" in run_command("list", "--summary", "-e", "en").stdout


def test_hidden_files_in_the_media_folder_are_nobodys_to_use(deck: Path) -> None:
    write_files(deck, {"deck/media/.DS_Store": b"", "deck/media/.cache/a.png": b"", "deck/media/b.png": b""})
    assert [line.split(":")[0] for line in run_command("lint").stderr.splitlines() if "unused-media" in line] == [
        "deck/media/b.png"
    ]


def test_a_note_that_goes_stays_as_retired_with_its_answer(deck: Path) -> None:
    run_command("-q")
    shutil.rmtree(deck / "dist")
    text = (deck / "deck/zh/01.md").read_text("utf-8")
    (deck / "deck/zh/01.md").write_text(text[: text.index("### 2.")], "utf-8")
    result = run_command("-q", "-e", "zh")
    assert result.status == 0, result
    assert "warning[note-gone]: The note `why` (zh) is gone from the source" in result.stderr
    with open_package(deck / "dist/mini-zh.apkg") as collection:
        (found,) = collection.find_notes("tag:retired")
        answer = collection.get_note(found).cards()[0].answer()
        assert "这道题已不在牌组中，可以删除。" in answer
        assert "因为。" in answer
    assert run_command("-q", "-e", "zh").stdout.startswith("snippets: 0 run, 1 known")
    (all_, gone) = run_command("list", "--summary", "-e", "zh").stdout.splitlines()[-2:]
    assert (all_[:5], gone[:9], gone[-4:]) == ("| all", "| retired", " 1 |")
    assert "| retired" not in run_command("list", "--summary", "-e", "zh", "-t", "*").stdout


def test_an_edition_that_goes_is_told(deck: Path) -> None:
    run_command("-q")
    config = (deck / "deck/deck.yaml").read_text("utf-8")
    (deck / "deck/deck.yaml").write_text(config.replace("zh: {", "zh2: {path: zh, "), "utf-8")
    result = run_command("-q", "-e", "en")
    assert (
        "warning[edition-gone]: The lock has notes of the edition `zh`, which the deck does not have." in result.stderr
    )


def test_editions_that_part_are_held_against_what_they_shared(deck: Path) -> None:
    for edition in ("zh", "en"):
        text = (deck / f"deck/{edition}/01.md").read_text("utf-8")
        fence = "```python\nprint(sum([1, 2, 3]))\n```\n"
        (deck / f"deck/{edition}/01.md").write_text(text.replace("```python file=total.py\n```\n", fence), "utf-8")
    run_command("-q")
    english = deck / "deck/en/01.md"
    english.write_text(english.read_text("utf-8").replace("3]", "4]"), "utf-8")
    result = failing(deck, "-q")
    assert (
        "deck/en/01.md:7:1: error[snippet-changed]: The output is not what was recorded (note sum in en)."
        in result.stderr
    )
    assert "note sum in zh" not in result.stderr
    assert run_command("-q", "--update").status == 0
    assert sorted(p.name for p in (deck / "snippets/recorded").iterdir()) == ["sum.en.yaml", "sum.zh.yaml"]


def test_a_mistake_in_one_edition_does_not_hold_up_the_other(deck: Path) -> None:
    with (deck / "deck/zh/01.md").open("a", encoding="utf-8") as file:
        file.write("\n### 3. 空的？ {#empty}\n")
    assert "error[no-answer]" in failing(deck, "-q").stderr
    assert run_command("-q", "-e", "en").status == 0
    assert run_command("list", "-e", "en").status == 0
    assert run_command("list").status == 1


def test_many_warnings_are_one_line_and_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build tells what is new since the last one; lint is there for the rest."""
    monkeypatch.chdir(tmp_path)
    text = "".join(f"### Question {n}?\n\nAnswer {n}\n\n" for n in range(10))
    write_files(tmp_path, {"q.md": text})
    first, second = run_command("q.md"), run_command("q.md")
    assert "q.md:1:1: warning[missing-id]: 10 notes, the first here. This question has no id" in first.stderr
    assert first.stderr.endswith("0 errors, 10 warnings.\n")
    assert "as before" not in first.stdout
    assert (second.stderr, second.stdout.splitlines()[1]) == (
        "",
        "10 warnings as before: `build-deck lint` tells them all",
    )
    write_files(tmp_path, {"q.md": f"### Who?\n\nShe\n\n{text}"})
    third = run_command("q.md", "-q")
    assert third.stderr.startswith("q.md:1:1: warning[missing-id]: This question has no id of its own; `who`")
    assert third.stderr.count("\n") == 1
    assert "10 warnings as before" in third.stdout


def test_files_that_deck_yaml_names_must_be_there(deck: Path) -> None:
    with (deck / "deck/deck.yaml").open("a") as file:
        file.write("data: [table.csv]\nstyle: own.css\n")
    remedy = "Correct the path; it begins at the folder of deck.yaml."
    assert failing(deck, "-q").stderr == (
        f"deck/deck.yaml:1:1: error[missing-deck-file]: deck.yaml names deck/own.css, which does not exist. {remedy}\n"
        f"deck/deck.yaml:1:1: error[missing-deck-file]: deck.yaml names deck/table.csv, which does not exist. {remedy}\n"
        "2 errors, 0 warnings.\n"
    )


def test_verbose_shows_what_goes_to_stderr_also_of_what_is_known_from_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fence = "```python\nimport sys\nprint('seen')\nprint('said', file=sys.stderr)\n```"
    (tmp_path / "a.md").write_text(f"### Q? {{#q}}\n{fence}\n**Rarity:** Common\n**Difficulty:** Easy\n", "utf-8")
    told = [run_command("a.md", *options) for options in ([], ["-v"], ["-q", "-v"])]
    assert [result.status for result in told] == [0, 0, 0]
    assert ["    said" in result.stderr.splitlines() for result in told] == [False, True, True]
    assert "    said" in run_command("verify", "-v", "a.md").stderr.splitlines()
