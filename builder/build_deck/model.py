"""The values that the stages hand on, from a Markdown note to a row of an Anki package.

`NoteSource` (parsed) and `Note` (rendered) are two types, so that what has not been rendered cannot be packaged.
A card is a note seen through a template: Anki derives cards, so there is no class for them here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NewType

from build_deck.errors import Location, Problem

if TYPE_CHECKING:
    from markdown_it.token import Token

    Tokens = Sequence[Token]
else:
    # What keeps notes as data looks at the types of their fields, and must not import markdown-it for that.
    Tokens = Sequence

NoteId = NewType("NoteId", str)
"""What identifies a note in its deck for ever: the `{#id}` of its heading."""

EditionName = NewType("EditionName", str)
"""The key of an edition in deck.yaml, such as `zh`."""

NotetypeName = NewType("NotetypeName", str)
"""The key of a row of `notetypes.NOTETYPES`; it stands in deck.lock, so it never changes."""

QA = NotetypeName("qa")
"""What a note is unless it asks for another."""
CLOZE = NotetypeName("cloze")
"""What a note with gaps is."""
REVERSED = NotetypeName("reversed")
"""What a note is that is asked both ways."""

DeviceChoice = Literal["auto", "cpu", "cuda"]

Shown = Literal["none", "last", "all", "stderr", "all+stderr"]
"""What of its output a snippet's card shows."""


Prediction = Literal["", "said", "typed"]
"""Whether a card of its own asks for a snippet's output, and how the learner answers."""


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
    LUCKY = "lucky"


# ---- parsed ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SnippetOptions:
    """The attributes of a fence (```` ```python timeout=5 hide ````); None means the deck's default."""

    file: str | None = None
    """A snippet file, relative to the deck's snippets folder."""
    region: str | None = None
    """The part of `file` that is shown; the whole file is what runs."""
    run: bool | None = None
    """Whether it runs; None: where its language does."""
    hide: bool = False
    setup: bool = False
    """Whether it runs, unseen, at the start of every session of its file."""
    raises: str | None = None
    """The name of the exception class that the snippet must raise."""
    output: "Shown" = "all"
    timeout: float | None = None
    """Seconds."""
    memory: int | None = None
    """MiB."""
    device: DeviceChoice | None = None
    seed: int | None = None
    seeds: Literal["fixed"] | None = None
    """Whether this draw is the point, so that other seeds need not give it."""
    tolerance: float | None = None
    """Relative and absolute, for floats in the output."""
    processes: bool = False
    """Whether the snippet may start processes."""
    cloze: tuple[tuple[int, ...], ...] = ()
    """Groups of shown lines (from 1), one fill-in card a group."""
    predict: "Prediction" = ""
    highlight: tuple[int, ...] = ()
    """Shown lines (from 1)."""
    alt: str = ""
    """What its figures show, for who does not see them."""

    @property
    def shows_stderr(self) -> bool:
        """Whether what is printed to stderr is part of the card, and so of the recording."""
        return "stderr" in self.output


@dataclass(frozen=True, slots=True)
class Pin:
    """The text of an ```` ```output ```` fence: what the snippet before it must print; `...` matches anything."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt of a transcript: the code behind it, and what stands under it."""

    code: str
    """What runs, without prompts."""
    line: int
    """Of its first line, from 1, among those that the snippet shows."""
    want: str = ""
    """What it must print; `...` matches anything."""
    error: str | None = None
    """The exception that must end it, as the last lines of its traceback."""
    below: int = 0
    """The line below its code, where its output begins."""
    under: int = 0
    """How many lines stand there: `want`, and the traceback."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """One code fence of a note."""

    language: str
    """The name of a runtime, another Pygments alias, or empty for plain text."""
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
    """Of a transcript without text: each of its examples has its own."""
    runtime: str = ""
    """The name of the row in `runtimes` that executes it; empty where it does not run."""
    transcript: tuple[Example, ...] = ()
    """The prompts of a transcript, run one after another; `code` then holds what they run, each line in its place."""

    @property
    def runs(self) -> bool:
        """Whether the engine executes it."""
        return bool(self.runtime)

    @property
    def pieces(self) -> tuple[str, ...]:
        """What is compiled and run by itself: the code, or that of each prompt."""
        return tuple(example.code for example in self.transcript) or (self.code,)


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

    Token streams are complete markdown-it block streams. Every fence token in them except mermaid carries
    `meta["snippet"]`, its index in `snippets`; pins are not in them.
    """

    id: NoteId
    explicit_id: bool
    """False when the id was derived from the question's text."""
    question: str
    """Plain text, without markup, number and attributes."""
    title: Tokens
    """The question's heading as one `inline` token."""
    front: Tokens
    """What stands between the question and the answer label."""
    back: Tokens
    location: Location
    lang: str
    """BCP 47 tag of the file, such as `zh-CN`."""
    section: Section | None = None
    kind: NotetypeName = QA
    """The notetype that it becomes a note of."""
    rarity: Rarity | None = None
    difficulty: Difficulty | None = None
    tags: tuple[str, ...] = ()
    """The author's own, from front matter, heading classes and the Tags label."""
    source: Tokens = ()
    """What the Source label says, as one `inline` token, or nothing."""
    hint: Tokens = ()
    snippets: tuple[Snippet, ...] = ()
    number: int | None = None
    """The number its heading bears, if any: decoration, and something to check."""
    media: tuple[str, ...] = field(default=(), compare=False)
    """Paths of the pictures and sounds in it, each once, where the workshop has read it."""
    digest: str = field(default="", compare=False)
    """Equal where all that is drawn of it is, where the workshop has read it."""


