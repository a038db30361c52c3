"""A deck and a selection, to what a command works on: notes, sessions, recordings and hashes, worked out once.

A session is named after its note. Where the editions of a note run different code each has its own session, and so
its own recording, `<note>.<edition>`.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from build_deck import recordings
from build_deck.deck.config import DeckConfig
from build_deck.deck.load import LoadedDeck
from build_deck.deck.select import Selection
from build_deck.errors import BuildDeckError, Problem
from build_deck.model import EditionName, NoteId, NoteSource, Session, Snippet
from build_deck.recordings import Recording
from build_deck.runtimes.needs import needs
from build_deck.runtimes.row import Needs
from build_deck.runtimes.source import source_hash

NoteKey = tuple[EditionName, NoteId]


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session, what its code needs, and what is on file of it."""

    session: Session
    shown_by: tuple[NoteKey, ...]
    """The notes of the whole deck that show it, in the order of the editions."""
    needs: Needs
    source: str
    """The hash of what runs."""
    recording: Recording | None
    """None where there is none, where none is needed since every snippet is pinned, and where it cannot be read."""
    problems: tuple[Problem, ...] = ()
    """Why the recording cannot be read."""
    reads: bool = False
    """Whether it may read files or variables that the deck names, of which a recording keeps nothing."""

    @property
    def name(self) -> str:
        """The stem of its recording."""
        return self.session.name

    @property
    def stale(self) -> bool:
        """Whether other code produced what is on file."""
        return self.recording is not None and self.recording.source != self.source

    @property
    def unrecorded(self) -> bool:
        """Whether it is to be recorded for the first time."""
        return self.recording is None and not self.problems and not _pinned(self.session)

    @property
    def note(self) -> NoteId:
        """The id of the notes that show it."""
        return self.shown_by[0][1]

    @property
    def notes(self) -> str:
        """Which notes show it, to stand inside a sentence."""
        return f"note {self.note} in {', '.join(edition for edition, _ in self.shown_by)}"


