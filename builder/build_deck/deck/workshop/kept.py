"""What was read and drawn, as bytes and back: data by their types, in which nothing can be that does anything."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar, overload

import msgspec

from build_deck.deck.workshop.values import Asked, Drawn, ReadFile
from build_deck.lint import FileFindings
from build_deck.model import Document, NoteSource

if TYPE_CHECKING:
    from markdown_it.token import Token

PARTS = ("title", "front", "back", "source", "hint")
"""The streams of tokens that a note has. They are not kept: a note that is not drawn again needs none."""


@dataclass(frozen=True, slots=True)
class _File:
    document: Document
    findings: FileFindings
    asked: tuple[Asked, ...]
    lasting: bool
    lengths: tuple[tuple[int, ...], ...]
    """How many tokens each note's parts have."""


@dataclass(frozen=True, slots=True)
class _Kept:
    outline: str
    digests: tuple[str, ...]
    """Of each note."""
    file: bytes
    """A `_File` whose notes have no digest."""


T = TypeVar("T")
_ENCODER = msgspec.msgpack.Encoder()
_FILE = msgspec.msgpack.Decoder(_File)
_KEPT = msgspec.msgpack.Decoder(_Kept)
_DRAWN = msgspec.msgpack.Decoder(Drawn)
_PARTS = msgspec.msgpack.Decoder(list[bytes])


def of_file(read: ReadFile) -> bytes:
    """Return a file as bytes, without tokens and lines."""
    bare = dict.fromkeys(PARTS, ()) | {"digest": ""}
    notes = tuple(replace(note, **bare) for note in read.document.notes)  # type: ignore[arg-type]  # mypy takes one type
    lengths = tuple(tuple(len(getattr(note, part)) for part in PARTS) for note in read.document.notes)
    document = replace(read.document, notes=notes, lines=())
    plain = _ENCODER.encode(_File(document, read.findings, read.asked, read.lasting, lengths))
    outline = hashlib.blake2b(plain, digest_size=16).hexdigest()
    return _ENCODER.encode(_Kept(outline, tuple(note.digest for note in read.document.notes), plain))


def file(data: bytes, again: Callable[[], Document]) -> ReadFile | None:
    """Return the file that these bytes are, None where they are none; `again` reads it for its tokens."""
    try:
        whole = _KEPT.decode(data)
        found = _FILE.decode(whole.file)
    except (msgspec.DecodeError, ValueError):
        return None
    # The notes were made just now and nobody has them yet; a copy of each would take as long as reading all.
    for place, (note, digest, lengths) in enumerate(
        zip(found.document.notes, whole.digests, found.lengths, strict=True)
    ):
        object.__setattr__(note, "digest", digest)
        for part, length in zip(PARTS, lengths, strict=True):
            object.__setattr__(note, part, Later(length, again, place, part) if length else ())
    return ReadFile(found.document, found.findings, found.asked, found.lasting, whole.outline)


def outline(data: bytes) -> str:
    """Return the outline of a file that is these bytes."""
    return _KEPT.decode(data).outline


def of_drawn(drawn: Drawn) -> bytes:
    """Return a drawn note as bytes."""
    return _ENCODER.encode(drawn)


def drawn(data: bytes) -> Drawn | None:
    """Return the drawn note that these bytes are; None where they are none."""
    try:
        return _DRAWN.decode(data)
    except (msgspec.DecodeError, ValueError):
        return None


class Memory(Generic[T]):
    """A kind of value that is kept in slots, beside a hash of what it was made of."""

    def __init__(self, room: str, kind: type[T]) -> None:
        self.room = room
        self._decoder = msgspec.msgpack.Decoder(kind)

    def data(self, value: T, facts: bytes) -> bytes:
        """Return the value as bytes."""
        return facts + _ENCODER.encode(value)

    def value(self, data: bytes, facts: bytes) -> T | None:
        """Return the value that these bytes are; None where they are none, or it was made of something else."""
        if not data.startswith(facts):
            return None
        try:
            return self._decoder.decode(memoryview(data)[len(facts) :])
        except (msgspec.DecodeError, ValueError):
            return None


def joined(parts: Sequence[bytes]) -> bytes:
    """Return several values as one."""
    return _ENCODER.encode(parts)


def parts(data: bytes) -> list[bytes]:
    """Return the values that were joined."""
    return _PARTS.decode(data)


class Later(Sequence["Token"]):
    """Tokens that are read when somebody looks at them."""

    __slots__ = ("_again", "_length", "_part", "_place")

    def __init__(self, length: int, again: Callable[[], Document], place: int, part: str) -> None:
        self._length = length
        self._again = again
        self._place = place
        self._part = part

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> "Token": ...
    @overload
    def __getitem__(self, index: slice) -> "Sequence[Token]": ...
    def __getitem__(self, index: "int | slice") -> "Token | Sequence[Token]":
        return tuple(self._read())[index]

    def __iter__(self) -> "Iterator[Token]":
        return iter(self._read())

    def __eq__(self, other: object) -> bool:
        return tuple(self) == (tuple(other) if isinstance(other, Later) else other)

    def __hash__(self) -> int:
        return hash((self._place, self._part))

    def _read(self) -> "Sequence[Token]":
        note: NoteSource = self._again().notes[self._place]
        tokens: Sequence[Token] = getattr(note, self._part)
        return tokens
