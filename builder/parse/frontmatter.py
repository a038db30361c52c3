"""The YAML block at the top of a file, checked: title, lang, tags, question_level."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from builder import strict_yaml, taxonomy
from builder.errors import BuilderError, Level, Location, Problem
from builder.parse.ids import tag
from builder.strict_yaml import Node
from builder.wording import shown, suggestion


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file says of itself before it begins."""

    title: str | None = None
    lang: str | None = None
    tags: tuple[str, ...] = ()
    question_level: int | None = None
    problems: tuple[Problem, ...] = ()


Reader = Callable[[Node], Any]
_OPENING = re.compile(r"---[ \t]*\n(?=[ \t]*\S)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY_LINE = re.compile(r"[A-Za-z_][\w-]*[ \t]*:(?:[ \t]|$)", re.MULTILINE)
_LONGEST = 20_000
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def split(text: str, path: str) -> tuple[FrontMatter, str]:
    """The front matter, and the text with blank lines in its place so that line numbers stay true.

    A `---` with a blank line under it, and a block that holds no keys, are breaks and text, not front matter.
    """
    opening = _OPENING.match(text)
    if not opening:
        return FrontMatter(), text
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        return _unclosed(text, opening.end(), path), text
    if closing.start() > _LONGEST:
        what = f"The front matter has {closing.start()} characters; no file needs more than {_LONGEST}."
        problem = Problem("front-matter", Location(path), what, "Look for the --- that should end it.")
        return FrontMatter(problems=(problem,)), text
    rest = "\n" * text.count("\n", 0, closing.end()) + text[closing.end() :]
    try:
        node = strict_yaml.read(text[opening.end() : closing.start()], path, first_line=2)
    except BuilderError as error:
        return FrontMatter(problems=error.problems), rest
    if not isinstance(node.value, dict):
        return FrontMatter(), text
    return _checked(node), rest


def _unclosed(text: str, start: int, path: str) -> FrontMatter:
    if not _KEY_LINE.match(text, start):
        return FrontMatter()
    what = "The front matter that begins here has no closing line."
    problem = Problem("front-matter", Location(path), what, "Put --- on a line of its own after it.")
    return FrontMatter(problems=(problem,))


def _checked(mapping: Node) -> FrontMatter:
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, node in mapping.items():
        try:
            found[key] = _READERS.get(key, _unknown(key))(node)
        except ValueError as error:
            what, remedy = error.args
            problems.append(Problem("front-matter", node.key or node.location, what, remedy))
    lang = found.get("lang")
    if lang and not taxonomy.nearest_tag(lang):
        problems.append(_foreign(lang, mapping.value["lang"].location))
    return FrontMatter(**found, problems=tuple(problems))


def _unknown(key: str) -> Reader:
    def unknown(_: Node) -> None:
        raise ValueError(f"The front matter has no key {shown(key)}.", suggestion(key, _READERS))

    return unknown


def _foreign(lang: str, location: Location) -> Problem:
    what = f"There are no words for the language {shown(lang)}; cards will say theirs in English."
    return Problem("unknown-language", location, what, suggestion(lang, taxonomy.languages()), Level.WARNING)


def _title(node: Node) -> str:
    if node.value is None or not node.written.strip():
        raise ValueError("`title` is not a text.", "Write `title: Some words`.")
    return " ".join(node.written.split())


def _lang(node: Node) -> str:
    if not _LANGUAGE_TAG.fullmatch(node.written):
        raise ValueError("`lang` is not a language tag.", suggestion(node.written[:20], taxonomy.languages()))
    return node.written


def _tags(node: Node) -> tuple[str, ...]:
    if isinstance(node.value, str):
        words = node.value.replace(",", " ").split()
    elif isinstance(node.value, list) and all(item.value is not None and item.written for item in node.value):
        words = [item.written for item in node.value]
    else:
        raise ValueError("`tags` is not a list of words.", "Write `tags: [one, two]`.")
    return tuple(name for name in map(tag, words) if name)


def _question_level(node: Node) -> int:
    if type(node.value) is not int or not 1 <= node.value <= 6:  # noqa: PLR2004 - HTML has six levels of headings
        raise ValueError("`question_level` is not a heading level.", "Write a number from 1 to 6.")
    return node.value


_READERS: Mapping[str, Reader] = {
    "title": _title,
    "lang": _lang,
    "tags": _tags,
    "question_level": _question_level,
}
