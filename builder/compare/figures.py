"""Whether two figures show the same: drawn to pixels, since fonts and library versions write other SVG for it.

A pixel that differs counts only if its colour does not lie between those around its place on the other side. So
anti-aliasing and a glyph that moved by a fraction of a pixel do not count; a point, a curve or a label elsewhere does.
"""

import re
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

WIDTH = 640
"""Pixels that a figure is drawn to."""
SHADE = 64
"""How far outside a pixel may lie, of 256 shades."""
SHARE = 0.0001
"""The share of pixels that may lie there. A plot moved by 0.7 pixels has 0.00002, one with a point more 0.00026."""

_SIZE = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_ATTRIBUTE = re.compile(r"\b(width|height|viewBox)\s*=\s*[\"']([^\"']*)[\"']")


def difference(expected: str, actual: str) -> str | None:
    """What differs between two SVG documents, as the end of a sentence; None where they show the same."""
    if expected.replace("\r\n", "\n") == actual.replace("\r\n", "\n"):
        return None
    if size(expected) != size(actual):
        return f"was {size(expected)} and is {size(actual)}"
    try:
        old, new = draw(expected), draw(actual)
    except ValueError as error:
        return f"cannot be drawn: {error}"
    share = differing(old, new)
    return f"differs in {share:.2%} of its pixels" if share > SHARE else None


def size(svg: str) -> str:
    """The size an SVG document says it has, such as `460.8pt x 345.6pt`."""
    match = _SIZE.search(svg)
    attributes: dict[str, str] = dict(_ATTRIBUTE.findall(match.group())) if match else {}
    if "width" in attributes and "height" in attributes:
        return f"{attributes['width']} x {attributes['height']}"
    return attributes.get("viewBox", "of no size")


def draw(svg: str) -> "Image.Image":
    """Return the pixels of an SVG document on white; raises ValueError where it is not one."""
    from PIL import Image
    from resvg_py import svg_to_bytes

    png = bytes(svg_to_bytes(svg_string=svg, width=WIDTH, dpi=96, background="#ffffff"))
    try:
        return Image.open(BytesIO(png)).convert("RGB")
    except Image.DecompressionBombError as error:
        raise ValueError("it is far too tall") from error


def differing(old: "Image.Image", new: "Image.Image") -> float:
    """Return the share of pixels of either picture that nothing at or beside their place in the other has."""
    from PIL import ImageChops

    if old.size != new.size:
        return 1.0
    outside = ImageChops.lighter(_outside(old, new), _outside(new, old))
    alone = sum(outside.histogram()[SHADE + 1 :])
    return alone / (old.width * old.height)


def _outside(one: "Image.Image", other: "Image.Image") -> "Image.Image":
    """Return how far each pixel of `one` lies outside the colours that `other` has at and beside its place."""
    from PIL import ImageChops, ImageFilter

    below = ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), one)
    above = ImageChops.subtract(one, other.filter(ImageFilter.MaxFilter(3)))
    red, green, blue = ImageChops.lighter(below, above).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)
