"""Selected notes with their verified outputs, to each edition's package and the lock that goes with them."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path, PurePath
from urllib.parse import quote

from builder import lock as locks
from builder import notetypes
from builder.config import DeckConfig, Edition
from builder.errors import BuilderError, Problem, errors_in
from builder.files import read_text, shown
from builder.load import LoadedDeck
from builder.lock import Lock, Retired
from builder.model import EditionName, Environment, Note, NoteId, NoteSource, Notetype, NotetypeName, Output
from builder.package import deck_name, guid, last, pack, retired, study_order
from builder.render import RenderContext, render_note
from builder.render.output import environment_words
from builder.select import Selection
from builder.sessions import NoteKey
from builder.stamp import cache_folder
from builder.tags import tags_of
from builder.taxonomy import language


@dataclass(frozen=True, slots=True)
class Package:
    """One edition's package."""

    edition: EditionName
    path: Path
    notes: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """What a note may show of its snippets."""

    outputs: Mapping[int, Output]
    """By index in the note's snippets."""
    environment: Environment | None
    """Where they were recorded; None where all are pinned."""


NOTHING = Shown({}, None)


@dataclass(frozen=True, slots=True)
class Packing:
    """Packages ready to be written, the lock they belong to, and what to tell the author."""

    packages: tuple[Package, ...]
    lock: Lock
    outdated: Problem | None
    """What differs from the lock on disk."""
    warnings: tuple[Problem, ...]


def pack_editions(
    deck: LoadedDeck,
    selection: Selection,
    shown_by: Mapping[NoteKey, Shown],
    paths: Mapping[EditionName, Path],
    now: int,
) -> Packing:
    """Return a package for each selected edition.

    `now` is in Unix seconds. Raises BuilderError with everything in the way, in all editions.
    """
    config = deck.config
    before = read_lock(config)
    lock = before
    packages: list[Package] = []
    problems: list[Problem] = []
    kinds = styled_notetypes(config)
    for name, sources in selection.notes.items():
        edition = deck.editions[name].edition
        try:
            rendered = _render(config, edition, deck.editions[name].notes, sources, shown_by)
        except BuilderError as error:
            problems += error.problems
            continue
        problems += rendered.problems
        lock, found = locks.advance(
            lock,
            name,
            rendered.notes,
            kinds,
            now,
            whole=selection.whole,
            deck_id=config.id,
            recorded=config.recordings.is_dir(),
            last=_last(paths[name], config.id, name) if selection.whole else _unknown,
        )
        problems += found
        if errors_in(problems):
            continue
        try:
            packages.append(_package(config, edition, rendered, lock, kinds, paths[name], whole=selection.whole))
        except BuilderError as error:
            problems += error.problems
    problems += locks.dropped(before, deck.editions)
    if errors_in(problems):
        raise BuilderError(problems)
    return Packing(tuple(packages), lock, locks.outdated(before, lock), tuple(problems))


def read_lock(config: DeckConfig) -> Lock:
    """Return the deck's lock; an empty one where there is no file."""
    path = shown(config.lock)
    return locks.read(read_text(config.lock), path) if config.lock.exists() else Lock(path=path)


def styled_notetypes(config: DeckConfig) -> Mapping[NotetypeName, Notetype]:
    """Return the notetypes with the deck's own style and colours."""
    css = notetypes.css(read_text(config.style) if config.style else None, config.colours)
    return {name: replace(notetype, css=css) for name, notetype in notetypes.NOTETYPES.items()}


@dataclass(frozen=True, slots=True)
class _Edition:
    notes: tuple[Note, ...]
    media: Mapping[str, bytes]
    environments: tuple[Environment, ...]
    problems: tuple[Problem, ...]


class _Media:
    """Pictures and sounds as the renderer reads them."""

    def read(self, path: str) -> bytes:
        return Path(path).read_bytes()


