"""deck.yaml as one frozen value, every key checked.

The table `KEYS` is the whole schema; an unknown key or a value of the wrong kind is a problem with its line.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from build_deck.deck.consent import NO_CONSENT, Consent
from build_deck.deck.levels import Levels, read_levels
from build_deck.disk.bounds import Bounds, bounds_of
from build_deck.errors import BuildDeckError, Location, Problem
from build_deck.model import EditionName, Limits
from build_deck.notetypes.style import colour_problem
from build_deck.runtimes import RUN_BY_DEFAULT, RUNTIMES, choice
from build_deck.syntax.strict_yaml import Node, read, words

FILE_NAME = "deck.yaml"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")

_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\"'<>`\\\x00-\x1f\x7f]+", re.IGNORECASE)

_DAY = 86_400
"""Seconds."""
_GIGABYTE = 1 << 30
"""Bytes."""
_TERABYTE = 1 << 20
"""MiB."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of a deck: its own package with its own notes."""

    name: EditionName
    path: Path
    """A folder of Markdown files or one file."""
    lang: str = "en"
    """BCP 47, such as `zh-CN`."""
    title: str = ""
    """The name of the deck in Anki; a learner's decks match by it, so it never changes."""
    description: str = ""
    """Markdown, shown on the deck's page in Anki."""


@dataclass(frozen=True, slots=True)
class DeckConfig:
    """What deck.yaml says, with defaults filled in and paths made whole."""

    id: str
    """Part of every note's guid and of the packages' names; it never changes."""
    root: Path
    """The folder that deck.yaml is in."""
    editions: Mapping[EditionName, Edition]
    snippets: Path
    recordings: Path
    lock: Path
    media: Path
    version: str = ""
    license: str = ""
    author: str = ""
    url: str = ""
    source_url: str = ""
    """A link to a note's source, with `{path}` (relative to deck.yaml) and `{id}` in it. A line number would change the
    note whenever something above it did."""
    question_level: int | None = None
    subdecks: bool = True
    tags: tuple[str, ...] = ()
    run: tuple[str, ...] = RUN_BY_DEFAULT
    """The languages whose fences run where they do not say."""
    setup: str | None = None
    """A snippet file that runs, unseen, at the start of every session; relative to `snippets`."""
    data: tuple[Path, ...] = ()
    """Files and folders that snippets may read."""
    environment: tuple[str, ...] = ()
    """Names of environment variables that snippets may see."""
    limits: Limits = field(default_factory=Limits)
    style: Path | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    lint: Levels = field(default_factory=dict)
    """Problems that this deck gives another level, or switches off."""
    bounds: Bounds = field(default_factory=Bounds)
    """Where all of these paths must lie, links followed."""
    consent: Consent = NO_CONSENT
    places: Mapping[str, Location] = field(default_factory=dict)
    """Where deck.yaml names each path and variable: `lock`, `data.0`, `editions.en`, `environment.0`."""

    @property
    def import_paths(self) -> tuple[Path, ...]:
        """The folders whose modules every session can import."""
        return (self.snippets,)


class _Wrong(Exception):
    """A value of the wrong kind; its text says which kind is wanted."""


def _text(node: Node) -> str:
    if isinstance(node.value, str | int | float | date) and not isinstance(node.value, bool):
        return node.written
    raise _Wrong("text")


def _colour(node: Node) -> str:
    try:
        return _text(node)
    except _Wrong:  # YAML takes what begins with # for a comment
        raise _Wrong('a colour in quotes, such as "#0969da"') from None


def _address(node: Node) -> str:
    """The address, which becomes a link on cards: of the web, and nothing that a browser would run."""
    address = _text(node)
    if address and not _ADDRESS.fullmatch(address):
        raise _Wrong("an address that begins with https://")
    return address


def _flag(node: Node) -> bool:
    if isinstance(node.value, bool):
        return node.value
    raise _Wrong("true or false")


def _seconds(node: Node) -> float:
    if isinstance(node.value, int | float) and not isinstance(node.value, bool) and 0 < node.value <= _DAY:
        return node.value
    raise _Wrong(f"a number of seconds above zero, up to {_DAY}")


