"""Authors' HTML: what is a tag and what is text that only looks like one, and what no card can hold."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.html_block import html_block
from markdown_it.token import Token

from build_deck.messages import counted, quoted
from build_deck.parse.page import Page
from build_deck.syntax.elements import DOCUMENT, ELEMENTS, FORMATTING, FORMS, KEPT, SWALLOWED, VOID
from build_deck.words.counting import count

TEXT = "tag"
"""The key in a text token's `meta` that says that it looks like a tag."""
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_TAG = re.compile(
    r"""<(?P<closing>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>(?:[^<>"']|"[^"]{0,2000}"|'[^']{0,2000}'){0,2000}?)(?P<end>/?)>"""
)
_NO_ELEMENT = re.compile(r"<(?:\?|![A-Za-z]|!\[CDATA\[)")
_FENCE = re.compile(r"[ ]{0,3}(?:(?P<ticks>`{3,})[^`]*|(?P<tildes>~{3,}).*)$")
_VERBATIM = re.compile(r"<(?:pre|script|style|textarea|!--)", re.IGNORECASE)
_FARTHEST = 2000
"""Lines below its opening in which a fence's end is looked for."""
_NOTHING_BETWEEN = re.compile(
    r"[\s,;/&]*(?:(?:and|or|und|oder|et|ou|y|o|e|и|или|en|of|i|ve|和|与|或|及|と|또는)[\s,;/]*)?"
)
_MENTION = re.compile(r"[ \t]+[^\W_]|[ \t]*[,.;:!?)]")
_DEEPEST = 100
"""Elements within elements: browsers give up at some 500, and cleaning takes time that grows with the square."""
_ENDED_BY_OTHERS = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "tbody", "thead", "tfoot", "colgroup"})
"""Elements whose end may be left out."""
_INVISIBLE = frozenset({"style"})
_RAW = frozenset({"script", "style", "title", "textarea", "template", "noscript"})
"""Elements that a sentence can only speak of."""


# ---- which lines are a block of HTML ---------------------------------------------------------------------------------


def block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls rules this way
    """True where a block of HTML begins: not for what is no element, and up to a fence, which is read as one."""
    if _is_text(state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]):
        return False
    if not html_block(state, start, end, silent):
        return False
    if not silent:
        _end_at_fence(state, start)
    return True


def _is_text(line: str) -> bool:
    if _NO_ELEMENT.match(line):
        return True
    name = _NAME.match(line)
    return name is not None and (not _is_element(name[1]) or (name[1].lower() in _PAGE and not _with_attributes(line)))


_PAGE = DOCUMENT | {"title"} - {"source", "track"}


def _with_attributes(line: str) -> bool:
    match = _TAG.match(line)
    return match is not None and bool(match["attributes"].strip())


def _end_at_fence(state: StateBlock, start: int) -> None:
    """A block that only an empty line would end gives way to a fence in it."""
    token = state.tokens[-1]
    lines = token.content.split("\n")
    if _VERBATIM.match(lines[0].lstrip()):
        return
    for number, line in enumerate(lines[1:], 1):
        if _VERBATIM.search(line):
            return
        fence = _FENCE.match(line)
        if fence and _is_closed(state, start + number, fence["ticks"] or fence["tildes"]):
            state.line = start + number
            token.map = [start, state.line]
            token.content = state.getLines(start, state.line, state.blkIndent, True)
            return


def _is_closed(state: StateBlock, opening: int, markup: str) -> bool:
    closing = re.compile(rf"[ ]{{0,3}}{markup[0]}{{{len(markup)},}}[ \t]*")
    lines = range(opening + 1, min(state.lineMax, opening + _FARTHEST))
    return any(closing.fullmatch(state.getLines(n, n + 1, state.blkIndent, False)) for n in lines)


# ---- which tags are text ---------------------------------------------------------------------------------------------


Flow = Sequence[tuple[Token, Token]]
"""The tokens of a note and those inside them, each with the block that it stands in."""


@dataclass(slots=True, eq=False)
class _Tag:
    """A tag in the text of a note."""

    block: Token
    """The block that it stands in."""
    token: Token
    """An `html_inline`, or the block itself."""
    index: int
    """Of `token` among all that were looked through."""
    name: str
    closing: bool
    bare: bool
    """Whether it has no attributes."""
    ended: bool
    """Whether it is written `<x/>`."""
    start: int
    end: int
    """Where it stands in the content of `token`."""
    partner: "_Tag | None" = None
    deep: bool = False
    """Whether it is nested deeper than it is read."""

    inline: bool = field(init=False)
    """Whether it stands within a paragraph."""

    def __post_init__(self) -> None:
        self.inline = self.token.type == "html_inline"

    @property
    def alone(self) -> bool:
        return self.partner is None and self.name not in VOID


