"""What a rule is: a row that looks at a deck's parsed files and says what is wrong with them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from build_deck.errors import Kind, Level, Location, Problem
from build_deck.model import Document, NoteSource


@dataclass(frozen=True, slots=True)
class DeckPage:
    """What an edition's page on AnkiWeb would say."""

    edition: str
    title: str
    tags: tuple[str, ...]
    description: str
    location: Location
    """Of deck.yaml."""


@dataclass(frozen=True, slots=True)
class LintContext:
    """Limits, and the files that lie beside the Markdown."""

    media: tuple[str, ...] = ()
    """Paths, as `Document.media` has them, of all pictures and sounds in the deck's media folder."""
    answer_words: int = 300
    """More than these on the back of a card are too many; three Chinese or Japanese characters count as two words."""
    pages: tuple[DeckPage, ...] = ()
    """Of each edition; none where there is no deck.yaml."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules look at: a deck's files, by edition, and what lies beside them."""

    editions: Mapping[str, Sequence[Document]]
    context: LintContext = field(default_factory=LintContext)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a rule found; its code is the rule's."""

    location: Location
    what: str
    remedy: str
    level: Level | None = None
    """Where it is another than the rule's."""


Check = Callable[[Subject], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class OfFile:
    """A check that looks at one file at a time: what it finds stays while the file does.

    Only such a check may look at notes' markup or at a file's lines, which are there only where the file was just read.
    """

    of: Callable[[Document, LintContext], Iterable[Found]]

    def __call__(self, subject: Subject) -> Iterator[Found]:
        """Whatever it finds in any file."""
        for documents in subject.editions.values():
            for document in documents:
                yield from self.of(document, subject.context)


@dataclass(frozen=True, slots=True)
class Rule(Kind):
    """A row of the table of rules."""

    check: Check

    def problems(self, subject: Subject) -> Iterator[Problem]:
        """Whatever the rule finds, under its code and level."""
        for found in self.check(subject):
            yield Problem(self.code, found.location, found.what, found.remedy, found.level or self.level)

    @property
    def of_file(self) -> bool:
        """Whether it looks at one file at a time."""
        return isinstance(self.check, OfFile)


def each_edition(check: Callable[[Sequence[Document]], Iterable[Found]]) -> Check:
    """A check of a deck that looks at one edition at a time."""
    return lambda subject: (found for documents in subject.editions.values() for found in check(documents))


def each_document(check: Callable[[Document], Iterable[Found]]) -> Check:
    """A check of a deck that looks at one file at a time."""
    return OfFile(lambda document, _: check(document))


def each_note(check: Callable[[NoteSource, LintContext], Iterable[Found]]) -> Check:
    """A check of a deck that looks at one note at a time."""
    return OfFile(lambda document, context: (found for note in document.notes for found in check(note, context)))


def all_of(*checks: Check) -> Check:
    """A check that finds what each of these does."""
    of_file = [check.of for check in checks if isinstance(check, OfFile)]
    if len(of_file) == len(checks):
        return OfFile(lambda document, context: (found for of in of_file for found in of(document, context)))
    return lambda subject: (found for check in checks for found in check(subject))
