"""Fences that end early: a line inside a string literal closes them, and what stands behind is read as Markdown."""

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from build_deck.errors import Location, Problem
from build_deck.lint.fences import fence_of
from build_deck.lint.rule import Found
from build_deck.model import Document, NoteSource, Snippet
from build_deck.runtimes import Finding

_MARKS = re.compile(r"[ \t>]*(?P<marks>`{3,}|~{3,})(?P<info>.*)")
_QUOTES = ('"""', "'''")
_NUMBERS = {4: "four", 5: "five", 6: "six"}
_OF_THE_HOLDER = frozenset(("missing-rarity", "missing-difficulty", "no-answer", "missing-id"))
"""What is said of the note that the fence is in when its other half is lost."""
_OF_THE_FILE = frozenset(("numbering", "section-count", "edition-gap", "edition-differs", "duplicate-question"))
"""What is said elsewhere when a file has questions that are none, or lacks some."""


@dataclass(frozen=True, slots=True)
class EarlyEnd:
    """One such fence."""

    found: Found
    holder: Location
    """The question that the fence belongs to."""
    first: int
    """The line that closes the fence."""
    last: int
    """The line up to which the file is not read as it is meant."""


def may_end_early(snippet: Snippet) -> bool:
    """Whether it is worth while to read a snippet's code for a string that is open at its end."""
    return any(quotes in snippet.code for quotes in _QUOTES)


def early_end(finding: Finding, note: NoteSource, document: Document) -> EarlyEnd | None:
    """What is wrong with the fence around code whose last string has no end; None where the code itself lacks it.

    The string then ends further down, where Markdown is read: not in a fence that was opened for its own code.
    """
    token = fence_of(finding.snippet, note)
    if token is None or token.map is None or not finding.open_string:
        return None
    closing = token.map[1]
    opening = finding.snippet.origin.line + finding.open_string - 1
    quotes = _last_quotes(document.lines[opening - 1])
    if not quotes or (end := _string_end(document.lines, closing, quotes)) is None:
        return None
    what = (
        f"The fence of line {token.map[0] + 1} ends at line {closing}, "
        f"inside a string that opens at line {opening}: what follows is read as Markdown."
    )
    longest = max(_longest(document.lines[closing - 1 : end], token.markup[0]), len(token.markup))
    kind = "backticks" if token.markup[0] == "`" else "tildes"
    remedy = f"Use {_NUMBERS.get(longest + 1, longest + 1)} {kind} to open and to close it."
    found = Found(Location(document.path, closing), what, remedy)
    return EarlyEnd(found, note.location, closing, _misread_until(document.lines, closing, end))


def without_consequences(problems: Iterable[Problem], early: Iterable[EarlyEnd]) -> Iterator[Problem]:
    """The problems without those that are there only because fences end early."""
    causes: dict[str, list[EarlyEnd]] = {}
    for each in sorted(early, key=lambda one: (one.holder.path, one.first)):
        own = causes.setdefault(each.holder.path, [])
        if not own or own[-1].last < each.first:
            own.append(each)
    holders = frozenset(each.holder for own in causes.values() for each in own)
    return (problem for problem in problems if not _explained(problem, causes, holders))


def _explained(problem: Problem, causes: Mapping[str, Sequence[EarlyEnd]], holders: Container[Location]) -> bool:
    """Whether a fence that ends early is all that is wrong.

    `causes` are those of each file, in order; `holders` is where the notes begin that such fences stand in.
    """
    place = problem.location
    own = causes.get(place.path, ()) if place else ()
    if place is None or not own:
        return bool(causes) and problem.code == "edition-gap"
    if problem.code in _OF_THE_FILE:
        return True
    if problem.code in _OF_THE_HOLDER and place in holders:
        return True
    before = own[max(bisect_left(own, place.line, key=lambda cause: cause.first) - 1, 0)]
    return before.first < place.line <= before.last


def _last_quotes(line: str) -> str:
    """The triple quotes that open the string which is still open at the end of the line."""
    return max(_QUOTES, key=line.rfind) if any(quotes in line for quotes in _QUOTES) else ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that are in one fence, or between two."""

    start: int
    """The index of its first line: of a fence, the one that opens it."""
    stop: int
    """The index behind its last line: of a fence, the one that closes it."""
    info: str | None
    """What the fence is for; None between fences."""


def stretches(lines: Sequence[str], start: int) -> Iterator[Stretch]:
    """The fences from the line `start` on, where none is open, and what is between them."""
    marks, info = "", None
    begin = start
    for index in range(start, len(lines)):
        match = _MARKS.match(lines[index])
        if match and not marks:
            yield Stretch(begin, index, None)
            begin, marks, info = index, match["marks"], match["info"].strip()
        elif match and match["marks"].startswith(marks) and not match["info"].strip():
            yield Stretch(begin, index + 1, info)
            begin, marks, info = index + 1, "", None
    yield Stretch(begin, len(lines), info)


def _string_end(lines: Sequence[str], closing: int, quotes: str) -> int | None:
    """The index of the line below `closing` that ends the string; None where such quotes are all other fences' own."""
    for stretch in stretches(lines, closing):
        quoted = [index for index in range(stretch.start, stretch.stop) if quotes in lines[index]]
        if quoted and (not stretch.info or sum(lines[index].count(quotes) for index in quoted) % 2):
            return quoted[0]
    return None


def _misread_until(lines: Sequence[str], closing: int, end: int) -> int:
    """The number of the last line that is read as what it is not.

    The line that was to close the fence opens one where none is open, and that one takes what follows.
    """
    behind = (stretch for stretch in stretches(lines, closing) if stretch.stop > end)
    first = next(behind)
    if first.info is not None:
        return first.stop
    second = next(behind, None)
    return second.stop if second and not second.info else end + 1


def _longest(lines: Iterable[str], mark: str) -> int:
    """The length of the longest fence among these lines."""
    found = (match["marks"] for line in lines if (match := _MARKS.match(line)))
    return max((len(marks) for marks in found if marks[0] == mark), default=0)
