"""YAML, whoever wrote it: safe, bounded, without aliases or duplicate keys.

`read` gives every value with its place in the file, for what authors write; `plain` gives values alone, and fast, for
what this program writes itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import yaml

from build_deck.errors import BuildDeckError, Location, Problem

MAX_DEPTH = 50
"""Deeper nesting is refused: no file of ours needs it, and recursion has an end."""


MOST = 250_000
"""Characters that an author writes; it takes a second to read as many."""
MOST_PLAIN = 64 << 20
MOST_DIGITS = 40
"""Of a number: none of ours has more, and of thousands Python makes no text."""


class Fault(Exception):
    """What is wrong with a document, without a full stop."""

    def __init__(self, line: int, why: str) -> None:
        self.line = line
        """Counted from 1."""
        self.why = why
        super().__init__(f"line {line}: {why}")


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value and where it stands; the values of a mapping or list are nodes too."""

    value: Any
    location: Location
    written: str = ""
    """A scalar as it stands in the file, quotes taken off: `1.10`, whose value is 1.1; empty for any other."""
    key: Location | None = None
    """Where its key stands, for a value of a mapping."""

    def items(self) -> Iterator[tuple[str, "Node"]]:
        """The entries of a mapping, none for an empty document."""
        return iter((self.value or {}).items())


def words(node: Node) -> list[str] | None:
    """Return the words of a list, or of a text that commas or spaces divide; None for anything else."""
    if isinstance(node.value, str):
        return node.value.replace(",", " ").split()
    if isinstance(node.value, list) and all(item.value is not None and item.written for item in node.value):
        return [item.written for item in node.value]
    return None


def read(text: str, path: str, *, first_line: int = 1) -> Node:
    """The document in `text`, which begins at `first_line` of the file at `path`.

    Raises BuildDeckError, with the place, for broken YAML, a duplicate key, an alias, a tag, a key that is no string.
    """
    start = Location(path, first_line)
    if len(text) > MOST:
        raise _problem(start, f"The YAML is longer than {MOST} characters.", "Write less.")
    try:
        _check_events(text, start)
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        return _convert(root, loader, path, first_line) if root else Node(None, start)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(path, first_line + mark.line, mark.column + 1) if mark else start
        reason = (error.problem or error.context or "it cannot be read").strip()
        raise _invalid(place, reason, "Mend it; text with : or # needs quotes.") from None
    except yaml.YAMLError as error:
        raise _invalid(start, str(error).splitlines()[0], "Remove the character.") from None
    except ValueError as error:
        raise _invalid(start, str(error), "Mend it, or put the text in quotes.") from None


_NUMBERS = frozenset(("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"))
_TEXT = "tag:yaml.org,2002:str"


def plain(text: str) -> Any:  # noqa: ANN401 - whatever YAML can say
    """Return the one document's value; raises Fault where it is none, or more than any file of ours is.

    It is put together from libyaml's events one by one: libyaml's own reader overflows its stack on deep nesting.
    """
    if len(text) > MOST_PLAIN:
        raise Fault(1, f"it is longer than {MOST_PLAIN >> 20} million characters")
    kind: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader = kind(text)
    try:
        return _Plain(loader).value()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "it has characters that YAML refuses"
        raise Fault(mark.line + 1 if mark else 1, why) from None
    finally:
        loader.dispose()


