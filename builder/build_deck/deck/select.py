"""Which notes a command is about: the editions, the file and the tags that were asked for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from build_deck.deck.load import LoadedDeck, no_question
from build_deck.errors import BuildDeckError, Problem, UsageError
from build_deck.model import EditionName, NoteId, NoteSource
from build_deck.syntax.tags import TagExpression, parse_tags, tags_of
from build_deck.words.taxonomy import canonical_words


@dataclass(frozen=True, slots=True)
class Selection:
    """The notes a command works on, by edition; an edition of which none is wanted is not in it."""

    notes: Mapping[EditionName, tuple[NoteSource, ...]]
    whole: bool
    """Whether each edition in it is complete."""
    file: str | None = None
    """The stem of the one Markdown file that was asked for, of a deck with more."""

    def only(self, keys: Collection[tuple[EditionName, NoteId]]) -> "Selection":
        """Return the selection without all other notes."""
        notes = {name: tuple(note for note in own if (name, note.id) in keys) for name, own in self.notes.items()}
        return replace(self, notes={name: kept for name, kept in notes.items() if kept}, whole=False)


def everything(deck: LoadedDeck) -> Selection:
    """Return all notes of the file or deck that was asked for, which may be none."""
    notes = {name: tuple(filter(deck.wanted, loaded.notes)) for name, loaded in deck.editions.items()}
    return Selection({name: kept for name, kept in notes.items() if kept}, whole=deck.only is None)


def select(deck: LoadedDeck, *, editions: Sequence[str] = (), tags: str | None = None) -> Selection:
    """Return the notes of `editions` (default: all) that match `tags`, in document order.

    Raises UsageError for an unknown edition or a tag word that nothing has, BuildDeckError when no note is left.
    """
    names = _editions(deck, editions)
    notes = {name: tuple(filter(deck.wanted, deck.editions[name].notes)) for name in names}
    expression = _expression(deck, notes, tags) if tags is not None else None
    if expression:
        notes = {name: tuple(n for n in kept if expression.matches(tags_of(n))) for name, kept in notes.items()}
    notes = {name: kept for name, kept in notes.items() if kept}
    if not notes:
        raise BuildDeckError(_nothing_left(deck, tags))
    file = PurePath(deck.only).stem if deck.only else None
    return Selection(notes, whole=tags is None and file is None, file=file)


def _editions(deck: LoadedDeck, wanted: Sequence[str]) -> tuple[EditionName, ...]:
    unknown = [name for name in wanted if name not in deck.editions]
    if unknown:
        what = f"--edition: there is no edition `{unknown[0]}`."
        raise UsageError(Problem("edition", None, what, f"There are: {', '.join(deck.editions)}."))
    return tuple(name for name in deck.editions if not wanted or name in wanted)


def _expression(deck: LoadedDeck, notes: Mapping[EditionName, Iterable[NoteSource]], text: str) -> TagExpression:
    words: dict[str, str] = {}
    for loaded in deck.editions.values():
        words |= canonical_words(loaded.edition.lang)
    expression = parse_tags(text, words)
    tags = {tag for kept in notes.values() for note in kept for tag in tags_of(note)}
    unknown = expression.unknown_words(tags)
    if unknown:
        what = f"--tags: no note has the tag {', '.join(f'`{word}`' for word in unknown)}."
        known = f"There are: {', '.join(sorted(tags))}." if tags else "No note has any tag."
        raise UsageError(Problem("tags", None, what, known))
    return expression


def _nothing_left(deck: LoadedDeck, tags: str | None) -> Problem:
    if tags is not None:
        return Problem(
            "no-notes", None, f"No note matches `{tags}`.", "See `build-deck list --tags` for what there is."
        )
    return no_question(deck)
