"""Running a session's snippets, one after another, in one real `__main__` module.

A snippet's code is compiled under the name and lines of the file it stands in, so that tracebacks, warnings and
`inspect` point there; the engine's own frames are cut off.
"""

import __future__

import ast
import builtins
import linecache
import sys
import traceback
import types
from functools import cached_property
from typing import Any

from ..protocol import EMPTY, Report, SnippetJob
from .pictures import picture

_FUTURES = 0
for _name in __future__.all_feature_names:
    _FUTURES |= getattr(__future__, _name).compiler_flag

_COROUTINE = 0x80
"""`inspect.CO_COROUTINE`, of code that awaits something at its top level."""

_MOST_FRAMES = 30
_MOST_MESSAGE = 20_000


class Main:
    """The `__main__` module of one session."""

    def __init__(self, most_text: int) -> None:
        self.module = types.ModuleType("__main__")
        self.module.__dict__["__builtins__"] = builtins
        sys.modules["__main__"] = self.module
        self._most_text = most_text
        self._flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

    def end(self) -> None:
        """Cancel what the session's event loop still has to do."""
        if "_loop" in self.__dict__:
            self._loop.close()

    def run(self, job: SnippetJob) -> Report:
        """What the snippet's code gave: its value or its exception; streams and figures are the caller's."""
        report: Report = {**EMPTY, "figures": []}
        if job["interactive"]:
            return self._answer(job, report)
        try:
            body, last = self._compile(job)
            self._execute(body)
            if last is not None:
                self._show(self._execute(last), report)
        except BaseException as error:
            _explain(error, job, report)
            return report
        if job["raises"]:
            report["status"] = "error"
            report["message"] = f"The snippet was to raise {job['raises']} and raised nothing."
        return report

    def _answer(self, job: SnippetJob, report: Report) -> Report:
        """What a statement behind a prompt gave; whether its exception was meant is for the comparison to say."""
        try:
            tree = self._parse(job, "single")
            statement = compile(tree, job["path"], "single", dont_inherit=True, flags=self._flags)
            self._flags |= statement.co_flags & _FUTURES
            self._execute(statement)
        except BaseException as error:
            _explain(error, job, report)
        return report

    def _execute(self, code: types.CodeType) -> Any:
        """The value of the code; what awaits something is run in the session's event loop."""
        value = eval(code, self.module.__dict__)
        return self._loop.run(value) if code.co_flags & _COROUTINE else value

    @cached_property
    def _loop(self) -> Any:
        import asyncio  # 30 ms that a session without `await` need not spend

        return asyncio.Runner()

    def _parse(self, job: SnippetJob, mode: str) -> Any:
        """The code's tree, at the lines of its file."""
        path, above = job["path"], job["line"] - 1
        self.module.__dict__["__file__"] = job["file"] or path
        _remember_lines(path, job["code"], above)
        return ast.increment_lineno(ast.parse(job["code"], path, mode), above)

    def _compile(self, job: SnippetJob) -> tuple[types.CodeType, types.CodeType | None]:
        path, tree = job["path"], self._parse(job, "exec")
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        body = compile(tree, path, "exec", dont_inherit=True, flags=self._flags)
        self._flags |= body.co_flags & _FUTURES
        if not isinstance(last, ast.Expr):
            return body, None
        return body, compile(ast.Expression(last.value), path, "eval", dont_inherit=True, flags=self._flags)

    def _show(self, value: object, report: Report) -> None:
        if value is None:
            return
        text = str.__str__(repr(value))  # a subclass of str may say what it likes of its own length
        report["value"], report["truncated"] = _cut(text, self._most_text)
        if report["truncated"]:
            report["status"] = "output-limit"
            report["message"] = f"The repr of the last expression has {len(text)} characters."
        report["html"] = _table(value, self._most_text)
        if report["html"] is None and (drawn := picture(value)):
            report["figures"].append(drawn)


def _remember_lines(path: str, code: str, above: int) -> None:
    """Put the code where `linecache` finds it at its own lines, below what earlier snippets of the file put there."""
    known = linecache.cache.get(path)
    lines = list(known[2]) if known and len(known) == 4 else []  # noqa: PLR2004 - size, time, lines, name
    own = code.splitlines(keepends=True) or [""]
    if not own[-1].endswith("\n"):
        own[-1] += "\n"
    lines += ["\n"] * (above + len(own) - len(lines))
    lines[above : above + len(own)] = own
    linecache.cache[path] = (sum(map(len, lines)), None, lines, path)


