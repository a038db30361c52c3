"""Commands of IPython in Python that stood in a notebook: those that change nothing here, and those that cannot run."""

import ast
import re
import warnings

from build_deck.runtimes.row import Commands

_COMMAND = re.compile(r"[ \t]*(?:(?P<magic>%{1,2}[A-Za-z_]\w*)|!\S|\?{1,2}\w|[\w.]+\?{1,2}[ \t]*$)")
_IDLE = frozenset({
    "%matplotlib", "%load_ext", "%reload_ext", "%autoreload", "%config", "%autosave", "%precision", "%xmode", "%tab",
    "%%tab", "%%time", "%%capture",
})  # fmt: skip
"""Commands that set up a notebook, or time a cell: without them the code computes the same."""


def commands(code: str) -> Commands:
    """The commands among the lines; none where the code is Python as it stands."""
    lines = code.split("\n")
    found = {number: match for number, line in enumerate(lines, 1) if (match := _COMMAND.match(line))}
    if not found or _parses(code):
        return Commands()
    idle = tuple(number for number, match in found.items() if match["magic"] in _IDLE)
    refused = next((number for number in found if number not in idle), 0)
    return Commands(idle, refused)


def _parses(code: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
