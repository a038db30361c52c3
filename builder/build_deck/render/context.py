"""What rendering needs besides the note, and what comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from build_deck.errors import Problem
from build_deck.model import Difficulty, NoteSource, NotetypeName, Rarity


class MediaSource(Protocol):
    """Where the bytes of pictures and sounds come from."""

    def read(self, path: str) -> bytes:
        """The content of a file that `Resources.media` named; raises OSError."""
        ...


class Words(Protocol):
    """What a card says in its edition's language: a row of the taxonomy."""

    def word(self, key: str) -> str:
        """The word for `figure`, `hint`, `predict`, `reversed`, `truncated` or `verified`."""
        ...

    def badge(self, value: Rarity | Difficulty) -> str:
        """The word that a badge shows."""
        ...


@dataclass(frozen=True, slots=True)
class RenderContext:
    """The edition's side of rendering, the same for all of its notes."""

    media: MediaSource
    words: Words
    source_link: Callable[[NoteSource], str | None] | None = None
    """The address of a note's source. Without line numbers, lest a line added above changes every note below it."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A note's content, ready for its notetype."""

    notetype: NotetypeName
    fields: Mapping[str, str]
    """Field name to HTML, every field of the notetype by its order."""
    media: Mapping[str, bytes]
    """Name to content of the files that the fields use."""
    files: Mapping[str, str]
    """Name to path, of those among them that are copies of files."""
    problems: tuple[Problem, ...]
    """With an error among them the note cannot be packaged."""
