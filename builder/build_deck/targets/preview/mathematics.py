r"""Formulas between `\(` and `\)`, `\[` and `\]`, as MathML, which a browser draws without a script."""

import html
import re
from functools import lru_cache

from build_deck.syntax.tex import defused

FORMULA = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def with_formulas(markup: str) -> str:
    """The HTML with its formulas drawn; one that cannot be is shown as it was written."""
    return FORMULA.sub(_drawn, markup)


def _drawn(formula: re.Match[str]) -> str:
    inline, block = formula.groups()
    tex = html.unescape(_TAG.sub("", inline if block is None else block))
    return _mathml(tex, "inline" if block is None else "block")


@lru_cache(maxsize=4096)
def _mathml(tex: str, display: str) -> str:
    from latex2mathml.converter import convert

    try:
        drawn = convert(defused(tex), display=display)
    except Exception:  # noqa: BLE001 - it raises IndexError and others of what it cannot read, a class a case
        return f'<code class="preview-tex">{html.escape(tex)}</code>'
    return str(drawn)
