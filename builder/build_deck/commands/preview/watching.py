"""Which files a deck is made of, and word of their changes."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from build_deck.deck.config import FILE_NAME
from build_deck.deck.load import SUFFIXES, LoadedDeck

_PASSING = (".pyc", ".pyo", ".tmp", ".swp", ".swx", ".part", "~")
"""How files end that editors and Python leave for a moment."""
_GROUP, _QUIET = 400, 40
"""Milliseconds: a burst of saves is one change once it has been quiet for so long, and at the latest after so long."""
_AGAIN = 0.5
"""Seconds after which what could not be watched is tried again."""


@dataclass(frozen=True, slots=True)
class Watched:
    """The files and folders whose changes matter."""

    files: frozenset[Path]
    texts: frozenset[Path]
    """Folders of Markdown."""
    folders: frozenset[Path] = frozenset()
    """Folders of which everything matters."""

    @classmethod
    def of_source(cls, source: Path) -> "Watched":
        """What is known before the deck could be read."""
        path = source.absolute()
        folder = path if path.is_dir() else path.parent
        return cls(frozenset({path, folder / FILE_NAME}), frozenset({path} if path.is_dir() else ()))

    def matters(self, path: Path) -> bool:
        """Return whether the deck may look otherwise once this file has changed."""
        if path.name.endswith(_PASSING) or path.name.startswith("."):
            return False
        if any(kept.is_relative_to(path) for kept in (*self.files, *self.texts, *self.folders)):
            return True
        if path.suffix.lower() in ("", *SUFFIXES) and any(_inside(path, folder) for folder in self.texts):
            return True
        return any(_inside(path, folder) for folder in self.folders)

    def deep(self) -> frozenset[Path]:
        """Return the folders to watch with all that lies in them."""
        return frozenset(path for path in self.texts | self.folders if path.is_dir())

    def near(self) -> frozenset[Path]:
        """Return the folders to watch without what lies deeper: those that hold the files, as far as they exist."""
        return frozenset(_existing(path.parent) for path in self.files | self.texts | self.folders)


def _inside(path: Path, folder: Path) -> bool:
    if not path.is_relative_to(folder):
        return False
    return not any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts)


def watched(source: Path, deck: LoadedDeck) -> Watched:
    """Return what a deck is made of."""
    config = deck.config
    documents = [document for loaded in deck.editions.values() for document in loaded.documents]
    used = (Path(path) for each in documents for path in (each.path, *each.media, *each.snippet_files))
    named = [source, config.root / FILE_NAME, *config.data, *([config.style] if config.style else []), *used]
    editions = [loaded.edition.path for loaded in deck.editions.values()]
    folders = (config.snippets, config.recordings, config.media, *config.data)
    return Watched(
        _absolute([*named, *(path for path in editions if path.suffix.lower() in SUFFIXES)]),
        _absolute(path for path in editions if path.suffix.lower() not in SUFFIXES),
        _absolute(path for path in folders if path.is_dir()),
    )


def _absolute(paths: Iterable[Path]) -> frozenset[Path]:
    return frozenset(path.absolute() for path in paths)


def _existing(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.is_dir())


class Follower:
    """Word of changed files, from a thread of its own; with no files where some may have changed unheard."""

    def __init__(self, what: Watched, heard: Callable[[frozenset[Path]], None]) -> None:
        self.what, self._heard = what, heard
        self._loop, self._moved, self._over = asyncio.new_event_loop(), asyncio.Event(), False
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def turn_to(self, what: Watched) -> None:
        """Watch these from now on."""
        if what != self.what:
            self.what = what
            self._loop.call_soon_threadsafe(self._moved.set)

    def close(self) -> None:
        """End."""
        self._over = True
        self._loop.call_soon_threadsafe(self._moved.set)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        self._loop.run_until_complete(self._follow())

    async def _follow(self) -> None:
        while not self._over:
            self._moved.clear()
            stop = asyncio.Event()
            listening = [asyncio.create_task(self._listen(deep=deep, stop=stop)) for deep in (True, False)]
            await asyncio.sleep(0)  # both have asked the system by then
            self._heard(frozenset())
            await self._moved.wait()
            stop.set()
            await asyncio.gather(*listening)

    async def _listen(self, *, deep: bool, stop: asyncio.Event) -> None:
        try:
            async for paths in _changes(self.what, deep=deep, stop=stop):
                self._heard(paths)
        except OSError:  # a folder went before it could be watched
            await asyncio.sleep(_AGAIN)
            self._moved.set()


async def _changes(what: Watched, *, deep: bool, stop: asyncio.Event) -> AsyncIterator[frozenset[Path]]:
    """Yield the files that matter as they change, until `stop`; `deep`: in the folders, else beside the files."""
    from watchfiles import awatch

    folders = what.deep() if deep else what.near()
    if not folders:
        return
    found = awatch(
        *folders,
        watch_filter=lambda _, path: what.matters(Path(path)),
        debounce=_GROUP,
        step=_QUIET,
        stop_event=stop,
        recursive=deep,
        raise_interrupt=False,
        ignore_permission_denied=True,
    )
    async for group in found:
        yield frozenset(Path(path) for _, path in group)
