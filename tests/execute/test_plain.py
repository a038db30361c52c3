import sys
from dataclasses import replace
from pathlib import Path

import pytest
from build_deck.errors import Location
from build_deck.execute import Event, SessionFinished, Settings, SnippetFinished, SnippetStarted, run_sessions
from build_deck.model import Output, Verdict
from execute.conftest import Run
from execute.sessions import PATH, session_of


@pytest.fixture
def plain(settings: Settings) -> Settings:
    """What macOS and Windows get."""
    return replace(settings, isolation="none")


def test_snippets_share_a_namespace_and_nothing_else(run: Run, plain: Settings) -> None:
    done = run("x = 1\nprint('a')", "import sys\nprint('b', file=sys.stderr)\nx + 1", settings=plain)
    assert [s.output for s in done.snippets] == [Output(stdout="a\n"), Output(stderr="b\n", value="2")]
    assert done.environment.isolation == "none"


def test_errors_carry_their_lines(run: Run, plain: Settings) -> None:
    done = run("x = 1\n1 / 0", "2", settings=plain)
    assert done.snippets[0].location == Location(PATH, 12)
    assert done.snippets[0].message.splitlines()[0] == "The snippet raised ZeroDivisionError: division by zero"
    assert done.snippets[1].message == f"Not run: the snippet at {PATH}:10:1 failed."


@pytest.mark.parametrize(
    ("code", "verdict", "message"),
    [
        ("while True:\n    pass", Verdict.TIMEOUT, "The snippet did not end within 0.5 s."),
        ("while True:\n    print('x' * 999)", Verdict.OUTPUT_LIMIT, "The snippet printed more than 65536 bytes."),
        (
            "import os\nos._exit(3)",
            Verdict.ERROR,
            "The process ended with exit status 3 before the snippet was done.",
        ),
        ("input()", Verdict.ERROR, "The snippet raised EOFError: EOF when reading a line"),
    ],
)
def test_a_snippet_that_goes_wrong_gets_a_clean_verdict(
    run: Run, plain: Settings, code: str, verdict: Verdict, message: str
) -> None:
    (found,) = run(code, settings=plain, timeout=0.5).snippets
    assert (found.verdict, found.message.splitlines()[0]) == (verdict, message)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
def test_a_crash_is_told(run: Run, plain: Settings) -> None:
    (found,) = run("import os\nprint('before')\nos.abort()", settings=plain).snippets
    assert (found.verdict, found.message) == (Verdict.KILLED, "The process was ended by SIGABRT.")
    assert found.output.stdout == "before\n"


def test_conditions_are_the_same_as_in_the_sandbox(run: Run, plain: Settings, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("hello", "utf-8")
    (tmp_path / "snippets" / "sibling.py").write_text("X = 2\n", "utf-8")
    own = replace(plain, data=(tmp_path / "words.txt",), environment={"MODE": "1"})
    code = (
        "import os, random, sibling\n"
        "print(os.listdir(), open('words.txt').read(), os.environ['MODE'], random.random(), sibling.X)\n"
        "print({'one', 'two', 'three'}, __name__, __file__)"
    )
    outputs = [run(code, settings=each).snippets[0].output for each in (own, replace(own, isolation="auto"))]
    assert outputs[0] == outputs[1]
    assert outputs[0].stdout.startswith("['words.txt'] hello 1 0.8444218515250481 2\n")


def test_several_run_at_a_time_and_tell_their_progress(plain: Settings) -> None:
    sessions = [session_of("import time\ntime.sleep(0.5)", "2", name=name) for name in ("one", "two", "three")]
    events: list[Event] = []
    runs = list(run_sessions(sessions, plain, progress=events.append))
    assert {run.session.name for run in runs} == {"one", "two", "three"}
    for kind, count in ((SnippetStarted, 6), (SnippetFinished, 6), (SessionFinished, 3)):
        assert sum(isinstance(event, kind) for event in events) == count


def test_closing_the_iterator_ends_everything(plain: Settings) -> None:
    runs = run_sessions([session_of("1", name="fast"), session_of("while True: pass", name="slow")], plain)
    assert next(runs).session.name == "fast"
    runs.close()
