"""Which of the selected notes a verification is about: `--note`, `--changed-since`, and the lines of each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from glob import escape
from pathlib import Path

from builder.config import FILE_NAME, DeckConfig
from builder.errors import Problem, UsageError
from builder.execute.imports import needs
from builder.load import LoadedDeck
from builder.model import EditionName, NoteSource, Session
from builder.select import Selection
from builder.sessions import NoteKey, SessionPlan
from builder.verify.changes import changed_since

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
    known = {note.id for notes in selection.notes.values() for note in notes}
    for wanted in ids:
        if wanted not in known:
            near = get_close_matches(wanted, known, 3)
            remedy = f"Did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else "See `build-deck list`."
            where = f" in {deck.only}" if deck.only else ""
            raise UsageError(Problem("no-such-note", None, f"--note: there is no note `{wanted}`{where}.", remedy))
    return _keep(selection, lambda _, note: note.id in ids)


def only_changed(deck: LoadedDeck, selection: Selection, plan: SessionPlan, revision: str) -> Selection:
    """Return the selected notes whose text, snippet files or recordings changed in git since `revision`.

    What bears on every note, deck.yaml and data files, changes all of them.
    """
    config = deck.config
    changes = changed_since(revision, config.root)
    if any(map(changes.touches, (config.root / FILE_NAME, *config.data))):
        return selection
    lines = lines_of(deck)
    texts = {path: changes.lines(Path(path)) for path in {each.path for each in lines.values()}}
    heads = {path: min(each.span.start for each in lines.values() if each.path == path) for path in texts}

    def changed(name: EditionName, note: NoteSource) -> bool:
        own = lines[name, note.id]
        spans = (own.span, range(1, heads[own.path]))
        if any(_meet(hunk, span) for hunk in texts[own.path] for span in spans):
            return True
        session = plan.of.get((name, note.id))
        return session is not None and any(map(changes.touches, _files(config, session)))

    return _keep(selection, changed)


def _files(config: DeckConfig, session: Session) -> Iterator[Path]:
    """Yield the files that a session's verdict depends on, its Markdown aside."""
    for snippet in session.snippets:
        if snippet.options.file:
            yield config.snippets / snippet.options.file
    yield from needs(session, (config.snippets,)).local
    yield config.recordings / f"{session.name}.yaml"
    yield from config.recordings.glob(f"{escape(session.name)}-*.svg")


def _meet(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _keep(selection: Selection, wanted: Callable[[EditionName, NoteSource], bool]) -> Selection:
    notes = {name: tuple(note for note in notes if wanted(name, note)) for name, notes in selection.notes.items()}
    return replace(selection, notes={name: kept for name, kept in notes.items() if kept}, whole=False)
