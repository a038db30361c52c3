"""Files read and written: only inside the deck's own folders, and whole or not at all."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from builder.errors import BuilderError, Location, Problem, ResourceError
from builder.wording import shown as quoted

MAX_RESOURCE = 64 << 20
"""Bytes of a picture or a sound; what is larger does not belong on a card."""


def shown(path: Path) -> str:
    """Return the path as the user would type it: relative to the current folder where it is inside, else whole."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links and name another file
    here = Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()


def read_bytes(path: Path) -> bytes:
    """Return the file's bytes; an unreadable file is a BuilderError."""
    try:
        return path.read_bytes()
    except OSError as error:
        what = f"{shown(path)} cannot be read: {reason(error)}."
        raise BuilderError(Problem("unreadable", None, what, "Check the name and its permissions.")) from None


def read_text(path: Path) -> str:
    """Return the file's text without a byte order mark; a file that is not UTF-8 is a BuilderError with the line."""
    data = read_bytes(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Location(shown(path), data.count(b"\n", 0, error.start) + 1)
        what = f"The file is not UTF-8: byte 0x{data[error.start]:02x} cannot be read."
        raise BuilderError(Problem("not-utf8", place, what, "Save it as UTF-8.")) from None


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write each file; all are written beside their targets first, so that a full disk changes none of them.

    Raises BuilderError naming the file that could not be written. A file that has its content already is not touched.
    """
    staged: list[tuple[Path, Path]] = []
    target = Path()
    try:
        for target, data in contents.items():
            if not _has(target, data):
                file = target.resolve()  # through a link, which a rename would replace
                file.parent.mkdir(parents=True, exist_ok=True)
                staged.append((_stage(file, data), file))
        for temporary, target in staged:
            temporary.replace(target)
    except OSError as error:
        what = f"{shown(target)} cannot be written: {reason(error)}."
        remedy = "Free space or permit writing there. Nothing was changed."
        raise BuilderError(Problem("unwritable", None, what, remedy)) from None
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)


def _has(target: Path, data: bytes) -> bool:
    try:
        return target.stat().st_size == len(data) and target.read_bytes() == data
    except FileNotFoundError:
        return False


def _stage(target: Path, data: bytes) -> Path:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:80]}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(target))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _mode(target: Path) -> int:
    """Return the mode a plain open() would give; mkstemp's own is for its owner alone."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


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
            return shown(path), read_text(path).replace("\r\n", "\n").replace("\r", "\n")
        except BuilderError as error:
            raise ResourceError(error.problems[0].what, error.problems[0].remedy) from None

    def media(self, src: str) -> str:
        """Return the path of a picture or sound, beside the document or in the media folder; raises ResourceError."""
        for folder in (self._document.parent, self._media):
            path = folder / src
            self._check_inside(path, src, [self._root, self._media], "the deck's folder")
            if _is_file(path):
                if path.stat().st_size > MAX_RESOURCE:
                    raise ResourceError(f"`{src}` is larger than {MAX_RESOURCE >> 20} MiB.", "Make it smaller.")
                return shown(path)
        places = f"{shown(self._document.parent)}/ and {shown(self._media)}/"
        raise ResourceError(f"There is no file {quoted(src)}.", f"It was looked for in {places}.")

    def _nearest(self, name: str) -> str:
        names = sorted(p.relative_to(self._snippets).as_posix() for p in self._snippets.rglob("*.py"))
        near = get_close_matches(name, names, 1)
        if near:
            return f"Did you mean `{near[0]}`?"
        return f"Put it into {shown(self._snippets)}/, where `file=` looks."

    @staticmethod
    def _check_inside(path: Path, name: str, folders: Iterable[Path], where: str) -> None:
        try:
            inside = any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)
        except (OSError, ValueError, RuntimeError):
            raise ResourceError(f"{quoted(name)} is not a file name.", "Write a path inside the deck.") from None
        if not inside:
            raise ResourceError(f"{quoted(name)} leads out of {where}.", f"Move the file into {where}.", "outside-deck")
