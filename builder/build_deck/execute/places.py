"""Paths that only this machine has, taken out of what is told and shown."""

import re
from collections.abc import Iterable
from pathlib import PurePath

from build_deck.model import Snippet

FENCE = "<stdin>"
"""What a card calls the file that a fence's code is: the interpreter's own word for code that is in none."""

_SCRATCH = re.compile(r"""(?<![\w/])(?:/[^\s'":/]+)*/build-deck-[^\s'":/]+/(?:\d+/)?scratch/""")
_INSTALLED = re.compile(r"""(?<![\w/])(?:[A-Za-z]:)?(?:[/\\][^\s'":/\\]+)*[/\\](?=(?:site|dist)-packages[/\\])""")
_LIBRARY = re.compile(r"""(?<![\w/])(?:/[^\s'":/]+)*/(?=python3\.\d+t?/[\w/]+\.py\b)""")


def without_places(text: str) -> str:
    """The text with paths cut to what they have on every machine.

    The session's folders: `work/data.csv`; installed packages: `site-packages/numpy/…`; the language's own library:
    `python3.11/json/decoder.py`.
    """
    if "/" not in text and "\\" not in text:
        return text
    for found in (_SCRATCH, _INSTALLED, _LIBRARY):
        text = found.sub("", text)
    return text


def without_lines(text: str, snippets: Iterable[Snippet]) -> str:
    """The text with the lines of these snippets counted from their first, as a learner who runs them finds them.

    A fence that moves in its Markdown then prints what it did; a snippet file keeps its own lines.
    """
    for path in dict.fromkeys(snippet.origin.path for snippet in snippets):
        if path in text:
            own = [snippet for snippet in snippets if snippet.origin.path == path]
            place = re.compile(rf"""(?<![\w/.-]){re.escape(path)}(?P<between>:(?: line )?|", line )(?P<line>\d+)""")
            text = place.sub(lambda found: _renamed(found, path, own), text)  # noqa: B023 - called before it changes
    return text


def _renamed(found: re.Match[str], path: str, snippets: Iterable[Snippet]) -> str:
    line = int(found["line"])
    for snippet in snippets:
        first = snippet.origin.line
        if not snippet.options.file and first <= line <= first + snippet.code.count("\n"):
            return f"{FENCE}{found['between']}{line - first + 1}"
    return f"{PurePath(path).name}{found['between']}{line}"