def settle(tokens: Sequence[Token], page: Page) -> None:
    """Among a note's tokens, tags that were meant as text are text, and what no card can hold is noted."""
    for token in tokens:
        if token.type == "html_block" and not _VERBATIM.match(token.content.lstrip()):
            _check_fences(token, page)
    flow, tags, texts = _read(tokens)
    for tag in _unclosed(texts, flow):
        _note_unclosed(tag, page)
    meant = {id(tag) for tag in texts}
    _note_losses([tag for tag in tags if id(tag) not in meant], flow, page)


def make_text(tokens: Sequence[Token]) -> None:
    """Among tokens that are on no card, tags that were meant as text are text."""
    _read(tokens)


def _read(tokens: Sequence[Token]) -> tuple[Flow, list[_Tag], list[_Tag]]:
    """The tokens with those inside them, the tags among them, and those of the tags that are text from now on."""
    flow = [(block, token) for block in tokens for token in block.children or (block,)]
    if not any(token.type.startswith("html_") for _, token in flow):
        return flow, [], []
    tags = [tag for index, (block, token) in enumerate(flow) for tag in _tags(block, token, index)]
    _pair(tags)
    texts = [tag for tag in tags if _is_meant_as_text(tag, flow)]
    _make_text(texts)
    return flow, tags, texts


def _tags(block: Token, token: Token, index: int) -> Iterator[_Tag]:
    if token.type not in {"html_inline", "html_block"}:
        return
    content, position = token.content, 0
    if token.type == "html_inline" and _NO_ELEMENT.match(content):
        yield _Tag(block, token, index, "", False, True, False, 0, len(content))
        return
    while (position := content.find("<", position)) >= 0:
        if content.startswith("<!--", position):
            end = content.find("-->", position)
            position = len(content) if end < 0 else end + 3
        elif match := _TAG.match(content, position):
            name = match["name"] if not _is_element(match["name"]) else match["name"].lower()
            bare = not match["attributes"].strip()
            yield _Tag(block, token, index, name, bool(match["closing"]), bare, bool(match["end"]), *match.span())
            position = match.end()
        else:
            position += 1


def _is_element(name: str) -> bool:
    """Whether a tag's name is an element's as authors write it: `Button` and `List` are a program's."""
    return name.lower() in ELEMENTS and (name.islower() or name.isupper() or name[1:].isdigit())


def _pair(tags: Sequence[_Tag]) -> None:
    """Each end knows its beginning, and the other way round."""
    opened: dict[str, list[_Tag]] = defaultdict(list)
    depth = 0
    for tag in tags:
        if tag.closing and opened[tag.name]:
            tag.partner = opened[tag.name].pop()
            tag.partner.partner = tag
            depth -= tag.name not in _ENDED_BY_OTHERS
            tag.deep = tag.partner.deep
        elif not tag.closing and not tag.ended and tag.name not in VOID:
            opened[tag.name].append(tag)
            depth += tag.name not in _ENDED_BY_OTHERS
            tag.deep = depth > _DEEPEST


def _is_meant_as_text(tag: _Tag, flow: Flow) -> bool:
    if (
        tag.name not in ELEMENTS
        or tag.deep
        or (tag.name in SWALLOWED and (tag.alone or (tag.inline and tag.name in _RAW)))
    ):
        return True
    if not tag.bare and not tag.closing:
        return False
    if tag.name in {"br", "hr", "wbr"}:
        return False
    if not tag.inline:
        return tag.alone and _is_mentioned(tag)
    if tag.alone or tag.name in DOCUMENT | FORMS | SWALLOWED:
        return tag.partner is None or tag.partner.bare
    return tag.partner is not None and _has_nothing_between(tag, tag.partner, flow)


def _is_mentioned(tag: _Tag) -> bool:
    """Whether a tag in a block of HTML is none: `<nav> holds links.`; a card's own elements need not be closed."""
    if tag.name not in KEPT:
        return True
    behind = tag.token.content[tag.end :].split("\n", 1)[0]
    return not tag.token.content[: tag.start].strip() and bool(_MENTION.match(behind))


