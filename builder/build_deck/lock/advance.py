"""The next lock: times move with content, notes that went are kept as retired, and what looks wrong is said."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from build_deck.errors import Level, Location, Problem
from build_deck.lock import content
from build_deck.lock.values import Entry, Lock, Retired
from build_deck.messages import counted
from build_deck.model import Note, NoteId, Notetype, NotetypeName

_SLACK = 60
"""Seconds that the clocks of two machines may differ before it is worth a warning."""


def _nothing(_note: NoteId) -> Retired | None:
    return None


def advance(  # noqa: PLR0913  # a pure function is told all it needs; most have defaults
    lock: Lock,
    edition: str,
    notes: Sequence[Note],
    notetypes: Mapping[NotetypeName, Notetype],
    now: int,
    *,
    whole: bool,
    deck_id: str,
    recorded: bool = False,
    last: Callable[[NoteId], Retired | None] = _nothing,
) -> tuple[Lock, tuple[Problem, ...]]:
    """The lock after this build of an edition, and what to tell its author.

    `whole` is False for a filtered build, which retires nothing. `recorded` says whether the deck has recordings: a
    deck that has them and no lock was built before. `last` gives what a note last held, from the previous package.
    With an error among the problems nothing may be published.
    """
    entries = dict(lock.entries)
    old = lock.notes(edition).values() if whole else ()
    for name in sorted({note.notetype for note in notes} | {entry.notetype for entry in old if entry.notetype}):
        key = f"notetype/{edition}/{name}"
        entries[key] = _moved(entries.get(key), Entry(now, content.of_notetype(notetypes[name])))
    for note in notes:
        new = _entry(note, notetypes[note.notetype], now)
        entries[f"note/{edition}/{note.id}"] = _moved(lock.note(edition, note.id), new)
    problems = [*_lost(lock, recorded=recorded), *_other_deck(lock, deck_id), *_clock(lock, entries, now)]
    problems += _other_notetypes(lock, edition, notes, notetypes)
    there = {note.id for note in notes}
    heirs = heirs_of(lock, edition, there, notes, notetypes) if whole else {}
    for id_, entry in (gone(lock, edition, there) if whole else {}).items():
        kept = last(id_)
        place = Location(lock.path, entry.line)
        heir = heirs.get(id_)
        problems.append(renamed(id_, heir, place) if heir else _retired(id_, edition, place, known=kept is not None))
        modified = max(now, entry.modified + 1)
        entries[f"note/{edition}/{id_}"] = replace(entry, modified=modified, retired=kept or Retired({}))
    return replace(lock, entries=dict(sorted(entries.items())), deck=lock.deck or deck_id), tuple(problems)


def _entry(note: Note, notetype: Notetype, now: int) -> Entry:
    """A note's line, if it changed now."""
    if note.content:
        return Entry(now, note.content, note.notetype, note.summary)
    return Entry(now, content.of_note(note, notetype), note.notetype, content.question(note, notetype))


def _moved(old: Entry | None, new: Entry) -> Entry:
    """The line as it was while the content is the same; otherwise the new one, later than the old."""
    if old is None:
        return new
    if old.content == new.content and old.retired is None:
        return replace(new, modified=old.modified, line=old.line)
    return replace(new, modified=max(new.modified, old.modified + 1), line=old.line)


def is_of(line: Entry, notetype: Notetype) -> bool:
    """Whether a notetype's line of the lock is that of this notetype, however it looked then."""
    return line.content.partition("-")[0] == content.identity_of(notetype)


def news(before: Lock, after: Lock, edition: str) -> Mapping[str, tuple[NoteId, ...]]:
    """The ids of an edition's notes that are `new`, `changed` or `retired` between two locks; none of a first one."""
    old, now = before.notes(edition), after.notes(edition)
    found: dict[str, list[NoteId]] = {"new": [], "changed": [], "retired": []}
    for id_, entry in now.items() if old else ():
        was = old.get(id_)
        here, there = entry.retired is None, was is not None and was.retired is None
        if here != there:
            found["new" if here else "retired"].append(id_)
        elif here and was and was.modified != entry.modified:
            found["changed"].append(id_)
    return {what: tuple(ids) for what, ids in found.items()}


def gone(lock: Lock, edition: str, there: Collection[NoteId]) -> Mapping[NoteId, Entry]:
    """The published notes of an edition that are not `there` and were until now."""
    return {id_: entry for id_, entry in lock.notes(edition).items() if id_ not in there and entry.retired is None}


def heirs_of(
    lock: Lock,
    edition: str,
    there: Collection[NoteId],
    notes: Iterable[Note],
    notetypes: Mapping[NotetypeName, Notetype],
) -> Mapping[NoteId, Note]:
    """Those of the published notes that are gone that one of `notes`, unpublished, has the question or answer of."""
    missing = gone(lock, edition, there)
    new = (note for note in notes if missing and lock.note(edition, note.id) is None)
    fresh = _by_content((note, _entry(note, notetypes[note.notetype], 0).content, note.notetype) for note in new)
    found = {
        id_: next((fresh[said] for said in _said(entry.content, entry.notetype) if said in fresh), None)
        for id_, entry in missing.items()
    }
    return {id_: heir for id_, heir in found.items() if heir}


