"""Where each block of a file went: onto a card, into a label or a title, or nowhere, which is told with its words."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from markdown_it.token import Token

from build_deck.messages import counted, quoted
from build_deck.model import Block, Fate, NoteId, Section
from build_deck.parse import html, ids, markdown, tables
from build_deck.parse.outline import groups
from build_deck.parse.page import Page
from build_deck.parse.questions import USUAL, Outline, Part
from build_deck.words.counting import count

_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<style\b.*?(?:</style>|\Z)|<[^<>]{0,2000}>", re.DOTALL | re.IGNORECASE)
_COMMENTS = re.compile(r"\s*(?:<!--.*?-->\s*)*", re.DOTALL)
_VERBATIM = frozenset({"fence", "code_block", "math_block"})


CLOSING = (Token("heading_close", "", -1),)
"""What ends the block of a heading's first token."""


def words_of(tokens: Iterable[Token]) -> int:
    """The words that a reader would see of these blocks; their inline markup must have been read."""
    return sum(count(_seen(token)) for token in tokens)


def _seen(token: Token) -> str:
    if token.type == "inline":
        return markdown.plain(token)
    if token.type == "html_block":
        return _MARKUP.sub(" ", token.content)
    return token.content if token.type in _VERBATIM else ""


def blocks(tokens: Sequence[Token], fate: Fate, note: NoteId | None = None) -> Iterator[Block]:
    """The outermost blocks among the tokens, each with the lines that it takes."""
    for group in groups(tokens):
        if group[0].map:
            first, last = group[0].map
            yield Block(first + 1, last, _own_fate(group[0]) or fate, note)


def _own_fate(token: Token) -> Fate | None:
    """What a block is wherever it stands."""
    if token.type == "hr":
        return Fate.BREAK
    is_comment = token.type == "html_block" and _COMMENTS.fullmatch(token.content)
    return Fate.COMMENT if is_comment else None


def definitions(footnotes: markdown.Footnotes, used: Container[str], env: markdown.Env, page: Page) -> None:
    """The lines of definitions know what they are, and footnotes that are on no card are noted."""
    for reference in env.get("references", {}).values():
        first, last = reference["map"]
        page.blocks.append(Block(first + 1, last, Fate.DEFINITION))
    for tokens in footnotes.by_label.values():
        name = quoted(f"[^{tokens[0].meta['label']}]")
        is_used = tokens[0].meta["label"] in used
        _footnote(tokens, "" if is_used else f"No question refers to the footnote {name}", env, page)
    for tokens in footnotes.repeated:
        name = quoted(f"[^{tokens[0].meta['label']}]")
        _footnote(tokens, f"The footnote {name} is defined twice", env, page)


def _footnote(tokens: Sequence[Token], what: str, env: markdown.Env, page: Page) -> None:
    page.blocks += blocks(tokens, Fate.DROPPED if what else Fate.DEFINITION)
    if what:
        markdown.read_inline(tokens, env)
        words = words_of(tokens)
        what = f"{what}: this text ({counted(words, 'word')}) is on no card."
        page.lose("unused-footnote", page.start_of(tokens[0]), words, what, "Refer to it by its name, or remove it.")


# ---- what is on no card ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aside:
    """A part of a file that is no question."""

    part: Part
    title: str
    """What its heading says; empty without one."""
    is_title: bool
    """Whether that is the title of the file."""
    words: int
    """Under its heading: they are on no card."""


def aside(part: Part, title: str, *, is_title: bool, env: markdown.Env, page: Page) -> Aside:
    """A part that is no question; its blocks are read, and on no card from here on."""
    markdown.read_inline(part.tokens, env)
    html.make_text(part.tokens)
    tables.check(part.tokens, page)
    page.blocks += blocks(part.tokens, Fate.DROPPED)
    return Aside(part, title, is_title, words_of(part.tokens))


def tell(asides: Sequence[Aside], outline: Outline, page: Page) -> None:
    """The words that are on no card are noted, those under a heading at the heading."""
    places = {id(part): index for index, part in enumerate(outline.parts)}
    above: list[Aside] = []
    missed: list[Aside] = []
    for each in asides:
        asks, at_once = _asks_beneath(outline, places[id(each.part)])
        fate = Fate.SECTION if at_once and not each.is_title else Fate.TITLE
        if each.part.heading is None or each.is_title:
            _tell_introduction(each, outline, page)
        elif asks:
            _tell_section(each, page)
            missed += [each] if each.words else []
            above += [] if at_once else [each]
        else:
            fate = Fate.DROPPED
            _tell_heading(each, outline.level, page)
            missed += [each] if each.words else []
        if each.part.heading:
            page.blocks += blocks([each.part.heading.token, *CLOSING], fate)
    _tell_above(above, page)
    _tell_guess(missed, outline, page)


