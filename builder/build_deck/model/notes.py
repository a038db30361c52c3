"""A note as Anki is given it, and the notetype that it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass

from build_deck.errors import Location
from build_deck.model.names import NoteId, NotetypeName


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
