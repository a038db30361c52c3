"""Files that only this user's commands can have written: each begins with a mark made with the user's key.

They lie beside the deck, where a clone may bring files of the same names. What bears no mark, another room's or another
name's, is damaged, or is no regular file, is not there.
"""

import contextlib
import hashlib
import hmac
from pathlib import Path

from build_deck.disk import own
from build_deck.disk.bounds import resolved
from build_deck.disk.files import read_bytes
from build_deck.disk.writing import beside, sweep
from build_deck.errors import BuildDeckError

_MOST = 512 << 20


def read(path: Path, room: str) -> bytes | None:
    """Return what was written there for this room; None where there is nothing to believe."""
    key = own.key()
    if key is None or _is_linked(path):
        return None
    try:
        mark, _, data = read_bytes(path, _MOST).partition(b"\n")
    except BuildDeckError:
        return None
    return data if hmac.compare_digest(mark, _mark(key, path, room, data)) else None


def write(path: Path, room: str, data: bytes) -> None:
    """Put data there, whole or not at all; where that cannot be, there is none."""
    key = own.key()
    if key is None or _is_linked(path):
        return
    temporary = beside(path)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep([path.parent])
        try:
            temporary.write_bytes(_mark(key, path, room, data) + b"\n" + data)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def _mark(key: bytes, path: Path, room: str, data: bytes) -> bytes:
    mark = hashlib.blake2b(f"{room}\0{path.name}\0".encode(errors="surrogateescape"), key=key, digest_size=32)
    mark.update(data)
    return mark.hexdigest().encode()


def _is_linked(path: Path) -> bool:
    """Return whether the path, from the current folder on, leads over a link: it may have come with a clone."""
    return not path.is_absolute() and resolved(path) != Path.cwd() / path
