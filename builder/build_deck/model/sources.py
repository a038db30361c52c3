"""A Markdown file as it was parsed: its notes, their snippets, and where each block went."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from build_deck.errors import Location, Problem
from build_deck.model.names import QA, DeviceChoice, Difficulty, NoteId, NotetypeName, Prediction, Rarity, Shown

if TYPE_CHECKING:
    from markdown_it.token import Token

    Tokens = Sequence[Token]
else:
    # What keeps notes as data looks at the types of their fields, and must not import markdown-it for that.
    Tokens = Sequence


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
    output: Shown = "all"
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
    predict: Prediction = ""
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
