"""`#id .class key=value flag`: one syntax for headings, between braces, and for fences, after the language."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Attribute:
    """One of them."""

    kind: Literal["id", "class", "key"]
    name: str
    value: str | None
    """None for a flag."""
    offset: int
    """Where it begins in the text that was read."""


class BadAttributes(ValueError):
    """Attributes that cannot be read: what is wrong, and at which offset."""

    def __init__(self, what: str, offset: int) -> None:
        self.offset = offset
        super().__init__(what)


_ITEM = re.compile(
    r"""\#(?P<id>[^\s{}"'=]+)
      | \.(?P<class>[^\s{}"'=]+)
      | (?P<key>[^\s{}"'“”=.\#][^\s{}"'“”=]*)
        (?:=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|“(?P<curly>[^”]*)”|(?P<bare>[^\s{}"'“”]+)))?
    """,
    re.VERBOSE,
)
_MOST = 50
_SPACE = re.compile(r"\s*")
_TRAILING = re.compile(r"[ \t]*(?<!\\)\{(?P<body>[^{}\n]*)\}[ \t]*$")
_LOOKS_LIKE_ATTRIBUTES = re.compile(r"\s*(?:#\S|\.[^\s\d]|[A-Za-z_][\w-]*=)")


def read(text: str, start: int = 0) -> tuple[Attribute, ...]:
    """The attributes in `text` from `start` on; raises BadAttributes."""
    found: list[Attribute] = []
    position = _end_of_space(text, start)
    while position < len(text):
        match = _ITEM.match(text, position)
        if not match or (match.end() < len(text) and not text[match.end()].isspace()):
            raise BadAttributes(f"`{text[position : position + 40].strip()}` cannot be read as attributes.", position)
        if len(found) == _MOST:
            raise BadAttributes(f"There are more than {_MOST} attributes.", position)
        found.append(_attribute(match))
        position = _end_of_space(text, match.end())
    return tuple(found)


def trailing(text: str, flags: Collection[str] = ()) -> tuple[str, str, int]:
    """A heading's text without `{…}` at its end, what stood between the braces, and the offset of that.

    Braces at the end of a question may be its own (`What is {x}`): they count only when they begin like attributes or
    hold nothing but one of `flags`.
    """
    match = _TRAILING.search(text, max(text.rfind("{") - 1, 0))
    if not match or not (_LOOKS_LIKE_ATTRIBUTES.match(match["body"]) or match["body"].strip() in flags):
        return text, "", len(text)
    return text[: match.start()].rstrip(), match["body"], match.start("body")


def _attribute(match: re.Match[str]) -> Attribute:
    if match["id"]:
        return Attribute("id", match["id"], None, match.start())
    if match["class"]:
        return Attribute("class", match["class"], None, match.start())
    values = (match[group] for group in ("double", "single", "curly", "bare"))
    return Attribute("key", match["key"], next((v for v in values if v is not None), None), match.start())


def _end_of_space(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    return match.end() if match else start
