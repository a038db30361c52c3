"""A build of what has not changed does nothing; anything it was made of that changes makes it build."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from build_deck.commands.build import BuildOptions, BuildResult, build
from build_deck.disk.stamp import Inputs, digest
from build_deck.errors import Level
from support import deck_files, environment_of, write_files

FILES = deck_files("stamped")


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_files(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    made(strict=False)
    return tmp_path


def made(**options: bool) -> BuildResult:
    return build(Path("deck"), BuildOptions(**options), lambda _event: None)  # type: ignore[arg-type] # flags only


def test_nothing_changed_gives_the_same_result_and_imports_nothing_heavy(deck: Path) -> None:
    program = (
        "import json, sys\nimport build_deck\nresult = build_deck.build('deck')\n"
        "heavy = ('torch', 'genanki', 'pygments', 'markdown_it', 'yaml', 'build_deck.commands.packages', 'build_deck.deck.load')\n"
        "print(json.dumps([result.run, result.cached, [p.notes for p in result.packages], "
        "[str(w.location) for w in result.warnings], [m for m in heavy if m in sys.modules]]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment_of(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [0, 1, [1], ["deck/en/01.md:1:1"], []]


def test_warnings_are_told_again(deck: Path) -> None:
    first, second = made(), made()
    assert first.warnings == second.warnings
    assert {warning.level for warning in second.warnings} == {Level.WARNING}


def append(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write("\n")

    return change


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(append(name), id=name)
        for name in (
            *FILES,
            "deck/snippets/recorded/why.yaml",
            "deck/deck.lock",
            "dist/mini-en.apkg",
        )
    ]
    + [
        pytest.param(lambda folder: (folder / "dist/mini-en.apkg").unlink(), id="no package"),
        pytest.param(lambda folder: write_files(folder, {"deck/en/02.md": "### More? {#more}\n\nYes.\n"}), id="more"),
        pytest.param(lambda folder: write_files(folder, {"deck/snippets/new.py": "x = 1\n"}), id="new snippet"),
    ],
)
def test_whatever_changes_is_built_again(deck: Path, change: Callable[[Path], None]) -> None:
    before = stamps(deck)
    assert before == stamps(deck, made())
    change(deck)
    assert before != stamps(deck, made())


def stamps(deck: Path, _after: object = None) -> list[tuple[str, int]]:
    """Every stamp with the moment it was written: a build that found one leaves it alone."""
    return sorted((p.name, p.stat().st_mtime_ns) for p in (deck / ".build-deck/builds").iterdir())


def test_what_changes_while_snippets_run_is_built_by_the_next_build(deck: Path) -> None:
    before = stamps(deck)
    append("deck/snippets/two.py")(deck)
    change = append("deck/en/01.md")
    build(Path("deck"), BuildOptions(), lambda _event: change(deck))
    assert before == stamps(deck)
    assert before != stamps(deck, made())


def test_a_variable_that_snippets_see_counts(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = stamps(deck)
    monkeypatch.setenv("SEED", "7")
    assert before != stamps(deck, made())


def test_a_program_that_runs_snippets_counts(tmp_path: Path) -> None:
    """By its size and time."""
    program = tmp_path / "node"
    inputs = Inputs((), (), {}, programs=(str(program),))
    seen = [digest(inputs)]
    for content in ("one", "another"):
        program.write_text(content, "utf-8")
        seen.append(digest(inputs))
    assert len(set(seen)) == 3


def test_other_options_have_a_stamp_of_their_own(deck: Path) -> None:
    made(run=False)
    assert len(stamps(deck)) == 2


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'{"digest": 1, "files": 3}'])
def test_a_broken_stamp_is_none(deck: Path, content: bytes) -> None:
    (stamp,) = (deck / ".build-deck/builds").iterdir()
    stamp.write_bytes(content)
    assert made().packages[0].notes == 1
    assert stamp.read_bytes() != content


def test_the_cache_folder_is_hidden_from_git(deck: Path) -> None:
    assert (deck / ".build-deck/.gitignore").read_text() == "*\n"