def tell_section(section: Section, first: Section, page: Page) -> None:
    """A section whose id another has is told: its notes' cards show the other's title."""
    if ids.slug(section.title) != ids.slug(first.title):
        what = f"This section has the id of {quoted(first.title)} above, and its cards show that title."
        page.lose("text-on-no-card", section.location, count(section.title), what, "Give it an id of its own.")


def tell_title(heading: Token, title: str, named: str, page: Page) -> None:
    """A title of the file that is not the one of its front matter is noted."""
    if title.casefold() != named.casefold():
        what = f"The heading {quoted(title)} is on no card: the front matter's title is {quoted(named)}."
        page.lose("text-on-no-card", page.start_of(heading), count(title), what, "Keep one of them.")


def _asks_beneath(outline: Outline, index: int) -> tuple[bool, bool]:
    """Whether questions stand under a heading, and whether the next heading is one."""
    level = heading.level if (heading := outline.parts[index].heading) else 0
    at_once = True
    for part in islice(outline.parts, index + 1, None):
        if part.asks:
            return True, at_once
        if part.heading and part.heading.level <= level:
            break
        at_once = False
    return False, False


_FOR_LEARNERS = "Put it under a question, or into <!-- … --> if it is not for learners."


def _tell_introduction(each: Aside, outline: Outline, page: Page) -> None:
    words = counted(each.words, "word")
    if not each.words:
        return
    if any(part.asks for part in outline.parts):
        what, remedy = f"The text before the first question ({words}) is on no card.", _FOR_LEARNERS
    else:
        what = f"No question was found in this file: its text ({words}) is on no card."
        remedy = (
            f"Begin each question with {'#' * USUAL} and a space, or any heading of one with a number. "
            "A file of one question may ask it as the `title:` of its front matter."
        )
    place = next(token for token in each.part.tokens if token.map and count(_seen(token)))
    page.lose("text-on-no-card", page.start_of(place), each.words, what, remedy)


def _tell_section(each: Aside, page: Page) -> None:
    if each.words and each.part.heading:
        what = f"The section {quoted(each.title)} holds text ({counted(each.words, 'word')}) that is on no card."
        page.lose("text-on-no-card", page.start_of(each.part.heading.token), each.words, what, _FOR_LEARNERS)


def _tell_heading(each: Aside, level: int, page: Page) -> None:
    if not each.part.heading:
        return
    own = each.part.heading.level
    text = f" and the text under it ({counted(each.words, 'word')}) are" if each.words else " is"
    which = f"questions are headings of level {level}, this is one of level {own}"
    what = f"The heading {quoted(each.title)}{text} on no card: {which}."
    remedy = f"Begin it with {'#' * level} if it is a question; if not for learners, put it into <!-- … -->."
    words = each.words + count(each.title)
    page.lose("text-on-no-card", page.start_of(each.part.heading.token), words, what, remedy)


def _tell_above(above: Sequence[Aside], page: Page) -> None:
    """Headings above sections are noted together."""
    first = above[0].part.heading if above else None
    if first is None:
        return
    if len(above) == 1:
        what = f"The heading {quoted(above[0].title)}, which stands above sections, is on no card."
    else:
        what = f"{len(above)} headings that stand above sections are on no card, {quoted(above[0].title)} is the first."
    remedy = "A card names the nearest heading above its question: say there what learners should read."
    page.lose("text-on-no-card", page.start_of(first.token), sum(count(each.title) for each in above), what, remedy)


def _tell_guess(missed: Sequence[Aside], outline: Outline, page: Page) -> None:
    """That the level of the questions was guessed, and might be another, is noted."""
    asking = sum(part.asks for part in outline.parts)
    first = missed[0].part.heading if missed else None
    if first is None or not outline.guessed or not asking or len(missed) == 1 or len(missed) * 4 < asking:
        return
    what = (
        f"No heading has a number, so those of level {outline.level} were taken for the questions ({asking}), and "
        f"{len(missed)} others hold text that is on no card."
    )
    remedy = f"Write `question_level: {first.level}` into the front matter if those are the questions."
    page.warning("question-level", page.start_of(first.token), what, remedy)
