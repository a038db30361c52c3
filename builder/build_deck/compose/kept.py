"""Pictures and sounds of notes that their source no longer has: files beside the lock, `deck.retired/NAME`, committed.

What made them may be gone (a diagram's source, a recording, a file of the author's), and a build takes nothing that is
not in the repository.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from build_deck.deck.config import DeckConfig
from build_deck.disk.files import read_file
from build_deck.lock import Lock, Retired
from build_deck.model import EditionName
from build_deck.render.kept import media_in

SUFFIX = ".retired"


def kept_media(config: DeckConfig, lock: Lock, edition: EditionName) -> Mapping[str, bytes]:
    """The bytes of what an edition's retired notes show, by name; what is not there is left out."""
    found: dict[str, bytes] = {}
    for retired in _retired(lock, f"note/{edition}/"):
        found |= retired.media
        names = {name for text in retired.fields.values() for name in media_in(text)}
        found |= {name: data for name in sorted(names - set(found)) if (data := _read(config, name)) is not None}
    return found


def to_keep(config: DeckConfig, lock: Lock) -> Mapping[Path, bytes]:
    """The files to write for notes that have just gone."""
    return {_folder(config) / name: data for one in _retired(lock, "note/") for name, data in one.media.items()}


def _retired(lock: Lock, start: str) -> Iterator[Retired]:
    return (entry.retired for key, entry in lock.entries.items() if entry.retired and key.startswith(start))


def _folder(config: DeckConfig) -> Path:
    return config.lock.with_suffix(SUFFIX)


def _read(config: DeckConfig, name: str) -> bytes | None:
    path = _folder(config) / name
    if not config.bounds.hold(path):
        return None
    try:
        return read_file(path)
    except OSError:
        return None
