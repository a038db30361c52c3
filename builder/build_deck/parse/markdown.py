"""markdown-it, configured: which Markdown this is, in one place.

Reading goes in two steps, since labels are found between them: `blocks` gives the block tokens of a file with their
inline source unread; `read_inline` reads the inline source of one note, with the note's own footnotes.
"""

import functools
import re
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.lheading import lheading
from markdown_it.rules_core import StateCore, text_join
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_tail

from build_deck.parse import cloze, delimiters, html, pictures
from build_deck.parse.emphasis import emphasis
from build_deck.parse.mathematics import dollar_math
from build_deck.words import taxonomy

Env = MutableMapping[str, Any]
"""What markdown-it's rules know of a file: link references, footnotes; for a note also whether it is cloze."""

DEEPEST = 20
"""Containers within containers; markdown-it drops what is deeper."""
LONGEST_INLINE = 20_000
"""Characters of a paragraph that are read for markup; some markup is quadratic, and no card holds so much."""


@functools.cache
def reader() -> MarkdownIt:
    """CommonMark with tables, strikethrough, footnotes, math, cloze deletions and CJK-aware emphasis.

    And with what other tools have for math and pictures.
    """
    md = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    md.use(dollarmath_plugin, allow_labels=False, allow_blank_lines=False, double_inline=True)
    md.use(footnote_plugin, inline=False, move_to_end=False)
    md.block.ruler.at("lheading", _setext_heading)
    md.block.ruler.at("html_block", html.block, {"alt": ["paragraph", "reference", "blockquote"]})
    md.block.ruler.before(
        "blockquote", "math_lines", delimiters.block, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    md.inline.ruler.at("math_inline", dollar_math)
    md.inline.ruler.before("math_inline", "math_ticked", delimiters.ticked)
    md.inline.ruler.before("escape", "math_brackets", delimiters.inline)
    md.inline.ruler.after("image", "picture", pictures.picture)
    md.inline.ruler.at("emphasis", emphasis)
    md.inline.ruler.before("emphasis", "cloze_marked", cloze.marked)
    md.inline.ruler.before("emphasis", "cloze_spelled", cloze.spelled)
    return md


def blocks(text: str) -> tuple[list[Token], Env]:
    """The block tokens of a file, inline source unread, and what its rules learned."""
    env: Env = {}
    tokens: list[Token] = []
    reader().block.parse(text, reader(), env, tokens)
    return tokens, env


@dataclass(frozen=True, slots=True)
class Footnotes:
    """The footnotes that a file defines."""

    by_label: Mapping[str, list[Token]]
    """Of two with one label, the first."""
    repeated: Sequence[list[Token]]
    """The others."""


def footnote_definitions(tokens: Sequence[Token]) -> tuple[list[Token], Footnotes]:
    """The tokens without footnote definitions, and those."""
    rest: list[Token] = []
    definitions: dict[str, list[Token]] = {}
    repeated: list[list[Token]] = []
    current: list[Token] | None = None
    for token in tokens:
        if token.type == "footnote_reference_open":
            current = []
            if definitions.setdefault(token.meta["label"], current) is not current:
                repeated.append(current)
        (rest if current is None else current).append(token)
        if token.type == "footnote_reference_close":
            current = None
    return rest, Footnotes(definitions, repeated)


def unclosed_comments(tokens: Iterable[Token]) -> Iterable[Token]:
    """The HTML comments that nothing closes: all that follows is in them."""
    return (t for t in tokens if t.type == "html_block" and t.content.startswith("<!--") and "-->" not in t.content)


def too_deep(tokens: Iterable[Token]) -> Token | None:
    """The first container whose content markdown-it dropped, if any."""
    containers = {"blockquote_open", "list_item_open"}
    return next((t for t in tokens if t.type in containers and t.level + 1 >= DEEPEST), None)


def read_inline(tokens: Iterable[Token], env: Env) -> None:
    """The inline tokens among `tokens` get their children, once."""
    inlines = [token for token in tokens if token.type == "inline" and not token.children]
    for token in inlines:
        token.children = []
        if len(token.content) > LONGEST_INLINE:
            token.children.append(_text(token.content))
        else:
            reader().inline.parse(token.content, reader(), env, token.children)
    text_join(StateCore("", reader(), env, inlines))


def with_footnotes(tokens: Sequence[Token], definitions: Iterable[Token], env: Env) -> list[Token]:
    """The tokens with the footnotes they refer to behind them, as a footnote_block."""
    state = StateCore("", reader(), env, [*tokens, *definitions])
    footnote_tail(state)
    return state.tokens


def plain(token: Token, *, tags: bool = True) -> str:
    """The text of an inline token without its markup; code and math as written.

    Without `tags` also without text that looks like a tag: ids were made so when such text was lost.
    """
    parts = []
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif html.TEXT in child.meta and not tags:
            continue
        elif child.type == "image":
            parts.append(plain(child))
        elif child.type == "html_inline":
            parts.append(" " if child.content.lower().startswith("<br") else "")
        else:
            parts.append(child.content)
    return " ".join("".join(parts).split())


def _text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token


SETEXT = "setext"
"""The key in a heading's `meta` that says that three hyphens under a line made it one."""
_BREAK = re.compile(r"[ \t>]*---[ \t]*")
_LONGEST_TITLE = 80
_NO_TITLE = re.compile(r"[^\w`*_“\"'(]|[a-z]|!\[|\d+[.)]\s")
_LABEL = re.compile(r"[*_]{0,3}([^\W\d_][^*_:：]{0,39})[*_]{0,3}\s?[:：]")
_ENDS_SENTENCE = tuple(".!。！…;；,，、:：")


def _setext_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls rules this way
    """True for underlined headings, except that three hyphens under an answer or its labels are a break between notes.

    By CommonMark they would make a heading of the lines above. They do so here where those are one line that looks like
    a title and stands apart: below an empty line, and not as the first thing under a question.
    """
    pushed = len(state.tokens)
    if not lheading(state, start, end, silent):
        return False
    underline = state.line - 1
    if not _BREAK.fullmatch(state.src[state.bMarks[underline] : state.eMarks[underline]]):
        return True
    if underline == start + 1 and state.level == 0 and _is_title(state, start):
        state.tokens[pushed].meta[SETEXT] = True
        return True
    del state.tokens[pushed:]
    state.line = start
    return False


def _is_title(state: StateBlock, line: int) -> bool:
    if line and not state.isEmpty(line - 1):
        return False
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
    label = _LABEL.match(text)
    if len(text) > _LONGEST_TITLE or _NO_TITLE.match(text) or text.endswith(_ENDS_SENTENCE):
        return False
    if label and taxonomy.label(label[1]):
        return False
    before = next((token for token in reversed(state.tokens[:-3]) if token.level == 0), None)
    return before is None or before.type != "heading_close" or before.tag == "h1"
