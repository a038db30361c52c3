"""The attributes of a fence: which there are, and what each may say."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from builder.attributes import Attribute
from builder.model import SnippetOptions
from builder.wording import shown, suggestion

Reader = Callable[[Attribute], Mapping[str, Any]]


class BadOption(ValueError):
    """An attribute that cannot be: what, what to do, and where in the info string."""

    def __init__(self, what: str, remedy: str, code: str = "bad-attribute") -> None:
        self.what, self.remedy, self.code = what, remedy, code
        self.offset = 0
        super().__init__(what)


_LINES = re.compile(r"(\d{1,6})(?:[-–](\d{1,6}))?")
_EXCEPTION = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_MOST_LINES = 500
_EXAMPLES = {"timeout": "60", "memory": "4096", "seed": "7", "tolerance": "1e-3"}


def read(attributes: Iterable[Attribute]) -> tuple[SnippetOptions, list[BadOption]]:
    """The options and what was wrong; an attribute that is wrong is left out."""
    values: dict[str, Any] = {}
    problems: list[BadOption] = []
    seen: set[str] = set()
    for attribute in attributes:
        try:
            values |= _read_one(attribute, seen)
        except BadOption as problem:
            problem.offset = attribute.offset
            problems.append(problem)
    return SnippetOptions(**values), problems


def _read_one(attribute: Attribute, seen: set[str]) -> Mapping[str, Any]:
    name = attribute.name
    if attribute.kind != "key":
        what = f"`{'#' if attribute.kind == 'id' else '.'}{name}` means nothing on a fence."
        remedy = f"Fences take {', '.join(TABLE)}; ids and tags stand on the question's heading."
        raise BadOption(what, remedy, "unknown-attribute")
    if name not in TABLE:
        what = f"A fence has no attribute {shown(name)}."
        raise BadOption(what, suggestion(name, TABLE), "unknown-attribute")
    if name in seen:
        raise BadOption(f"The attribute {shown(name)} stands twice.", "Keep one of them.")
    seen.add(name)
    return TABLE[name](attribute)


def _value(attribute: Attribute, example: str) -> str:
    if not attribute.value:
        raise BadOption(f"The attribute {shown(attribute.name)} has no value.", f"Write {example}.")
    return attribute.value


def _file(attribute: Attribute) -> Mapping[str, Any]:
    name, _, region = _value(attribute, "file=NAME.py or file=NAME.py#REGION").partition("#")
    if not name:
        raise BadOption("A region alone names no file.", f"Write file=NAME.py#{region}.")
    return {"file": name, "region": region or None}


def _flag(name: str) -> Reader:
    def flag(attribute: Attribute) -> Mapping[str, Any]:
        if attribute.value is None or attribute.value in {"true", "false"}:
            return {name: attribute.value != "false"}
        what = f"{shown(attribute.value)} is neither true nor false."
        raise BadOption(what, f"Write {name} or {name}=false.")

    return flag


def _raises(attribute: Attribute) -> Mapping[str, Any]:
    value = _value(attribute, "raises=ValueError")
    if not _EXCEPTION.fullmatch(value):
        raise BadOption(f"{shown(value)} is not the name of an exception.", "Write raises=ValueError.")
    return {"raises": value}


def _choice(name: str, known: tuple[str, ...]) -> Reader:
    def choice(attribute: Attribute) -> Mapping[str, Any]:
        value = _value(attribute, f"{name}={known[0]}")
        if value not in known:
            raise BadOption(f"{shown(value)} is not a value of {name}.", suggestion(value, known))
        return {name: value}

    return choice


def _number(name: str, of: Callable[[str], float], kind: str, bounds: tuple[float, float]) -> Reader:
    def number(attribute: Attribute) -> Mapping[str, Any]:
        text = _value(attribute, f"{name}={_EXAMPLES[name]}")
        try:
            value = of(text)
        except ValueError:
            value = float("nan")
        if not bounds[0] <= value <= bounds[1]:
            remedy = f"Write {kind} from {bounds[0]} to {bounds[1]}, such as {name}={_EXAMPLES[name]}."
            raise BadOption(f"{shown(text)} is not a value of {name}.", remedy)
        return {name: value}

    return number


def _lines(text: str, example: str) -> tuple[tuple[int, ...], ...]:
    """Groups of line numbers: `"3 5-7"` is (3), (5, 6, 7)."""
    groups: list[tuple[int, ...]] = []
    for word in text.replace(",", " ").split()[: _MOST_LINES + 1]:
        match = _LINES.fullmatch(word)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= _MOST_LINES or len(groups) == _MOST_LINES:
            raise BadOption(f"{shown(word)} is not a line number or a range of them.", f"Write {example}.")
        groups.append(tuple(range(first, last + 1)))
    return tuple(groups)


def _cloze(attribute: Attribute) -> Mapping[str, Any]:
    example = 'cloze="3 5-7"'
    return {"cloze": _lines(_value(attribute, example), example)}


def _highlight(attribute: Attribute) -> Mapping[str, Any]:
    example = 'hl="2 4-5"'
    groups = _lines(_value(attribute, example), example)
    return {"highlight": tuple(sorted({line for group in groups for line in group}))}


TABLE: Mapping[str, Reader] = {
    "file": _file,
    "run": _flag("run"),
    "hide": _flag("hide"),
    "raises": _raises,
    "output": _choice("output", ("all", "last", "none")),
    "timeout": _number("timeout", float, "seconds", (0.01, 86400)),
    "memory": _number("memory", int, "a whole number of MiB", (16, 1048576)),
    "device": _choice("device", ("auto", "cpu", "cuda")),
    "seed": _number("seed", int, "a whole number", (0, 2**32 - 1)),
    "tolerance": _number("tolerance", float, "a number", (0, 1)),
    "processes": _flag("processes"),
    "cloze": _cloze,
    "predict": _flag("predict"),
    "hl": _highlight,
}
"""Attribute to reader, in the order in which messages list them."""