def _has_nothing_between(tag: _Tag, partner: _Tag, flow: Flow) -> bool:
    """Whether a pair is named rather than used: `<p> and </p>`, `<div></div>`."""
    first, last = sorted((tag, partner), key=lambda one: one.index)
    if not (first.inline and last.inline and first.bare and first.block is last.block):
        return False
    between = [token for _, token in flow[first.index + 1 : last.index]]
    if first.name in {"a", "sup", "sub", "span"} or len(between) > 1 or any(token.type != "text" for token in between):
        return False
    text = "".join(token.content for token in between)
    return bool(_NOTHING_BETWEEN.fullmatch(text)) or (first.name == "s" and text != text.strip())


def _unclosed(texts: Sequence[_Tag], flow: Flow) -> Iterator[_Tag]:
    """The tags that may have been meant as formatting: the first of a name in a paragraph; not `Option<A>`."""
    seen: set[tuple[int, str]] = set()
    for tag in texts:
        key = id(tag.block), tag.name
        if tag.name not in FORMATTING or not tag.inline or tag.partner or key in seen:
            continue
        seen.add(key)
        before = flow[tag.index - 1][1] if tag.index else None
        is_glued = before is not None and before.type == "text" and before.content[-1:].isalnum()
        if not (tag.closing or tag.ended or is_glued):
            yield tag


def _make_text(texts: Sequence[_Tag]) -> None:
    """These tags are shown as they stand."""
    in_blocks: dict[int, list[_Tag]] = defaultdict(list)
    for tag in texts:
        if tag.inline:
            tag.token.type = "text"
            tag.token.meta[TEXT] = True
        else:
            in_blocks[tag.index].append(tag)
    for tags in in_blocks.values():
        content, done = tags[0].token.content, 0
        parts: list[str] = []
        for tag in tags:
            parts += [content[done : tag.start], "&lt;", content[tag.start + 1 : tag.end - 1], "&gt;"]
            done = tag.end
        tags[0].token.content = "".join([*parts, content[done:]])


# ---- what is told ----------------------------------------------------------------------------------------------------


def _note_unclosed(tag: _Tag, page: Page) -> None:
    written = tag.token.content[tag.start : tag.end]
    what = f"Nothing closes {quoted(written)} in its paragraph; it is shown as text."
    remedy = f"Write </{tag.name}> behind what it is for, or backticks around a tag that is meant as text."
    page.warning("unclosed-tag", page.find(tag.block, written), what, remedy)


def _check_fences(block: Token, page: Page) -> None:
    """A fence in HTML that could not be read, since nothing closes it, is noted."""
    lines = block.content.split("\n")
    fence = next(((n, match) for n, line in enumerate(lines) if (match := _FENCE.match(line))), None)
    if fence and not any(_VERBATIM.search(line) for line in lines[: fence[0]]):
        markup = fence[1]["ticks"] or fence[1]["tildes"]
        what = f"Nothing closes the {markup} that stands here in HTML; what follows is shown as raw text."
        page.warning(
            "fence-in-html", page.find(block, markup), what, f"Put {markup} on a line of its own after its code."
        )


def _note_losses(tags: Sequence[_Tag], flow: Flow, page: Page) -> None:
    """Each element that goes with what is in it is noted, with its words, and so is each of a form."""
    until = -1
    for tag in tags:
        if tag.closing or tag.index < until or tag.name not in SWALLOWED | FORMS or tag.name in _INVISIBLE:
            continue
        words = count(_between(tag, flow)) if tag.name in SWALLOWED else 0
        if tag.partner and tag.name in SWALLOWED:
            until = tag.partner.index
        if tag.name in FORMS and (tag.partner or tag.name not in VOID | {"progress", "meter"}):
            continue
        page.lose("html-left-out", page.find(tag.block, f"<{tag.name}"), words, *_left_out(tag, words))


def _left_out(tag: _Tag, words: int) -> tuple[str, str]:
    with_words = f" with {counted(words, 'word')}" if words else ""
    what = f"The element <{tag.name}>{with_words} is on no card: a card can hold none."
    return what, "Write what it says as Markdown, put it into a fence if it is code, or remove it."


def _between(tag: _Tag, flow: Flow) -> str:
    """The text from a tag to its end, or to the end of the note."""
    last = tag.partner
    if last and last.index == tag.index:
        return _without_tags(tag.token.content[tag.end : last.start])
    parts = [tag.token.content[tag.end :]]
    parts += [token.content for _, token in flow[tag.index + 1 : last.index if last else None]]
    parts += [last.token.content[: last.start]] if last else []
    return _without_tags(" ".join(parts))


def _without_tags(markup: str) -> str:
    return _TAG.sub(" ", markup)
