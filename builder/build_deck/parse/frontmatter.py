"""The YAML block at the top of a file, checked: title, lang, tags, question_level."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from build_deck.errors import BuildDeckError, Level, Location, Problem
from build_deck.messages import quoted, suggestion
from build_deck.parse import foreign
from build_deck.parse.ids import tag
from build_deck.runtimes import choice
from build_deck.syntax import strict_yaml
from build_deck.syntax.strict_yaml import Node
from build_deck.words import taxonomy


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file says of itself before it begins."""

    title: str | None = None
    title_line: int = 0
    """On which line of the file it stands."""
    lang: str | None = None
    tags: tuple[str, ...] = ()
    question_level: int | None = None
    run: tuple[str, ...] | None = None
    """The languages whose fences run; None where it does not say."""
    setup: Node | None = None
    """The name of a snippet file."""
    problems: tuple[Problem, ...] = ()

    def as_heading(self, body: str, level: int) -> str:
        """The text below, with the title as the heading of all of it, on the line that it has in the file."""
        lines = body.split("\n")
        lines[self.title_line - 1] = f"{'#' * level} {self.title}"
        return "\n".join(lines)


Reader = Callable[[Node], Any]
_OPENING = re.compile(r"---[ \t]*\n(?=[ \t]*\S)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY_LINE = re.compile(r"[A-Za-z_][\w-]*[ \t]*:(?:[ \t]|$)", re.MULTILINE)
_LONGEST = 20_000
_NEAR = 0.75
"""How like a key of ours another must be spelled to be taken for it."""
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
    except BuildDeckError as error:
        ours = _OURS.search(text, opening.end(), closing.start())
        return FrontMatter(problems=error.problems if ours else tuple(map(_mild, error.problems))), rest
    if not isinstance(node.value, dict):
        return FrontMatter(), text
    return _checked(node), rest


def _mild(problem: Problem) -> Problem:
    """The problem of a front matter that says nothing to this program: it is told, and stops nothing."""
    return replace(problem, code="foreign-key", level=Level.WARNING, remedy="None of its keys is read here anyway.")


def _unclosed(text: str, start: int, path: str) -> FrontMatter:
    if not _KEY_LINE.match(text, start):
        return FrontMatter()
    what = "The front matter that begins here has no closing line."
    problem = Problem("front-matter", Location(path), what, "Put --- on a line of its own after it.")
    return FrontMatter(problems=(problem,))


def _checked(mapping: Node) -> FrontMatter:
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    others: list[tuple[str, Location]] = []
    for key, node in mapping.items():
        if key not in _READERS and not _is_misspelled(key):
            others.append((key, node.key or node.location))
            continue
        try:
            found[key] = _READERS.get(key, _unknown(key))(node)
        except ValueError as error:
            what, remedy = error.args
            problems.append(Problem("front-matter", node.key or node.location, what, remedy))
    if others:
        what, remedy = foreign.keys((name for name, _ in others), _READERS)
        problems.append(Problem("foreign-key", others[0][1], what, remedy, Level.WARNING))
    if found.get("title"):
        found["title_line"] = mapping.value["title"].location.line
    lang = found.get("lang")
    if lang and not taxonomy.nearest_tag(lang):
        problems.append(_foreign(lang, mapping.value["lang"].location))
    return FrontMatter(**found, problems=tuple(problems))


def _is_misspelled(key: str) -> bool:
    """Whether a key was meant for one of ours; other tools' own are not, however near they are."""
    return not foreign.is_key(key) and bool(get_close_matches(key.casefold(), _READERS, 1, _NEAR))


def _unknown(key: str) -> Reader:
    def unknown(_: Node) -> None:
        raise ValueError(f"The front matter has no key {quoted(key)}.", suggestion(key, _READERS))

    return unknown


def _foreign(lang: str, location: Location) -> Problem:
    what = f"There are no words for the language {quoted(lang)}; cards will say theirs in English."
    return Problem("unknown-language", location, what, suggestion(lang, taxonomy.languages()), Level.WARNING)


def _title(node: Node) -> str | None:
    """The title; None where it is left empty, as templates leave it."""
    if type(node.value) in {dict, list}:
        raise ValueError("`title` is not a text.", "Write `title: Some words`.")
    return None if node.value is None else " ".join(node.written.split()) or None


def _lang(node: Node) -> str:
    if not _LANGUAGE_TAG.fullmatch(node.written):
        raise ValueError("`lang` is not a language tag.", suggestion(node.written[:20], taxonomy.languages()))
    return node.written


def _tags(node: Node) -> tuple[str, ...]:
    words = [] if node.value is None else strict_yaml.words(node)
    if words is None:
        raise ValueError("`tags` is not a list of words.", "Write `tags: [one, two]`.")
    return tuple(name for name in map(tag, words) if name)


def _question_level(node: Node) -> int:
    if type(node.value) is not int or not 1 <= node.value <= 6:  # noqa: PLR2004 - HTML has six levels of headings
        raise ValueError("`question_level` is not a heading level.", "Write a number from 1 to 6.")
    return node.value


def _run(node: Node) -> tuple[str, ...]:
    return choice.languages(strict_yaml.words(node))


def _setup(node: Node) -> Node:
    if not isinstance(node.value, str) or not node.written.strip():
        raise ValueError("`setup` is not the name of a file.", "Write `setup: NAME.py`, a file of the snippets folder.")
    return node


_READERS: Mapping[str, Reader] = {
    "title": _title,
    "lang": _lang,
    "tags": _tags,
    "question_level": _question_level,
    "run": _run,
    "setup": _setup,
}
_OURS = re.compile(rf"^(?:{'|'.join(_READERS)})[ \t]*:", re.MULTILINE)
