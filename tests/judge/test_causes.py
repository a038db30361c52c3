"""Why an output is not what was recorded: the code and which lines of it, packages, language, processor, device."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from build_deck.errors import Location
from build_deck.judge import judge, problem
from build_deck.judge.causes import cause_of, environment_changes
from build_deck.judge.code import imprint_of
from build_deck.model import (
    EditionName,
    Environment,
    NoteId,
    Output,
    Session,
    SessionRun,
    Snippet,
    SnippetOptions,
    SnippetRun,
    Verdict,
)
from build_deck.plan import PlannedSession
from build_deck.recordings import Recording
from build_deck.runtimes.row import Needs

HERE = Environment({"python": "3.11"}, {"torch": "2.13.0", "numpy": "2.3.1"}, "cpu", processor="A (avx2)")
CODE = "x = 1\ny = 2\nprint(x + y)\n"


def snippet(code: str, line: int = 10, **options: Any) -> Snippet:
    place = Location("q.md", line)
    below = replace(place, line=line + 1)
    return Snippet("python", code, code, place, below, below, SnippetOptions(**options), runtime="python")


def planned(*snippets: Snippet, source: str = "now", local: tuple[Path, ...] = ()) -> PlannedSession:
    return PlannedSession(
        Session("a", snippets), ((EditionName("en"), NoteId("a")),), Needs(local=local), source, recording=None
    )


def recorded(before: PlannedSession, now: PlannedSession, environment: Environment = HERE) -> PlannedSession:
    """The session as it is now, with what was recorded before."""
    outputs = (Output(stdout="1\n"),) * len(before.session.snippets)
    recording = Recording("a", before.source, environment, 0.1, outputs, imprint_of(before))
    return replace(now, recording=recording)


def run_of(session: PlannedSession, verdict: Verdict = Verdict.OK, environment: Environment = HERE) -> SessionRun:
    one = SnippetRun(Output(stdout="2\n"), verdict, "" if verdict is Verdict.OK else "It failed.")
    return SessionRun(session.session, (one,) * len(session.session.snippets), environment)


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (CODE, "x = 1\ny = 3\nprint(x + y)\n", "q.md:12 `y = 3`"),
        (CODE, "x = 5\ny = 2\nprint(x * y)\n", "q.md:11 `x = 5` and q.md:13 `print(x * y)`"),
        (CODE, "x = 1\ny = 2\nz = 3\nw = 4\nprint(x + y)\n", "q.md:13 `z = 3` and 1 more line"),
        (CODE, "a = 1\nb = 2\nprint(a + b)\n", "q.md:11 `a = 1` and 2 more lines"),
        (CODE, "x = 1\nprint(x + y)\n", "something is gone before q.md:12"),
        (CODE, "x = 1\ny = 2\n", "something is gone at q.md:13"),
        ("a\nb\nc\nd\ne\n", "1\nb\n2\nd\n3\n", "q.md:11 `1` and in 2 more places"),
        ("if x:\n    y\n", "if x:\n        y\n", "q.md:12 `y`"),
        ("x\ny\n", "x\n\ny\n", "an empty line at q.md:12"),
        ("问 = 1\n", f"问 = {'1' * 80}\n", f"q.md:11 `问 = {'1' * 55}…`"),
    ],
)
def test_the_lines_that_changed_are_named(before: str, now: str, told: str) -> None:
    session = recorded(planned(snippet(before), source="then"), planned(snippet(now)))
    assert cause_of(session, run_of(session)) == f"The code has changed since it was recorded: {told}."


def test_a_line_that_ends_in_spaces_is_the_same_line() -> None:
    session = recorded(planned(snippet("x = 1  \nx"), source="then"), planned(snippet("x = 1\nx + 1\n")))
    assert "q.md:12 `x + 1`" in cause_of(session, run_of(session))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"seed": 8}, "seed=8 instead of seed=7 at q.md:10"),
        ({}, "no option instead of seed=7 at q.md:10"),
        ({"seed": 7, "processes": True}, "seed=7 processes instead of seed=7 at q.md:10"),
    ],
)
def test_an_option_that_changes_the_output_is_code(options: Mapping[str, Any], told: str) -> None:
    session = recorded(planned(snippet(CODE, seed=7), source="then"), planned(snippet(CODE, **options)))
    assert cause_of(session, run_of(session)) == f"The code has changed since it was recorded: {told}."


def test_an_imported_module_is_named(tmp_path: Path) -> None:
    module, package = tmp_path / "helper.py", tmp_path / "parts" / "__init__.py"
    package.parent.mkdir()
    for file in (module, package):
        file.write_text("X = 1\n")
    before = planned(snippet(CODE), source="then", local=(module, package))
    session = recorded(before, planned(snippet(CODE), local=(module, package)))
    for file in (module, package):
        file.write_text("X = 2\n")
    assert cause_of(session, run_of(session)) == (
        "The code has changed since it was recorded: the imported helper.py and the imported parts/__init__.py."
    )


def test_a_recording_of_an_earlier_version_says_only_that_the_code_changed() -> None:
    session = recorded(planned(snippet(CODE), source="then"), planned(snippet("1\n")))
    assert session.recording
    session = replace(session, recording=replace(session.recording, imprint=None))
    assert cause_of(session, run_of(session)) == "The code has changed since it was recorded."


@pytest.mark.parametrize(
    ("then", "told"),
    [
        (HERE, []),
        (
            replace(HERE, packages={**HERE.packages, "torch": "2.12.1"}),
            ["Packages have changed: torch 2.12.1 → 2.13.0."],
        ),
        (
            replace(HERE, packages={"numpy": "1.26.4", "torch": "2.12.1"}),
            ["Packages have changed: numpy 1.26.4 → 2.3.1, torch 2.12.1 → 2.13.0."],
        ),
        (replace(HERE, packages={"jax": "0.4"}), []),
        (replace(HERE, languages={"python": "3.13"}), ["Recorded under Python 3.13, run under Python 3.11."]),
        (replace(HERE, processor="B (avx512f)"), ["Recorded on B (avx512f), run on A (avx2)."]),
        (replace(HERE, processor=""), []),
        (replace(HERE, device="NVIDIA H100"), ["Recorded on NVIDIA H100, run on cpu."]),
        (
            Environment({"python": "3.12"}, {"torch": "2.9"}, "NVIDIA H100", processor="B"),
            [
                "Packages have changed: torch 2.9 → 2.13.0.",
                "Recorded under Python 3.12, run under Python 3.11.",
                "Recorded on B, run on A (avx2).",
                "Recorded on NVIDIA H100, run on cpu.",
            ],
        ),
    ],
)
def test_what_differs_between_environments_is_named_the_likeliest_first(then: Environment, told: list[str]) -> None:
    assert list(environment_changes(then, HERE)) == told


def test_the_code_comes_before_the_environment() -> None:
    then = replace(HERE, languages={"python": "3.13"})
    session = recorded(planned(snippet(CODE), source="then"), planned(snippet("print(1)\n")), then)
    assert cause_of(session, run_of(session)) == (
        "The code has changed since it was recorded: q.md:11 `print(1)`. "
        "Recorded under Python 3.13, run under Python 3.11."
    )


@pytest.mark.parametrize(
    ("verdict", "remedy"),
    [
        (Verdict.OK, "If the new output is right too, accept it with `--update`; else run it where it was recorded."),
        (Verdict.ERROR, "Run it where it was recorded, or make the code run in both."),
    ],
)
def test_where_only_the_environment_changed_nobody_is_told_to_mend_the_snippet(verdict: Verdict, remedy: str) -> None:
    then = replace(HERE, languages={"python": "3.13"})
    session = recorded(planned(snippet(CODE)), planned(snippet(CODE)), then)
    (judgement,) = judge(session, run_of(session, verdict)).snippets
    told = problem(judgement, judgement.snippet, "note a in en")
    assert told.remedy == remedy
    assert told.detail.startswith("Recorded under Python 3.13, run under Python 3.11.\n")


def test_code_that_was_edited_and_fails_is_explained_by_its_traceback() -> None:
    then = replace(HERE, languages={"python": "3.13"})
    session = recorded(planned(snippet(CODE), source="then"), planned(snippet("1 / 0\n")), then)
    (judgement,) = judge(session, run_of(session, Verdict.ERROR)).snippets
    assert judgement.detail == "It failed."


def test_without_a_recording_there_is_nothing_to_tell() -> None:
    session = planned(snippet(CODE))
    assert cause_of(session, run_of(session)) == ""
