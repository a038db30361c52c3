"""Authors' HTML, and the tables that snippets show, reduced to what a card may hold."""

import html
import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from build_deck.syntax.elements import KEPT, SWALLOWED

if TYPE_CHECKING:
    import nh3

_TABLE_TAGS = frozenset({
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "b", "i", "em", "strong", "br", "sub",
    "sup", "span", "code", "p", "div",
})  # fmt: skip
_ATTRIBUTES = {
    "*": frozenset({"lang", "dir", "title"}),
    "a": frozenset({"href"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "reversed"}),
    "th": frozenset({"colspan", "rowspan", "style"}),
    "td": frozenset({"colspan", "rowspan", "style"}),
    "time": frozenset({"datetime"}),
}
_TABLE_ATTRIBUTES = {"th": frozenset({"colspan", "rowspan"}), "td": frozenset({"colspan", "rowspan"})}
_CLASSES = {"li": {"bd-todo", "bd-done"}, "em": {"bd-han"}}
SCHEMES = {"http", "https", "mailto"}


MOST_DEPTH = 256
"""Elements inside of each other: browsers stop at 512, and a sanitiser's time grows with the square."""
_MARK = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_ANY_MARK = re.compile(r"<[^>]*>")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)


def is_too_deep(markup: str) -> bool:
    """Whether elements may be nested deeper in the HTML than any card needs."""
    if markup.count("<") <= MOST_DEPTH:
        return False
    depth = 0
    for mark in _MARK.finditer(markup):
        if mark[1]:
            depth = max(depth - 1, 0)
        elif mark[2].lower() not in _VOID:
            depth += 1
            if depth > MOST_DEPTH:
                return True
    return False


def text_of(markup: str) -> str:
    """What the HTML says, without its elements."""
    return html.escape(html.unescape(_ANY_MARK.sub("", markup)), quote=False)


def clean(markup: str, local_picture: Callable[[str], str | None] | None = None) -> str:
    """The HTML, if it is not too deep, with only what a card may hold: no scripts, styles, forms or embedded pages.

    Addresses without a scheme lead nowhere in Anki and are taken off; a picture's becomes what `local_picture` gives.
    """
    return _card_cleaner().clean(markup, local_picture) if markup else ""


def clean_table(markup: str) -> str:
    """A snippet's `_repr_html_` with tables and their text only; what is bottomless is its text alone."""
    return text_of(markup) if is_too_deep(markup) else _table_cleaner().clean(markup)


class _CardCleaner:
    """A sanitiser, which takes as long to make as a field to clean, and where the pictures of the present field are."""

    def __init__(self) -> None:
        import nh3

        self._local_picture: Callable[[str], str | None] | None = None
        self._cleaner = nh3.Cleaner(
            tags=set(KEPT),
            clean_content_tags=set(SWALLOWED),
            attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
            attribute_filter=self._attribute,
            allowed_classes=_CLASSES,
            filter_style_properties={"text-align"},
            url_schemes=SCHEMES,
            link_rel=None,
        )

    def clean(self, markup: str, local_picture: Callable[[str], str | None] | None) -> str:
        self._local_picture = local_picture
        return self._cleaner.clean(markup)

    def _attribute(self, tag: str, name: str, value: str) -> str | None:
        if name not in ("href", "src") or value.partition(":")[0].lower() in SCHEMES:
            return value
        return self._local_picture(value) if tag == "img" and self._local_picture else None


@cache
def _card_cleaner() -> _CardCleaner:
    return _CardCleaner()


@cache
def _table_cleaner() -> "nh3.Cleaner":
    import nh3

    return nh3.Cleaner(
        tags=set(_TABLE_TAGS),
        clean_content_tags=set(SWALLOWED),
        attributes={tag: set(names) for tag, names in _TABLE_ATTRIBUTES.items()},
        url_schemes=set(),
        link_rel=None,
    )
