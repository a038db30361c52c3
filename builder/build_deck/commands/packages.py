"""The files that editions become: where they go, what is in them, and what earlier ones held."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from build_deck import lock as locks
from build_deck import recordings
from build_deck.compose import Composition, Last
from build_deck.deck.config import DeckConfig
from build_deck.deck.select import Selection
from build_deck.disk import sealed
from build_deck.disk.bounds import Bounds, output_bounds, resolved
from build_deck.disk.files import display_path, read_bytes
from build_deck.disk.stamp import cache_folder
from build_deck.disk.writing import sweep, write_all
from build_deck.errors import BuildDeckError, Problem, UsageError
from build_deck.lock import Retired
from build_deck.model import EditionName, NoteId
from build_deck.plan import Plan
from build_deck.targets import APKG, TARGETS

if TYPE_CHECKING:
    from build_deck.judge import Outcome

_ENDING = re.compile(r"\.[A-Za-z]{2,8}")
"""What a file's kind looks like; the `.2` of `v1.2` does not."""
_LARGEST = 512 << 20
"""Bytes of an earlier package that is worth reading."""


@dataclass(frozen=True, slots=True)
class Package:
    """One edition's package."""

    edition: EditionName
    path: Path
    notes: int
    """Those that the source has."""
    retired: int
    """Those that it has no longer."""
    content: bytes


def packages(composition: Composition, paths: Mapping[EditionName, Path]) -> tuple[Package, ...]:
    """Return each edition as the target that its path is named after."""
    return tuple(
        Package(edition.name, path, len(edition.notes) - gone, gone, TARGETS[path.suffix].make(edition))
        for edition in composition.editions
        for gone in (sum(note.retired for note in edition.notes),)
        for path in (paths[edition.name],)
    )


def package_paths(
    deck_id: str, selection: Selection, output: Path | None = None, filters: Sequence[str] = ()
) -> Mapping[EditionName, Path]:
    """Return where each edition's package goes.

    A filtered deck has its tags and notes in its name, so that it never replaces the whole one. Raises UsageError
    for a file of a kind that no target is.
    """
    names = tuple(selection.notes)
    _check_kind(output)
    if output is not None and output.suffix in TARGETS and not output.is_dir():
        if len(names) == 1:
            return {names[0]: output}
        return {name: output.with_name(f"{output.stem}-{name}{output.suffix}") for name in names}
    folder = output or Path("dist")
    kept = [deck_id, *([] if selection.file is None else [selection.file])]
    suffix = [slug("-".join(filters))] if filters else []
    return {name: folder / f"{'-'.join([*kept, name, *suffix])}{APKG.suffix}" for name in names}


def _check_kind(output: Path | None) -> None:
    """Raise UsageError where the output is named like a file that we do not make, and is no folder that is there."""
    if output is None or output.suffix in TARGETS or output.is_dir() or not _ENDING.fullmatch(output.suffix):
        return
    what = f"--output: {display_path(output)} ends in {output.suffix}, which is no kind of package."
    remedy = (
        f"Name a file that ends in {' or '.join(TARGETS)}, or a folder; one with such a name must be there already."
    )
    raise UsageError(Problem("output", None, what, remedy))


def slug(text: str) -> str:
    """Return a tag expression as part of a file name: `hard and not rare` to `hard-and-not-rare`."""
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*|[()*?]", text)
    spelled = {"(": "_", ")": "_", "*": "x", "?": "x"}
    return "-".join(spelled.get(word, word) for word in words)[:80]


def package_bounds(config: DeckConfig, output: Path | None) -> Bounds:
    """Return where packages may be written: where the deck may write, in the current folder, and where the user says.

    A link in the current folder or in the deck is not what a user says: it may have come with the deck.
    """
    bounds = config.bounds.and_also([Path.cwd()])
    if output is None:
        return bounds
    return output_bounds(output.parent if output.suffix in TARGETS and not output.is_dir() else output, bounds)


def check_writable(paths: Iterable[Path], bounds: Bounds) -> None:
    """Raise before anything runs where a package could not be written after it."""
    problems = []
    for path in paths:
        folder = next(parent for parent in path.absolute().parents if parent.exists())
        if not folder.is_dir():
            what = f"{display_path(path)} cannot be written: {display_path(folder)} is a file."
        elif not os.access(folder, os.W_OK | os.X_OK):
            what = f"{display_path(path)} cannot be written: {display_path(folder)} does not permit it."
        elif path.is_dir():
            what = f"{display_path(path)} cannot be written: it is a folder."
        elif not bounds.hold(path):
            what = f"{display_path(path)} cannot be written: a link leads from there to {resolved(path)}."
        else:
            continue
        problems.append(Problem("unwritable", None, what, "Choose another place with -o, or permit writing there."))
    if problems:
        raise BuildDeckError(problems)


def write(
    plan: Plan, composition: Composition, made: Mapping[Path, bytes], news: "Iterable[Outcome]", bounds: Bounds
) -> None:
    """Write what was made, the lock where it advances, and the new recordings: all of them or, raising, none."""
    folder, new = plan.config.recordings, [outcome.new for outcome in news if outcome.new]
    contents = dict(made)
    if composition.moved:
        contents[plan.config.lock] = locks.dump(composition.lock).encode()
        contents |= composition.kept
    for recording in new:
        contents |= recordings.contents(folder, recording)
    sweep({plan.config.lock.parent, folder})
    write_all(contents, bounds)
    for recording in new:
        recordings.remove_old_figures(folder, recording)


def keep(made: Sequence[Package], deck_id: str) -> None:
    """Keep whole packages in the cache: what a retired note last held is taken from there, wherever packages go."""
    for package in made:
        if package.path.suffix == APKG.suffix:
            sealed.write(_copy(deck_id, package.edition), "last", package.content)


def last_of(paths: Mapping[EditionName, Path], deck_id: str) -> Last:
    """Return what tells a note's content in the last packages; those are read when the first note asks."""

    @cache
    def tellers(edition: EditionName) -> tuple[Callable[[NoteId], Retired | None], ...]:
        from build_deck.targets.apkg import last

        kept = (sealed.read(_copy(deck_id, edition), "last"), _earlier(paths[edition]))
        return tuple(last(content, deck_id, edition) for content in kept if content)

    return lambda edition, note: next((found for tell in tellers(edition) if (found := tell(note))), None)


def _earlier(path: Path) -> bytes | None:
    """Return the package that is there; None where there is none to be read."""
    try:
        return read_bytes(path, _LARGEST) if path.exists() else None
    except BuildDeckError:
        return None


def _copy(deck_id: str, edition: EditionName) -> Path:
    return cache_folder() / "last" / f"{deck_id}-{edition}.apkg"
