"""Files read: regular ones of bounded size, and only inside the deck's own folders."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterable
from difflib import get_close_matches
from io import BufferedReader
from pathlib import Path

from build_deck.errors import BuildDeckError, Location, Problem, ResourceError
from build_deck.messages import quoted

MAX_RESOURCE = 64 << 20
"""Bytes of a picture or a sound; what is larger does not belong on a card."""

_HASHED = 512 << 20
"""Bytes that are read to tell a file from its earlier self: half a second."""


def display_path(path: Path) -> str:
    """Return the path as the user would type it: relative to the current folder where it is inside, else whole."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links and name another file
    here = Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()


def read_bytes(path: Path, most: int = MAX_RESOURCE) -> bytes:
    """Return the file's bytes; what cannot be read, is no regular file or is larger than `most` is a BuildDeckError."""
    try:
        return read_file(path, most)
    except OSError as error:
        what = f"{display_path(path)} cannot be read: {reason(error)}."
        raise BuildDeckError(Problem("unreadable", None, what, "Check the name and its permissions.")) from None


def read_file(path: Path, most: int = MAX_RESOURCE) -> bytes:
    """Return the file's bytes, or raise OSError; a device or a pipe, which may have no end, is none."""
    with open_regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most >> 20} MiB")
    return data


def open_regular(path: str | Path) -> BufferedReader:
    """Return the opened file, or raise OSError; nothing waits for whoever writes into a pipe."""
    file = open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb")  # noqa: PTH123, SIM115 - of a descriptor
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, "it is no regular file")


def hash_of(path: str | Path) -> str:
    """Return a hash of the file's content, of a very large file its size and time; `none` of what cannot be read."""
    try:
        with open_regular(path) as file:
            status = os.fstat(file.fileno())
            if status.st_size > _HASHED:
                return f"{status.st_size} bytes, {status.st_mtime_ns}"
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "none"


def read_text(path: Path) -> str:
    """Return the file's text without a byte order mark; a file that is not UTF-8 is a BuildDeckError with the line."""
    data = read_bytes(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Location(display_path(path), data.count(b"\n", 0, error.start) + 1)
        what = f"The file is not UTF-8: byte 0x{data[error.start]:02x} cannot be read."
        raise BuildDeckError(Problem("not-utf8", place, what, "Save it as UTF-8.")) from None


def reason(error: OSError) -> str:
    """Return what the system says went wrong, in lower case, to stand inside a sentence."""
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # The name is longer than the file system's names are.
        return False


class DeckFiles:
    """What the notes of one Markdown file may refer to: snippet files, and pictures and sounds.

    A name resolves inside the given folders and nowhere else; a symbolic link that leads out of them is refused.
    """

    def __init__(self, document: Path, *, root: Path, snippets: Path, media: Path) -> None:
        self._document = document
        self._root = root
        self._snippets = snippets
        self._media = media

    def snippet(self, name: str) -> tuple[str, str]:
        """Return the path of the snippet file for messages, and its text; raises ResourceError."""
        path = self._snippets / name
        self._check_inside(path, name, [self._snippets], "the deck's snippets folder")
        if not _is_file(path):
            raise ResourceError(f"There is no snippet file {quoted(name)}.", self._nearest(name))
        try:
            return display_path(path), read_text(path).replace("\r\n", "\n").replace("\r", "\n")
        except BuildDeckError as error:
            raise ResourceError(error.problems[0].what, error.problems[0].remedy) from None

    def media(self, src: str) -> str:
        """Return the path of a picture or sound, beside the document or in the media folder; raises ResourceError."""
        for folder in (self._document.parent, self._media):
            path = folder / src
            self._check_inside(path, src, [self._root, self._media], "the deck's folder")
            if _is_file(path):
                if path.stat().st_size > MAX_RESOURCE:
                    raise ResourceError(f"`{src}` is larger than {MAX_RESOURCE >> 20} MiB.", "Make it smaller.")
                return display_path(path)
        places = f"{display_path(self._document.parent)}/ and {display_path(self._media)}/"
        raise ResourceError(f"There is no file {quoted(src)}.", f"It was looked for in {places}.")

    def _nearest(self, name: str) -> str:
        names = sorted(p.relative_to(self._snippets).as_posix() for p in self._snippets.rglob("*.py"))
        near = get_close_matches(name, names, 1)
        if near:
            return f"Did you mean `{near[0]}`?"
        return f"Put it into {display_path(self._snippets)}/, where `file=` looks."

    @staticmethod
    def _check_inside(path: Path, name: str, folders: Iterable[Path], where: str) -> None:
        try:
            inside = any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)
        except (OSError, ValueError, RuntimeError):
            raise ResourceError(f"{quoted(name)} is not a file name.", "Write a path inside the deck.") from None
        if not inside:
            raise ResourceError(f"{quoted(name)} leads out of {where}.", f"Move the file into {where}.", "outside-deck")
