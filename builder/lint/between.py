"""What is wrong between the editions of a deck, and with the media beside them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from builder.errors import Level, Location, Problem
from builder.lint.context import LintContext
from builder.model import Document, NoteId, NoteSource


def check(editions: Mapping[str, Sequence[Document]], context: LintContext) -> Iterator[Problem]:
    """What editions disagree on: notes that one lacks, labels that differ; files that none uses; ids that collide."""
    notes = {
        name: {n.id: n for d in documents for n in d.notes if n.explicit_id} for name, documents in editions.items()
    }
    first_places: dict[NoteId, tuple[str, NoteSource]] = {}
    for name, own in notes.items():
        for note_id, note in own.items():
            lacking = [other for other, theirs in notes.items() if theirs and note_id not in theirs]
            if lacking and note_id not in first_places:
                yield _gap(note, lacking)
            elsewhere, first = first_places.setdefault(note_id, (name, note))
            if first is not note and (first.rarity, first.difficulty) != (note.rarity, note.difficulty):
                yield _differs(note, first, elsewhere)
    yield from _named_like_recordings({note_id: note for note_id, (_, note) in first_places.items()}, editions)
    yield from _unused(editions, context)


def _named_like_recordings(notes: Mapping[NoteId, NoteSource], editions: Iterable[str]) -> Iterator[Problem]:
    """A problem for each id that is another's with an edition behind it: so recordings of editions that differ are."""
    for note_id in notes:
        for edition in editions:
            if other := notes.get(NoteId(f"{note_id}.{edition}")):
                what = f"The id `{other.id}` names what the note `{note_id}` prints in the edition {edition}, too."
                yield Problem("duplicate-id", other.location, what, "Give one of the two notes another id.")


def _gap(note: NoteSource, lacking: Sequence[str]) -> Problem:
    what = f"The note `{note.id}` is not in the edition {' or '.join(lacking)}."
    return Problem("edition-gap", note.location, what, "Write it there, under the same id.", Level.WARNING)


def _differs(note: NoteSource, first: NoteSource, edition: str) -> Problem:
    there = " and ".join(str(value or "nothing") for value in (first.rarity, first.difficulty))
    here = " and ".join(str(value or "nothing") for value in (note.rarity, note.difficulty))
    what = f"The note `{note.id}` is {here} here, and {there} in the edition {edition} ({first.location})."
    return Problem("edition-differs", note.location, what, "Label both alike.", Level.WARNING)


def _unused(editions: Mapping[str, Sequence[Document]], context: LintContext) -> Iterator[Problem]:
    used = {path for documents in editions.values() for document in documents for path in document.media}
    for path in context.media:
        if path not in used:
            what = "No note uses this file."
            yield Problem("unused-media", Location(path), what, "Remove it, or show it somewhere.", Level.WARNING)