class _Plain:
    """A document's values, as its events come in."""

    def __init__(self, loader: Any) -> None:  # noqa: ANN401 - either of PyYAML's
        self._loader = loader
        self._open: list[tuple[Any, Any]] = []
        """The collections around, each with the key that its next value belongs to."""
        self._key: Any = None
        self._documents: list[Any] = []

    def value(self) -> Any:  # noqa: ANN401
        """Return the document's value, None for an empty one."""
        while self._loader.check_event():
            event = self._loader.get_event()
            self._take(event, event.start_mark.line + 1 if event.start_mark else 1)
        if len(self._documents) > 1:
            raise Fault(1, "it is more than one document")
        return self._documents[0] if self._documents else None

    def _take(self, event: Any, line: int) -> None:  # noqa: ANN401
        if getattr(event, "tag", None) is not None:
            raise Fault(line, f"it has the tag {event.tag}")
        if isinstance(event, yaml.AliasEvent):
            raise Fault(line, "it has an alias (*name)")
        if isinstance(event, yaml.ScalarEvent):
            self._put(self._scalar(event, line), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(self._open) >= MAX_DEPTH:
                raise Fault(line, f"it nests more than {MAX_DEPTH} levels deep")
            self._open.append(({} if isinstance(event, yaml.MappingStartEvent) else [], self._key))
            self._key = None
        elif isinstance(event, yaml.CollectionEndEvent):
            collection, self._key = self._open.pop()
            self._put(collection, line)

    def _put(self, value: Any, line: int) -> None:  # noqa: ANN401
        """Put a value where it belongs."""
        around = self._open[-1][0] if self._open else self._documents
        if isinstance(around, list):
            around.append(value)
        elif self._key is None:
            if not isinstance(value, str | int | float):
                raise Fault(line, "a key is not plain text")
            if value in around:
                raise Fault(line, f"the key `{value}` is given twice")
            self._key = (value,)
        else:
            around[self._key[0]] = value
            self._key = None

    def _scalar(self, event: Any, line: int) -> Any:  # noqa: ANN401
        if not event.implicit[0]:
            return event.value
        tag = self._loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        if tag == _TEXT:
            return event.value
        if tag in _NUMBERS and len(event.value) > MOST_DIGITS:
            raise Fault(line, f"a number has more than {MOST_DIGITS} digits")
        try:
            return self._loader.construct_object(yaml.ScalarNode(tag, event.value))
        except ValueError as error:
            raise Fault(line, str(error)) from None


def _check_events(text: str, start: Location) -> None:
    """Refuse aliases, which can grow without bound, tags and bottomless nesting, before anything is built."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        mark = event.start_mark
        place = Location(start.path, start.line + mark.line, mark.column + 1) if mark else start
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise _problem(place, "An alias (*name) is used.", "Write the value out.")
        if tag := getattr(event, "tag", None):
            raise _problem(place, f"The tag {tag} is not known.", "Write the value without it.")
        if depth > MAX_DEPTH:
            raise _problem(place, f"The YAML nests more than {MAX_DEPTH} levels deep.", "Write it flatter.")


def _convert(node: yaml.Node, loader: yaml.SafeLoader, path: str, first_line: int) -> Node:
    place = Location(path, first_line + node.start_mark.line, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        entries: dict[str, Node] = {}
        for key_node, value_node in node.value:
            key_place = Location(path, first_line + key_node.start_mark.line, key_node.start_mark.column + 1)
            key = _key(key_node, key_place)
            if key in entries:
                first = entries[key].location.line
                raise _problem(
                    key_place, f"The key `{key}` is given twice, first on line {first}.", "Keep one of them."
                )
            child = _convert(value_node, loader, path, first_line)
            entries[key] = replace(child, key=key_place)
        return Node(entries, place)
    if isinstance(node, yaml.SequenceNode):
        return Node([_convert(item, loader, path, first_line) for item in node.value], place)
    if node.tag in _NUMBERS and len(node.value) > MOST_DIGITS:
        raise _problem(place, f"A number has more than {MOST_DIGITS} digits.", "Write a smaller one, or quote it.")
    return Node(loader.construct_object(node, deep=True), place, node.value)


def _key(node: yaml.Node, place: Location) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _problem(place, "A key is not plain text.", "Write keys as words.")
    return str(node.value)


def _invalid(place: Location, reason: str, remedy: str) -> BuildDeckError:
    return _problem(place, f"This is not valid YAML: {reason}.", remedy)


def _problem(place: Location, what: str, remedy: str) -> BuildDeckError:
    return BuildDeckError(Problem("yaml", place, what, remedy))
