"""The review command from outside: at a terminal with keys, without one, and as JSON."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import environment_of, run_command, write_files

pty = pytest.importorskip("pty", reason="needs a terminal to open")

LABELS = "rarity=rare difficulty=hard"
NOTE = "### {0}? {{#{0} " + LABELS + "}}\n\n```python\n{1}\n```\n\n"
PINNED = (
    "### pin? {{#pin " + LABELS + "}}\n\n```python\nprint('took', 3)\nprint({})\n```\n\n```output\ntook ...\n1\n```\n\n"
)
CODE = {
    "a": "import helper\nprint('a', helper.X)",
    "b": "import helper\nprint('b', helper.X + 1)",
    "c": "x = 1\nprint(x)\nx",
}


def text(code: dict[str, str], pinned: int = 1) -> str:
    return "".join(NOTE.format(name, lines) for name, lines in code.items()) + PINNED.format(pinned)


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three recorded notes and a pinned one, all of which have changed since."""
    write_files(tmp_path, {"q.md": text(CODE), "snippets/helper.py": "X = 0.5\n"})
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert run_command("-q", "q.md").status == 0
    write_files(tmp_path, {"q.md": text({**CODE, "c": "x = 2\nprint(x)\nx"}, 2), "snippets/helper.py": "X = 0.75\n"})
    return tmp_path


