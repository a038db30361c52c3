"""How much each problem of a deck matters to its author: `lint:` in deck.yaml, read here and applied here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache

from build_deck.errors import Kind, Level, Problem
from build_deck.syntax.strict_yaml import Node

Levels = Mapping[str, Level | None]
"""Code to level; None is off."""

_NAMES: Mapping[str, Level | None] = {"off": None, "warning": Level.WARNING, "error": Level.ERROR}


@cache
def codes() -> Mapping[str, Kind]:
    """Every kind of problem that a deck may have before its snippets run."""
    from build_deck import lint
    from build_deck.deck.codes import CODES
    from build_deck.disk.codes import CODES as DISK
    from build_deck.execute.codes import CODES as EXECUTE
    from build_deck.lock.codes import CODES as LOCK
    from build_deck.notetypes.codes import CODES as NOTETYPES
    from build_deck.parse.codes import CODES as PARSE
    from build_deck.recordings.codes import CODES as RECORDINGS
    from build_deck.render.codes import CODES as RENDER
    from build_deck.runtimes.codes import CODES as RUNTIMES
    from build_deck.syntax.codes import CODES as SYNTAX

    rooms = (DISK, SYNTAX, PARSE, lint.codes(), RUNTIMES, RENDER, NOTETYPES, LOCK, RECORDINGS, EXECUTE, CODES)
    return {kind.code: kind for room in rooms for kind in room}


def read_levels(node: Node, problems: list[Problem]) -> Levels:
    """What `lint:` says; an unknown code, a level that is none and an error that must stay one are noted."""
    levels: dict[str, Level | None] = {}
    for code, child in node.items():
        level = child.written
        if code not in codes():
            problems.append(_unknown(code, child))
        elif level not in _NAMES:
            what = f"`{code}` is not off, warning or error."
            problems.append(Problem("config", child.location, what, "Write one of the three."))
        elif _NAMES[level] is not Level.ERROR and _must_stay(codes()[code]):
            what = f"`{code}` cannot be set to {level}: with it a card would be false, or missing."
            problems.append(Problem("config", child.location, what, "Remove the line, and mend what it tells of."))
        else:
            levels[code] = _NAMES[level]
    return levels


def levelled(problems: Iterable[Problem], levels: Levels) -> Iterator[Problem]:
    """The problems at the levels that the deck gives them, without those that it switches off."""
    for problem in problems:
        level = levels.get(problem.code, problem.level)
        if problem.level is Level.ERROR and problem.code in levels and not codes()[problem.code].mild:
            level = Level.ERROR
        if level is not None:
            yield replace(problem, level=level)


def _unknown(code: str, node: Node) -> Problem:
    near = get_close_matches(code.casefold(), codes(), 1)
    remedy = f"Did you mean `{near[0]}`?" if near else f"Known are: {', '.join(codes())}."
    return Problem("unknown-key", node.key, f"`{code}` is no problem that lint tells of.", remedy)


def _must_stay(kind: Kind) -> bool:
    return kind.level is Level.ERROR and not kind.mild
