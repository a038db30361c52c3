"""Everything that a build of a deck reads, so that the next one knows whether anything has changed."""

import os
from collections.abc import Iterable
from pathlib import Path

from build_deck.deck.config import FILE_NAME
from build_deck.deck.load import SUFFIXES, LoadedDeck
from build_deck.disk.stamp import Inputs
from build_deck.runtimes import RUNTIMES, named


def inputs_of(deck: LoadedDeck, source: Path, packages: Iterable[Path]) -> Inputs:
    """Return everything that another build of the same would read, and the packages that it would write again."""
    config = deck.config
    documents = [document for loaded in deck.editions.values() for document in loaded.documents]
    made = [config.lock, *packages]
    files = [source, config.root / FILE_NAME, *made, *([config.style] if config.style else [])]
    used = (path for document in documents for path in (*document.media, *document.snippet_files))
    folders: list[tuple[Path, tuple[str, ...]]] = [(loaded.edition.path, SUFFIXES) for loaded in deck.editions.values()]
    folders += [(config.snippets, _SUFFIXES), (config.recordings, (".yaml", ".svg")), (config.media, ())]
    folders += [(path, ()) for path in config.data]
    return Inputs(
        files=tuple(sorted({*map(str, files), *map(str, config.data), *used, *(d.path for d in documents)})),
        folders=tuple((str(folder), suffixes) for folder, suffixes in folders),
        environment={name: os.environ.get(name) for name in config.environment},
        made=tuple(map(str, (*made, config.recordings))),
        programs=_programs(deck),
    )


_SUFFIXES = tuple(suffix for runtime in RUNTIMES for suffix in runtime.suffixes)


def _programs(deck: LoadedDeck) -> tuple[str, ...]:
    notes = (note for loaded in deck.editions.values() for document in loaded.documents for note in document.notes)
    names = {snippet.runtime for note in notes for snippet in note.snippets if snippet.runs}
    return tuple(sorted({path for name in names if (path := named(name).tool().path)}))
