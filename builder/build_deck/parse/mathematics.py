"""Inline math between dollars, told from prices and shell variables; and what no formula may hold."""

import re
from collections.abc import Iterable

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from build_deck.messages import quoted
from build_deck.parse.page import Page
from build_deck.syntax.tex import COMMANDS, fault, refused, shown_whole

_MATH = re.compile(
    r"\$\$(?P<double>(?:[^$\\]|\\.)+)\$\$|\$(?P<single>(?![\s,;.:!?)])(?:[^$\\`]|\\.)+?)(?<!\s)\$(?!\d)", re.DOTALL
)
_PRICE = re.compile(r"\d[\d.,]*(?:[,;!?]?\s+[^\W\d_]{2,}|[,;]?$)")
_NAME = re.compile(r"[A-Z_][A-Z0-9_]*[:/,;=.-]?")
_LONGEST = 2000
"""Characters that one formula may have; without a bound, many lone dollars would be searched from each anew."""


def dollar_math(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls rules this way
    r"""True where a formula begins: `$x$` (math_inline) or `$$x$$` within a paragraph (math_inline_double).

    `$5 and $10`, `$5, that is 7$`, `$PATH:$HOME` and `\$x$` are text. Unlike dollarmath's own rule this looks at what
    stands between the dollars, since a digit after the opening one says little: `$2x$` is math.
    """
    if state.src[state.pos] != "$":
        return False
    before = state.src[state.pos - 1] if state.pos else ""
    match = _MATH.match(state.src, state.pos, min(state.posMax, state.pos + _LONGEST))
    if not match or before.isdigit() or before in {"\\", "$"}:
        return False
    double, single = match["double"], match["single"]
    if single is not None and _is_text(single, state.src[match.end() : match.end() + 1]):
        return False
    if not silent:
        token = state.push("math_inline_double" if double else "math_inline", "math", 0)
        token.content = double or single
        token.markup = "$$" if double else "$"
    state.pos = match.end()
    return True


def _is_text(between: str, after: str) -> bool:
    if _NAME.fullmatch(between) and (after.isalpha() or after in {"_", "{"}) and after.isascii():
        return True
    price = _PRICE.match(between)
    return bool(price) and not between.replace(".", "").replace(",", "").isdigit()


def settle(tokens: Iterable[Token], page: Page) -> None:
    """Formulas are shown whole, and what is wrong with them is noted.

    A command of which MathJax would make a link, a style or other code is an error; what it would show in red, or as
    `???`, is not.
    """
    for block in tokens:
        for token in (block, *(block.children or ())):
            if token.type.startswith("math"):
                _check(token.content, block, page)
                token.content = shown_whole(token.content)


def _check(tex: str, block: Token, page: Page) -> None:
    for name in refused(tex):
        what = f"The formula uses `\\{name}`, which {COMMANDS[name]}."
        remedy = "Write it without: a card's formula holds mathematics only."
        page.error("unsafe-math", page.find(block, f"\\{name}"), what, remedy)
    place = page.find(block, tex.strip().split("\n", 1)[0])
    if wrong := fault(tex):
        shown = quoted(" ".join(tex.split()), 40)
        page.warning("broken-math", place, f"A card shows an error for the formula {shown}: {wrong}.", "Mend it.")
    if reference := _REFERENCE.search(tex):
        what = f"{quoted(reference[0])} is shown as ???: a card has no numbered formulas."
        page.warning("foreign-syntax", place, what, "Say which formula it is.")


_REFERENCE = re.compile(r"\\(?:eq|auto|c)?ref\s*\{[^{}]{0,200}\}")