@dataclass(frozen=True, slots=True)
class PlannedNote:
    """A selected note and the session that gives its outputs."""

    edition: EditionName
    note: NoteSource
    session: PlannedSession | None
    """None where nothing runs. Of two notes with one id, which lint complains of, only one has a session."""
    running: Mapping[int, Snippet]
    """Its snippets that run, in order, by their index in the note; empty without a session."""

    @property
    def key(self) -> NoteKey:
        """What its outputs are known by."""
        return self.edition, self.note.id

    @property
    def words(self) -> str:
        """The note, to stand inside a sentence."""
        return f"note {self.note.id} in {self.edition}"


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a command works on."""

    deck: LoadedDeck
    selection: Selection
    notes: tuple[PlannedNote, ...]
    """Those that are selected, in order."""
    needed: frozenset[str]
    """The names of the recordings that the whole deck needs."""

    @property
    def config(self) -> DeckConfig:
        """What deck.yaml says."""
        return self.deck.config

    @property
    def sessions(self) -> Mapping[str, PlannedSession]:
        """The sessions of the selected notes by name, each once, in the order of the notes."""
        return {note.session.name: note.session for note in self.notes if note.session}

    @property
    def seconds(self) -> Mapping[str, float]:
        """The recorded duration of each session that has one."""
        return {name: each.recording.seconds for name, each in self.sessions.items() if each.recording}

    @property
    def unused(self) -> tuple[str, ...]:
        """The names of the recordings that no session of the deck needs."""
        return tuple(name for name in recordings.names(self.config.recordings) if name not in self.needed)

    def recorded(self, news: Mapping[str, Recording]) -> "Plan":
        """Return the plan with these recordings, by session name, on file."""
        sessions = {
            name: replace(each, recording=news[name], problems=()) if name in news else each
            for name, each in self.sessions.items()
        }
        notes = (replace(n, session=sessions[n.session.name]) if n.session else n for n in self.notes)
        return replace(self, notes=tuple(notes))

    def only(self, keys: Collection[NoteKey]) -> "Plan":
        """Return the plan without all other notes."""
        kept = tuple(note for note in self.notes if note.key in keys)
        return replace(self, selection=self.selection.only(keys), notes=kept)


def plan_deck(deck: LoadedDeck, selection: Selection) -> Plan:
    """Return the plan of these notes; a recording that cannot be read is in it, with its problems."""
    sessions = _sessions({name: loaded.notes for name, loaded in deck.editions.items()})
    showing: dict[str, list[NoteKey]] = defaultdict(list)
    for key, session in sessions.items():
        showing[session.name].append(key)
    planned: dict[str, PlannedSession] = {}
    notes: list[PlannedNote] = []
    for edition, own in selection.notes.items():
        for note in own:
            running = {index: snippet for index, snippet in enumerate(note.snippets) if snippet.runs}
            found = sessions.get((edition, note.id))
            if found is None or _what_runs(running.values()) != _what_runs(found.snippets):
                notes.append(PlannedNote(edition, note, None, {}))
                continue
            if found.name not in planned:
                planned[found.name] = _planned(found, tuple(showing[found.name]), deck.config)
            notes.append(PlannedNote(edition, note, planned[found.name], running))
    needed = frozenset(session.name for session in sessions.values() if not _pinned(session))
    return Plan(deck, selection, tuple(notes), needed)


def _sessions(editions: Mapping[EditionName, Iterable[NoteSource]]) -> Mapping[NoteKey, Session]:
    """Return the session of each note of a whole deck that runs anything, shared by the editions that agree on it."""
    by_id: dict[NoteId, dict[EditionName, tuple[Snippet, ...]]] = defaultdict(dict)
    for edition, notes in editions.items():
        for note in notes:
            running = tuple(snippet for snippet in note.snippets if snippet.runs)
            if running:
                by_id[note.id][edition] = running
    return {
        (edition, note_id): session
        for note_id, variants in by_id.items()
        for edition, session in _variants(note_id, variants)
    }


def _variants(
    note_id: NoteId, variants: Mapping[EditionName, tuple[Snippet, ...]]
) -> Iterator[tuple[EditionName, Session]]:
    agreed = len({_what_runs(snippets) for snippets in variants.values()}) == 1
    shared = Session(note_id, next(iter(variants.values())))
    for edition, snippets in variants.items():
        yield edition, shared if agreed else Session(f"{note_id}.{edition}", snippets, note_id)


def _what_runs(snippets: Iterable[Snippet]) -> Hashable:
    """Return a value that is equal for snippets that run the same code on the same terms, however they are shown."""
    return tuple((s.code, s.runtime, _terms(s), s.pin.text if s.pin else None, s.transcript) for s in snippets)


def _terms(snippet: Snippet) -> Hashable:
    return replace(
        snippet.options, run=None, region=None, hide=False, output="all", cloze=(), predict="", highlight=(), alt=""
    )


def _planned(session: Session, shown_by: tuple[NoteKey, ...], config: DeckConfig) -> PlannedSession:
    found = needs(session, config.import_paths)
    source = source_hash(session, found)
    reads = bool(config.data or config.environment)
    try:
        return PlannedSession(session, shown_by, found, source, _recording(session, config), reads=reads)
    except BuildDeckError as error:
        return PlannedSession(session, shown_by, found, source, None, error.problems, reads)


def _recording(session: Session, config: DeckConfig) -> Recording | None:
    """Return the session's recording; None where it has none, or needs none since every snippet is pinned.

    A session that has parted from the other editions' begins with what they shared, as a recording that is stale.
    """
    if _pinned(session):
        return None
    own = recordings.load(config.recordings, session.name)
    if own is None and session.shared_name:
        shared = recordings.load(config.recordings, session.shared_name)
        return shared and replace(shared, session=session.name, source="")
    return own


def _pinned(session: Session) -> bool:
    return all(snippet.pin for snippet in session.snippets)
