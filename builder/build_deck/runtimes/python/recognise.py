"""Whether text that nobody called Python is Python: statements, not output, data or words that happen to parse."""

import ast
import warnings

_LONGEST = 20_000
"""Characters that are looked at; nobody leaves more of his code without a language."""
_STATEMENTS = (
    ast.Import,
    ast.ImportFrom,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.For,
    ast.While,
    ast.With,
    ast.Try,
    ast.Assert,
)
"""What no output and no data is made of."""
_CALLED = frozenset(("print", "input", "range", "open", "sorted", "enumerate", "isinstance", "zip", "super", "setattr"))
"""Functions that do something: a constructor's call may be the repr of what it makes, and so output."""


def recognises(code: str) -> bool:
    """Whether the text parses and has a statement that tells, or begins with the prompt."""
    if len(code) > _LONGEST:
        return False
    if code.lstrip().startswith(">>> "):
        return True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(_tells(statement) for statement in body)


def _tells(statement: ast.stmt) -> bool:
    if isinstance(statement, _STATEMENTS):
        return True
    if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.If):
        return any(isinstance(node, ast.Call) for node in ast.walk(statement))
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return False
    called = statement.value.func
    return isinstance(called, ast.Name) and called.id in _CALLED
