"""The values that the stages hand on, from a Markdown note to a row of an Anki package.

`NoteSource` (parsed) and `Note` (rendered) are two types, so that what has not been rendered cannot be packaged.
A card is a note seen through a template: Anki derives cards, so there is no class for them here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NewType

from builder.errors import Location, Problem

if TYPE_CHECKING:
    from markdown_it.token import Token

NoteId = NewType("NoteId", str)
"""What identifies a note in its deck for ever: the `{#id}` of its heading."""

EditionName = NewType("EditionName", str)
"""The key of an edition in deck.yaml, such as `zh`."""

DeviceChoice = Literal["auto", "cpu", "cuda"]


class Rarity(StrEnum):
    """How often a question is asked; the order of members is the study order."""

    VERY_COMMON = "very-common"
    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"


class Difficulty(StrEnum):
    """How hard a question is; the order of members is the study order."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Verdict(StrEnum):
    """What became of a snippet, as `verify --json` writes it."""

    OK = "ok"
    CHANGED = "changed"
    UNSTABLE = "unstable"
    UNRECORDED = "unrecorded"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT_LIMIT = "output-limit"
    KILLED = "killed"
    CPU_ONLY = "cpu-only"


# ---- parsed ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SnippetOptions:
    """The attributes of a fence (```` ```python timeout=5 hide ````); None means the deck's default."""

    file: str | None = None
    """A snippet file, relative to the deck's snippets folder."""
    region: str | None = None
    """The part of `file` that is shown; the whole file is what runs."""
    run: bool = True
    hide: bool = False
    raises: str | None = None
    """The name of the exception class that the snippet must raise."""
    output: Literal["none", "last", "all"] = "all"
    timeout: float | None = None
    """Seconds."""
    memory: int | None = None
    """MiB."""
    device: DeviceChoice | None = None
    seed: int | None = None
    tolerance: float | None = None
    """Relative and absolute, for floats in the output."""
    processes: bool = False
    """Whether the snippet may start processes."""
    cloze: tuple[tuple[int, ...], ...] = ()
    """Groups of shown lines (from 1), one fill-in card a group."""
    predict: bool = False
    highlight: tuple[int, ...] = ()
    """Shown lines (from 1)."""


@dataclass(frozen=True, slots=True)
class Pin:
    """The text of an ```` ```output ```` fence: what the snippet before it must print; `...` matches anything."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Snippet:
    """One code fence of a note."""

    language: str
    """`python`, another Pygments alias, or empty for plain text."""
    code: str
    """What runs: the fence's text, or the whole file of `file=`."""
    shown: str
    """What the card shows: `code`, or a region of it."""
    location: Location
    """The opening fence in the Markdown file."""
    origin: Location
    """The first line of `code`, in the Markdown file or in the snippet file."""
    shown_origin: Location
    """The first line of `shown`."""
    options: SnippetOptions = SnippetOptions()
    pin: Pin | None = None

    @property
    def runs(self) -> bool:
        """Whether the engine executes it."""
        return self.language == "python" and self.options.run


@dataclass(frozen=True, slots=True)
class Section:
    """A heading above questions: a subdeck, and the tag `section::<slug>`."""

    title: str
    """Plain text, without the number and without a trailing "(5 Questions)"."""
    slug: str
    index: int
    """From 1, in the order of the edition's files; it numbers the subdeck."""
    location: Location
    number: int | None = None
    """The number its heading bears, if any: decoration, and something to check."""
    announced: int | None = None
    """How many questions its heading announces."""


@dataclass(frozen=True, slots=True)
class NoteSource:
    """One question as its author wrote it.

    Token tuples are complete markdown-it block streams. Every fence token in them except mermaid carries
    `meta["snippet"]`, its index in `snippets`; pins are not in them.
    """

    id: NoteId
    explicit_id: bool
    """False when the id was derived from the question's text."""
    question: str
    """Plain text, without markup, number and attributes."""
    title: "tuple[Token, ...]"
    """The question's heading as one `inline` token."""
    front: "tuple[Token, ...]"
    """What stands between the question and the answer label."""
    back: "tuple[Token, ...]"
    location: Location
    lang: str
    """BCP 47 tag of the file, such as `zh-CN`."""
    section: Section | None = None
    cloze: bool = False
    """Whether it becomes a cloze note (marked `.cloze`, or a fence with `cloze=`)."""
    rarity: Rarity | None = None
    difficulty: Difficulty | None = None
    tags: tuple[str, ...] = ()
    """The author's own, from front matter, heading classes and the Tags label."""
    source: "tuple[Token, ...]" = ()
    """What the Source label says, as one `inline` token, or nothing."""
    hint: "tuple[Token, ...]" = ()
    snippets: tuple[Snippet, ...] = ()
    number: int | None = None
    """The number its heading bears, if any: decoration, and something to check."""


