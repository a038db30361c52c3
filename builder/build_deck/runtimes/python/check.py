"""What a note's Python says before it runs: that it does not parse, lacks a name, or shows nothing."""

import ast
import builtins
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from build_deck.errors import Level, Location, Problem
from build_deck.model import Snippet
from build_deck.runtimes.row import Finding

_SHOWS = frozenset(
    {
        "print",
        "pprint",
        "pp",
        "display",
        "write",
        "writelines",
        "show",
        "savefig",
        "figure",
        "plot",
        "subplots",
        "plt",
        "warn",
        "print_exc",
        "summary",
        "exec",
        "eval",
    }
)
"""Names whose use means that a snippet shows something, or may."""
_DYNAMIC = frozenset(("exec", "eval", "globals", "locals", "vars", "setattr", "import_module"))
"""Names whose use means that others may be defined in ways that cannot be read."""


_DEEPEST = 30_000
"""Calls within calls: a chain of a thousand elif takes four thousand."""


@dataclass(frozen=True, slots=True)
class _Parsed:
    snippet: Snippet
    tree: ast.Module
    names: frozenset[str]
    """All names it mentions, attributes included."""


def check(snippets: Sequence[Snippet]) -> Iterator[Finding]:
    """A finding for each snippet that does not parse, each undefined name, each snippet that shows nothing."""
    results = [_parse(snippet) for snippet in snippets if not _is_meant_not_to_parse(snippet)]
    parsed = [result for result in results if isinstance(result, _Parsed)]
    yield from (result for result in results if isinstance(result, Finding))
    if len(parsed) == len(results):
        yield from _undefined(parsed)
        yield from _silent(parsed)


def _is_meant_not_to_parse(snippet: Snippet) -> bool:
    """Whether it does not, as `raises=` says; then running it says the rest."""
    return snippet.options.raises in _SYNTAX_ERRORS and isinstance(_parse(snippet), Finding)


_SYNTAX_ERRORS = {"SyntaxError", "IndentationError", "TabError", "Exception", "BaseException"}


def _place(snippet: Snippet, line: int, column: int = 1) -> Location:
    """Where a line of a snippet's code (from 1) stands, in the Markdown or in the snippet file."""
    origin = snippet.origin
    prompt = len(_line(snippet.shown, line)) - len(_line(snippet.code, line)) if snippet.transcript else 0
    return Location(origin.path, origin.line + line - 1, origin.column + prompt + max(column, 1) - 1)


def _parse(snippet: Snippet) -> _Parsed | Finding:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = _prompts(snippet) if snippet.transcript else ast.parse(snippet.code)
            names = frozenset(_names(tree))
    except SyntaxError as error:
        return Finding(snippet, _syntax_problem(snippet, error), _open_string(error))
    except (ValueError, RecursionError, MemoryError) as error:
        what = f"The snippet cannot be parsed: {error or 'it is nested too deep'}."
        return Finding(snippet, Problem("syntax-error", snippet.origin, what, "Write it simpler."))
    return _Parsed(snippet, tree, names)


def _prompts(snippet: Snippet) -> ast.Module:
    """What stands behind a transcript's prompts, without what is meant to raise; raises SyntaxError as a file would."""
    body: list[ast.stmt] = []
    for example in snippet.transcript:
        if example.error is not None:
            continue
        try:
            statement = ast.parse(example.code, mode="single")
        except SyntaxError as error:
            error.lineno = (error.lineno or 1) + example.line - 1
            raise
        body += ast.increment_lineno(statement, example.line - 1).body
    return ast.Module(body, [])


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _open_string(error: SyntaxError) -> int:
    return error.lineno or 1 if "triple-quoted" in error.msg else 0


def _syntax_problem(snippet: Snippet, error: SyntaxError) -> Problem:
    location = _place(snippet, error.lineno or 1, error.offset or 1)
    if (line := _line(snippet.code, error.lineno)).lstrip().startswith(">>>"):
        what = "This Python does not parse: a prompt >>> stands among plain code."
        remedy = "Remove the prompts, or give them a fence of their own, ```pycon: it runs too."
        return Problem("syntax-error", location, what, remedy)
    if line.lstrip().startswith(("%", "!")):
        what = f"This Python does not parse: `{line.strip()[:40]}` is a command of IPython."
        return Problem("syntax-error", location, what, "Remove it, or write run=false.")
    message = error.msg[:1].lower() + error.msg[1:]
    what = f"This Python does not parse: {message}{'' if message.endswith('?') else '.'}"
    return Problem("syntax-error", location, what, "Mend it, or write run=false.")


def _line(code: str, number: int | None) -> str:
    lines = code.split("\n")
    return lines[number - 1] if number and number <= len(lines) else ""


