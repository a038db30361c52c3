"""The text of a fence replaced in its file, whatever the fence stands in: a list, a quote, a file with CRLF."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


def replaced(text: str, line: int, old: str, new: str) -> str | None:
    """The file's text with what a fence holds, from that line on, made `new`; None where `old` does not stand there.

    Lines that stay keep their bytes; new ones have the indentation, the `>` and the line ends of the old.
    """
    lines = [found for found in _LINE.findall(text) if found]
    was, now = old.removesuffix("\n").split("\n"), new.removesuffix("\n").split("\n")
    start = line - 1
    if not old:
        return "".join([*lines[:start], *_below(lines[start - 1], now), *lines[start:]])
    own = lines[start : start + len(was)]
    if len(own) < len(was) or not all(map(_holds, own, was)):
        return None
    prefix = next((_prefix(raw, content) for raw, content in zip(own, was, strict=True) if content.strip()), "")
    end = next((found for raw in own if (found := raw[len(raw.rstrip("\r\n")) :])), "\n")
    return "".join([*lines[:start], *_merged(own, was, now, prefix, end), *lines[start + len(was) :]])


_OPENING = re.compile(r"(?P<prefix>[\s>]*)(?:```|~~~)")


def _below(opening: str, now: list[str]) -> list[str]:
    """The lines of an empty fence, indented like its opening."""
    found = _OPENING.match(opening)
    prefix, end = (found["prefix"] if found else ""), opening[len(opening.rstrip("\r\n")) :] or "\n"
    return [f"{prefix}{content}".rstrip() + end for content in now]


def _merged(own: list[str], was: list[str], now: list[str], prefix: str, end: str) -> Iterator[str]:
    for kind, first, last, start, stop in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from own[first:last]
        else:
            yield from (f"{prefix}{content}".rstrip() + end for content in now[start:stop])


def _holds(raw: str, content: str) -> bool:
    bare = unicodedata.normalize("NFC", raw.rstrip("\r\n"))
    return bare.endswith(content) or not content.strip()


def _prefix(raw: str, content: str) -> str:
    bare = unicodedata.normalize("NFC", raw.rstrip("\r\n"))
    return bare[: len(bare) - len(content)]
