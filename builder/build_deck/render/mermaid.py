"""Mermaid diagrams drawn to SVG."""

import html
import json
import re
from dataclasses import dataclass, replace

_FONTS = {
    "zh": "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC'",
    "zh-tw": "'PingFang TC','Microsoft JhengHei','Noto Sans CJK TC','Noto Sans TC'",
    "ja": "'Hiragino Sans','Yu Gothic UI','Noto Sans CJK JP','Noto Sans JP'",
    "ko": "'Apple SD Gothic Neo','Malgun Gothic','Noto Sans CJK KR','Noto Sans KR'",
}
_COLOURS = {
    "primaryColor": "#eaf2fb",
    "primaryBorderColor": "#5f86b3",
    "primaryTextColor": "#1f2328",
    "secondaryColor": "#fdf3e1",
    "secondaryBorderColor": "#c49a4a",
    "tertiaryColor": "#f6f8fa",
    "lineColor": "#57606a",
    "textColor": "#1f2328",
    "clusterBkg": "#f6f8fa",
    "clusterBorder": "#c5ced8",
    "edgeLabelBackground": "#ffffff",
}
"""Mermaid's theme variables: dark on light, for the light plate that every card puts under pictures."""

_TITLE = re.compile(r"^\s*(?:accTitle\s*:|(?:pie\s+(?:showData\s+)?)?title\b\s*:?)\s*(\S.*)$", re.MULTILINE)
_WORDS = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_LONGEST = 200
"""Characters of a summary."""
_VIEW_BOX = re.compile(r'<svg\b[^>]*\bviewBox="[-0-9.]+ [-0-9.]+ ([0-9.]+) ([0-9.]+)"')


class MermaidError(Exception):
    """The diagram cannot be drawn; the message says why, in the renderer's words."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram as a picture."""

    document: str
    """SVG of its natural size."""
    width: int
    """Pixels; 0 when the document does not say."""
    summary: str = ""
    """Its title, or else the words in it, for whoever cannot see it."""


def draw(source: str, lang: str) -> Drawing:
    """The diagram as a picture.

    A picture inherits neither the card's font nor its language, so the document names fonts for `lang` itself, and its
    labels are SVG text, which every viewer draws (HTML inside SVG is not drawn by all).
    """
    try:
        import merman
    except ImportError as error:
        raise MermaidError("there is no `merman` package for this platform") from error
    options = {
        "svg": {"pipeline": "resvg-safe"},
        "site_config": {
            "theme": "base",
            "look": "classic",
            "fontFamily": _font_family(lang),
            "themeVariables": _COLOURS,
        },
    }
    try:
        # An engine takes 0.1 ms to make, and one that outlives the interpreter's modules complains as it goes.
        document = merman.Merman().render_svg(source, json.dumps(options))
    except merman.MermanError.Binding as error:
        raise MermaidError(str(error.message)) from error
    return replace(_sized(_unclipped(document)), summary=_summary(source, document))


def _summary(source: str, document: str) -> str:
    """The diagram's title, or the words in its picture, each once."""
    if title := _TITLE.search(source):
        return title[1].strip().strip("\"'")
    words = (" ".join(html.unescape(_TAG.sub(" ", found)).split()) for found in _WORDS.findall(document))
    said = ", ".join(dict.fromkeys(word for word in words if word))
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"


def _font_family(lang: str) -> str:
    low = lang.lower()
    traditional = low.startswith(("zh-tw", "zh-hk", "zh-hant"))
    own = _FONTS.get("zh-tw" if traditional else low.split("-")[0], "")
    return ",".join(part for part in ("Arial,Helvetica", own, "sans-serif") if part)


def _sized(document: str) -> Drawing:
    """The document with a width and height, without which a small diagram fills the card."""
    match = _VIEW_BOX.search(document)
    if not match:
        return Drawing(document, 0)
    head = match[0]
    bare = re.sub(r'\s(?:width|height)="[^"]*"', "", head)
    width, height = (round(float(match[n])) for n in (1, 2))
    return Drawing(document.replace(head, bare.replace("<svg", f'<svg width="{width}" height="{height}"', 1), 1), width)


def _unclipped(document: str) -> str:
    """The document whose labels, SVG elements of their own, show in full where a font is wider than was reckoned."""
    return document.replace('style="overflow:hidden;', 'style="overflow:visible;')
