"""Hashes of everything that reading a file or drawing a note depends on: the names under which stores keep them."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from build_deck.deck.workshop.values import NoteOutputs, Terms, Written
from build_deck.disk.files import display_path
from build_deck.disk.program import version
from build_deck.model import NoteSource
from build_deck.syntax.tags import tags_of

if TYPE_CHECKING:
    from markdown_it.token import Token

_ENCODER = msgspec.msgpack.Encoder(enc_hook=repr)


def of_file(file: Written) -> str:
    """Of a file's text and what it is read with; of what it refers to, `Asked` tells."""
    about = (display_path(file.path), str(file.path), file.lang, repr(file.config))
    return _hash(version().encode(), _ENCODER.encode(about), file.text.encode("utf-8", "surrogatepass")).hexdigest()


def of_note(note: NoteSource) -> str:
    """Of all that is drawn of a note, wherever in its file it stands."""
    snippets = [(s.language, s.shown, s.options, s.runtime) for s in note.snippets]
    parts = [_plain(tokens) for tokens in (note.title, note.front, note.back, note.source, note.hint)]
    labels = (note.id, note.kind, note.lang, note.rarity, note.difficulty, tags_of(note), note.location.path)
    section = note.section and (note.section.title, note.section.slug)
    return _hash(version().encode(), _ENCODER.encode((labels, section, parts, snippets))).hexdigest()


def _plain(tokens: "Iterable[Token]") -> list[object]:
    """The tokens without the lines they stand on."""
    return [
        (
            token.type,
            token.tag,
            token.nesting,
            token.content,
            token.markup,
            token.info,
            token.hidden,
            token.attrs,
            _sorted(token.meta),
            _plain(token.children) if token.children else None,
        )
        for token in tokens
    ]


def _sorted(meta: Mapping[str, Any]) -> object:
    return sorted(meta.items()) if meta else None


def of_terms(terms: Terms) -> hashlib.blake2b:
    """Of what all notes of an edition are drawn with, to be gone on with a note."""
    return _hash(version().encode(), _ENCODER.encode((terms.lang, str(terms.root), terms.source_url)))


def of_drawing(terms: hashlib.blake2b, note: NoteSource, outputs: NoteOutputs | None, files: Iterable[str]) -> str:
    """Of a note, of what it may show of its snippets, and of the hashes of its pictures and sounds."""
    drawing = terms.copy()
    drawing.update(note.digest.encode())
    if note.section:
        drawing.update(note.section.title.encode("utf-8", "surrogatepass"))
    if outputs and (outputs.outputs or outputs.environment):
        drawing.update(_ENCODER.encode((sorted(outputs.outputs.items()), outputs.environment)))
    for each in files:
        drawing.update(each.encode())
    return drawing.hexdigest()


def of_slot(slot: object) -> str:
    """Of what a value is known by, whatever it is made of."""
    return _hash(_ENCODER.encode(slot)).hexdigest()


def of_facts(facts: object) -> bytes:
    """Of all that a value is made of."""
    return _hash(version().encode(), _ENCODER.encode(facts)).digest()


def of_content(content: bytes) -> str:
    """Of a file that a note refers to."""
    return _hash(content).hexdigest()


def _hash(*parts: bytes) -> hashlib.blake2b:
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8))
        found.update(part)
    return found
