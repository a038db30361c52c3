"""Three versions of a note to one: what was last pushed, what the learner has, what the author has now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from build_deck.compose import ComposedEdition
from build_deck.lock import Lock, content
from build_deck.model import Note, Notetype, NotetypeName
from build_deck.notetypes import MINE
from build_deck.targets.anki.values import Held, Pushed, hashed, hashes


class Change(StrEnum):
    """What a push does with a note, in the order in which it is told."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    RETIRED = "retired"
    REMOVED = "removed"
    KEPT = "yours kept"
    """The learner changed a field, and the author did not."""
    BOTH = "both changed"
    """The author's is shown, and the learner's is kept in a field of its own."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What becomes of one note of the edition."""

    note: Note
    held: Held | None
    """None where the learner does not have it."""
    fields: Mapping[str, str]
    """What it says afterwards."""
    tags: tuple[str, ...]
    changed: tuple[str, ...] = ()
    """Names of the fields that the author's version replaces, `tags` among them."""
    kept: tuple[str, ...] = ()
    """Names of the fields in which the learner's stays."""
    both: tuple[str, ...] = ()
    """Those of the changed ones in which the learner's was another than the one pushed: it is kept in `Mine`."""
    cards: tuple[int, ...] = ()
    """Those that move to the note's deck."""
    removed: bool = False

    @property
    def retires(self) -> bool:
        """Whether the learner has it as one that is not retired yet."""
        return self.note.retired and self.held is not None and bool(self.changed) and not self.removed

    def is_said_by(self, held: Held) -> bool:
        """Whether a note says already what this one is to say."""
        fields = (held.fields.get(name, "") == text for name, text in self.fields.items())
        return all(fields) and set(held.tags) == set(self.tags)

    def changes(self) -> Iterator[tuple[Change, str]]:
        """Yield what is done with it, each with its particulars."""
        if self.held is None:
            yield Change.ADDED, ""
            return
        if self.removed:
            yield Change.REMOVED, ""
            return
        if self.retires:
            yield Change.RETIRED, ""
        elif self.changed:
            yield Change.CHANGED, ", ".join(self.changed)
        if self.cards:
            yield Change.MOVED, self.note.deck
        if self.kept:
            yield Change.KEPT, ", ".join(self.kept)
        if self.both:
            yield Change.BOTH, ", ".join(self.both)


def merge(
    edition: ComposedEdition,
    held: Mapping[str, Held],
    pushed: Mapping[str, Pushed],
    published: Callable[[], Sequence[Lock]],
    *,
    remove_retired: bool = False,
) -> tuple[Merged, ...]:
    """What becomes of each note of the edition; retired ones that the learner does not have are none of them.

    `published` gives the locks of before: a note that was never pushed, and says what one of them says, has no edit of
    the learner's. Of another one nobody knows, so all that differs counts as changed by both.
    """
    locks = published() if held.keys() - pushed.keys() else ()
    ours = {note.deck for note in edition.notes} | {p.deck for p in pushed.values()} | _former(locks, edition)
    merged = []
    for note in edition.notes:
        there = held.get(note.guid)
        notetype = edition.notetypes[note.notetype]
        if there is None:
            merged += [] if note.retired else [Merged(note, None, note.fields, note.tags)]
        elif note.retired and remove_retired:
            merged.append(Merged(note, there, there.fields, there.tags, removed=True))
        else:
            base = pushed.get(note.guid) or _as_published(note, there, notetype, locks, edition)
            merged.append(_merged(note, there, base, notetype, ours))
    return tuple(merged)


def _former(locks: Sequence[Lock], edition: ComposedEdition) -> set[str]:
    """The decks that notes of the edition were in, by the locks of before."""
    root = f"deck/{edition.name}"
    every = [names for lock in locks if root in (names := lock.names_of(edition.name))]
    return {f"{names[root].text}::{name.text}" for names in every for name in names.values()}


def _as_published(
    note: Note, held: Held, notetype: Notetype, locks: Sequence[Lock], edition: ComposedEdition
) -> Pushed | None:
    """What was published of a note that the learner has as it was published; None where it is another."""
    said = content.of_note(_Said(note.notetype, held.fields, held.tags), notetype)
    entries = (lock.note(edition.name, note.id) for lock in locks)
    if not any(entry and entry.content == said for entry in entries):
        return None
    return Pushed(hashes(held.fields, notetype), held.tags, "")


@dataclass(frozen=True, slots=True)
class _Said:
    """A note as the lock knows notes."""

    notetype: NotetypeName
    fields: Mapping[str, str]
    tags: tuple[str, ...]


def _merged(note: Note, held: Held, base: Pushed | None, notetype: Notetype, ours: set[str]) -> Merged:
    fields: dict[str, str] = {}
    changed, kept, both = [], [], []
    for place, field in enumerate(notetype.fields):
        name = field.name
        theirs, new = held.fields.get(name, ""), note.fields.get(name, "")
        old = base.fields[place] if base and place < len(base.fields) else None
        by_learner, by_author = old != hashed(theirs), old != hashed(new)
        fields[name] = new
        if theirs == new:
            continue
        if name == MINE or (by_learner and not by_author):
            fields[name] = theirs
            kept += [name] if name != MINE else []
        else:
            changed.append(name)
            both += [name] if by_learner and theirs else []
    if both and MINE in fields:
        fields[MINE] = _with_theirs(fields[MINE], both, held)
    tags = _tags(note, held, base)
    changed += ["tags"] if set(tags) != set(held.tags) else []
    return Merged(note, held, fields, tags, tuple(changed), tuple(kept), tuple(both), _to_move(note, held, base, ours))


def _with_theirs(mine: str, names: list[str], held: Held) -> str:
    """The learner's own field with what they had in others, behind what it says already."""
    pieces = [f"<details open><summary>{name}</summary>{held.fields[name]}</details>" for name in names]
    return "".join([mine, *(piece for piece in pieces if piece not in mine)])


def _tags(note: Note, held: Held, base: Pushed | None) -> tuple[str, ...]:
    """The author's tags and the learner's, without those that either took away."""
    theirs, new = set(held.tags), set(note.tags)
    old = set(base.tags) if base else set()
    return tuple(sorted((theirs - (old - new)) | (new - old)))


def _to_move(note: Note, held: Held, base: Pushed | None, ours: set[str]) -> tuple[int, ...]:
    """The cards that are where the author had them, which is elsewhere now; of a retired note none."""
    if note.retired:
        return ()
    before = {base.deck} if base and base.deck else ours
    return tuple(card for card, deck in held.decks.items() if deck != note.deck and deck in before)