def _undefined(parsed: Sequence[_Parsed]) -> Iterator[Finding]:
    """A problem for each name that no snippet of the session, no builtin and no import defines, once a name."""
    if not parsed or any(part.names & _DYNAMIC for part in parsed):
        return
    body: list[ast.stmt] = []
    starts: list[int] = []
    offset = 0
    for part in parsed:
        starts.append(offset)
        ast.increment_lineno(part.tree, offset)
        body += part.tree.body
        offset += part.snippet.code.count("\n") + 1
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in body):
        return
    try:
        with _deep():
            used = _undefined_names(ast.Module(body, []))
    except RecursionError:
        yield Finding(parsed[0].snippet, _too_deep(parsed[0].snippet))
        return
    seen: set[str] = set()
    for name, line, column in used:
        index = max(i for i, start in enumerate(starts) if start < line)
        if name not in seen and not _expects_name_error(parsed[index].snippet):
            seen.add(name)
            what = f"The name `{name}` is not defined anywhere in this note's snippets."
            remedy = "Define or import it in this note: no other note's names exist when it runs."
            where = _place(parsed[index].snippet, line - starts[index], column + 1)
            yield Finding(parsed[index].snippet, Problem("undefined-name", where, what, remedy))


@contextmanager
def _deep() -> Iterator[None]:
    """Room for code that nests deep; since Python 3.11 calls of Python by Python take none of C's stack."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _too_deep(snippet: Snippet) -> Problem:
    what = "The code of this note nests too deep (a long chain of elif does): its names are not checked."
    remedy = "Nothing, as it runs all the same; a dict or a list instead of the chain is shorter."
    return Problem("unchecked-names", snippet.location, what, remedy, Level.WARNING)


def _undefined_names(module: ast.Module) -> list[tuple[str, int, int]]:
    """Name, line and column of each use of a name that is not defined, in order."""
    found = [
        (str(message.message_args[0]), message.lineno, message.col)
        for message in _checker()(module).messages
        if type(message).__name__ == "UndefinedName" and message.message_args[0] not in _BUILTINS
    ]
    return sorted(found, key=lambda use: use[1:])


_BUILTINS = frozenset((*dir(builtins), "__file__", "__builtins__", "__annotations__", "WindowsError"))


@cache
def _checker() -> Any:  # noqa: ANN401 - pyflakes has no types
    """Pyflakes' checker without the builtins: binding all 160 takes most of the time for a module of a few lines."""
    from pyflakes.checker import Checker

    class WithoutBuiltins(Checker):  # type: ignore[misc] # pyflakes has no types
        def addBinding(self, node: object, value: object) -> None:  # noqa: N802 - pyflakes' name
            if node is not None:
                super().addBinding(node, value)

        def AWAIT(self, node: object) -> None:  # noqa: N802 - pyflakes' name
            self.handleChildren(node)  # at the top level too, where pyflakes stops

    return WithoutBuiltins


def _expects_name_error(snippet: Snippet) -> bool:
    return snippet.options.raises in {"NameError", "UnboundLocalError", "Exception", "BaseException"}


def _silent(parsed: Sequence[_Parsed]) -> Iterator[Finding]:
    """A problem for each snippet that prints nothing, ends in no value, and defines nothing that a later one uses."""
    printers: set[str] = set()
    shows: list[bool] = []
    for part in parsed:
        printers |= {
            d.name for d in part.tree.body if isinstance(d, _DEFINITIONS) and set(_names(d)) & (_SHOWS | printers)
        }
        shows.append(_shows(part, printers))
    for index, part in enumerate(parsed):
        options = part.snippet.options
        quiet = (
            options.hide or options.raises or options.output == "none" or part.snippet.pin or part.snippet.transcript
        )
        later = frozenset[str]().union(*(other.names for other in parsed[index + 1 :]))
        if not (quiet or shows[index] or _defined(part.tree) & later):
            what = "This snippet prints nothing and shows no value, so there is nothing to verify."
            remedy = "Print what is worth remembering, or write run=false."
            problem = Problem("silent-snippet", part.snippet.location, what, remedy, Level.WARNING)
            yield Finding(part.snippet, problem)


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _shows(part: _Parsed, printers: set[str]) -> bool:
    """Whether its last line is a value, or it uses, outside of definitions, something that prints."""
    body = part.tree.body
    if body and isinstance(body[-1], ast.Expr) and not (len(body) == 1 and _is_docstring(body[-1].value)):
        return True
    used = {name for node in body if not isinstance(node, _DEFINITIONS) for name in _names(node)}
    imports_own = any(isinstance(node, ast.Import | ast.ImportFrom) for node in body) and len(body) == 1
    return bool(used & (_SHOWS | printers)) or imports_own


def _is_docstring(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _defined(tree: ast.Module) -> set[str]:
    """The names that the top level of a snippet binds."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, _DEFINITIONS):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    return found
