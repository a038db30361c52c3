"""YAML as authors meet it: safe, without duplicate keys, every value with its place in the file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import yaml

from builder.errors import BuilderError, Location, Problem

MAX_DEPTH = 50
"""Deeper nesting is refused: no file of ours needs it, and recursion has an end."""


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


def read(text: str, path: str, *, first_line: int = 1) -> Node:
    """The document in `text`, which begins at `first_line` of the file at `path`.

    Raises BuilderError, with the place, for broken YAML, a duplicate key, an alias, a tag, or a key that is no string.
    """
    start = Location(path, first_line)
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
    return Node(loader.construct_object(node, deep=True), place, node.value)


def _key(node: yaml.Node, place: Location) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _problem(place, "A key is not plain text.", "Write keys as words.")
    return str(node.value)


def _invalid(place: Location, reason: str, remedy: str) -> BuilderError:
    return _problem(place, f"This is not valid YAML: {reason}.", remedy)


def _problem(place: Location, what: str, remedy: str) -> BuilderError:
    return BuilderError(Problem("yaml", place, what, remedy))