def _cut(text: str, most: int) -> tuple[str, bool]:
    if len(text) <= most:
        return text, False
    return f"{text[:most]}\n[cut after {most} of {len(text)} characters]", True


def _table(value: object, most: int) -> str | None:
    """The value's HTML, if its type draws itself as a table."""
    draw = getattr(type(value), "_repr_html_", None)
    if not callable(draw):
        return None
    try:
        html = draw(value)
    except Exception:
        return None
    html = str.__str__(html) if isinstance(html, str) else ""
    return html if "<table" in html and len(html) <= most * 4 else None


def _explain(error: BaseException, job: SnippetJob, report: Report) -> None:
    """Put what the exception means for the snippet into the report."""
    wanted = job["raises"]
    if wanted and _is_a(error, wanted):
        report["error"] = _cut(one_line(error), _MOST_MESSAGE)[0]
        return
    if isinstance(error, SystemExit) and not wanted and error.code in (None, 0):
        report["ended"] = True
        return
    if isinstance(error, SyntaxError):
        _shift(error, job)
    report["status"] = "memory" if _out_of_memory(error) else "error"
    if isinstance(error, ModuleNotFoundError):
        report["missing"] = error.name or ""
    report["path"], report["line"] = _place(error, job)
    if isinstance(error, SystemExit):
        report["message"] = f"The snippet ended with exit status {error.code!r}."
        return
    instead = f" instead of {wanted}" if wanted else ""
    summary = f"The snippet raised {one_line(error)}{instead}"
    detail = "" if isinstance(error, MemoryError) else _cut(_traceback(error, job), _MOST_MESSAGE)[0]
    report["message"] = f"{_cut(summary, _MOST_MESSAGE)[0]}\n{detail}".rstrip()


def one_line(error: BaseException) -> str:
    """`ValueError: message`, as the last line of a traceback has it, with the notes added to the exception."""
    kind = type(error)
    name = (
        kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}"
    )
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except BaseException:
        text = "<its __str__ failed>"
    notes = "".join(f"\n{note}" for note in getattr(error, "__notes__", ()) if isinstance(note, str))
    return (f"{name}: {text}" if text else name) + notes


def _is_a(error: BaseException, name: str) -> bool:
    return any(name in (c.__name__, c.__qualname__, f"{c.__module__}.{c.__qualname__}") for c in type(error).__mro__)


def _out_of_memory(error: BaseException) -> bool:
    """Whether this is how Python, numpy, torch or the kernel says that memory ran out."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    text = str(error) if isinstance(error, RuntimeError | OSError) else ""
    return "can't allocate memory" in text or "Cannot allocate memory" in text or "can't start new thread" in text


def _shift(error: SyntaxError, job: SnippetJob) -> None:
    if error.filename == job["path"] and error.lineno is not None and error.lineno <= job["code"].count("\n") + 1:
        error.lineno += job["line"] - 1
        if error.end_lineno is not None:
            error.end_lineno += job["line"] - 1


def _place(error: BaseException, job: SnippetJob) -> tuple[str, int]:
    """The deepest line of the snippet's own file that the exception passed through."""
    if isinstance(error, SyntaxError) and error.filename == job["path"]:
        return job["path"], error.lineno or 0
    place = (job["path"], 0)
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == job["path"]:
            place = (job["path"], line)
    return place


def _traceback(error: BaseException, job: SnippetJob) -> str:
    """The traceback as Python prints it for a file, without the engine's frames."""
    trace: Any = error.__traceback__
    while trace is not None and _is_ours(trace, job["path"]):
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename == job["path"] and not _passed(trace, job["path"]):
        trace = None
    try:
        return "".join(traceback.format_exception(type(error), error, trace, limit=-_MOST_FRAMES)).rstrip()
    except BaseException:
        return ""


def _is_ours(trace: Any, path: str) -> bool:
    """Whether a frame is the engine's: its own, or asyncio's above the snippet's."""
    name = trace.tb_frame.f_code.co_filename
    return name == __file__ or (name != path and "asyncio" in name and _passed(trace, path))


def _passed(trace: Any, path: str) -> bool:
    return any(frame.f_code.co_filename == path for frame, _ in traceback.walk_tb(trace))
