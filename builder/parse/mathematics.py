"""Inline math between dollars, told from prices and shell variables."""

import re

from markdown_it.rules_inline import StateInline

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
