"""What a slot reports is the snippet's own word: data, checked, and never a way into this process or the user's files."""

from typing import Any, cast

import pytest
from build_deck.execute.devices import CPU
from build_deck.execute.inside.protocol import EMPTY, Job
from build_deck.execute.jobs import Kind, Task
from build_deck.execute.results import snippet_runs
from build_deck.execute.settings import STANDARD
from build_deck.model import Output, SnippetRun, Verdict
from execute.sessions import PATH, session_of

_KIND = Kind((), optimizer=False, hash_seed=0, device="cpu", environment=())


def _told(**report: Any) -> SnippetRun:
    """What is made of a report with these fields."""
    nothing = {"event": "finished", "snippet": 0, "denied": "", "what": "", "absent": [], "stdout": "", "stderr": ""}
    message = {**EMPTY, **nothing, "seconds": 0.1, **report}
    task = Task(session_of("x"), STANDARD, CPU, _KIND, cast("Job", {}), results=[message])
    (run,) = snippet_runs(task)
    return run


@pytest.mark.parametrize("path", ["/dev/tty", "/dev/zero", "/root/.ssh/id_rsa", "../../.env", "other.md", "x\0y", ""])
def test_a_place_outside_the_sessions_own_code_is_not_believed(path: str) -> None:
    run = _told(status="error", message="No.", path=path, line=13)
    assert str(run.location) == f"{PATH}:13:1"


@pytest.mark.parametrize("line", [-1, 0, 10**12, 10**4000])
def test_a_line_that_no_file_has_is_the_snippets_first(line: int) -> None:
    run = _told(status="error", message="No.", path=PATH, line=line)
    assert str(run.location) == f"{PATH}:11:1"


def test_a_place_in_the_sessions_own_code_is_told() -> None:
    run = _told(status="error", message="No.", path=PATH, line=12)
    assert str(run.location) == f"{PATH}:12:1"


SPACE = 'xmlns="http://www.w3.org/2000/svg"'


def test_figures_are_cleaned_before_anything_sees_them() -> None:
    svg = f'<svg {SPACE}><script>alert(1)</script><image href="/etc/passwd"/><g onload="x"/></svg>'
    (figure,) = _told(figures=[svg]).output.figures
    assert figure == f'<svg {SPACE} xmlns:xlink="http://www.w3.org/1999/xlink"><image></image><g></g></svg>\n'


def test_a_figure_that_is_none_fails_its_snippet() -> None:
    run = _told(figures=[f"<svg {SPACE}>{'<g>' * 900}{'</g>' * 900}</svg>"])
    assert (run.verdict, run.output) == (Verdict.ERROR, Output())
    assert run.message == "A figure of the snippet is none that a card can show: it nests more than 100 levels deep."
    assert _told(figures=["<svg"], status="timeout", message="Late.").message == "Late."
