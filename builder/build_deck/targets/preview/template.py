"""A card template, filled the way Anki fills it: fields, conditions and filters."""

import re
from collections.abc import Callable, Iterator, Mapping

_MARK = re.compile(r"\{\{\s*([#^/]?)\s*([^{}]*?)\s*\}\}")
_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.ASCII | re.IGNORECASE)
"""What counts as nothing in a field (rslib/src/template.rs, `field_is_empty`)."""

Filter = Callable[[str, str], str]
"""The field's name and text, to what stands in its place."""


def _hint(name: str, text: str) -> str:
    if not text.strip():
        return ""
    return f'<details class="hint"><summary>{name}</summary><div>{text}</div></details>'


FILTERS: Mapping[str, Filter] = {
    "hint": _hint,
    "text": lambda _, text: re.sub(r"<[^>]*>", "", text),
}
"""By the word before the colon; `cloze` depends on the card, and comes with it. Unknown ones change nothing."""


def fill(template: str, fields: Mapping[str, str], filters: Mapping[str, Filter]) -> str:
    """The template with its fields filled in; a field that does not exist is empty."""
    known = {**FILTERS, **filters}
    return "".join(_value(name, fields, known) if name else text for text, name in _pieces(template, fields))


def shows(template: str, fields: Mapping[str, str]) -> bool:
    """Whether any field that says something is shown: a front without one makes no card."""
    return any(name and says(fields.get(name.rpartition(":")[2], "")) for _, name in _pieces(template, fields))


def says(text: str) -> bool:
    """Whether a field says something, in Anki's eyes."""
    return not _EMPTY.fullmatch(text)


def _pieces(template: str, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield text, or the name of a field with its filters, of what the conditions let stand."""
    conditions: list[bool] = []
    done = 0
    for mark in _MARK.finditer(template):
        if all(conditions):
            yield template[done : mark.start()], ""
        done = mark.end()
        kind, name = mark.groups()
        if kind == "/":
            conditions = conditions[:-1]
        elif kind:
            conditions.append(says(fields.get(name, "")) is (kind == "#"))
        elif all(conditions):
            yield "", name
    yield template[done:], ""


def _value(name: str, fields: Mapping[str, str], filters: Mapping[str, Filter]) -> str:
    *used, field = name.split(":")
    text = fields.get(field, "")
    for each in reversed(used):
        text = filters[each](field, text) if each in filters else text
    return text
