"""Which cards Anki makes of a note."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from build_deck.model import Notetype

CLOZE = re.compile(r"\{\{c(\d+)::.+?\}\}", re.DOTALL)
_CLOZE_MARK = re.compile(r"\{\{c(\d+)::|\}\}")
_CLOZE_FIELD = re.compile(r"\{\{cloze:([^}]+)\}\}")
_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.ASCII | re.IGNORECASE)
"""What counts as nothing in a field (rslib/src/template.rs, `field_is_empty`)."""
_KINDS: Mapping[str, Callable[..., bool]] = {"any": any, "all": all}


def cloze_fields(notetype: Notetype) -> tuple[str, ...]:
    """The fields in which clozes count, in their order: those that the question shows through the `cloze:` filter."""
    shown = set(_CLOZE_FIELD.findall(notetype.templates[0].question)) if notetype.cloze else set()
    return tuple(field.name for field in notetype.fields if field.name in shown)


def of_clozes(fields: Mapping[str, str], clozed: Sequence[str]) -> list[int]:
    """The ordinals of a cloze note's cards: its cloze numbers, less one; a cloze within another counts, too."""
    return sorted({number - 1 for name in clozed for number in _closed(fields.get(name, ""))} - {-1})


def _closed(text: str) -> Iterator[int]:
    """The numbers of the clozes that have an end, and those within them; one without an end takes those in it along."""
    inside: list[int] = []
    depth = 0
    for mark in _CLOZE_MARK.finditer(text):
        if mark[1]:
            inside.append(int(mark[1]))
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield from inside
                inside = []


def of_templates(fields: Sequence[str], required: Sequence[tuple[int, str, Sequence[int]]]) -> list[int]:
    """The ordinals of another note's cards: of templates of which any, or all, needed fields say something."""
    return [
        template
        for template, kind, needed in required
        if _KINDS[kind](not _EMPTY.fullmatch(fields[field]) for field in needed)
    ]
