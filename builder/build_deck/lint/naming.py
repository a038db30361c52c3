"""Which id each question that has none is to get: one that stays, that no other has, and that no learner knows."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import PurePath

from build_deck.errors import Location, Problem, in_order
from build_deck.lint.early import stretches
from build_deck.model import Document, NoteId, NoteSource

LONGEST = 80
"""Characters of an id."""
_MISLEADING = frozenset(("fence-closed-in-string", "labels-in-fence"))
"""Mistakes behind which headings may be text that a fence was to hold."""
_UNCLOSED = "unclosed-fence"
"""A mistake behind which they may be, where a fence is open if one does not care what list or quote it is in."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What is to be written, and what is not."""

    given: Mapping[Location, NoteId]
    """Place of a question to its id."""
    refused: Mapping[Location, str]
    """Place of a question that gets none, to the reason and what to do, in sentences."""


def naming(
    documents: Sequence[Document],
    problems: Iterable[Problem],
    *,
    reserved: Collection[str],
    known: Mapping[str, Location | None],
    heirs: Mapping[Location, NoteId],
) -> Naming:
    """The ids of an edition's questions that have none.

    `reserved` are ids that mean other notes, elsewhere or in the lock. `known` says which question it is that has a
    published id, None where that cannot be told. `heirs` are questions that look like a published note that is gone.
    """
    doubtful = _doubtful(documents, problems)
    taken = {each.casefold() for each in reserved}
    groups: dict[str, list[NoteSource]] = defaultdict(list)
    for note in (note for document in documents for note in document.notes):
        groups[note.id.casefold()].append(note)
        taken.add(note.id.casefold())
    given: dict[Location, NoteId] = {}
    refused: dict[Location, str] = {}
    for key, group in groups.items():
        unnamed: list[NoteSource] = []
        for note in group:
            if note.explicit_id:
                continue
            if why := _refusal(note, doubtful, heirs):
                refused[note.location] = why
            else:
                unnamed.append(note)
        if len(group) == 1:
            given |= {note.location: note.id for note in unnamed}
        elif key in known and known[key] is None and not any(note.explicit_id for note in group):
            refused |= dict.fromkeys((note.location for note in unnamed), _which(group[0].id))
        else:
            owner = known.get(key)
            given |= {note.location: note.id for note in unnamed if note.location == owner}
            for note, own in _own([note for note in unnamed if note.location != owner], taken):
                given[note.location] = own
    return Naming(given, refused)


def repeated(documents: Sequence[Document]) -> Iterator[tuple[NoteSource, ...]]:
    """The questions that would share a made id, none of them with one that its author wrote."""
    groups: dict[str, list[NoteSource]] = defaultdict(list)
    for note in (note for document in documents for note in document.notes):
        groups[note.id.casefold()].append(note)
    return (tuple(g) for g in groups.values() if len(g) > 1 and not any(note.explicit_id for note in g))


def _doubtful(documents: Sequence[Document], problems: Iterable[Problem]) -> Mapping[Location, Problem]:
    """Each question that a mistake above it may have made of what is none, with that mistake."""
    mistakes: dict[str, list[Problem]] = defaultdict(list)
    for problem in in_order(problems):
        if problem.location and problem.code in {*_MISLEADING, _UNCLOSED}:
            mistakes[problem.location.path].append(problem)
    found: dict[Location, Problem] = {}
    for document in documents:
        own = mistakes.get(document.path, [])
        fenced = [stretch for stretch in stretches(document.lines, 0) if stretch.info is not None] if own else []
        starts = [stretch.start for stretch in fenced]
        for note in document.notes if own else ():
            line = note.location.line - 1
            last = bisect_right(starts, line) - 1
            inside = last >= 0 and line < fenced[last].stop
            before = (p for p in own if p.location and p.location <= note.location and (inside or p.code != _UNCLOSED))
            if first := next(before, None):
                found[note.location] = first
    return found


def _refusal(note: NoteSource, doubtful: Mapping[Location, Problem], heirs: Mapping[Location, NoteId]) -> str:
    before = doubtful.get(note.location)
    if before and before.location:
        where = f"{before.code} on line {before.location.line}"
        return f"{where} may have made a question of what is none. Mend that first."
    if old := heirs.get(note.location):
        return f"it looks like `{old}`, which learners have. Write {{#{old}}}, or an id of its own if it is another."
    return ""


def _which(note_id: NoteId) -> str:
    return (
        f"learners have `{note_id}`, and which of these questions it is cannot be told. "
        f"Write {{#{note_id}}} behind that one, and run this again."
    )


def _own(notes: Sequence[NoteSource], taken: set[str]) -> Iterator[tuple[NoteSource, NoteId]]:
    """Each of these questions with an id that is its alone; `taken` grows by them.

    The first way of making one is used that tells all of them apart.
    """
    for way in _WAYS:
        names = [way(note) for note in notes]
        folded = {name.casefold() for name in names}
        if len(folded) == len(notes) and not folded & taken and all(0 < len(name) <= LONGEST for name in names):
            taken |= folded
            yield from zip(notes, map(NoteId, names), strict=True)
            return
    for note in notes:
        base = next((name for way in _WAYS if 0 < len(name := way(note)) <= LONGEST - 6), note.id)
        name = next(name for number in count(2) if (name := f"{base}-{number}").casefold() not in taken)
        taken.add(name.casefold())
        yield note, NoteId(name)


def _by_section(note: NoteSource) -> str:
    return f"{note.section.slug}-{note.id}" if note.section else ""


def _by_number(note: NoteSource) -> str:
    return "" if note.number is None else f"{note.id}-{note.number}"


def _by_section_and_number(note: NoteSource) -> str:
    return f"{_by_section(note)}-{note.number}" if note.section and note.number is not None else ""


def _by_file(note: NoteSource) -> str:
    stem = "-".join("".join(c if c.isalnum() else " " for c in PurePath(note.location.path).stem.lower()).split())
    return f"{stem}-{note.id}" if stem else ""


_WAYS = (_by_section, _by_section_and_number, _by_number, _by_file)
