"""What other tools mean by words that mean nothing here, and how to write it: the tables of `foreign.yaml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from build_deck.messages import quoted

LINES = frozenset({"hl_lines", "hl-lines", "highlight", "emphasize-lines", "emphasize_lines", "mark", "lines"})
"""Attributes that name the lines to highlight, as `hl` does here."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a word says elsewhere."""

    means: str
    """To stand behind the word: `which numbers the lines elsewhere`."""
    write: str
    """What to write here."""
    reads: Mapping[str, Any]
    """The options of a fence that it is read as; empty where it changes nothing."""


@dataclass(frozen=True, slots=True)
class Idiom:
    """What other tools write in text or code."""

    pattern: str
    """A regular expression."""
    means: str
    """To stand behind what is written: `is a comment in Obsidian`."""
    write: str


def attribute(name: str) -> Word | None:
    """What other tools mean by an attribute or a class of a fence."""
    return _table("attributes").get(name.casefold())


def language(word: str) -> Word | None:
    """What other tools mean by a fence's language that no highlighter knows."""
    return _table("languages").get(word.casefold().strip("{}.:"))


def is_key(name: str) -> bool:
    """Whether another tool has this key in its front matter."""
    return name.casefold() in _table("front_matter") or name.casefold() in _instead()


def keys(names: Iterable[str], known: Iterable[str]) -> tuple[str, str]:
    """What is wrong with keys of other tools in a front matter, and what to do about it; `known` are ours."""
    found = list(names)
    table = _table("front_matter")
    tools = dict.fromkeys(table[name.casefold()].means for name in found if name.casefold() in table)
    whose = f" (of {'; '.join(tools)})" if tools else ""
    listing = ", ".join(quoted(name, 30) for name in found)
    noun, verb = ("key", "means") if len(found) == 1 else ("keys", "mean")
    what = f"The front matter's {noun} {listing}{whose} {verb} nothing here."
    instead = [f"{_instead()[name.casefold()]} for {name}" for name in found if name.casefold() in _instead()]
    ours = f"What counts is {', '.join(known)}."
    return what, f"Write {', '.join(instead)}. {ours}" if instead else ours


def idioms(table: str) -> tuple[Idiom, ...]:
    """What other tools write in `text`, at the beginning of `lines`, in `code`."""
    return tuple(Idiom(row["pattern"], row["means"], row["write"]) for row in _file()[table])


@cache
def _table(name: str) -> Mapping[str, Word]:
    return {
        word: Word(row["means"], row.get("write", ""), row.get("reads", {}))
        for row in _file()[name]
        for word in row["words"].split()
    }


def _instead() -> Mapping[str, str]:
    names: Mapping[str, str] = _file()["instead"]
    return names


@cache
def _file() -> Mapping[str, Any]:
    from importlib.resources import files

    from build_deck.syntax import strict_yaml

    read: Mapping[str, Any] = strict_yaml.plain(
        (files("build_deck.parse") / "foreign.yaml").read_text(encoding="utf-8")
    )
    return read
