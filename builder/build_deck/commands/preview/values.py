"""What a preview is told, and what it shows: notes drawn as far as their outputs are known."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from build_deck.deck.consent import NO_CONSENT, Consent
from build_deck.errors import Problem
from build_deck.model import DeviceChoice, EditionName, Note, NoteSource, Notetype, NotetypeName
from build_deck.notetypes import NOTETYPES
from build_deck.plan import NoteKey
from build_deck.syntax.tags import tags_of
from build_deck.targets.preview import Card

EDITOR = "vscode://file/{path}:{line}"


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """What `build-deck preview` may be told; the defaults are the command's."""

    port: int = 0
    device: DeviceChoice = "auto"
    jobs: int | None = None
    editor: str = EDITOR
    """The address that opens a file in the author's editor, with `{path}` and `{line}` in it."""
    consent: Consent = NO_CONSENT


@dataclass(frozen=True, slots=True)
class SnippetState:
    """What became of a snippet."""

    verdict: str
    """A `Verdict`, or `running`."""
    message: str


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note as it stands."""

    edition: EditionName
    source: NoteSource
    note: Note
    cards: tuple[Card, ...]
    snippets: tuple[SnippetState, ...]
    problems: tuple[Problem, ...]

    @property
    def key(self) -> NoteKey:
        """What it is known by."""
        return self.edition, self.source.id

    @property
    def tags(self) -> tuple[str, ...]:
        """Those it has in Anki."""
        return tags_of(self.source)

    @property
    def looks(self) -> tuple[object, ...]:
        """What is equal where a reader sees no difference."""
        section = self.source.section.title if self.source.section else ""
        told = [(p.code, p.what, p.detail) for p in self.problems]
        return self.note.notetype, self.note.fields, self.note.tags, section, self.snippets, told


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that a page can show of a deck."""

    notes: tuple[ShownNote, ...] = ()
    notetypes: Mapping[NotetypeName, Notetype] = field(default_factory=lambda: NOTETYPES)
    media: Mapping[EditionName, Mapping[str, bytes]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    """Those that are no note's."""
    words: Mapping[str, str] = field(default_factory=dict)
    """The editions' words for tags, to canonical ones."""

    @property
    def told(self) -> int:
        """How many problems there are, each once."""
        return len({*self.problems, *(problem for note in self.notes for problem in note.problems)})
