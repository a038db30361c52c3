"""The tags of a note, as Anki will keep them."""

import re

from builder.model import NoteSource
from builder.render.text import tidy

_SPACE = re.compile(r"\s+")


def tags_of(source: NoteSource) -> tuple[str, ...]:
    """`rarity::…`, `difficulty::…`, `section::…` and the author's own, sorted; of spellings that differ in case, one."""
    own = [
        *([f"rarity::{source.rarity}"] if source.rarity else []),
        *([f"difficulty::{source.difficulty}"] if source.difficulty else []),
        *([f"section::{source.section.slug}"] if source.section else []),
        *source.tags,
    ]
    by_folded = {tag.casefold(): tag for tag in sorted(map(_valid, own), reverse=True) if tag}
    return tuple(sorted(by_folded.values()))


def _valid(tag: str) -> str:
    """The tag without spaces (Anki's separator, the ideographic one too) and without empty parts."""
    parts = _SPACE.sub("-", tidy(tag).strip()).split("::")
    return "::".join(part for part in parts if part)