def _whole(most: int) -> "Reader":
    def whole(node: Node) -> int:
        if not isinstance(node.value, int) or isinstance(node.value, bool) or node.value <= 0:
            raise _Wrong("a whole number above zero")
        if node.value > most:
            raise _Wrong(f"a whole number up to {most}")
        return node.value

    return whole


def _level(node: Node) -> int:
    if isinstance(node.value, int) and 1 <= node.value <= 6:  # noqa: PLR2004 - Markdown has six levels
        return node.value
    raise _Wrong("a heading level from 1 to 6")


def _language(node: Node) -> str:
    if isinstance(node.value, str) and _LANGUAGE.fullmatch(node.value):
        return node.value
    raise _Wrong("a language tag such as en or zh-CN")


def _texts(node: Node) -> tuple[str, ...]:
    if isinstance(node.value, str):
        return (node.value,)
    if isinstance(node.value, list):
        return tuple(_text(item) for item in node.value)
    raise _Wrong("a list of words")


def _runs(node: Node) -> tuple[str, ...]:
    try:
        return choice.languages(words(node))
    except ValueError:
        known = ", ".join(each.name for each in RUNTIMES)
        raise _Wrong(f"a list of languages that can run ({known}), or [] for none") from None


def _mapping(node: Node) -> Node:
    if isinstance(node.value, dict) or node.value is None:
        return node
    raise _Wrong("a mapping of keys to values")


Reader = Callable[[Node], Any]
KEYS: Mapping[str, Reader] = {
    "id": _text,
    "version": _text,
    "license": _text,
    "author": _text,
    "url": _address,
    "source_url": _address,
    "editions": _mapping,
    "snippets": _text,
    "recordings": _text,
    "lock": _text,
    "media": _text,
    "question_level": _level,
    "subdecks": _flag,
    "tags": _texts,
    "run": _runs,
    "setup": _text,
    "data": _texts,
    "environment": _texts,
    "limits": _mapping,
    "style": _text,
    "colours": _mapping,
    "lint": _mapping,
}
EDITION_KEYS: Mapping[str, Reader] = {"path": _text, "lang": _language, "title": _text, "description": _text}
LIMIT_KEYS: Mapping[str, Reader] = {
    "timeout": _seconds,
    "memory": _whole(_TERABYTE),
    "output": _whole(_GIGABYTE),
    "disk": _whole(_TERABYTE),
    "processes": _flag,
}


def parse_config(text: str, path: str, root: Path, consent: Consent = NO_CONSENT) -> DeckConfig:
    """What the deck.yaml in `text` says; `root` is the folder it is in, `path` its name in messages.

    Raises BuildDeckError with every problem found.
    """
    problems: list[Problem] = []
    document = read(text, path)
    if not isinstance(document.value, dict):
        what = "deck.yaml says nothing." if document.value is None else "deck.yaml is not a mapping of keys to values."
        raise BuildDeckError(Problem("config", document.location, what, "Begin with `id:` and `editions:`."))
    values = _read_keys(document, KEYS, "deck.yaml", problems)
    limits = Limits(**_read_keys(values["limits"], LIMIT_KEYS, "limits", problems)) if "limits" in values else Limits()
    named = values.get("colours")
    colours = _read_keys(named, {name: _colour for name, _ in named.items()}, "colours", problems) if named else {}
    for name, node in named.items() if named else ():
        if name in colours and (wrong := colour_problem(name, colours[name])):
            problems.append(replace(wrong, location=node.location))
    levels = read_levels(values["lint"], problems) if "lint" in values else {}
    editions = _editions(values.get("editions"), root, problems)
    if not editions and "editions" in values:
        problems.append(Problem("config", values["editions"].key, "No edition is named.", "Add one: `en: {path: en}`."))
    deck_id = values.get("id", "")
    if not _is_slug(deck_id):
        location = document.value["id"].location if "id" in document.value else document.location
        what = f"The deck's id `{deck_id}` is not a file name." if deck_id else "The deck has no id."
        remedy = "Give it `id:` in letters, digits, - and _; it names the packages and must never change."
        problems.append(Problem("config", location, what, remedy))
    if problems:
        raise BuildDeckError(problems)
    return DeckConfig(
        id=deck_id,
        root=root,
        editions=editions or {EditionName("en"): Edition(EditionName("en"), root, title=deck_id)},
        snippets=root / values.get("snippets", "snippets"),
        recordings=root / values.get("recordings", "snippets/recorded"),
        lock=root / values.get("lock", "deck.lock"),
        media=root / values.get("media", "media"),
        limits=limits,
        style=root / values["style"] if "style" in values else None,
        data=tuple(root / name for name in values.get("data", ())),
        setup=_in_snippets(values["setup"], values.get("snippets", "snippets")) if "setup" in values else None,
        colours=colours,
        lint=levels,
        bounds=bounds_of(root, consent.paths),
        consent=consent,
        places=dict(_places(document)),
        **{key: values[key] for key in _PASSED_ON if key in values},
    )


