"""Authors' HTML, and the tables that snippets show, reduced to what a card may hold."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import nh3

_TAGS = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
    "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s",
    "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "time", "tr", "u", "ul", "var", "wbr",
})  # fmt: skip
_TABLE_TAGS = frozenset({
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "b", "i", "em", "strong", "br", "sub",
    "sup", "span", "code", "p", "div",
})  # fmt: skip
_DROPPED_WITH_CONTENT = frozenset({
    "script", "style", "iframe", "object", "embed", "noscript", "template", "title", "textarea", "svg",
    "math",
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
_SCHEMES = {"http", "https", "mailto"}


def clean(markup: str, local_picture: Callable[[str], str | None] | None = None) -> str:
    """The HTML with only what a card may hold: no scripts, handlers, styles, forms or embedded pages.

    Addresses without a scheme lead nowhere in Anki and are taken off; a picture's becomes what `local_picture` gives.
    """

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name not in ("href", "src") or value.partition(":")[0].lower() in _SCHEMES:
            return value
        return local_picture(value) if tag == "img" and local_picture else None

    return _cleaner(attribute).clean(markup)


def clean_table(markup: str) -> str:
    """A snippet's `_repr_html_` with tables and their text only."""
    return _table_cleaner().clean(markup)


def _cleaner(attribute: Callable[[str, str, str], str | None]) -> "nh3.Cleaner":
    import nh3

    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=attribute,
        allowed_classes=_CLASSES,
        filter_style_properties={"text-align"},
        url_schemes=_SCHEMES,
        link_rel=None,
    )


@cache
def _table_cleaner() -> "nh3.Cleaner":
    import nh3

    return nh3.Cleaner(
        tags=set(_TABLE_TAGS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes={tag: set(names) for tag, names in _TABLE_ATTRIBUTES.items()},
        url_schemes=set(),
        link_rel=None,
    )
