"""What a person at a terminal sees: problems with their source line, and snippets as they run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from build_deck import build
from build_deck.errors import Location, Problem
from build_deck.report.terminal import source_excerpt
from support import environment_of, write_files

pty = pytest.importorskip("pty", reason="needs a terminal to open")
_CONTROL = re.compile(
    r"\x1b\[(?P<number>\d*)(?P<what>[AK])|\x1b\[[?\d;]*[a-zA-Z]|(?P<move>[\r\n])|(?P<text>[^\x1b\r\n]+)"
)


def at_terminal(*arguments: str, **environment: str) -> list[str]:
    """The lines on the screen once `build-deck` with these arguments has ended."""
    return screen(written_at_terminal(*arguments, **environment))


def written_at_terminal(*arguments: str, **environment: str) -> str:
    """All that is written to it."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "build_deck", *arguments],
        env=environment_of(TERM="xterm-256color", COLUMNS="200", **environment),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = b""
    try:
        while part := os.read(ours, 65536):
            written += part
    except OSError:  # Linux says so when the last writer has gone
        pass
    finally:
        os.close(ours)
    process.wait(60)
    return written.decode()


def screen(written: str) -> list[str]:
    """What a terminal shows of this, colours aside."""
    lines, row, column = [""], 0, 0
    for match in _CONTROL.finditer(written):
        if match["text"]:
            lines[row] = lines[row][:column].ljust(column) + match["text"] + lines[row][column + len(match["text"]) :]
            column += len(match["text"])
        elif match["move"] == "\n":
            row += 1
            lines += [""] * (row == len(lines))
        elif match["move"] == "\r":
            column = 0
        elif match["what"] == "A":
            row -= int(match["number"] or 1)
        elif match["what"] == "K":
            lines[row] = ""
    return [line.rstrip() for line in lines]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_problem_has_its_source_line_and_a_caret(folder: Path) -> None:
    write_files(
        folder, {"q.md": "### 什么 What? {#q rarity=rare difficulty=hard}\n\n```python timeut=3\nprint(1)\n```\n"}
    )
    assert at_terminal("lint", "q.md")[:3] == [
        "q.md:3:11: error[unknown-attribute]: A fence has no attribute `timeut`. Did you mean timeout? Fences take "
        "file, run, hide, setup, raises, output, timeout, memory, device, seed, seeds, tolerance, processes, cloze, predict, hl, alt.",
        "    3 | ```python timeut=3",
        "      |           ^",
    ]


def test_without_colours_the_excerpts_stay(folder: Path) -> None:
    write_files(folder, {"q.md": "### Q? {#q}\n\n```python timeut=3\nprint(1)\n```\n"})
    written = written_at_terminal("lint", "q.md", NO_COLOR="1")
    assert not re.search(r"\x1b\[[\d;]*m", written)
    assert "    3 | ```python timeut=3\r\n      |           ^\r\n" in written


def test_the_live_line_counts_and_names_what_has_run_longest(folder: Path) -> None:
    notes = (f"### {name}? {{#{name}}}\n\n```python\nprint(1)\n```\n\n```python\nprint(2)\n```\n" for name in "ab")
    write_files(folder, {"q.md": "\n".join(notes)})
    written = written_at_terminal("q.md", "-j", "1")
    live = re.findall(r"(\d)/(\d)  running (\w) \(q.md:(\d+):1\)", written)
    assert {total for _, total, _, _ in live} == {"4"}
    assert {"0", "1", "2", "3"} == {done for done, _, _, _ in live}


def test_what_changed_in_a_package_is_named(folder: Path) -> None:
    """Not of a first build, where everything is new, nor of one that had nothing to do."""

    def summary(*notes: str) -> list[str]:
        write_files(folder, {"q.md": "\n".join(f"### {name}? {{#{name[0]}}}\n\n{name}\n" for name in notes)})
        return [line.strip() for line in build("q.md").summary() if "since the last build" in line]

    assert summary("a", "b") == []
    assert summary("a2", "b") == ["since the last build: 1 changed (a)"]
    assert summary("a2", "b") == []
    assert summary("a2", "c") == ["since the last build: 1 new (c), 1 retired (b)"]
    assert summary("a2", "b", "c") == ["since the last build: 1 new (b)"]


def test_each_snippet_is_a_line_and_the_live_line_leaves_nothing(folder: Path) -> None:
    slow = "import time\ntime.sleep(0.5)\nprint('[bold]slow[/bold]')"
    labels = "rarity=rare difficulty=hard"
    texts = (
        f"### {name}? {{#{name} {labels}}}\n\n```python\n{code}\n```\n" for name, code in (("a", slow), ("b", "2"))
    )
    write_files(folder, {"q.md": "\n".join(texts)})
    shown = [line for line in at_terminal("q.md") if line]
    assert sorted(re.sub(r"\s+[\d.]+ s  ", " ", line) for line in shown[:2]) == [
        "ran a  q.md:4  [bold]slow[/bold]",
        "ran b  q.md:12  2",
    ]
    assert shown[2] == "recorded for the first time, look them over: a, b"
    assert shown[3].startswith("snippets: 2 run, 0 known from before, 0 changed · ")
    assert shown[4].startswith("dist/q-en.apkg: 2 notes, ")
    assert len(shown) == 5


@pytest.mark.parametrize(
    ("column", "caret"),
    [(1, "^"), (3, "    ^"), (4, "     ^")],
)
def test_a_caret_stands_under_its_character_where_characters_are_wide(folder: Path, column: int, caret: str) -> None:
    write_files(folder, {"q.md": "\ufeff问题x\ty\r\n"})
    assert source_excerpt(Problem("tags", Location("q.md", 1, column), "What.", "")) == (
        "    1 | 问题x y",
        f"      | {caret}",
    )


@pytest.mark.parametrize("text", ["", "x" * 200, "a\x1b[31mb"])
def test_no_line_is_shown_that_would_break_the_screen(folder: Path, text: str) -> None:
    write_files(folder, {"q.md": f"{text}\n"})
    assert source_excerpt(Problem("tags", Location("q.md"), "What.", "")) == ()
    assert source_excerpt(Problem("tags", Location("gone.md"), "What.", "")) == ()
    assert source_excerpt(Problem("tags", None, "What.", "")) == ()
