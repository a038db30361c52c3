"""What is asked of a hand, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from build_deck.deck.config import DeckConfig
from build_deck.errors import Problem
from build_deck.lint import FileFindings
from build_deck.model import Document, Environment, NotetypeName, Output, Section


@dataclass(frozen=True, slots=True)
class Written:
    """A Markdown file of a deck, as it stands."""

    path: Path
    text: str
    config: DeckConfig
    lang: str
    """The edition's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A file that a Markdown file refers to, and what it was then."""

    name: str
    """As the author wrote it."""
    path: str
    """Which file that is."""
    code: str | None = None
    """A hash of the text of a snippet file; None for a picture or a sound, of which only the path matters."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A Markdown file, parsed and looked through."""

    document: Document
    findings: FileFindings
    asked: tuple[Asked, ...]
    lasting: bool
    """Whether it is the same as long as text and `asked` are; not where a file was looked for and not found."""
    outline: str = ""
    """Equal where all is that can be told of it without its notes' markup; empty where nobody has worked it out."""


@dataclass(frozen=True, slots=True)
class NoteOutputs:
    """What a note may show of its snippets."""

    outputs: Mapping[int, Output]
    """By index in the note's snippets."""
    environment: Environment | None
    """Where they were recorded; None where all are pinned."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A note that is to be drawn."""

    place: int
    """Which of its file's."""
    outputs: NoteOutputs | None
    section: Section | None
    """As the whole edition has it: files may share one."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a whole edition's notes are drawn with."""

    lang: str
    """The language of labels and badges."""
    root: Path
    """What the paths in `source_url` begin at."""
    source_url: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A note's fields, and all that is worked out of them."""

    kind: NotetypeName
    fields: tuple[str, ...]
    """HTML, in the order of the notetype's fields."""
    media: Mapping[str, bytes]
    """Figures and diagrams by name."""
    files: Mapping[str, str]
    """Pictures and sounds by name: the paths of the files that they are copies of."""
    content: str
    """What the lock says of it."""
    summary: str
    """The question as the lock shows it."""
    problems: tuple[Problem, ...] = field(default=())
