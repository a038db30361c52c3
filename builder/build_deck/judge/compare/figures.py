"""Whether two figures show the same: drawn to pixels, since fonts and library versions write other SVG for it.

Where other versions or conditions may have drawn it, a pixel counts only if its colour does not lie between those
around its place on the other side: anti-aliasing and a glyph that moved by a fraction of a pixel do not count; a point,
a curve or a label elsewhere does. Everywhere else each pixel counts.
"""

import re
from typing import TYPE_CHECKING

from build_deck.syntax.svg import clean

if TYPE_CHECKING:
    from PIL import Image

SHADE = 64
"""How far outside a pixel may lie, of 256 shades."""
SHARE = 0.0001
"""The share of pixels that may lie there. A plot moved by 0.7 pixels has 0.00002, one with a point more 0.00026."""

_SIZE = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_ATTRIBUTE = re.compile(r"\b(width|height|viewBox)\s*=\s*[\"']([^\"']*)[\"']")


def difference(expected: str, actual: str, *, exact: bool) -> str | None:
    """What differs between two SVG documents, as the end of a sentence; None where they show the same."""
    if expected.replace("\r\n", "\n") == actual.replace("\r\n", "\n"):
        return None
    if size(expected) != size(actual):
        return f"was {size(expected)} and is {size(actual)}"
    try:
        old, new = draw(expected), draw(actual)
    except ValueError as error:
        return f"cannot be drawn: {error}"
    share = unequal(old, new) if exact else differing(old, new)
    return f"differs in {_percent(share)} of its pixels" if share > (0 if exact else SHARE) else None


def _percent(share: float) -> str:
    return f"{share:.2%}" if share >= SHARE else "less than 0.01%"


def size(svg: str) -> str:
    """The size an SVG document says it has, such as `460.8pt x 345.6pt`."""
    match = _SIZE.search(svg)
    attributes: dict[str, str] = dict(_ATTRIBUTE.findall(match.group())) if match else {}
    if "width" in attributes and "height" in attributes:
        return f"{attributes['width']} x {attributes['height']}"
    return attributes.get("viewBox", "of no size")


def draw(svg: str) -> "Image.Image":
    """Return the pixels of an SVG document on white; raises ValueError where it is not one, or is no picture alone."""
    from PIL import Image

    from build_deck.drawing import draw

    picture = draw(clean(svg))
    return Image.frombytes("RGB", (picture.width, picture.height), picture.pixels)


def unequal(old: "Image.Image", new: "Image.Image") -> float:
    """Return the share of pixels that are not the same in both pictures."""
    from PIL import ImageChops

    if old.size != new.size:
        return 1.0
    red, green, blue = ImageChops.difference(old, new).split()
    alike = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()[0]
    return 1 - alike / (old.width * old.height)


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
