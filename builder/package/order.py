"""Where a note stands: its place in the study order and its deck."""

from collections.abc import Iterable, Mapping

from builder.model import Difficulty, NoteId, NoteSource, Rarity, Section

_RARITY = {rarity: place for place, rarity in enumerate(Rarity)}
_DIFFICULTY = {difficulty: place for place, difficulty in enumerate(Difficulty)}


def study_order(sources: Iterable[NoteSource]) -> Mapping[NoteId, int]:
    """Each note's place from 1: most common first, then easy to hard, then as written; what has no label comes last."""

    def place(source: NoteSource) -> tuple[int, int]:
        rarity = len(_RARITY) if source.rarity is None else _RARITY[source.rarity]
        difficulty = len(_DIFFICULTY) if source.difficulty is None else _DIFFICULTY[source.difficulty]
        return rarity, difficulty

    return {source.id: due for due, source in enumerate(sorted(sources, key=place), start=1)}


def deck_name(root: str, section: Section | None, *, subdecks: bool = True) -> str:
    """The full name of a note's deck: `Deck::03 Section`, or the root's for a note without one or `subdecks` off.

    Anki studies subdecks by name, so the number has a zero before it. It matches decks by name too: a `::` in a title
    would make one more level, so it becomes a single colon.
    """
    if section is None or not subdecks:
        return root
    title = " ".join(section.title.replace("::", ":").strip(":").split())
    return f"{root}::{section.index:02d} {title}".rstrip()
