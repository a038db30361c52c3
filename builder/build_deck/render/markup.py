"""markdown-it tokens as HTML for one field."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from build_deck.render.cloze import close_mark, open_mark, tex_with_clozes
from build_deck.render.slots import Slots
from build_deck.render.text import escape, escape_attribute, guard_tex, tidy_html

if TYPE_CHECKING:
    from markdown_it.token import Token

_VOID = frozenset({"br", "hr", "img"})
# Scripts without spaces between words, where a line break in the source is no space on the card.
_HAN = re.compile("[\u2e80-\u30ff\u3100-\u312f\u31a0-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_STOPS = re.compile("[,.;:!?)\\]%\u2019\u201d\u3001\u3002\u300b\u300d\u300f\uff01\uff09\uff0c\uff1a\uff1b\uff1f]+")
_OPENINGS = re.compile("[(\\[\u2018\u201c\u300a\u300c\u300e\uff08]+$")
_TIE, _TIE_END = '<span class="bd-tie">', "</span>"


class Blocks(Protocol):
    """What a field leaves to its note: whatever needs the snippets, their outputs or media."""

    def code(self, token: "Token") -> str:
        """A fence or indented block with the output under it, finished."""
        ...

    def diagram(self, token: "Token") -> str:
        """A mermaid fence, finished."""
        ...

    def picture(self, token: "Token", alt: str) -> str | None:
        """A picture or sound of the deck's own, finished; None for a remote one."""
        ...

    def html(self, token: "Token") -> None:
        """Take note of the pictures in an author's HTML."""
        ...


class Markup:
    """Renders a note's token streams: finished pieces go into slots, authors' HTML stays in, to be cleaned after."""

    def __init__(self, blocks: Blocks, slots: Slots, *, blanks: bool) -> None:
        self._blocks = blocks
        self._slots = slots
        self._blanks = blanks
        self._footnotes: dict[int, int] = {}

    def render(self, tokens: "Sequence[Token]") -> str:
        """The tokens as HTML with slots, neither cleaned nor guarded."""
        return "".join(self._one(tokens, index) for index in range(len(tokens)))

    def _one(self, tokens: "Sequence[Token]", index: int) -> str:
        token = tokens[index]
        if token.type == "softbreak":
            return self._softbreak(tokens, index)
        if token.type == "text":
            return self._text(tokens, index)
        if token.type == "math_inline":
            return self._inline_math(tokens, index)
        if token.type == "em_open" and _HAN.search(_emphasised(tokens, index)):
            return '<em class="bd-han">'
        if rule := _RULES.get(token.type):
            return rule(self, token)
        return _tag(token)

    def _inline(self, token: "Token") -> str:
        return self.render(token.children or ())

    def _text(self, tokens: "Sequence[Token]", index: int) -> str:
        stop, opening = _stop(tokens, index - 1), _opening(tokens, index + 1)
        content = tokens[index].content
        middle = content[len(stop) : len(content) - len(opening)]
        after = self._slots.put(_TIE_END) if stop else ""
        before = self._slots.put(_TIE) if opening else ""
        return f"{escape(stop)}{after}{escape(middle)}{before}{escape(opening)}"

    def _inline_math(self, tokens: "Sequence[Token]", index: int) -> str:
        """A formula, tied to the brackets and the punctuation around it: browsers would break the line there."""
        opening, stop = _opening(tokens, index), _stop(tokens, index)
        before = _TIE if stop and not opening else ""
        after = _TIE_END if opening and not stop else ""
        return self._slots.put(rf"{before}\({self._tex(tokens[index])}\){after}")

    def _escaped(self, token: "Token") -> str:
        return escape(token.content)

    def _softbreak(self, tokens: "Sequence[Token]", index: int) -> str:
        before = tokens[index - 1].content[-1:] if index else ""
        after = tokens[index + 1].content[:1] if index + 1 < len(tokens) else ""
        return "" if _HAN.match(before) and _HAN.match(after) else "\n"

    def _code_inline(self, token: "Token") -> str:
        return f"<code>{escape(token.content)}</code>"

    def _html(self, token: "Token") -> str:
        self._blocks.html(token)
        return tidy_html(token.content)

    def _display_math(self, token: "Token") -> str:
        return self._slots.put(rf"\[{self._tex(token)}\]")

    def _math_block(self, token: "Token") -> str:
        return f"<p>{self._display_math(token)}</p>"

    def _tex(self, token: "Token") -> str:
        tex = " ".join(token.content.split("\n")).strip()
        return tex_with_clozes(tex) if self._blanks else guard_tex(tex, cloze=False)

    def _code(self, token: "Token") -> str:
        return self._slots.put(self._blocks.code(token))

    def _fence(self, token: "Token") -> str:
        is_diagram = token.meta.get("mermaid")
        return self._slots.put(self._blocks.diagram(token) if is_diagram else self._blocks.code(token))

    def _image(self, token: "Token") -> str:
        alt = _spoken(token.children or ())
        own = self._blocks.picture(token, alt)
        if own is not None:
            return self._slots.put(own)
        title = token.attrs.get("title")
        more = f' title="{escape_attribute(str(title))}"' if title else ""
        return f'<img src="{escape_attribute(str(token.attrs.get("src", "")))}" alt="{escape_attribute(alt)}"{more}>'

    def _table_open(self, token: "Token") -> str:  # noqa: ARG002 - every rule has one signature
        return self._slots.put('<div class="bd-table">') + "<table>"

    def _table_close(self, token: "Token") -> str:  # noqa: ARG002
        return "</table>" + self._slots.put("</div>")

    def _list_item_open(self, token: "Token") -> str:
        checked = token.meta.get("checked")
        return "<li>" if checked is None else f'<li class="bd-{"done" if checked else "todo"}">'

    def _cloze_open(self, token: "Token") -> str:
        return self._slots.put(open_mark(token.meta["number"])) if self._blanks else "<mark>"

    def _cloze_close(self, token: "Token") -> str:
        return self._slots.put(close_mark(token.meta.get("hint", ""))) if self._blanks else "</mark>"

    def _footnote_number(self, token: "Token") -> int:
        return self._footnotes.setdefault(token.meta["id"], len(self._footnotes) + 1)

    def _footnote_ref(self, token: "Token") -> str:
        return f"<sup>{self._footnote_number(token)}</sup>"

    def _footnote_block_open(self, token: "Token") -> str:  # noqa: ARG002
        return self._slots.put('<div class="bd-footnotes">') + "<ol>"

    def _footnote_block_close(self, token: "Token") -> str:  # noqa: ARG002
        return "</ol>" + self._slots.put("</div>")

    def _footnote_open(self, token: "Token") -> str:
        return f'<li value="{self._footnote_number(token)}">'

    def _footnote_close(self, token: "Token") -> str:  # noqa: ARG002
        return "</li>"

    def _nothing(self, token: "Token") -> str:  # noqa: ARG002
        return ""


