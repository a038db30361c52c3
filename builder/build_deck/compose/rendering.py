"""Notes as their authors wrote them, to notes as Anki takes them: rendered, named, tagged and put in their place.

It goes by sheets, a file's notes each: one that is as it was is taken whole from what the workshop remembers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from build_deck.compose.homes import Homes
from build_deck.compose.identity import guid
from build_deck.compose.order import study_order
from build_deck.deck.config import DeckConfig
from build_deck.deck.load import LoadedEdition
from build_deck.deck.workshop import Drawn, Memory, NoteOutputs, Terms, Workshop
from build_deck.disk.files import read_file
from build_deck.errors import Problem
from build_deck.model import Environment, Note, NoteSource
from build_deck.notetypes import field_names
from build_deck.plan import NoteKey
from build_deck.syntax.tags import tags_of


@dataclass(frozen=True, slots=True)
class RenderedEdition:
    """The wanted notes of an edition, before the lock has been asked."""

    notes: tuple[Note, ...]
    media: Mapping[str, bytes]
    environments: tuple[Environment, ...]
    """Where the outputs were recorded, a note each."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The wanted notes of one file."""

    notes: tuple[Note, ...]
    media: Mapping[str, bytes]
    files: Mapping[str, str]
    """Name to path, of media that are copies of files."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a sheet is made of."""

    sources: Sequence[NoteSource]
    outputs: Sequence[NoteOutputs | None]
    names: Sequence[str]
    """Those of the notes' drawings; empty where a drawing has none."""
    due: Sequence[int]


_SHEETS = Memory("sheet-2", _Sheet)


def render_edition(  # noqa: PLR0913, PLR0917 - everything that notes are made of
    config: DeckConfig,
    loaded: LoadedEdition,
    sources: Sequence[NoteSource],
    outputs: Mapping[NoteKey, NoteOutputs],
    shop: Workshop,
    homes: Homes,
) -> RenderedEdition:
    """Return the edition's wanted notes; their order is that of the whole edition, so that packages agree on it."""
    edition, order = loaded.edition, study_order(loaded.notes)
    shown = [outputs.get((edition.name, source.id)) for source in sources]
    terms = Terms(edition.lang, config.root, config.source_url)
    asked = list(_asked(sources, shown, shop.names(sources, shown, terms), [order[source.id] for source in sources]))
    sheets = _sheets(config, homes, asked, terms, shop)
    files = {name: path for sheet in sheets for name, path in sheet.files.items()}
    return RenderedEdition(
        tuple(note for sheet in sheets for note in sheet.notes),
        {name: data for sheet in sheets for name, data in sheet.media.items()}
        | {name: read_file(Path(path)) for name, path in files.items()},
        tuple(each.environment for each in shown if each and each.environment),
        tuple(problem for sheet in sheets for problem in sheet.problems),
    )


def _asked(
    sources: Sequence[NoteSource],
    outputs: Sequence[NoteOutputs | None],
    names: Sequence[str],
    due: Sequence[int],
) -> Iterator[_Asked]:
    for _, places in groupby(range(len(sources)), key=lambda place: sources[place].location.path):
        first, *rest = places
        own = slice(first, first + 1 + len(rest))
        yield _Asked(sources[own], outputs[own], names[own], due[own])


def _sheets(config: DeckConfig, homes: Homes, asked: Sequence[_Asked], terms: Terms, shop: Workshop) -> list[_Sheet]:
    slots = [(str(config.root.resolve()), config.id, homes.edition, each.sources[0].location.path) for each in asked]
    facts = [_facts(config, homes, each) if all(each.names) else None for each in asked]
    known = shop.recall(_SHEETS, slots, facts)
    missing = [each for each, sheet in zip(asked, known, strict=True) if sheet is None]
    drawn = iter(
        shop.draw(
            [source for each in missing for source in each.sources],
            [output for each in missing for output in each.outputs],
            terms,
            [name for each in missing for name in each.names],
        )
    )
    sheets = [sheet or _sheet(config, homes, each, drawn) for each, sheet in zip(asked, known, strict=True)]
    new = [(slot, fact, sheet) for slot, fact, sheet, old in zip(slots, facts, sheets, known, strict=True) if not old]
    shop.remember(_SHEETS, [(slot, fact, sheet) for slot, fact, sheet in new if not sheet.problems])
    return sheets


def _facts(config: DeckConfig, homes: Homes, asked: _Asked) -> object:
    """Return all that a sheet depends on, besides what stands in its notes' names."""
    places = [(source.location.line, source.location.column, homes.of(source.section)) for source in asked.sources]
    return config.id, homes.edition, asked.names, asked.due, places


def _sheet(config: DeckConfig, homes: Homes, asked: _Asked, drawn: Iterator[Drawn]) -> _Sheet:
    own = [next(drawn) for _ in asked.sources]
    notes = (_note(config, homes, *each) for each in zip(asked.sources, own, asked.due, strict=True))
    return _Sheet(
        tuple(notes),
        {name: data for each in own for name, data in each.media.items()},
        {name: path for each in own for name, path in each.files.items()},
        tuple(problem for each in own for problem in each.problems),
    )


def _note(config: DeckConfig, homes: Homes, source: NoteSource, drawn: Drawn, due: int) -> Note:
    return Note(
        id=source.id,
        guid=guid(config.id, homes.edition, source.id),
        notetype=drawn.kind,
        fields=dict(zip(field_names(drawn.kind), drawn.fields, strict=True)),
        tags=tags_of(source),
        deck=homes.of(source.section),
        due=due,
        media=(*drawn.media, *drawn.files),
        location=source.location,
        content=drawn.content,
        summary=drawn.summary,
    )
