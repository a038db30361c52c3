"""A deck to start from: files that build, lint and verify as they are, written into an empty folder.

What is copied lies in `start/`: what every deck gets, and a folder a language.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from string import Template

from build_deck.commands.new.origin import requirement
from build_deck.deck.load import id_of
from build_deck.disk.files import display_path, reason
from build_deck.disk.writing import sweep, write_all
from build_deck.errors import Problem, UsageError

NAMES: Mapping[str, str] = {
    "gitignore": ".gitignore",
    "requirements.txt": "requirements.txt",
    "workflow.yml": ".github/workflows/deck.yml",
    "{lang}/deck.yaml": "deck.yaml",
    "{lang}/questions.md": "questions/first.md",
}
"""Where each file of `start/` goes."""


def new(folder: Path, lang: str, version: str) -> tuple[Path, ...]:
    """Write a deck into the folder, which is made where it is not there, and return its files.

    `version` is that of this program, which CI is to install.

    Raises UsageError where something is in the folder. What ends early, by a full disk or Ctrl-C, leaves nothing.
    """
    _check_empty(folder)
    contents = {folder / name: text.encode() for name, text in _contents(folder, lang, version)}
    absent = {parent for path in contents for parent in path.absolute().parents if not parent.exists()}
    try:
        write_all(contents)
    except BaseException:
        _clear(absent)
        raise
    return tuple(contents)


def _clear(folders: Iterable[Path]) -> None:
    """Take away those of the folders that are empty, the deepest first."""
    for folder in sorted(folders, key=lambda path: len(path.parts), reverse=True):
        with suppress(OSError):
            folder.rmdir()


def _check_empty(folder: Path) -> None:
    sweep([folder])
    try:
        there = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    except OSError as error:
        what = f"{display_path(folder)} cannot be taken for a deck: {reason(error)}."
        raise UsageError(Problem("not-empty", None, what, "Name a folder that is empty or not there yet.")) from None
    if there:
        what = f"{display_path(folder)} is not empty: it holds {there[0]}."
        raise UsageError(Problem("not-empty", None, what, "Name a folder that is empty or not there yet."))


def _contents(folder: Path, lang: str, version: str) -> Iterator[tuple[str, str]]:
    name = folder.resolve().name
    words = {"id": id_of(name), "title": _quoted(name), "tool": requirement(version)}
    for source, target in NAMES.items():
        text = files(__name__).joinpath("start", *source.format(lang=lang).split("/")).read_text("utf-8")
        yield target, Template(text).safe_substitute(words)


def _quoted(name: str) -> str:
    """Return the folder's name as a title in YAML; what no file can hold gives way to the id."""
    try:
        name.encode()
    except UnicodeEncodeError:
        name = id_of(name)
    return json.dumps(name or id_of(name), ensure_ascii=not name.isprintable())