@dataclass(frozen=True, slots=True)
class Document:
    """One Markdown file, parsed."""

    path: str
    lang: str
    """BCP 47 tag, from the front matter or the edition."""
    title: str | None
    """From the front matter, or the file's only `#` heading."""
    question_level: int
    """The heading level of its questions."""
    notes: tuple[NoteSource, ...]
    sections: tuple[Section, ...]
    """Those that hold notes."""
    problems: tuple[Problem, ...] = ()
    """What was wrong with the file; the notes that could be read are there all the same."""
    media: tuple[str, ...] = ()
    """Paths of the pictures and sounds it uses, each once."""
    snippet_files: tuple[str, ...] = ()
    """Paths of the snippet files it shows, each once."""


# ---- executed --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """What a snippet may use, unless its own attributes say otherwise."""

    timeout: float = 60.0
    """Seconds a snippet."""
    memory: int = 4096
    """MiB a session."""
    output: int = 65536
    """Bytes a snippet may print."""
    disk: int = 64
    """MiB a session may write in its own folder."""
    processes: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """The running snippets of one note, in order: one process, one namespace. Editions that agree share it."""

    name: str
    """The stem of its recording: the note's id, with `.<edition>` behind it where editions differ."""
    snippets: tuple[Snippet, ...]
    shared_name: str | None = None
    """Where editions differ, the name they had while they agreed: its recording is what a new one is held against."""


@dataclass(frozen=True, slots=True)
class Output:
    """What one snippet gave, as a recording keeps it."""

    stdout: str = ""
    stderr: str = ""
    value: str | None = None
    """The repr of the last expression, None when there is none."""
    html: str | None = None
    """The sanitised `_repr_html_` of the last expression (a table)."""
    error: str | None = None
    """`ValueError: message` of the exception that `raises=` asked for."""
    figures: tuple[str, ...] = ()
    """SVG documents."""
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """What produced an output."""

    python: str
    """`3.11`"""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Distribution name to version, of what the session imports."""
    device: str = "cpu"
    """`cpu`, or the name of the GPU."""
    isolation: str = ""
    """The tier the sandbox reached; not part of a recording."""


@dataclass(frozen=True, slots=True)
class SnippetRun:
    """What the engine says of one snippet."""

    output: Output
    verdict: Verdict
    """One of ok, error, timeout, memory, output-limit, killed, cpu-only, unstable."""
    message: str = ""
    """What happened, with the traceback where there is one; empty when ok."""
    location: Location | None = None
    """The line that failed."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SessionRun:
    """What the engine says of one session: a `SnippetRun` for each of its snippets, in order."""

    session: Session
    snippets: tuple[SnippetRun, ...]
    environment: Environment
    seconds: float = 0.0
    cached: bool = False


# ---- rendered --------------------------------------------------------------------------------------------------------


class NotetypeName(StrEnum):
    """The two notetypes of a package."""

    QA = "qa"
    CLOZE = "cloze"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a notetype; the integer is its identity in Anki, so that a rename does not fork the notetype."""

    name: str
    id: int


@dataclass(frozen=True, slots=True)
class Template:
    """A card template of a notetype; the integer is its identity in Anki."""

    name: str
    id: int
    question: str
    """HTML with `{{Field}}` replacements."""
    answer: str


@dataclass(frozen=True, slots=True)
class Notetype:
    """A notetype as Anki knows it. Names, order and ids of fields and templates never change once published."""

    id: int
    name: str
    """What Anki shows."""
    fields: tuple[Field, ...]
    """The first is Anki's sort field: it holds the question and is never empty."""
    templates: tuple[Template, ...]
    css: str
    cloze: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A row of the package: everything Anki needs, nothing left to decide."""

    id: NoteId
    guid: str
    notetype: NotetypeName
    fields: Mapping[str, str]
    """Field name to HTML; fields that are not named are empty."""
    tags: tuple[str, ...]
    """Sorted, valid for Anki."""
    deck: str
    """The full deck name, `Deck::01 Section`."""
    due: int
    """Study order, from 1."""
    media: tuple[str, ...]
    """Names of the media files its fields use."""
    location: Location