class Fate(StrEnum):
    """What became of a block of a file."""

    QUESTION = "question"
    FRONT = "front"
    BACK = "back"
    LABEL = "label"
    SECTION = "section"
    """The heading of one: its title is on the cards of its questions."""
    TITLE = "title"
    """The file's, which names the deck, or a heading above sections."""
    DEFINITION = "definition"
    """Of a footnote or an address: it is where it is referred to."""
    COMMENT = "comment"
    SETUP = "setup"
    """Code that runs, unseen, before the snippets of each note."""
    BREAK = "break"
    DROPPED = "dropped"
    """It is on no card, and a problem says so."""


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """Some lines of a file, and where they went."""

    first: int
    """Its first line, from 1."""
    last: int
    fate: Fate
    note: str | None = field(default=None, compare=False)
    """The id of the note that it belongs to, if any."""


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
    blocks: tuple[Block, ...] = ()
    """Every block of the file, in order; between them are empty lines and the front matter."""
    lost: int = 0
    """How many of its words are on no card; its problems say which."""
    lines: tuple[str, ...] = ()
    """The file's text, line by line; none where what it holds was known from before."""


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
    examples: tuple["Output", ...] = ()
    """Of a transcript: what each of its prompts gave. Not part of a recording."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What produced an output."""

    languages: Mapping[str, str]
    """What ran, and its version: `{"python": "3.11"}`."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Distribution name to version, of what the session imports."""
    device: str = "cpu"
    """`cpu`, or the name of the GPU."""
    isolation: str = ""
    """The tier the sandbox reached; not part of a recording."""
    processor: str = ""
    """What the CPU calls itself, and the instructions it has; empty where that is not known."""


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
    remedy: str = ""
    """What to do about what the sandbox denied, the end of the message; empty where it denied nothing."""


@dataclass(frozen=True, slots=True)
class SessionRun:
    """What the engine says of one session: a `SnippetRun` for each of its snippets, in order."""

    session: Session
    snippets: tuple[SnippetRun, ...]
    environment: Environment
    seconds: float = 0.0
    cached: bool = False


# ---- rendered --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a notetype; the integer is its identity in Anki, so that a rename does not fork the notetype."""

    name: str
    id: int
    collapsed: bool = False
    """Whether Anki's editor shows its name alone until it is opened."""


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
    """A notetype as Anki knows it. Order and ids of fields and templates never change once published."""

    id: int
    name: str
    """What Anki shows."""
    fields: tuple[Field, ...]
    """The first is Anki's sort field: it holds the question and is never empty."""
    templates: tuple[Template, ...]
    css: str
    cloze: bool = False
    """Whether Anki makes a card a gap of it, rather than one a template."""
    mark: str = ""
    """The class on a question that asks for it (`.cloze`), without its dot; empty where nothing does."""


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
    content: str = ""
    """What the lock says of it; empty: to be worked out."""
    summary: str = ""
    """The question as the lock shows it, where it has said `content`."""
    retired: bool = False
    """Whether its source no longer has it: its cards are packed suspended."""
