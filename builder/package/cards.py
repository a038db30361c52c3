"""Which cards Anki makes of a note."""

import re
from collections.abc import Callable, Mapping, Sequence

from builder.model import Notetype

CLOZE = re.compile(r"\{\{c(\d+)::.+?\}\}", re.DOTALL)
_CLOZE_FIELD = re.compile(r"\{\{cloze:([^}]+)\}\}")
_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.ASCII | re.IGNORECASE)
"""What counts as nothing in a field (rslib/src/template.rs, `field_is_empty`)."""
_KINDS: Mapping[str, Callable[..., bool]] = {"any": any, "all": all}


def cloze_fields(notetype: Notetype) -> tuple[str, ...]:
    """The fields in which clozes count, in their order: those that the question shows through the `cloze:` filter."""
    shown = set(_CLOZE_FIELD.findall(notetype.templates[0].question)) if notetype.cloze else set()
    return tuple(field.name for field in notetype.fields if field.name in shown)


def of_clozes(fields: Mapping[str, str], clozed: Sequence[str]) -> list[int]:
    """The ordinals of a cloze note's cards: its cloze numbers, less one."""
    text = "\n".join(fields.get(name, "") for name in clozed)
    return sorted({int(number) - 1 for number in CLOZE.findall(text)} - {-1})


def of_templates(fields: Sequence[str], required: Sequence[tuple[int, str, Sequence[int]]]) -> list[int]:
    """The ordinals of another note's cards: of templates of which any, or all, needed fields say something."""
    said = [not _EMPTY.fullmatch(text) for text in fields]
    return [template for template, kind, needed in required if _KINDS[kind](said[field] for field in needed)]
