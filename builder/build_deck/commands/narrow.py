"""Which of the selected notes a verification is about: `--note`, `--changed-since`, and the lines of each."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from glob import escape
from pathlib import Path

from build_deck.deck.changes import changed_since
from build_deck.deck.config import FILE_NAME, DeckConfig
from build_deck.deck.load import LoadedDeck
from build_deck.deck.select import Selection
from build_deck.errors import Problem, UsageError
from build_deck.model import NoteSource
from build_deck.plan import NoteKey, Plan, PlannedNote, PlannedSession

_END = 1 << 31


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one note in its file, up to the next note or the end."""

    path: str
    span: range

    def hold(self, problem: Problem) -> bool:
        """Return whether the problem is in this note."""
        place = problem.location
        return place is not None and place.path == self.path and place.line in self.span


def lines_of(deck: LoadedDeck) -> Mapping[NoteKey, Lines]:
    """Return where each note of the deck stands; what is above a file's first note belongs to all its notes."""
    return {
        (name, note.id): lines
        for name, loaded in deck.editions.items()
        for document in loaded.documents
        for note, lines in _notes_of(document.path, document.notes)
    }


def _notes_of(path: str, notes: Sequence[NoteSource]) -> Iterator[tuple[NoteSource, Lines]]:
    starts = [note.location.line for note in notes]
    for note, start, end in zip(notes, starts, [*starts[1:], _END], strict=False):
        yield note, Lines(path, range(start, end))


def only_notes(deck: LoadedDeck, selection: Selection, ids: Sequence[str]) -> Selection:
    """Return the selection without all other notes; raises UsageError for an id that no selected note has."""
    keys = {(name, note.id) for name, notes in selection.notes.items() for note in notes}
    check_ids("--note", ids, {note_id for _, note_id in keys}, deck.only)
    return selection.only({key for key in keys if key[1] in ids})


def check_ids(option: str, ids: Iterable[str], known: Collection[str], file: str | None) -> None:
    """Raise UsageError for an id that no selected note has; `file` is the only one that was asked for."""
    for wanted in ids:
        if wanted not in known:
            near = get_close_matches(wanted, known, 3)
            remedy = f"Did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else "See `build-deck list`."
            where = f" in {file}" if file else ""
            raise UsageError(Problem("no-such-note", None, f"{option}: there is no note `{wanted}`{where}.", remedy))


def only_changed(plan: Plan, revision: str) -> Plan:
    """Return the plan of those notes whose text, snippet files or recordings changed in git since `revision`.

    What bears on every note, deck.yaml and data files, changes all of them.
    """
    config = plan.config
    changes = changed_since(revision, config.root)
    if any(map(changes.touches, (config.root / FILE_NAME, *config.data))):
        return plan
    lines = lines_of(plan.deck)
    texts = {path: changes.lines(Path(path)) for path in {each.path for each in lines.values()}}
    heads = {path: min(each.span.start for each in lines.values() if each.path == path) for path in texts}

    def changed(note: PlannedNote) -> bool:
        own = lines[note.key]
        spans = (own.span, range(1, heads[own.path]))
        if any(_meet(hunk, span) for hunk in texts[own.path] for span in spans):
            return True
        return note.session is not None and any(map(changes.touches, _files(config, note.session)))

    return plan.only({note.key for note in plan.notes if changed(note)})


def _files(config: DeckConfig, planned: PlannedSession) -> Iterator[Path]:
    """Yield the files that a session's verdict depends on, its Markdown aside."""
    for snippet in planned.session.snippets:
        if snippet.options.file:
            yield config.snippets / snippet.options.file
    yield from planned.needs.local
    yield config.recordings / f"{planned.name}.yaml"
    yield from config.recordings.glob(f"{escape(planned.name)}-*.svg")


def _meet(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop
