"""The attributes of a fence: which there are, and what each may say."""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from build_deck.errors import Level
from build_deck.messages import quoted, suggestion
from build_deck.model import SnippetOptions
from build_deck.parse import foreign
from build_deck.syntax.attributes import Attribute

Reader = Callable[[Attribute], Mapping[str, Any]]


class BadOption(ValueError):
    """An attribute that cannot be: what, what to do, and where in the info string."""

    def __init__(self, what: str, remedy: str, code: str = "bad-attribute", level: Level = Level.ERROR) -> None:
        self.what, self.remedy, self.code, self.level = what, remedy, code, level
        self.offset = 0
        super().__init__(what)


_LINES = re.compile(r"(\d{1,6})(?:[-–](\d{1,6}))?")
_EXCEPTION = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|[1-9]\d{0,2}")
"""The name of an exception, or what a program that fails leaves: a signal, a status."""
_MOST_LINES = 500
_NEAR = 0.75
"""How like an attribute of ours another must be spelled to be taken for it."""
_EXAMPLES = {"timeout": "60", "memory": "4096", "seed": "7", "tolerance": "1e-3"}


def read(attributes: Iterable[Attribute]) -> tuple[SnippetOptions, list[BadOption]]:
    """The options and what was wrong; what is wrong is left out, and another tool's attribute read as that means it."""
    values: dict[str, Any] = {}
    meant: dict[str, Any] = {}
    problems: list[BadOption] = []
    seen: set[str] = set()
    for attribute in attributes:
        try:
            if attribute.kind == "key" and attribute.name in TABLE:
                values |= _read_one(attribute, seen)
            else:
                remark, options = _read_foreign(attribute)
                remark.offset = attribute.offset
                problems.append(remark)
                meant |= options
        except BadOption as problem:
            problem.offset = attribute.offset
            problems.append(problem)
    return SnippetOptions(**{**meant, **values}), problems


def _read_one(attribute: Attribute, seen: set[str]) -> Mapping[str, Any]:
    if attribute.name in seen:
        raise BadOption(f"The attribute {quoted(attribute.name)} stands twice.", "Keep one of them.")
    seen.add(attribute.name)
    return TABLE[attribute.name](attribute)


def _read_foreign(attribute: Attribute) -> tuple[BadOption, Mapping[str, Any]]:
    """What is said of an attribute that is none of ours, and the options that it is read as."""
    mark = {"id": "#", "class": "."}.get(attribute.kind, "")
    written = f"{mark}{attribute.name}{'' if attribute.value is None else f'={attribute.value}'}"
    if attribute.kind == "key" and (lines := _foreign_lines(attribute)):
        remedy = f'Write hl="{" ".join(lines)}".'
        what = f"{quoted(written)} is read as the lines to highlight."
        return _foreign(what, remedy), {"highlight": _numbers(lines)}
    negated = attribute.name.casefold() in _RUNS and (attribute.value or "").casefold() in _NO
    if word := foreign.attribute("notest" if negated else attribute.name):
        return _foreign(f"The fence says {quoted(written)}, {word.means}.", word.write), word.reads
    if attribute.kind == "key" and (near := get_close_matches(attribute.name.casefold(), TABLE, 1, _NEAR)):
        what = f"A fence has no attribute {quoted(attribute.name)}."
        return BadOption(what, f"Did you mean {near[0]}? {_KNOWN}", "unknown-attribute"), {}
    if attribute.kind != "key":
        return _foreign(f"{quoted(written)} means nothing on a fence.", f"Remove it. {_KNOWN}"), {}
    return _foreign(
        f"A fence has no attribute {quoted(attribute.name)}; it changes nothing.", f"Remove it. {_KNOWN}"
    ), {}


def _foreign(what: str, remedy: str) -> BadOption:
    return BadOption(what, remedy, "foreign-attribute", Level.WARNING)


_RUNS = frozenset({"eval", "test", "execute", "exec"})
_NO = frozenset({"false", "no", "skip", "0", "off"})


def _foreign_lines(attribute: Attribute) -> list[str]:
    """The lines that an attribute of other tools highlights: `hl_lines="1 3-4"`, `{1,3-4}`; none for another one."""
    text = attribute.value if attribute.name.casefold() in foreign.LINES else attribute.name
    if not text or (text is attribute.name and not text.startswith("{")):
        return []
    words = text.strip("{}[]").replace(",", " ").split()
    return words if words and all(_LINES.fullmatch(word) and int(_LINES.sub(r"\1", word)) for word in words) else []