_PASSED_ON = (
    "version license author url source_url question_level subdecks tags run environment".split()  # noqa: SIM905 - one line
)


_NAMED_IN_LISTS = ("data", "environment")


def _in_snippets(setup: str, snippets: str) -> str:
    """`setup.py` for `snippets/setup.py` too: as a path of deck.yaml, or as `file=` has it."""
    return setup.removeprefix("./").removeprefix(f"{snippets.removeprefix('./').rstrip('/')}/")


def _places(document: Node) -> Iterator[tuple[str, Location]]:
    """Yield where each path and variable stands that deck.yaml names."""
    for key, node in document.items():
        if key in _NAMED_IN_LISTS and isinstance(node.value, list):
            yield from ((f"{key}.{number}", item.location) for number, item in enumerate(node.value))
        elif key == "editions":
            yield from ((f"editions.{name}", _path_of(entry).location) for name, entry in node.items())
        else:
            yield (f"{key}.0" if key in _NAMED_IN_LISTS else key), node.location


def _path_of(edition: Node) -> Node:
    return next((child for key, child in edition.items() if key == "path"), edition)


def _editions(node: Node | None, root: Path, problems: list[Problem]) -> dict[EditionName, Edition]:
    editions: dict[EditionName, Edition] = {}
    titles: dict[str, EditionName] = {}
    for name, entry in node.items() if node else ():
        if not isinstance(entry.value, dict | None):
            problems.append(_wrong_kind(entry, f"editions.{name}", "a mapping with path, lang, title and description"))
            continue
        if not _is_slug(name):
            what = f"The edition's name `{name}` cannot be part of a file name."
            problems.append(Problem("config", entry.location, what, "Use letters, digits, - and _."))
        values = _read_keys(entry, EDITION_KEYS, f"editions.{name}", problems)
        key = EditionName(name)
        path = root / values.pop("path", name)
        editions[key] = Edition(name=key, path=path, **{"lang": name, "title": name, **values})
        first = titles.setdefault(editions[key].title.strip().casefold(), key)
        if first != key:
            what = f"The editions {first} and {name} have the same title: Anki would make one deck of them."
            place = next((child.location for at, child in entry.items() if at == "title"), entry.key or entry.location)
            problems.append(Problem("config", place, what, "Give each a title of its own."))
    return editions


def _read_keys(node: Node, keys: Mapping[str, Reader], where: str, problems: list[Problem]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, child in node.items():
        if key not in keys:
            near = get_close_matches(key, keys, 1)
            hint = f"Did you mean `{near[0]}`? " if near else ""
            remedy = f"{hint}Known are: {', '.join(sorted(keys))}."
            problems.append(Problem("unknown-key", child.key, f"`{key}` is no key of {where}.", remedy))
            continue
        try:
            values[key] = keys[key](child)
        except _Wrong as wanted:
            problems.append(_wrong_kind(child, key, str(wanted)))
    return values


def _wrong_kind(node: Node, key: str, wanted: str) -> Problem:
    return Problem("config", node.location, f"`{key}` is not {wanted}.", f"Give `{key}` {wanted}.")


def _is_slug(text: str) -> bool:
    return bool(text) and text.replace("-", "").replace("_", "").replace(".", "").isalnum() and not text.startswith(".")
