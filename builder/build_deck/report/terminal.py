"""What a person sees: problems with their source line, progress while snippets run, colours where there are any."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from build_deck.disk.files import read_bytes
from build_deck.errors import BuildDeckError, Level, Problem, errors_in
from build_deck.messages import commandless, counted, cut, one_line, spelled, width
from build_deck.model import Session, Snippet, SnippetRun, Verdict

if TYPE_CHECKING:
    from build_deck.execute import Event

_CLEAR = "\r\x1b[K"
"""Back to the first column, and what stands there wiped out."""
_MAX_WIDTH = 160
_GLIMPSE = 60
RED, YELLOW, GREEN, DIM, BOLD = "31", "33", "32", "2", "1"
_COLOUR_OF = {Level.ERROR: RED, Level.WARNING: YELLOW}


@dataclass(frozen=True, slots=True)
class Painted:
    """A piece of a line in colour, where there are colours."""

    text: str
    colour: str


class Terminal:
    """Writes to one stream; colours and a live line only where a person is looking."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.live = stream.isatty()
        self._coloured = self.live and not os.environ.get("NO_COLOR")
        self._status = ""
        self._in_workflow = os.environ.get("GITHUB_ACTIONS") == "true"

    def line(self, *parts: str | Painted) -> None:
        """Write a line, above the live one where there is one; what would not show in it is spelled out."""
        text = "".join(map(self._part, parts))
        self.command(commandless(text) if self._in_workflow else text)

    def command(self, text: str) -> None:
        """Write a line as it is: to whoever runs this command, not to whoever reads what it says."""
        self._write(f"{_CLEAR if self._status else ''}{text}\n{self._status}")

    def _part(self, part: str | Painted) -> str:
        if isinstance(part, str):
            return spelled(part)
        return (
            f"\x1b[{part.colour}m{spelled(part.text)}\x1b[0m" if self._coloured and part.colour else spelled(part.text)
        )

    def status(self, text: str) -> None:
        """Show the text as the live line, cut to the width of the terminal; none where it is empty or nobody looks."""
        columns = shutil.get_terminal_size().columns - 1
        line = cut(one_line(text), columns) if self.live else ""
        if line != self._status:
            self._status = line
            self._write(f"{_CLEAR}{line}")

    def _write(self, text: str) -> None:
        """Write; a character that the stream's encoding lacks is written as an escape."""
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        self._stream.flush()

    def problems(self, problems: Iterable[Problem], *, most: int | None = None, together: bool = True) -> None:
        """Write the problems, on a terminal with source line and caret, and a count of them; at most `most` lines.

        `together` makes one line of many that are alike.
        """
        from build_deck.report.digest import digest  # with every room's codes, which a command without news never needs

        found = tuple(problems)
        told = digest(found, together=together) if found else ()
        for problem in told[:most]:
            self._problem(problem)
        if most is not None and len(told) > most:
            self.line(f"… and {len(told) - most} more: `build-deck lint` tells them all.")
        errors = len(errors_in(found))
        if len(found) > 1:
            self.line(f"{counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}.")

    def _problem(self, problem: Problem) -> None:
        level = Painted(f"{problem.level}[{problem.code}]:", _COLOUR_OF[problem.level])
        place = Painted(one_line(f"{problem.location}: ") if problem.location else "", BOLD)
        self.line(place, level, one_line(f" {problem.what} {problem.remedy}".rstrip()))
        if self.live:
            for line in source_excerpt(problem):
                self.line(Painted(line, DIM))
        for line in spelled(problem.detail).split("\n") if problem.detail else ():
            self.line(f"    {line}")


def source_excerpt(problem: Problem) -> tuple[str, ...]:
    """Return the source line and a caret under the column; nothing when the file cannot be read or the line is long."""
    if problem.location is None:
        return ()
    try:
        lines = read_bytes(Path(problem.location.path)).decode("utf-8-sig", "replace").split("\n")
    except BuildDeckError:
        return ()
    text = "".join(lines[problem.location.line - 1 : problem.location.line]).rstrip("\r").replace("\t", " ")
    if not text or len(text) > _MAX_WIDTH or not text.isprintable():
        return ()
    before = text[: problem.location.column - 1]
    caret = " " * width(before) + "^"
    margin = f"{problem.location.line:5} | "
    return (margin + text, " " * (len(margin) - 2) + "| " + caret)