def _stop(tokens: "Sequence[Token]", index: int) -> str:
    """The punctuation right behind the formula at `index`; empty where there is none."""
    if not (0 <= index < len(tokens) - 1) or tokens[index].type != "math_inline" or tokens[index + 1].type != "text":
        return ""
    found = _STOPS.match(tokens[index + 1].content)
    return found[0] if found else ""


def _opening(tokens: "Sequence[Token]", index: int) -> str:
    """The brackets right before the formula at `index`; empty where there are none."""
    if not (0 < index < len(tokens)) or tokens[index].type != "math_inline" or tokens[index - 1].type != "text":
        return ""
    # A bracket that belongs to a formula before it is that one's stop.
    content = tokens[index - 1].content[len(_stop(tokens, index - 2)) :]
    found = _OPENINGS.search(content)
    return found[0] if found else ""


def _emphasised(tokens: "Sequence[Token]", index: int) -> str:
    """The text between an `em_open` and its end."""
    end = next((i for i in range(index, len(tokens)) if tokens[i].type == "em_close"), len(tokens))
    return "".join(token.content for token in tokens[index:end])


def _tag(token: "Token") -> str:
    """The token as the tag it names; a tight list's hidden paragraph as nothing."""
    if token.hidden or not token.tag:
        return ""
    if token.nesting == -1:
        return f"</{token.tag}>"
    attributes = "".join(f' {name}="{escape_attribute(str(value))}"' for name, value in token.attrs.items())
    return f"<{token.tag}{attributes}>"


def _spoken(tokens: "Sequence[Token]") -> str:
    """What the tokens say without markup: a picture's description."""
    return "".join(
        _spoken(token.children) if token.children else token.content or " " * token.type.endswith("break")
        for token in tokens
    )


_RULES: "Mapping[str, Callable[[Markup, Token], str]]" = {
    "inline": Markup._inline,
    "text_special": Markup._escaped,
    "code_inline": Markup._code_inline,
    "code_block": Markup._code,
    "fence": Markup._fence,
    "html_inline": Markup._html,
    "html_block": Markup._html,
    "image": Markup._image,
    "math_inline_double": Markup._display_math,
    "math_block": Markup._math_block,
    "math_block_label": Markup._math_block,
    "table_open": Markup._table_open,
    "table_close": Markup._table_close,
    "list_item_open": Markup._list_item_open,
    "cloze_open": Markup._cloze_open,
    "cloze_close": Markup._cloze_close,
    "footnote_ref": Markup._footnote_ref,
    "footnote_block_open": Markup._footnote_block_open,
    "footnote_block_close": Markup._footnote_block_close,
    "footnote_open": Markup._footnote_open,
    "footnote_close": Markup._footnote_close,
    "footnote_anchor": Markup._nothing,
}
"""Token type to how it is written; any other token is the tag it names."""
