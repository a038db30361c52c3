"""Where a note stands: its place in the study order, and what its deck is called."""

from collections.abc import Iterable, Mapping

from build_deck.model import Difficulty, NoteId, NoteSource, Rarity, Section

_RARITY = {rarity: place for place, rarity in enumerate(Rarity)}
_DIFFICULTY = {difficulty: place for place, difficulty in enumerate(Difficulty)}


def study_order(sources: Iterable[NoteSource]) -> Mapping[NoteId, int]:
    """Each note's place from 1: most common first, then easy to hard, then as written; what has no label comes last."""

    def place(source: NoteSource) -> tuple[int, int]:
        rarity = len(_RARITY) if source.rarity is None else _RARITY[source.rarity]
        difficulty = len(_DIFFICULTY) if source.difficulty is None else _DIFFICULTY[source.difficulty]
        return rarity, difficulty

    return {source.id: due for due, source in enumerate(sorted(sources, key=place), start=1)}


def subdeck_name(section: Section, number: int) -> str:
    """The name of a section's deck within its edition's: `03 Section`.

    Anki studies subdecks by name, so the number has a zero before it. It matches decks by name too: a `::` in a title
    would make one more level, so it becomes a single colon.
    """
    return one_level(f"{number:02d} {section.title.replace('::', ':').strip(':')}")


def one_level(name: str) -> str:
    """A deck's name as Anki keeps it, which makes no deeper level of it."""
    return " ".join(name.replace("::", ":").split())
