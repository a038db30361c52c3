"""Words made from text: ids of notes, slugs of sections, tags that Anki takes."""

import hashlib
import re
import unicodedata

LONGEST = 60
_VALID_ID = re.compile(r"\w[\w.-]{0,79}")
_GAPS = re.compile(r"[\W_]+")
_TAG_GAPS = re.compile(r"[\s\u3000\x00-\x1f]+")


def slug(text: str) -> str:
    """The text in lower case with hyphens for all but letters and digits; at most LONGEST characters.

    What is cut off or leaves nothing over is told apart by a hash, so that two texts rarely share a slug.
    """
    words = _GAPS.sub("-", unicodedata.normalize("NFKC", text).lower()).strip("-")
    if words and len(words) <= LONGEST:
        return words
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:6]
    start = words[: LONGEST - 7].rstrip("-")
    return f"{start}-{digest}" if start else f"note-{digest}"


def is_id(text: str) -> bool:
    """Whether the text may be a note's id: it also names a file, so letters, digits, `_`, `-` and `.` only."""
    return bool(_VALID_ID.fullmatch(text))


def tag(text: str) -> str:
    """The text as an Anki tag: no spaces, no empty parts; empty when nothing is left."""
    parts = _TAG_GAPS.sub("-", text.strip().lstrip("#").strip("`*_")).split("::")
    return "::".join(part.strip("-:") for part in parts if part.strip("-:"))
