"""The folder of a deck's recordings: what is in it, what goes in, what is taken out."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from build_deck.disk.files import read_file
from build_deck.disk.writing import write_all
from build_deck.recordings.reading import path_of
from build_deck.recordings.recording import Recording, figure_files
from build_deck.recordings.text import dump


def save(folder: Path, recording: Recording) -> None:
    """Put the recording on file, figures beside it; files that hold it already are not touched."""
    write_all(contents(folder, recording))
    remove_old_figures(folder, recording)


def contents(folder: Path, recording: Recording) -> Mapping[Path, bytes]:
    """The files that hold the recording, for a driver that writes them with others or not at all."""
    figures = _figures(folder, recording)
    text = dump(recording, [name for name, _ in figures])
    files = {folder / name: svg.encode("utf-8") for name, svg in figures}
    return {**files, path_of(folder, recording.session): text.encode("utf-8")}


def figure_paths(folder: Path, recording: Recording) -> tuple[Path, ...]:
    """The files of the recording's figures, in order, as they are on file or would be put there."""
    return tuple(folder / name for name, _ in _figures(folder, recording))


def remove_old_figures(folder: Path, recording: Recording) -> None:
    """Take figures off file that an earlier recording of the session had and this one has not."""
    kept = {name for name, _ in _figures(folder, recording)}
    for old in set(_figures_on_disk(folder, recording.session)) - kept:
        (folder / old).unlink(missing_ok=True)


def _figures(folder: Path, recording: Recording) -> list[tuple[str, str]]:
    """Name and SVG of each figure, as they are on file or can be put there without changing what another name says.

    So whoever ends a build half-way leaves the old recording with its old figures, or the new one with its new ones.
    """
    return [(_free_name(folder, name, svg), svg) for name, svg in figure_files(recording)]


def _free_name(folder: Path, usual: str, svg: str) -> str:
    """The usual name; the one that the content gives where that is on file, or another figure is under the usual."""
    own = f"{usual.removesuffix('.svg')}-{hashlib.sha256(svg.encode()).hexdigest()[:8]}.svg"
    there = _on_file(folder / usual)
    return own if _on_file(folder / own) == svg or there not in (None, svg) else usual


def _on_file(path: Path) -> str | None:
    try:
        return read_file(path).decode("utf-8", "replace").replace("\r\n", "\n")
    except FileNotFoundError:
        return None
    except OSError:
        return ""


def delete(folder: Path, name: str) -> None:
    """Take the recording and its figures off file."""
    for file in (f"{name}.yaml", *_figures_on_disk(folder, name)):
        (folder / file).unlink(missing_ok=True)


def names(folder: Path) -> tuple[str, ...]:
    """The names of all sessions that have a recording, sorted."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(p.name.removesuffix(".yaml") for p in folder.glob("*.yaml") if not p.name.startswith(".")))


def _figures_on_disk(folder: Path, session: str) -> list[str]:
    pattern = re.compile(re.escape(session) + r"-\d+(-[0-9a-f]{8})?\.svg")
    return [p.name for p in folder.glob("*.svg") if pattern.fullmatch(p.name)]
