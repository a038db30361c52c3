"""What a recording remembers of a session's code, and what has changed in the code since."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from build_deck.disk.files import hash_of
from build_deck.errors import Location
from build_deck.model import Snippet
from build_deck.plan import PlannedSession
from build_deck.recordings import Imprint, SnippetImprint
from build_deck.runtimes import RUNTIMES

_DIGITS = 4
"""Of a line: two lines look alike once in 65 000 times, and nothing is judged by it."""
_MODULE_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines of a snippet that are not what they were."""

    start: int
    """The first of the new lines, counted from 0 in the code, or the line that follows where there is none."""
    stop: int
    """Behind the last of them."""
    gone: tuple[str, ...] = ()
    """The digits of the lines that stood there."""


def imprint_of(planned: PlannedSession) -> Imprint:
    """Return what a recording of this session is to remember of its code."""
    snippets = (SnippetImprint(_digits(snippet), _options(snippet)) for snippet in planned.session.snippets)
    return Imprint(tuple(snippets), _modules(planned))


def line_digits(line: str) -> str:
    """Return what is remembered of one line of code."""
    return hashlib.sha256(line.rstrip().encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def lines_of(snippet: Snippet) -> Sequence[str]:
    """Return the lines of the code, without empty ones at its end."""
    return snippet.code.rstrip().split("\n")


def edits(was: SnippetImprint, snippet: Snippet) -> tuple[Edit, ...]:
    """Return what has changed in a snippet's lines since."""
    matcher = SequenceMatcher(None, was.lines, _digits(snippet), autojunk=False)
    return tuple(
        Edit(start, stop, tuple(was.lines[old_start:old_stop]))
        for kind, old_start, old_stop, start, stop in matcher.get_opcodes()
        if kind != "equal"
    )


def told_changes(planned: PlannedSession) -> str:
    """Return what has changed in the code since it was recorded, as a sentence."""
    imprint = planned.recording.imprint if planned.recording else None
    found = list(_changes(imprint, planned)) if imprint and _is_of(imprint, planned) else []
    if not found:
        return "The code has changed since it was recorded."
    more = f" and in {len(found) - 1} more places" if len(found) > 2 else f" and {found[1]}" if found[1:] else ""  # noqa: PLR2004
    return f"The code has changed since it was recorded: {found[0]}{more}."


def _is_of(imprint: Imprint, planned: PlannedSession) -> bool:
    return len(imprint.snippets) == len(planned.session.snippets)


def _changes(imprint: Imprint, planned: PlannedSession) -> Iterator[str]:
    for was, snippet in zip(imprint.snippets, planned.session.snippets, strict=True):
        lines = lines_of(snippet)
        for edit in edits(was, snippet):
            yield _told(edit, lines, snippet.origin)
        if was.options != _options(snippet):
            yield f"{_options(snippet) or 'no option'} instead of {was.options or 'none'} at {_short(snippet.location)}"
    now = _modules(planned)
    for name in sorted({*imprint.modules, *now}):
        if imprint.modules.get(name) != now.get(name):
            yield f"the imported {name}"


def _told(edit: Edit, lines: Sequence[str], origin: Location) -> str:
    place = _short(replace(origin, line=origin.line + edit.start))
    if edit.start == edit.stop:
        return f"something is gone before {place}" if edit.start < len(lines) else f"something is gone at {place}"
    first = next((line.strip() for line in lines[edit.start : edit.stop] if line.strip()), "")
    shown = first if len(first) <= _LONGEST else f"{first[: _LONGEST - 1]}…"
    count = edit.stop - edit.start
    more = f" and {count - 1} more line{'s' if count > 2 else ''}" if count > 1 else ""  # noqa: PLR2004
    return f"{place} `{shown}`{more}" if shown else f"an empty line at {place}{more}"


_LONGEST = 60
"""Characters of a line that a sentence quotes."""


def _short(place: Location) -> str:
    return f"{place.path}:{place.line}"


def _digits(snippet: Snippet) -> tuple[str, ...]:
    return tuple(map(line_digits, lines_of(snippet)))


def _options(snippet: Snippet) -> str:
    options = snippet.options
    said = (("raises", options.raises), ("seed", options.seed), ("device", options.device))
    words = [f"{name}={value}" for name, value in said if value is not None]
    language = [snippet.runtime] if snippet.runtime != RUNTIMES[0].name else []
    return " ".join([*language, *words, *(["processes"] if options.processes else [])])


def _modules(planned: PlannedSession) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for file in planned.needs.local:
        digits = hash_of(file)[:_MODULE_DIGITS]
        name = _name(file)
        found[name] = found[name] + digits if name in found else digits
    return found


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}" if file.stem == "__init__" else file.name