def _render(
    config: DeckConfig,
    edition: Edition,
    everything: Iterator[NoteSource],
    sources: Sequence[NoteSource],
    shown_by: Mapping[NoteKey, Shown],
) -> _Edition:
    """Return the edition's wanted notes; their order is that of the whole edition, so that packages agree on it."""
    due = study_order(everything)
    context = RenderContext(
        media=_Media(),
        words=language(edition.lang),
        source_link=partial(_source_link, config) if config.source_url else None,
    )
    notes: list[Note] = []
    media: dict[str, bytes] = {}
    problems: list[Problem] = []
    for source in sources:
        outputs = shown_by.get((edition.name, source.id), NOTHING)
        try:
            rendered = render_note(source, outputs.outputs, outputs.environment, context)
        except BuilderError as error:
            problems += error.problems
            continue
        problems += rendered.problems
        media |= rendered.media
        notes.append(
            Note(
                id=source.id,
                guid=guid(config.id, edition.name, source.id),
                notetype=rendered.notetype,
                fields=rendered.fields,
                tags=tags_of(source),
                deck=deck_name(edition.title, source.section, subdecks=config.subdecks),
                due=due[source.id],
                media=tuple(rendered.media),
                location=source.location,
            )
        )
    environments = (shown_by[edition.name, s.id].environment for s in sources if (edition.name, s.id) in shown_by)
    return _Edition(tuple(notes), media, tuple(e for e in environments if e), tuple(problems))


def _package(  # noqa: PLR0913, PLR0917 - everything that goes into a package
    config: DeckConfig,
    edition: Edition,
    rendered: _Edition,
    lock: Lock,
    kinds: Mapping[NotetypeName, Notetype],
    path: Path,
    *,
    whole: bool,
) -> Package:
    first_due = max((note.due for note in rendered.notes), default=0) + 1
    notice = language(edition.lang).word("retired_notice")
    gone = retired(lock, edition.name, deck=edition.title, notetypes=kinds, first_due=first_due, notice=notice)
    notes = (*rendered.notes, *gone) if whole else rendered.notes
    content = pack(
        notes,
        notetypes=kinds,
        decks={edition.title: _description(config, edition, rendered.environments)},
        media=rendered.media,
        modified=lock.modified(edition.name, notes),
    )
    return Package(edition.name, path, len(notes), content)


def _description(config: DeckConfig, edition: Edition, environments: Sequence[Environment]) -> str:
    """Return the Markdown of the deck's page in Anki: what it is, its version, what verified it, its licence."""
    facts = [config.version, *dict.fromkeys(map(environment_words, environments)), config.license]
    link = f"[{config.url}]({config.url})" if config.url else ""
    closing = " · ".join(fact for fact in (*facts, config.author, link) if fact)
    return "\n\n".join(part for part in (edition.description.strip(), closing) if part)


def _source_link(config: DeckConfig, source: NoteSource) -> str | None:
    path = PurePath(os.path.relpath(source.location.path, config.root)).as_posix()
    return config.source_url.replace("{path}", quote(path)).replace("{id}", quote(source.id))


def keep(packages: Sequence[Package], deck_id: str) -> None:
    """Keep whole packages in the cache: what a retired note last held is taken from there, wherever packages go."""
    for package in packages:
        copy = _copy(deck_id, package.edition)
        with suppress(OSError):
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(package.content)


def _copy(deck_id: str, edition: EditionName) -> Path:
    return cache_folder() / "last" / f"{deck_id}-{edition}.apkg"


def _last(path: Path, deck_id: str, edition: EditionName) -> Callable[[NoteId], Retired | None]:
    """Return what tells a note's content in the last package of the edition; it is read when the first note asks."""

    @cache
    def packages() -> tuple[Callable[[NoteId], Retired | None], ...]:
        places = (place for place in (_copy(deck_id, edition), path) if place.is_file())
        return tuple(last(place.read_bytes(), deck_id, edition) for place in places)

    return lambda note: next((found for tell in packages() if (found := tell(note))), None)


def _unknown(_note: NoteId) -> None:
    return None
