"""Names and bytes of the media files that a note uses.

Anki keeps all media of a collection in one folder, strips some characters from names, and on a clash keeps the old
file: so a name says what the file is, carries eight digits of its content's hash, and holds nothing but ASCII.
"""

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

_PICTURES = frozenset(("apng", "avif", "bmp", "gif", "ico", "jpeg", "jpg", "png", "svg", "tif", "tiff", "webp"))
_PLAYED = frozenset(
    ("3gp", "aac", "flac", "m4a", "m4v", "mkv", "mov", "mp3", "mp4", "oga", "ogg", "ogv", "opus", "wav", "webm")
)
_LONGEST_SLUG = 48


def media_name(path: str, content: bytes) -> str:
    """`bd-<slug>-<hash>.<ext>`: lower-case ASCII, under 80 bytes, another name for other content."""
    file = PurePosixPath(path)
    plain = unicodedata.normalize("NFKD", file.stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].rstrip("-") or "media"
    digest = hashlib.sha256(content).hexdigest()[:8]
    return f"bd-{slug}-{digest}.{extension(path)}"


def extension(path: str) -> str:
    """The file's extension in lower case, without its dot."""
    return PurePosixPath(path).suffix[1:].lower()


def is_picture(path: str) -> bool:
    """Whether Anki shows the file as a picture."""
    return extension(path) in _PICTURES


def is_played(path: str) -> bool:
    """Whether Anki plays the file: sound and film alike are `[sound:…]`."""
    return extension(path) in _PLAYED
