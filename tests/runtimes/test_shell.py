"""Bash runs a shell a note: what its fences share, how they end, and at which lines."""

from collections.abc import Callable

import pytest
from build_deck.execute import STANDARD, VARIED, Settings
from build_deck.model import SessionRun
from runtimes.conftest import PATH

Run = Callable[..., SessionRun]
SH = "bash"


def test_fences_of_a_note_share_a_shell(run: Run) -> None:
    first = 'x=42; greet() { echo "hello $1"; }; mkdir in; cd in; export Y=1; set -u'
    done = run((SH, first), (SH, "greet $x; basename $PWD; env | grep ^Y; echo $0 $#"), (SH, "trap 'echo bye' EXIT"))
    assert [each.output.stdout for each in done.snippets] == ["", "hello 42\nin\nY=1\nbash 0\n", "bye\n"]


def test_its_programs_run(run: Run) -> None:
    (snippet,) = run((SH, "printf '%s\\n' b a c | sort | tr a-z A-Z | paste -sd,")).snippets
    assert (snippet.verdict.value, snippet.output.stdout) == ("ok", "A,B,C\n")


def test_a_failure_is_told_with_what_was_written_at_its_line(run: Run) -> None:
    (snippet,) = run((SH, "echo one\n\nls nowhere")).snippets
    assert snippet.message == (
        "The snippet ended with exit status 2.\nls: cannot access 'nowhere': No such file or directory"
    )
    (snippet,) = run((SH, "echo one\n\nno_such_command x\nfalse")).snippets
    assert snippet.message == (
        f"The snippet ended with exit status 1.\n{PATH}: line 13: no_such_command: command not found"
    )
    assert snippet.location is not None
    assert snippet.location.line == 13
    (snippet,) = run((SH, "if true; then\n  echo (")).snippets
    assert snippet.location is not None
    assert (snippet.verdict.value, snippet.location.line) == ("error", 12)


def test_lines_on_a_card_are_the_snippets(run: Run) -> None:
    (snippet,) = run((SH, "true\nno_such_command || true"), output="stderr").snippets
    assert snippet.output.stderr == "<stdin>: line 2: no_such_command: command not found\n"


@pytest.mark.parametrize("raises", ["2", "ls"])
def test_a_failure_that_is_meant_is_shown(run: Run, raises: str) -> None:
    """By its status, or a word of what is written."""
    (snippet,) = run((SH, "ls nowhere"), raises=raises).snippets
    assert (snippet.verdict.value, snippet.output.error) == (
        "ok",
        "ls: cannot access 'nowhere': No such file or directory",
    )


def test_another_failure_or_none_than_the_one_meant(run: Run) -> None:
    (other,) = run((SH, "exit 4"), raises="2").snippets
    assert other.message == "The snippet ended with exit status 4 instead of 2."
    (none,) = run((SH, "true"), raises="2").snippets
    assert none.message == "The snippet was to fail with 2 and did not."


def test_exit_ends_the_note(run: Run) -> None:
    good, after = run((SH, "echo 1; exit"), (SH, "echo 2")).snippets
    assert (good.verdict.value, good.output.stdout) == ("ok", "1\n")
    assert after.message.endswith("ended the session.")
    strict, after = run((SH, "set -e\nfalse\necho not"), (SH, "echo 2")).snippets
    assert (strict.message, strict.output.stdout) == ("The snippet ended with exit status 1.", "")
    assert after.message.endswith("failed.")


def test_chance_and_the_time_zone_are_the_same_at_every_run(run: Run) -> None:
    code = "echo $RANDOM $(date -d @0 +%z) $COLUMNS"
    first, again, varied = (
        run((SH, code), settings=Settings(jobs=1, conditions=conditions)).snippets[0].output.stdout.split()
        for conditions in (STANDARD, STANDARD, VARIED)
    )
    assert first == again
    assert first[1:] == ["+0000", "80"]
    assert all(one != other for one, other in zip(first, varied, strict=True))


def test_a_shell_beside_python_lets_python_start_nothing(run: Run) -> None:
    """Both are in one folder; what one language is granted is not the other's."""
    shell, python = run((SH, "echo 3 > file"), ("python", "print(open('file').read())\nimport os\nos.fork()")).snippets
    assert shell.verdict.value == "ok"
    assert python.message.startswith("The snippet tried to start a process, which it may not.")


def test_what_python_does_to_its_own_process_keeps_no_shell_from_running(run: Run) -> None:
    patched = "import os, json\nos.write = os.read = json.dumps = json.loads = None"
    python, shell = run(("python", patched), (SH, "echo here")).snippets
    assert (python.verdict.value, shell.verdict.value, shell.output.stdout) == ("ok", "ok", "here\n")