class Progress:
    """Follows the engine: a line a snippet, and on a terminal a line below that says what runs now."""

    def __init__(self, terminal: Terminal, *, quiet: bool = False, verbose: bool = False) -> None:
        self._terminal = terminal
        self._quiet, self._verbose = quiet, verbose
        self._running: dict[str, None] = {}
        """What runs now, the longest first."""
        self._ended = self._planned = 0

    def __enter__(self) -> Self:
        self._status("reading")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._status("")

    def __call__(self, event: "Event") -> None:
        """Show one event of the engine."""
        if self._quiet and not self._verbose:
            return
        self._count(event)
        from build_deck.execute import (
            SessionFinished,
            SessionSampled,
            SnippetFinished,
            SnippetStarted,
        )  # the engine, which a build without news never needs

        match event:
            case SnippetFinished(run=run) if self._quiet:
                self._stderr(run)
            case SessionFinished(run=run) if self._verbose and run.cached:
                for snippet, each in zip(run.session.snippets, run.snippets, strict=True):
                    if each.output.stderr:
                        self._terminal.line(*self._finished(run.session, snippet, each))
                        self._stderr(each)
            case _ if self._quiet:
                return
            case SnippetStarted():
                pass
            case SnippetFinished(session=session, snippet=snippet, run=run):
                self._terminal.line(*self._finished(session, snippet, run))
                self._stderr(run)
            case SessionSampled(session=session, runs=runs, left=left):
                self._terminal.line(Painted(f"{'sampled':<12}", GREEN), f"{runs:4} ×  {one_line(session.name)}")
                self._status(f"running with other seeds, {left} left" if left else "comparing")
                return
            case _:
                return
        self._status(self._how_far() if self._running else "comparing")

    def _count(self, event: "Event") -> None:
        from build_deck.execute import SnippetFinished, SnippetsPlanned, SnippetStarted

        match event:
            case SnippetsPlanned(number=number):
                self._planned += number
            case SnippetStarted(session=session, snippet=snippet):
                self._running[f"{session.name} ({snippet.origin})"] = None
            case SnippetFinished(session=session, snippet=snippet):
                self._running.pop(f"{session.name} ({snippet.origin})", None)
                self._ended += 1

    def _how_far(self) -> str:
        """Return how many snippets have ended, of how many, and which has been running longest."""
        first, *others = self._running
        more = f" and {len(others)} more" if others else ""
        return f"{self._ended}/{max(self._planned, self._ended + len(self._running))}  running {first}{more}"

    def _stderr(self, run: SnippetRun) -> None:
        for line in spelled(run.output.stderr).splitlines() if self._verbose else ():
            self._terminal.line(Painted(f"    {line}", DIM))

    def _status(self, text: str) -> None:
        self._terminal.status("" if self._quiet else text)

    @staticmethod
    def _finished(session: Session, snippet: Snippet, run: SnippetRun) -> tuple[str | Painted, ...]:
        good = run.verdict is Verdict.OK
        verdict = Painted(f"{'ran' if good else run.verdict:<12}", GREEN if good else RED)
        where = Painted(one_line(str(snippet.origin).rsplit(":", 1)[0]), DIM)
        glimpse = _glimpse(run)
        return verdict, one_line(f" {run.seconds:6.2f} s  {session.name}  "), where, f"  {glimpse}" if glimpse else ""


def _glimpse(run: SnippetRun) -> str:
    """Return the first line of what came out, shortened; of what failed, the last line of its message."""
    lines = (run.output.stdout or run.output.value or "").strip().splitlines() or [""]
    if run.verdict is not Verdict.OK:
        lines = run.message.strip().splitlines()[-1:] or [""]
    text = "".join(c if c.isprintable() else " " for c in lines[0].strip())
    return text if len(text) <= _GLIMPSE else f"{text[: _GLIMPSE - 1]}…"
