"""The words behind a fence's backticks: a language, and where its attributes are."""

import functools
import re
from dataclasses import dataclass
from difflib import get_close_matches

from build_deck import runtimes
from build_deck.syntax.attributes import Attribute

_NEAR = 0.8
"""How like a language's name a word must be spelled to be taken for it."""
_TEXT = ("text", "txt", "plain", "plaintext", "none")
_BRACED = re.compile(
    r"\{\s*(?:#[^\s{}]+\s+)?\.?(?P<language>[^\s{}=#.\"']+)?(?P<inside>[^{}]*)\}(?P<after>.*)$", re.DOTALL
)
_PLAIN = re.compile(r"\.?(?P<language>[^\s{=\"']+)(?=[\s{]|$)")


@dataclass(frozen=True, slots=True)
class Info:
    """A fence's info string, taken apart."""

    language: str
    """Normalised: `python` for `py`, `Python` and `python3`, empty for plain text."""
    written: str
    """As the author has it."""
    attributes: str
    """The info string with all but the attributes blanked out: offsets in it are the author's."""
    lines: tuple[Attribute, ...] = ()
    """What stands in braces of its own and names lines, `{1,3-4}`."""
    cell: bool = False
    """Whether it is a code cell or block of MyST, whose first lines may be options: `:tags: [hide-input]`."""


_DIRECTIVES = frozenset({"code-cell", "code-block", "code", "sourcecode", "jupyter-execute", "ipython", "prompt"})
"""Other tools' names for a fence of code, in braces before its language: `{code-cell} python`."""
_CELL = "python"
"""The language of a code cell that names none, and of IPython's."""
_WORD = re.compile(r"\s*([^\s{]+)")
_PREFIX = re.compile(r"(?:language|lang)-(?=\w)")
_JOINED = re.compile(r"(?P<language>[^,:;]+)[,:;]")
_JOINTS = re.compile("[,:;]")
_COMMAS = re.compile(r",(?=\s|$)")
_LINES_IN_BRACES = re.compile(r"\{[ ]*\d[\d,\s-]{0,200}\}")


def read(info: str) -> Info:
    """The language and the attributes of `python hide`, `{.python hide}`, `{python hide}` or `py {hide}`.

    Other tools' ways are read, too: `python,hide`, `{python, hide}`, `{code-cell} python`, `language-python`.
    """
    lines = tuple(Attribute("key", match[0], None, match.start()) for match in _LINES_IN_BRACES.finditer(info))
    info = _LINES_IN_BRACES.sub(lambda match: " " * len(match[0]), info)
    start = len(info) - len(info.lstrip())
    braced = _BRACED.match(info, start)
    match = braced or _PLAIN.match(info, start)
    if not match or not match["language"]:
        return Info("", "", _without_braces(info) if match else info, lines)
    begin, end = match.span("language")
    if braced and match["language"].casefold() in _DIRECTIVES:
        return _directive(info, match.start("after"), end)
    word, joined = _first_word(match["language"])
    end = begin + len(joined)
    word = _PREFIX.sub("", word)
    begin -= info[begin - 1 : begin] == "."
    rest = info[:begin] + " " * (end - begin) + info[end:]
    if joined != match["language"]:
        rest = _JOINTS.sub(" ", rest, count=match["language"].count(","))
    return Info(_language(word.casefold()), word, _COMMAS.sub(" ", _without_braces(rest)), lines)


def _first_word(written: str) -> tuple[str, str]:
    """The language of `rust,ignore` and `python:file.py`, and what of the word it takes; `c++` and `c#` are whole."""
    match = _JOINED.match(written)
    if not match or is_known(_language(written.casefold())):
        return written, written
    return match["language"], match["language"]


def _without_braces(info: str) -> str:
    return info.replace("{", " ", 1).replace("}", " ", 1)


def _directive(info: str, after: int, end: int) -> Info:
    """A fence of code as MyST and Jupyter Book write it; one that names no language is Python's."""
    word = _WORD.match(info, after)
    name = word[1] if word else _CELL
    stop = word.end() if word else end
    language = _language(_CELL if name.casefold().startswith("ipython") else name.casefold())
    return Info(language, name, " " * stop + info[stop:].replace("}", " ", 1), cell=True)


def _language(word: str) -> str:
    if runtime := runtimes.called(word):
        return runtime.name
    spoken = runtimes.of_console(word)
    if spoken and spoken.console:
        return spoken.console.words[0]
    return "" if word in _TEXT else word


def language_of_file(name: str) -> str:
    """The language that a snippet file's name tells, for a fence that names none."""
    runtime = runtimes.of_file(name)
    return runtime.name if runtime else ""


def is_known(language: str) -> bool:
    """Whether it runs, Pygments can highlight it, or it is ours (`output`, `mermaid`)."""
    return language in {"", "output", "mermaid"} or bool(runtimes.called(language)) or language in _aliases()


def nearest(language: str) -> str:
    """A sentence that names the language that was probably meant, if any."""
    near = get_close_matches(language, sorted(_aliases()), 1, _NEAR)
    return f"Did you mean {near[0]}?" if near else ""


@functools.cache
def _aliases() -> frozenset[str]:
    from pygments.lexers import get_all_lexers

    return frozenset(alias.casefold() for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases)
