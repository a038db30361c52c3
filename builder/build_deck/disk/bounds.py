"""Where the files of a deck may lie, and where a build may write: whoever wrote the deck may be a stranger."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_MOST_FOLDERS = 20_000
"""Folders that are looked into."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Folders and files; what lies in none of them is none of a deck's business."""

    places: tuple[Path, ...] = ()
    """Whole, links followed."""

    def hold(self, path: Path) -> bool:
        """Return whether the path, links followed, lies inside; what is hidden there (`.git`, `.env`) does not."""
        target = resolved(path)
        return target is not None and any(_is_open(target, place) for place in self.places)

    def and_also(self, paths: Iterable[Path]) -> "Bounds":
        """Return these bounds with what a user has named besides."""
        return Bounds((*self.places, *(found for path in paths if (found := resolved(path)))))


def bounds_of(root: Path, allowed: Iterable[Path] = ()) -> Bounds:
    """Return the bounds of the deck in the folder `root`: that folder, its repository, and what the user `allowed`.

    Where there is no repository, as in an unpacked archive, the folder `snippets` beside the deck's is one of them.
    """
    folder = root.resolve()
    around = repository(folder) or folder.parent / "snippets"
    return Bounds((folder, around)).and_also(allowed)


def bounds_of_folder(folder: Path) -> Bounds:
    """Return the bounds of the folder in which a command runs: that folder, and its repository."""
    here = folder.resolve()
    return Bounds((here, *([top] if (top := repository(here)) else [])))


def repository(folder: Path) -> Path | None:
    """Return the top of the git repository that the folder is in, unless that is as wide as a home folder."""
    import tempfile  # it is slow to import, and an unchanged deck needs no bounds

    too_wide = {Path(folder.anchor), *_home(), Path(tempfile.gettempdir()).resolve()}
    tops = (top for top in (folder, *folder.parents) if (top / ".git").exists())
    top = next(tops, None)
    return None if top in too_wide else top


def hidden_beneath(folder: Path) -> Iterator[Path]:
    """Yield what is hidden in the folder: git's own files may hold a token, and `.env` does."""
    for count, (root, folders, files) in enumerate(os.walk(folder)):
        yield from (Path(root, name) for name in (*folders, *files) if name.startswith("."))
        folders[:] = [name for name in folders if not name.startswith(".")] if count < _MOST_FOLDERS else []


def follow(path: Path, bounds: Bounds) -> Path | None:
    """Return where a path that a user typed leads; None where a link inside of `bounds` leads out of them.

    A user who names a place elsewhere means it. Who names a file of a clone may not know that it is a link.
    """
    target = resolved(path)
    typed = Path(os.path.abspath(path))  # noqa: PTH100 - without following links, to see whether there is one
    inside = any(typed.is_relative_to(place) for place in bounds.places)
    return target if not inside or target == typed or (target and bounds.hold(target)) else None


def output_bounds(folder: Path, bounds: Bounds) -> Bounds:
    """Return the bounds with the folder that a user has named for what is made, unless a link leads there."""
    named = follow(folder, bounds)
    return bounds.and_also([named]) if named else bounds


def resolved(path: Path) -> Path | None:
    """Return the whole path with links followed; None where it is no path."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):  # too long, with a NUL in it, links in a circle
        return None


def _is_open(target: Path, place: Path) -> bool:
    return target.is_relative_to(place) and not any(part.startswith(".") for part in target.relative_to(place).parts)


def _home() -> Iterable[Path]:
    try:
        home = Path.home().resolve()
    except (RuntimeError, OSError):
        return ()
    return (home, *home.parents)
