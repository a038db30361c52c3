"""What a person sees: problems with their source line, progress while snippets run, colours where there are any."""

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from builder.errors import Level, Problem, errors_in
from builder.model import Session, Snippet, SnippetRun, Verdict
from builder.wording import counted, width

if TYPE_CHECKING:
    from rich.status import Status

    from builder.execute import Event

_MAX_WIDTH = 160
_GLIMPSE = 60
_RED, _YELLOW, _GREEN, _DIM, _BOLD = "31", "33", "32", "2", "1"
_COLOUR_OF = {Level.ERROR: _RED, Level.WARNING: _YELLOW}


class Terminal:
    """Writes to one stream; colours and a live line only where a person is looking."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.live = stream.isatty() and not os.environ.get("NO_COLOR")

    def paint(self, text: str, colour: str) -> str:
        """Return the text in colour, where there are colours."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self.live and colour else text

    def line(self, text: str = "") -> None:
        """Write a line; a character that the stream's encoding lacks is written as an escape."""
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        self._stream.flush()

    def problems(self, problems: Iterable[Problem], *, most: int | None = None) -> None:
        """Write each problem, on a terminal with its source line and a caret, and a count of them; at most `most`."""
        told = tuple(problems)
        for problem in told[:most]:
            self._problem(problem)
        if most is not None and len(told) > most:
            self.line(f"… and {len(told) - most} more: `build-deck lint` tells them all.")
        errors = len(errors_in(told))
        if len(told) > 1:
            self.line(f"{counted(errors, 'error')}, {counted(len(told) - errors, 'warning')}.")

    def _problem(self, problem: Problem) -> None:
        level = self.paint(f"{problem.level}[{problem.code}]:", _COLOUR_OF[problem.level])
        place = self.paint(f"{problem.location}: ", _BOLD) if problem.location else ""
        self.line(f"{place}{level} {problem.what} {problem.remedy}".rstrip())
        if self.live:
            for line in source_excerpt(problem):
                self.line(self.paint(line, _DIM))
        for line in problem.detail.splitlines():
            self.line(f"    {line}")


def source_excerpt(problem: Problem) -> tuple[str, ...]:
    """Return the source line and a caret under the column; nothing when the file cannot be read or the line is long."""
    if problem.location is None:
        return ()
    try:
        with Path(problem.location.path).open(encoding="utf-8-sig", errors="replace") as file:
            lines = (line for number, line in enumerate(file, 1) if number == problem.location.line)
            text = next(lines, "").rstrip("\r\n").replace("\t", " ")
    except OSError:
        return ()
    if not text or len(text) > _MAX_WIDTH or not text.isprintable():
        return ()
    before = text[: problem.location.column - 1]
    caret = " " * width(before) + "^"
    margin = f"{problem.location.line:5} | "
    return (margin + text, " " * (len(margin) - 2) + "| " + caret)


class Progress:
    """Follows the engine: a line a snippet, and on a terminal a line below that says what runs now."""

    def __init__(self, terminal: Terminal, *, quiet: bool = False) -> None:
        self._terminal = terminal
        self._quiet = quiet
        self._running: dict[str, None] = {}
        self._status: Status | None = None

    def __enter__(self) -> Self:
        if self._terminal.live and not self._quiet:
            from rich.console import Console
            from rich.status import Status

            self._status = Status("reading", console=Console(stderr=True))
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()

    def __call__(self, event: "Event") -> None:
        """Show one event of the engine."""
        if self._quiet:
            return
        from builder.execute import (
            SnippetFinished,
            SnippetStarted,
        )  # the engine, which a build without news never needs

        match event:
            case SnippetStarted(session=session, snippet=snippet):
                self._running[f"{session.name} ({snippet.origin})"] = None
            case SnippetFinished(session=session, snippet=snippet, run=run):
                self._running.pop(f"{session.name} ({snippet.origin})", None)
                self._line(self._finished(session, snippet, run))
            case _:
                return
        if self._status:
            from rich.markup import escape

            self._status.update(escape("running " + ", ".join(self._running) if self._running else "comparing"))

    def _line(self, text: str) -> None:
        """Write a line above the live one, where there is one."""
        if self._status is None:
            self._terminal.line(text)
            return
        from rich.text import Text

        self._status.console.print(Text.from_ansi(text), soft_wrap=True)

    def _finished(self, session: Session, snippet: Snippet, run: SnippetRun) -> str:
        good = run.verdict is Verdict.OK
        verdict = self._terminal.paint(f"{'ran' if good else run.verdict:<12}", _GREEN if good else _RED)
        where = self._terminal.paint(str(snippet.origin).rsplit(":", 1)[0], _DIM)
        return f"{verdict} {run.seconds:6.2f} s  {session.name}  {where}  {_glimpse(run)}".rstrip()


def _glimpse(run: SnippetRun) -> str:
    """Return the first line of what came out, shortened; of what failed, the last line of its message."""
    lines = (run.output.stdout or run.output.value or "").strip().splitlines() or [""]
    if run.verdict is not Verdict.OK:
        lines = run.message.strip().splitlines()[-1:] or [""]
    text = "".join(c if c.isprintable() else " " for c in lines[0].strip())
    return text if len(text) <= _GLIMPSE else f"{text[: _GLIMPSE - 1]}…"
