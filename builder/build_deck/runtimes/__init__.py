"""The languages whose snippets run, a row each, and what is known of a session's code without running it.

A new language is a module here and a line of `RUNTIMES`; CONTRIBUTING.md names what else there is to touch.
"""

from collections.abc import Mapping

from build_deck.model import Session
from build_deck.runtimes.compiled import CPP, GO, JAVA, RUST, C
from build_deck.runtimes.javascript import JAVASCRIPT, TYPESCRIPT
from build_deck.runtimes.python import PYTHON
from build_deck.runtimes.row import Console, Fault, Finding, Import, Needs, Runtime, Tool, Transcript
from build_deck.runtimes.shell import BASH
from build_deck.runtimes.sql import SQL

__all__ = [
    "PYTHON",
    "RUNTIMES",
    "RUN_BY_DEFAULT",
    "Console",
    "Fault",
    "Finding",
    "Import",
    "Needs",
    "Runtime",
    "Tool",
    "Transcript",
    "called",
    "named",
    "of_console",
    "of_file",
    "of_session",
    "titled",
]

RUNTIMES: tuple[Runtime, ...] = (PYTHON, JAVASCRIPT, TYPESCRIPT, BASH, SQL, C, CPP, RUST, GO, JAVA)
"""Every language that can run."""

RUN_BY_DEFAULT = (PYTHON.name,)
"""Those whose fences run where the author says nothing."""


def named(name: str) -> Runtime:
    """The language of that name; KeyError where none has it."""
    return {each.name: each for each in RUNTIMES}[name]


def called(word: str) -> Runtime | None:
    """The language that a fence means by a word, None where that cannot run."""
    wanted = word.casefold()
    return next((each for each in RUNTIMES if wanted == each.name or wanted in each.aliases), None)


def of_console(word: str) -> Runtime | None:
    """The language whose transcripts a fence means by a word, None where that is none."""
    return next((each for each in RUNTIMES if each.console and word.casefold() in each.console.words), None)


def of_file(name: str) -> Runtime | None:
    """The language that a file's name tells, None where that cannot run."""
    return next((each for each in RUNTIMES if name.endswith(each.suffixes)), None)


def of_session(session: Session) -> tuple[Runtime, ...]:
    """The languages of a session's snippets, each once, in their order."""
    return tuple(named(name) for name in dict.fromkeys(snippet.runtime for snippet in session.snippets))


def titled(versions: Mapping[str, str]) -> tuple[str, ...]:
    """`Python 3.11` for each language and its version; one that this house does not know keeps its name."""
    titles = {each.name: each.title for each in RUNTIMES}
    return tuple(f"{titles.get(name, name)} {version}" for name, version in sorted(versions.items()))
