"""Which sessions a deck has: the running snippets of each note, shared by the editions that agree on them."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from builder.model import EditionName, NoteId, NoteSource, Session, Snippet

NoteKey = tuple[EditionName, NoteId]


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """The sessions of a deck, and which notes show each."""

    of: Mapping[NoteKey, Session]
    """Only notes with a running snippet are in it."""
    notes: Mapping[str, tuple[NoteKey, ...]]
    """Session name to the notes that show it, in the order of the editions."""

    def sessions(self, wanted: Iterable[NoteKey]) -> tuple[Session, ...]:
        """Return the sessions that these notes need, each once, in the order of the notes."""
        needed = {self.of[key].name: self.of[key] for key in wanted if key in self.of}
        return tuple(needed.values())


def plan_sessions(editions: Mapping[EditionName, Iterable[NoteSource]]) -> SessionPlan:
    """Return the sessions of all notes.

    A session is named after its note. Where the editions of a note run different code each has its own session, and
    so its own recording, `<note>.<edition>`.
    """
    by_id: dict[NoteId, dict[EditionName, tuple[Snippet, ...]]] = defaultdict(dict)
    for edition, notes in editions.items():
        for note in notes:
            snippets = running(note)
            if snippets:
                by_id[note.id][edition] = snippets
    of: dict[NoteKey, Session] = {}
    showing: dict[str, list[NoteKey]] = defaultdict(list)
    for note_id, variants in by_id.items():
        agreed = len({what_runs(snippets) for snippets in variants.values()}) == 1
        shared = Session(note_id, next(iter(variants.values())))
        for edition, snippets in variants.items():
            session = shared if agreed else Session(f"{note_id}.{edition}", snippets, note_id)
            of[edition, note_id] = session
            showing[session.name].append((edition, note_id))
    return SessionPlan(of, {name: tuple(keys) for name, keys in showing.items()})


def running(note: NoteSource) -> tuple[Snippet, ...]:
    """Return the snippets of a note that the engine runs, in order."""
    return tuple(snippet for snippet in note.snippets if snippet.runs)


def what_runs(snippets: Iterable[Snippet]) -> Hashable:
    """Return a value that is equal for snippets that run the same code on the same terms, however they are shown."""
    return tuple((s.code, _terms(s), s.pin.text if s.pin else None) for s in snippets)


def _terms(snippet: Snippet) -> Hashable:
    return replace(snippet.options, region=None, hide=False, output="all", cloze=(), predict=False, highlight=())