def at_terminal(keys: str, *, interrupt: bool = False) -> tuple[int, str]:
    """The status of a review and what it wrote, once these keys were pressed, each when it was asked for."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "build_deck", "review", "-q", "q.md"],
        env=environment_of(TERM="xterm-256color", COLUMNS="200"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    written, pressed = b"", 0
    try:
        while part := os.read(ours, 65536):
            written += part
            while written.count(b"q quit") > pressed and pressed < len(keys):
                time.sleep(0.1)  # the terminal is put into raw mode after the question
                os.write(ours, keys[pressed].encode())
                pressed += 1
            if interrupt and pressed == len(keys) and written.count(b"q quit") > pressed:
                os.killpg(process.pid, signal.SIGINT)
                interrupt = False
    except OSError:  # Linux says so when the last writer has gone
        pass
    finally:
        os.close(ours)
    return process.wait(60), re.sub(r"\x1b\[[\d;]*m", "", written.decode()).replace("\r", "")


def contents(deck: Path) -> dict[str, bytes]:
    files = (path for path in deck.rglob("*") if path.is_file() and ".build-deck" not in path.parts)
    return {path.relative_to(deck).as_posix(): path.read_bytes() for path in files}


def changed(deck: Path, before: dict[str, bytes]) -> list[str]:
    after = contents(deck)
    return sorted(name for name in {*before, *after} if after.get(name) != before.get(name))


def test_each_changed_output_is_asked_about_once_and_what_is_accepted_is_written(deck: Path) -> None:
    before = contents(deck)
    status, shown = at_terminal("arla")
    assert status == 1
    assert changed(deck, before) == ["q.md", "snippets/recorded/a.yaml"]
    assert (deck / "q.md").read_text() == text({**CODE, "c": "x = 2\nprint(x)\nx"}, 2).replace("...\n1\n", "...\n2\n")
    assert shown.count("accept all") == 4
    assert shown.endswith(
        "written: q.md\n"
        "written: snippets/recorded/a.yaml\n"
        "rejected, mend the code: q.md:10 (b)\n"
        "changed outputs: 4, 2 accepted, 2 left\n"
    )
    assert run_command("review", "q.md", "--note", "a").status == 0


def test_all_of_one_cause_are_accepted_at_once(deck: Path) -> None:
    before = contents(deck)
    status, shown = at_terminal("cq")
    assert status == 1
    assert "c accept all 2 of this cause" in shown
    assert changed(deck, before) == ["snippets/recorded/a.yaml", "snippets/recorded/b.yaml"]


def test_when_nothing_is_left_the_status_is_good(deck: Path) -> None:
    assert at_terminal("caaa")[0] == 0
    assert run_command("review", "q.md").stdout == "changed outputs: 0, 0 accepted, 0 left\n"
    assert run_command("-q", "q.md").status == 0


def test_an_interrupted_review_writes_nothing(deck: Path) -> None:
    before = contents(deck)
    status, shown = at_terminal("a", interrupt=True)
    assert status == 130
    assert "Interrupted: nothing was changed." in shown
    assert changed(deck, before) == []


def test_without_a_terminal_the_outputs_are_listed_and_nothing_is_written(deck: Path) -> None:
    before = contents(deck)
    result = run_command("review", "q.md", "-q", environment={"NO_COLOR": "1"})
    assert result.status == 1
    assert result.stdout.startswith(
        "a (en)  q.md:3\n"
        "  a?\n"
        "  The code has changed since it was recorded: the imported helper.py.\n"
        "      import helper\n"
        "      print('a', helper.X)\n"
        "  recorded -, came out +\n"
        "    printed:\n"
        "    - a 0.5\n"
        "        ^^^\n"
        "    + a 0.75\n"
        "        ^^^^\n"
        "    largest error: absolute 0.25, relative 0.5\n"
        "\n"
    )
    assert result.stdout.endswith("changed outputs: 4, 0 accepted, 4 left\n")
    assert changed(deck, before) == []


def test_json_has_a_row_an_output(deck: Path) -> None:
    result = run_command("review", "q.md", "--json")
    assert result.status == 1
    rows = json.loads(result.stdout)
    assert [row["note"] for row in rows] == ["a", "b", "c", "pin"]
    assert rows[2] == {
        "note": "c",
        "editions": ["en"],
        "question": "c?",
        "file": "q.md",
        "line": 17,
        "snippet": 1,
        "verdict": "changed",
        "cause": "The code has changed since it was recorded: q.md:18 `x = 2`.",
        "code": [
            {"mark": "-", "text": "(a line that is gone)"},
            {"mark": "+", "text": "x = 2"},
            {"mark": " ", "text": "print(x)"},
            {"mark": " ", "text": "x"},
        ],
        "old": "1\n1\n",
        "new": "2\n2\n",
        "diff": "printed:\n- 1\n+ 2\nvalue:\n- 1\n+ 2\nlargest error: absolute 1, relative 1",
        "error": {"absolute": 1.0, "relative": 1.0},
        "figures": [],
        "pinned": False,
    }
    assert (rows[3]["old"], rows[3]["new"], rows[3]["pinned"]) == ("took ...\n1\n", "took ...\n2\n", True)
    assert run_command("review", "q.md", "--json", "--note", "c").stdout.count('"note"') == 1


def test_nothing_to_decide_is_an_empty_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {"q.md": "### a? {#a " + LABELS + "}\n\nNothing runs.\n"})
    monkeypatch.chdir(tmp_path)
    result = run_command("review", "q.md", "--json")
    assert (result.status, json.loads(result.stdout)) == (0, [])


def test_what_fails_is_told_and_what_is_new_is_left_to_a_build(deck: Path) -> None:
    write_files(deck, {"q.md": text({**CODE, "c": "1 / 0", "d": "print(4)"})})
    write_files(deck, {"snippets/helper.py": "X = 0.5\n"})
    result = run_command("review", "q.md", "-q")
    assert result.status == 1
    assert "q.md:18:1: error[snippet-error]: The snippet failed (note c in en)." in result.stderr
    assert result.stdout == ("changed outputs: 0, 0 accepted, 0 left\nnever recorded, which a build does: d\n")


def test_a_gone_line_is_found_in_git(deck: Path) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    now = (deck / "q.md").read_text()
    write_files(deck, {"q.md": text(CODE)})
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "start"]):
        subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)
    write_files(deck, {"q.md": now})
    rows = json.loads(run_command("review", "q.md", "--json", "--note", "c").stdout)
    assert rows[0]["code"][:2] == [{"mark": "-", "text": "x = 1"}, {"mark": "+", "text": "x = 2"}]


def test_part_of_a_session_can_be_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other output of the note goes on being held against what was recorded."""
    code = "x = {}\nprint(x)\n```\n\n```python\nprint(x + 1)"
    write_files(tmp_path, {"q.md": NOTE.format("a", code.format(1))})
    monkeypatch.chdir(tmp_path)
    assert run_command("-q", "q.md").status == 0
    write_files(tmp_path, {"q.md": NOTE.format("a", code.format(5))})
    status, _shown = at_terminal("al")
    assert status == 1
    rows = json.loads(run_command("review", "q.md", "--json").stdout)
    assert [(row["snippet"], row["old"], row["new"]) for row in rows] == [(2, "2\n", "6\n")]
    assert at_terminal("a")[0] == 0
    assert run_command("-q", "q.md").status == 0


def test_figures_are_shown_by_their_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import matplotlib.pyplot as plt\n_ = plt.plot([1, {}])"
    write_files(tmp_path, {"q.md": NOTE.format("a", code.format(2))})
    monkeypatch.chdir(tmp_path)
    assert run_command("-q", "q.md").status == 0
    write_files(tmp_path, {"q.md": NOTE.format("a", code.format(0))})
    (row,) = json.loads(run_command("review", "q.md", "--json").stdout)
    assert row["figures"] == [{"old": "snippets/recorded/a-1.svg", "new": ".build-deck/review/a-1.svg"}]
    old, new = (Path(row["figures"][0][key]).read_text() for key in ("old", "new"))
    assert old.startswith("<?xml")
    assert new.startswith("<?xml")
    assert at_terminal("a")[0] == 0
    (path,) = (tmp_path / "snippets/recorded").glob("a-1*.svg")
    assert path.read_text() == new
    write_files(tmp_path, {"q.md": NOTE.format("a", code.format(5))})
    (row,) = json.loads(run_command("review", "q.md", "--json").stdout)
    assert row["figures"][0]["old"] == f"snippets/recorded/{path.name}"