def _numbers(words: Iterable[str]) -> tuple[int, ...]:
    matches = [match for word in words if (match := _LINES.fullmatch(word))]
    ranges = (range(int(m[1]), min(int(m[2] or m[1]), _MOST_LINES) + 1) for m in matches)
    return tuple(sorted({line for numbers in ranges for line in numbers}))


def _value(attribute: Attribute, example: str) -> str:
    if not attribute.value:
        raise BadOption(f"The attribute {quoted(attribute.name)} has no value.", f"Write {example}.")
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
        what = f"{quoted(attribute.value)} is neither true nor false."
        raise BadOption(what, f"Write {name} or {name}=false.")

    return flag


_PREDICTIONS = {None: "said", "true": "said", "false": "", "type": "typed"}


def _predict(attribute: Attribute) -> Mapping[str, Any]:
    if attribute.value in _PREDICTIONS:
        return {"predict": _PREDICTIONS[attribute.value]}
    what = f"{quoted(attribute.value or '')} is not a value of predict."
    raise BadOption(what, "Write predict, or predict=type for a card that compares what is typed.")


def _raises(attribute: Attribute) -> Mapping[str, Any]:
    value = _value(attribute, "raises=ValueError")
    if not _EXCEPTION.fullmatch(value):
        raise BadOption(f"{quoted(value)} is not the name of an exception.", "Write raises=ValueError.")
    return {"raises": value}


def _choice(name: str, known: tuple[str, ...]) -> Reader:
    def choice(attribute: Attribute) -> Mapping[str, Any]:
        value = _value(attribute, f"{name}={known[0]}")
        if value not in known:
            raise BadOption(f"{quoted(value)} is not a value of {name}.", suggestion(value, known))
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
            raise BadOption(f"{quoted(text)} is not a value of {name}.", remedy)
        return {name: value}

    return number


def _lines(text: str, example: str) -> tuple[tuple[int, ...], ...]:
    """Groups of line numbers: `"3 5-7"` is (3), (5, 6, 7)."""
    groups: list[tuple[int, ...]] = []
    for word in text.replace(",", " ").split()[: _MOST_LINES + 1]:
        match = _LINES.fullmatch(word)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= _MOST_LINES or len(groups) == _MOST_LINES:
            raise BadOption(f"{quoted(word)} is not a line number or a range of them.", f"Write {example}.")
        groups.append(tuple(range(first, last + 1)))
    return tuple(groups)


def _cloze(attribute: Attribute) -> Mapping[str, Any]:
    example = 'cloze="3 5-7"'
    return {"cloze": _lines(_value(attribute, example), example)}


def _highlight(attribute: Attribute) -> Mapping[str, Any]:
    example = 'hl="2 4-5"'
    groups = _lines(_value(attribute, example), example)
    return {"highlight": tuple(sorted({line for group in groups for line in group}))}


def _alt(attribute: Attribute) -> Mapping[str, Any]:
    return {"alt": _value(attribute, 'alt="what the figure shows"').strip()}


TABLE: Mapping[str, Reader] = {
    "file": _file,
    "run": _flag("run"),
    "hide": _flag("hide"),
    "setup": _flag("setup"),
    "raises": _raises,
    "output": _choice("output", ("all", "last", "none", "stderr", "all+stderr")),
    "timeout": _number("timeout", float, "seconds", (0.01, 86400)),
    "memory": _number("memory", int, "a whole number of MiB", (16, 1048576)),
    "device": _choice("device", ("auto", "cpu", "cuda")),
    "seed": _number("seed", int, "a whole number", (0, 2**32 - 1)),
    "seeds": _choice("seeds", ("fixed",)),
    "tolerance": _number("tolerance", float, "a number", (0, 1)),
    "processes": _flag("processes"),
    "cloze": _cloze,
    "predict": _predict,
    "hl": _highlight,
    "alt": _alt,
}
"""Attribute to reader, in the order in which messages list them."""
_KNOWN = f"Fences take {', '.join(TABLE)}."
