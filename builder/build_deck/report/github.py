"""What GitHub Actions shows: annotations on the lines of a pull request, and the summary of a job.

The runner obeys lines of a log that begin with `::`, white space before it or not, and older commands in `##[…]`
anywhere in a line. What snippets print goes into logs, annotations and summaries, so it must not pass for a command:
see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands, "Stopping and starting".
"""

import html
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from build_deck.errors import BuildDeckError, Level, Problem
from build_deck.messages import counted, spelled
from build_deck.report import Report, count_verdicts
from build_deck.runtimes import titled

_TOLD = 20
"""Failures that a summary spells out; GitHub cuts a summary at 1 MiB."""
_LONGEST = 4000
"""Characters of each."""


@dataclass(slots=True)
class Workflow:
    """The job that the command runs in; outside of GitHub Actions, nothing."""

    workspace: Path | None = None
    summary: Path | None = None
    """The file that the page of the job is made of."""
    on: bool = False
    _annotations: list[str] = field(default_factory=list)

    def annotate(self, problems: Iterable[Problem]) -> None:
        """Have the problems shown at their lines once commands are obeyed again."""
        if self.on:
            self._annotations += annotations(problems, self.workspace)


@contextmanager
def workflow(environment: Mapping[str, str], write: Callable[[str], None]) -> Iterator[Workflow]:
    """The job that this environment describes; what is written meanwhile commands nothing, annotations follow it."""
    if environment.get("GITHUB_ACTIONS") != "true":
        yield Workflow()
        return
    named = (environment.get(name) for name in ("GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY"))
    workspace, summary = (Path(path) if path else None for path in named)
    job = Workflow(workspace, summary, on=True)
    try:
        with no_commands(write, secrets.token_hex(16)):
            try:
                yield job
            except BuildDeckError as error:
                job.annotate(error.problems)
                raise
    finally:
        for line in job._annotations:  # noqa: SLF001, its own module
            write(line)


@contextmanager
def no_commands(write: Callable[[str], None], token: str) -> Iterator[None]:
    """Lines between are not obeyed by the runner; `token` must be one that no snippet can know."""
    write(f"::stop-commands::{token}")
    try:
        yield
    finally:
        write(f"::{token}::")


def annotations(problems: Iterable[Problem], workspace: Path | None = None) -> tuple[str, ...]:
    """A workflow command a problem; paths are made relative to `workspace`, as GitHub wants them."""
    return tuple(_annotation(problem, workspace) for problem in problems)


def _annotation(problem: Problem, workspace: Path | None) -> str:
    command = "error" if problem.level is Level.ERROR else "warning"
    properties = {"title": problem.code}
    if problem.location:
        path = _from(workspace, problem.location.path)
        properties |= {"file": path, "line": str(problem.location.line), "col": str(problem.location.column)}
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    told = filter(None, (f"{problem.what} {problem.remedy}".rstrip(), problem.detail[:_LONGEST]))
    return f"::{command} {listed}::" + _data("\n".join(told))


def _from(workspace: Path | None, path: str) -> str:
    if workspace is None:
        return path
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links out of the checkout
    return absolute.relative_to(workspace).as_posix() if absolute.is_relative_to(workspace) else path


def _data(value: str) -> str:
    """The text as the runner takes it back to what it was (its ActionCommand escapes)."""
    return spelled(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def summary(report: Report) -> str:
    """The report as Markdown: verdicts counted, failures spelled out."""
    failed = [snippet for snippet in report.snippets if snippet.failed]
    wrong = [problem for problem in report.deck_problems if problem.level is Level.ERROR]
    where = f"{', '.join(titled(report.environment.languages))} on {_inline(report.environment.device)}"
    lines = [
        f"## {'Verification failed' if failed or wrong else 'Verified'}: {counted(len(report.snippets), 'snippet')}",
        "",
        "| verdict | snippets |",
        "| --- | ---: |",
        *(f"| {verdict} | {number} |" for verdict, number in count_verdicts(report.snippets)),
        "",
        f"{where}, {report.seconds:.1f} s.",
    ]
    for snippet in failed[:_TOLD]:
        title = f"{snippet.verdict}: {snippet.name} ({snippet.edition}), {snippet.file}:{snippet.line}"
        lines += ["", f"<details><summary>{_inline(title)}</summary>", "", *_fenced(snippet.message), "", "</details>"]
    if len(failed) > _TOLD:
        lines += ["", f"… and {len(failed) - _TOLD} more."]
    if wrong:
        lines += ["", "### The deck", "", *(f"- {_inline(str(problem))}" for problem in wrong[:_TOLD])]
    return "\n".join(lines) + "\n"


def _fenced(body: str) -> list[str]:
    visible = spelled(body)[:_LONGEST]
    longest = max((len(run) for run in re.findall("`+", visible)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}diff", visible, fence]


def _inline(value: str) -> str:
    """The text in a line of Markdown, its characters meaning themselves."""
    escaped = html.escape(spelled(" ".join(value.split())), quote=False)
    return re.sub(r"([\\`*_\[\]|~#@])", lambda m: f"&#{ord(m.group())};", escaped)
