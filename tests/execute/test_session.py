from collections.abc import Callable

from builder.errors import Location
from builder.model import Output, SessionRun, Verdict

PATH = "deck/en/01-notes.md"
Run = Callable[..., SessionRun]


def test_streams_and_value_are_each_snippets_own(run: Run) -> None:
    done = run("x = 1\nprint('a')", "import sys\nprint('b', file=sys.stderr)\nx + 1")
    assert [s.output for s in done.snippets] == [Output(stdout="a\n"), Output(stderr="b\n", value="2")]
    assert [s.verdict for s in done.snippets] == [Verdict.OK, Verdict.OK]


def test_a_traceback_carries_the_markdown_files_lines(run: Run) -> None:
    done = run("def f():\n    return 1 / 0\nf()", "print('never')")
    assert done.snippets[0].verdict is Verdict.ERROR
    assert done.snippets[0].location == Location(PATH, 12)
    assert done.snippets[0].message == (
        "The snippet raised ZeroDivisionError: division by zero\n"
        "Traceback (most recent call last):\n"
        f'  File "{PATH}", line 13, in <module>\n'
        "    f()\n"
        f'  File "{PATH}", line 12, in f\n'
        "    return 1 / 0\n"
        "           ~~^~~\n"
        "ZeroDivisionError: division by zero"
    )
    assert done.snippets[1].message == f"Not run: the snippet at {PATH}:10:1 failed."
