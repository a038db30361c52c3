"""Who reads files and draws notes, and keeps what was read: a note's tokens are needed once more to draw it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path, PurePath
from urllib.parse import quote

from build_deck.deck.workshop import digest, kept
from build_deck.deck.workshop.values import Asked, Drawn, NoteOutputs, ReadFile, Terms, Wanted, Written
from build_deck.disk.files import DeckFiles, display_path, read_file
from build_deck.errors import ResourceError
from build_deck.lint import lint_file
from build_deck.lock import content
from build_deck.model import Document, NoteSource, NotetypeName
from build_deck.notetypes import NOTETYPES
from build_deck.parse import parse
from build_deck.parse.page import Resources
from build_deck.render import RenderContext, render_note
from build_deck.syntax.tags import tags_of
from build_deck.words.taxonomy import language

NOTHING = NoteOutputs({}, None)
Job = tuple[str, Written, Terms | None, Sequence[Wanted]]
"""A file under its name, to be read; with terms, notes of it, to be drawn."""


class Hand:
    """One process' reading and drawing."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        """By the name that the workshop knows a file by."""

    def read(self, name: str, file: Written) -> ReadFile:
        """Return what the file is; its notes know their digests."""
        resources = _Recorder(_resources(file))
        document = parse_file(file, resources)
        notes = (replace(note, digest=digest.of_note(note), media=_media(note)) for note in document.notes)
        document = self._documents[name] = replace(document, notes=tuple(notes))
        return ReadFile(document, lint_file(document), tuple(resources.asked), resources.lasting)

    def document(self, name: str, file: Written) -> Document:
        """Return the file's document, read before or now."""
        if name not in self._documents:
            self._documents[name] = parse_file(file)
        return self._documents[name]

    def work(self, job: Job) -> bytes:
        """Return as bytes what a job gives: a file that is read, or some of its notes drawn."""
        name, file, terms, wanted = job
        if terms is None:
            return kept.of_file(self.read(name, file))
        return kept.joined([kept.of_drawn(each) for each in self.draw(name, file, terms, wanted)])

    def draw(self, name: str, file: Written, terms: Terms, wanted: Sequence[Wanted]) -> list[Drawn]:
        """Return those notes of the file that are wanted."""
        notes = self.document(name, file).notes
        return [draw_note(replace(notes[each.place], section=each.section), terms, each.outputs) for each in wanted]


def parse_file(file: Written, resources: Resources | None = None) -> Document:
    """Return the document that a file of the deck is."""
    return parse(
        file.text,
        display_path(file.path),
        resources=resources or _resources(file),
        lang=file.lang,
        question_level=file.config.question_level,
        tags=file.config.tags,
        run=file.config.run,
        setup=file.config.setup,
    )


def still_there(file: Written, asked: Sequence[Asked]) -> bool:
    """Return whether what the file refers to is what it was."""
    resources = _Recorder(_resources(file))
    for each in asked:
        try:
            resources.media(each.name) if each.code is None else resources.snippet(each.name)
        except ResourceError:
            return False
    return resources.asked == list(asked)


def _resources(file: Written) -> Resources:
    config = file.config
    return DeckFiles(file.path, root=config.root, snippets=config.snippets, media=config.media)


class _Recorder:
    """Resources that are noted down, with what they were."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self.asked: list[Asked] = []
        self.lasting = True

    def snippet(self, name: str) -> tuple[str, str]:
        self.lasting, lasting = False, self.lasting
        path, text = self._resources.snippet(name)
        self.lasting = lasting
        self.asked.append(Asked(name, path, digest.of_content(text.encode("utf-8", "surrogatepass"))))
        return path, text

    def media(self, src: str) -> str:
        self.lasting, lasting = False, self.lasting
        path = self._resources.media(src)
        self.lasting = lasting
        self.asked.append(Asked(src, path))
        return path


def _media(note: NoteSource) -> tuple[str, ...]:
    """Return the paths of the pictures and sounds in a note, each once."""
    tokens = [token for part in (note.title, note.front, note.back, note.source, note.hint) for token in part]
    found = [child.meta.get("media") for token in tokens for child in (token, *(token.children or ()))]
    paths = (path for each in found if each for path in ([each] if isinstance(each, str) else each.values()))
    return tuple(dict.fromkeys(paths))


@dataclass(frozen=True, slots=True)
class _Said:
    """What the lock looks at."""

    notetype: NotetypeName
    fields: Mapping[str, str]
    tags: tuple[str, ...]


def draw_note(note: NoteSource, terms: Terms, outputs: NoteOutputs | None) -> Drawn:
    """Return a note's fields; `outputs` is what it may show of its snippets."""
    shown = outputs or NOTHING
    rendered = render_note(note, shown.outputs, shown.environment, _context(terms))
    notetype = NOTETYPES[rendered.notetype]
    said = _Said(rendered.notetype, rendered.fields, tags_of(note))
    return Drawn(
        kind=rendered.notetype,
        fields=tuple(rendered.fields.values()),
        media={name: data for name, data in rendered.media.items() if name not in rendered.files},
        files=rendered.files,
        content=content.of_note(said, notetype),
        summary=content.question(said, notetype),
        problems=rendered.problems,
    )


class _Media:
    """Pictures and sounds as the renderer reads them."""

    def read(self, path: str) -> bytes:
        return read_file(Path(path))


@cache
def _context(terms: Terms) -> RenderContext:
    link = partial(_source_link, terms) if terms.source_url else None
    return RenderContext(media=_Media(), words=language(terms.lang), source_link=link)


def _source_link(terms: Terms, source: NoteSource) -> str | None:
    path = PurePath(os.path.relpath(source.location.path, terms.root)).as_posix()
    return terms.source_url.replace("{path}", quote(path)).replace("{id}", quote(source.id))
