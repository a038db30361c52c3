"""What is wrong between the editions of a deck, and with the media beside them."""

from collections.abc import Iterator, Mapping

from build_deck.errors import Location
from build_deck.lint.rule import Found, Subject
from build_deck.model import NoteId, NoteSource


def named_like_recordings(subject: Subject) -> Iterator[Found]:
    """One for each id that is another's with an edition behind it: so recordings of editions that differ are."""
    notes = _first(_by_id(subject))
    for note_id in notes:
        for edition in subject.editions:
            if other := notes.get(NoteId(f"{note_id}.{edition}")):
                what = f"The id `{other.id}` names what the note `{note_id}` prints in the edition {edition}, too."
                yield Found(other.location, what, "Give one of the two notes another id.")


def lacking(subject: Subject) -> Iterator[Found]:
    """One for each note, where it stands first, that another edition lacks."""
    notes = _by_id(subject)
    for note_id, note in _first(notes).items():
        without = [edition for edition, own in notes.items() if own and note_id not in own]
        if without:
            what = f"The note `{note.id}` is not in the edition {' or '.join(without)}."
            yield Found(note.location, what, "Write it there, under the same id.")


def differing(subject: Subject) -> Iterator[Found]:
    """One for each note that is labelled otherwise than in the first edition that has it."""
    first_places: dict[NoteId, tuple[str, NoteSource]] = {}
    for edition, own in _by_id(subject).items():
        for note_id, note in own.items():
            elsewhere, first = first_places.setdefault(note_id, (edition, note))
            if (first.rarity, first.difficulty) != (note.rarity, note.difficulty):
                yield _differs(note, first, elsewhere)


def _by_id(subject: Subject) -> dict[str, dict[NoteId, NoteSource]]:
    """The notes of each edition; a made id depends on the language, so it tells nothing."""
    return {
        edition: {note.id: note for document in documents for note in document.notes if note.explicit_id}
        for edition, documents in subject.editions.items()
    }


def _first(notes: Mapping[str, Mapping[NoteId, NoteSource]]) -> dict[NoteId, NoteSource]:
    """Each note as the first edition that has it does."""
    return {note_id: note for own in reversed(list(notes.values())) for note_id, note in own.items()}


def _differs(note: NoteSource, first: NoteSource, edition: str) -> Found:
    there = " and ".join(str(value or "nothing") for value in (first.rarity, first.difficulty))
    here = " and ".join(str(value or "nothing") for value in (note.rarity, note.difficulty))
    what = f"The note `{note.id}` is {here} here, and {there} in the edition {edition} ({first.location})."
    return Found(note.location, what, "Label both alike.")


def unused_media(subject: Subject) -> Iterator[Found]:
    """One for each file of the media folder that no edition shows."""
    used = {path for documents in subject.editions.values() for document in documents for path in document.media}
    for path in subject.context.media:
        if path not in used:
            yield Found(Location(path), "No note uses this file.", "Remove it, or show it somewhere.")
