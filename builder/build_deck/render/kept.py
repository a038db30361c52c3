"""Fields that were rendered before, by whoever wrote the lock or the package that they come from."""

import html
import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from build_deck.render.clean import SCHEMES, is_too_deep
from build_deck.render.text import tidy
from build_deck.syntax.elements import KEPT, SWALLOWED
from build_deck.syntax.tex import defused

if TYPE_CHECKING:
    import nh3

_OURS = re.compile(r"bd-[a-z-]+|hll|[a-z]{1,3}")
"""The classes that rendering gives."""
_GUARDS = ("&#91;", "&#92;", "&#58;", "&#123;", "&#125;", "&#824;")
"""What Anki or MathJax would act on, broken up: it must stay so, and a sanitiser writes the characters themselves."""
_STANDS = tuple(chr(0xF0000 + number) for number in range(len(_GUARDS)))
_CHARACTERS = ("[", "\\", ":", "{", "}", "\u0338")
_MARK = re.compile(r"\[(?=sound:|anki:|/?latex\]|/?\$|\[?type:)", re.IGNORECASE)
_ENDS_ATTRIBUTE = re.compile(r"[\"<>`\x00-\x1f]")
_WORD = re.compile(r"[A-Za-z0-9-]*")
_MEDIUM = re.compile(r"<img\b[^>]*>|\[sound:([^\]]*)\]")
_ATTRIBUTE = {name: re.compile(rf"""\s{name}=(?:"([^"]*)"|'([^']*)')""") for name in ("class", "src", "alt", "style")}
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,119}")
"""Of a file that stands in no folder and hides nowhere."""
_WIDTH = re.compile(r"min-width:\d{1,5}px")
_SLOT = "\U000f0100"
_MATH = re.compile(r"\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL)
_ATTRIBUTES = {
    "*": {"lang", "dir", "title", "class"},
    "a": {"href"},
    "details": {"open"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "th": {"colspan", "rowspan", "style"},
    "td": {"colspan", "rowspan", "style"},
    "time": {"datetime"},
}


def media_in(field: str) -> Iterator[str]:
    """Yield the names of the pictures and sounds in a field, as far as they are ones that rendering gives."""
    for found in _MEDIUM.finditer(field):
        source = _ATTRIBUTE["src"].search(found[0])
        name = found[1] or (html.unescape(source[1]) if source else "")
        if _NAME.fullmatch(name):
            yield name


def described(field: str, media: Collection[str]) -> str:
    """Return the field with those pictures and sounds alone; of other pictures stays the description."""
    return _MEDIUM.sub(lambda found: found[0] if set(media_in(found[0])) & set(media) else _words_of(found[0]), field)


def _words_of(medium: str) -> str:
    alt = _ATTRIBUTE["alt"].search(medium)
    words = (alt[1] or alt[2]) if alt else ""
    return f"({words})" if words else ""


def _written_anew(medium: str) -> str:
    """Return a picture or sound with what rendering writes into it and nothing else."""
    (name,) = media_in(medium)
    if not medium.startswith("<"):
        return f"[sound:{name}]"
    values = {key: found[1] or "" for key, rule in _ATTRIBUTE.items() if (found := rule.search(medium))}
    kind = ' class="bd-picture"' if values.get("class") == "bd-picture" else ""
    style = f' style="{values["style"]}"' if _WIDTH.fullmatch(values.get("style", "")) else ""
    alt = html.escape(html.unescape(values.get("alt", ""))).replace("[", "&#91;").replace("{", "&#123;")
    return f'<img{kind} src="{name}" alt="{alt}"{style}>'


def clean_field(field: str, media: Collection[str] = ()) -> str:
    """Return the field as it is, where rendering could have written it; of any other, what a card may hold.

    `media` are the names of the pictures and sounds that it may show.
    """
    text = tidy(field)
    for stand in (*_STANDS, _SLOT):
        text = text.replace(stand, "")
    pieces: list[str] = []

    def slot(medium: re.Match[str]) -> str:
        if not set(media_in(medium[0])) & set(media):
            return medium[0] if medium[0].startswith("[") else _words_of(medium[0])
        pieces.append(_written_anew(medium[0]))
        return _SLOT

    parts = _cleaned(_MEDIUM.sub(slot, text)).split(_SLOT)
    return "".join(part + piece for part, piece in zip_longest(parts, pieces, fillvalue=""))


def _cleaned(text: str) -> str:
    for guard, stand in zip(_GUARDS, _STANDS, strict=True):
        text = text.replace(guard, stand)
    text = (
        html.escape(html.unescape(re.sub(r"<[^>]*>", "", text)), quote=False)
        if is_too_deep(text)
        else _cleaner().clean(text)
    )
    for guard, stand in zip(_GUARDS, _STANDS, strict=True):
        text = text.replace(stand, guard)
    return _MATH.sub(lambda formula: defused(formula[0]), _MARK.sub("&#91;", text))


@cache
def _cleaner() -> "nh3.Cleaner":
    import nh3

    return nh3.Cleaner(
        tags=set(KEPT) - {"img"},
        clean_content_tags=set(SWALLOWED),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        filter_style_properties={"text-align"},
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return " ".join(word for word in value.split() if _OURS.fullmatch(word)) or None
    if name != "href":
        return value
    address = value
    for stand, character in zip(_STANDS, _CHARACTERS, strict=True):
        address = address.replace(stand, character)
    return value if address.partition(":")[0].lower() in SCHEMES else None


def clean_address(value: str) -> str:
    """Return what a template writes into an attribute: an address of the web or a word as it is, else nothing."""
    plain = html.unescape(value)
    fits = not _ENDS_ATTRIBUTE.search(value) and (_WORD.fullmatch(plain) or plain.partition(":")[0].lower() in SCHEMES)
    return _MARK.sub("&#91;", value) if fits else ""