def _lost(lock: Lock, *, recorded: bool) -> Iterator[Problem]:
    if recorded and not lock.entries:
        yield Problem(
            "lock-lost",
            Location(lock.path),
            "There is no lock, but the deck was built before: it has recordings.",
            "If learners have this deck, restore the lock from git: without it every note counts as changed now, and "
            "their next import overwrites what they edited.",
            Level.WARNING,
        )


def _other_deck(lock: Lock, deck_id: str) -> Iterator[Problem]:
    if lock.deck not in {"", deck_id}:
        yield Problem(
            "deck-id-changed",
            Location(lock.path),
            f"The deck's id was `{lock.deck}` and is now `{deck_id}`: every note would be a new one to learners.",
            f"Write `id: {lock.deck}` into deck.yaml; for a deck of its own, delete the lock.",
        )


def _other_notetypes(
    lock: Lock, edition: str, notes: Iterable[Note], notetypes: Mapping[NotetypeName, Notetype]
) -> Iterator[Problem]:
    """An error for each note that is of another notetype than before: Anki updates none across notetypes, for ever."""
    for note in notes:
        old = lock.note(edition, note.id)
        if old and old.notetype and old.notetype != note.notetype:
            was, is_ = (notetypes[name].name for name in (old.notetype, note.notetype))
            yield Problem(
                "notetype-changed",
                note.location,
                f"The note `{note.id}` is a {is_} note now and was a {was} note: "
                "Anki would never update learners' copies.",
                f"Give it another id: it is a new note, and the old one retires. If no learner has it yet, delete line "
                f"{old.line} of {lock.path}.",
            )


def _clock(lock: Lock, entries: Mapping[str, Entry], now: int) -> Iterator[Problem]:
    """A warning when a change had to be dated after the present."""
    ahead = [
        entry.modified
        for key, entry in entries.items()
        if entry.modified > now + _SLACK and entry.modified != lock.entries.get(key, entry).modified
    ]
    if ahead:
        yield Problem(
            "clock-behind",
            Location(lock.path),
            f"This machine's clock says {_time(now)}, but the lock has changes up to {_time(max(ahead) - 1)}.",
            "Set the clock. What changed now is dated a second after its last change, so that learners get it.",
            Level.WARNING,
        )


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _by_content(notes: Iterable[tuple[Note, str, NotetypeName]]) -> Mapping[tuple[object, ...], Note]:
    """The first note with each question and with each answer."""
    found: dict[tuple[object, ...], Note] = {}
    for note, hashes, notetype in notes:
        for said in _said(hashes, notetype):
            found.setdefault(said, note)
    return found


def _said(hashes: str, notetype: NotetypeName | None) -> Iterator[tuple[object, ...]]:
    """What a note is known again by: its question, and its other fields."""
    for part, hashed in enumerate(hashes.split("-")[:2]):
        if hashed != content.NOTHING:
            yield notetype, part, hashed


def renamed(id_: NoteId, heir: Note, place: Location) -> Problem:
    """What to say of a published note, on the line `place` of the lock, that is gone and has an heir."""
    return Problem(
        "probable-rename",
        heir.location,
        f"The note `{heir.id}` looks like `{id_}`, which is gone: learners would get it twice and lose its reviews.",
        f"Write `{{#{id_}}}` behind its question. If it is another note, delete line {place.line} of {place.path}.",
    )


def _retired(id_: NoteId, edition: str, place: Location, *, known: bool) -> Problem:
    what = f"The note `{id_}` ({edition}) is gone from the source; learners keep it, so it is packed as retired"
    return Problem(
        "note-gone",
        place,
        f"{what}."
        if known
        else f"{what}, with its question alone: there is no earlier package to take its answer from.",
        "Put it back, or delete its line here to leave learners' copies as they are.",
        Level.WARNING,
    )


def dropped(lock: Lock, editions: Collection[str]) -> tuple[Problem, ...]:
    """A warning for each edition that the lock has notes of and the deck, whose `editions` these are, has not."""
    first: dict[str, Entry] = {}
    for key, entry in lock.entries.items():
        first.setdefault(key.split("/")[1], entry)
    return tuple(
        Problem(
            "edition-gone",
            Location(lock.path, entry.line),
            f"The lock has notes of the edition `{name}`, which the deck does not have.",
            "If it was renamed, give it its old name back: to learners every note would be a new one. If it is gone, "
            "delete its lines.",
            Level.WARNING,
        )
        for name, entry in first.items()
        if name not in editions
    )


def outdated(old: Lock, new: Lock) -> Problem | None:
    """What a build that may not write the lock says instead; None when both are the same.

    A lock from before the names of decks were kept is not behind for lacking them.
    """
    lines = [
        *(_changed_names(old, new) if old.names else ()),
        *(f"+ {key}" for key in new.entries if key not in old.entries),
        *(f"~ {key}" for key, entry in new.entries.items() if key in old.entries and old.entries[key] != entry),
        *(f"- {key}" for key in old.entries if key not in new.entries),
    ]
    if not lines and old.deck == new.deck:
        return None
    return Problem(
        "lock-outdated",
        Location(new.path),
        f"The lock is behind the deck in {counted(len(lines), 'line')}.",
        "Build without --locked and commit the lock.",
        detail="\n".join(lines),
    )


def _changed_names(old: Lock, new: Lock) -> Iterator[str]:
    for key in sorted({*old.names, *new.names}):
        if old.names.get(key) != new.names.get(key):
            yield f"{'+' if key not in old.names else '~' if key in new.names else '-'} {key}"
