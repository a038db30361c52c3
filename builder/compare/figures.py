"""Whether two figures show the same: drawn to pixels, since fonts and library versions write other SVG for it.

A pixel that differs counts only if its colour does not lie between those around its place on the other side. So
anti-aliasing and a glyph that moved by a fraction of a pixel do not count; a point, a curve or a label elsewhere does.
"""

import re
import zlib
from dataclasses import dataclass

WIDTH = 640
"""Pixels that a figure is drawn to; unpacking and comparing takes half a second at this size."""
SHADE = 64
"""How far outside a pixel may lie, of 256 shades."""
SHARE = 0.0001
"""The share of pixels that may lie there. A plot moved by 0.7 pixels has 0.00002, one with a point more 0.00026."""

_SIZE = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_ATTRIBUTE = re.compile(r"\b(width|height|viewBox)\s*=\s*[\"']([^\"']*)[\"']")


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure as pixels."""

    width: int
    height: int
    rows: tuple[bytes, ...]
    """Red, green, blue, opacity, a byte each."""

    def pixel(self, x: int, y: int) -> bytes:
        """Red, green, blue."""
        return self.rows[y][4 * x : 4 * x + 3]


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


def draw(svg: str) -> Picture:
    """The pixels of an SVG document on white; raises ValueError where it is not one."""
    from resvg_py import svg_to_bytes

    return _unpack(bytes(svg_to_bytes(svg_string=svg, width=WIDTH, dpi=96, background="#ffffff")))


def differing(old: Picture, new: Picture) -> float:
    """The share of pixels of either picture that nothing at or beside their place in the other has."""
    if (old.width, old.height) != (new.width, new.height):
        return 1.0
    places = [
        (x, y)
        for y in range(old.height)
        if old.rows[y] != new.rows[y]
        for x in range(old.width)
        if not _alike(old.pixel(x, y), new.pixel(x, y))
    ]
    alone = sum(not _near(old, new, x, y) or not _near(new, old, x, y) for x, y in places)
    return alone / (old.width * old.height)


def _alike(one: bytes, other: bytes) -> bool:
    return one == other or max(abs(a - b) for a, b in zip(one, other, strict=True)) <= SHADE


def _near(one: Picture, other: Picture, x: int, y: int) -> bool:
    """Whether the colour of `one` at a place lies between those that `other` has at and beside it."""
    left, right = 4 * max(x - 1, 0), 4 * (x + 2)
    around = b"".join(other.rows[row][left:right] for row in range(max(y - 1, 0), min(y + 2, other.height)))
    return all(
        min(around[channel::4]) - SHADE <= shade <= max(around[channel::4]) + SHADE
        for channel, shade in enumerate(one.pixel(x, y))
    )


def _unpack(png: bytes) -> Picture:
    """The pixels of a PNG of 8-bit RGBA, not interlaced: what resvg writes (PNG specification, 9.2 to 9.4)."""
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    packed = bytearray()
    position = 8
    while position < len(png):
        length = int.from_bytes(png[position : position + 4])
        if png[position + 4 : position + 8] == b"IDAT":
            packed += png[position + 8 : position + 8 + length]
        position += length + 12
    raw = zlib.decompress(bytes(packed))
    stride = 4 * width + 1
    rows: list[bytes] = []
    above = bytes(4 * width)
    for y in range(height):
        above = _unfilter(raw[y * stride], bytearray(raw[y * stride + 1 : (y + 1) * stride]), above)
        rows.append(above)
    return Picture(width, height, tuple(rows))


def _unfilter(kind: int, line: bytearray, above: bytes) -> bytes:
    """A row as it was before the PNG encoder filtered it: 0 none, 1 left, 2 above, 3 mean, 4 Paeth."""
    if kind == 2:  # noqa: PLR2004, the specification's own number
        return bytes((a + b) & 255 for a, b in zip(line, above, strict=True))
    for i in range(len(line) if kind else 0):
        left = line[i - 4] if i > 3 else 0  # noqa: PLR2004, a pixel has four bytes
        if kind == 1:
            guess = left
        elif kind == 3:  # noqa: PLR2004
            guess = (left + above[i]) // 2
        else:
            guess = _paeth(left, above[i], above[i - 4] if i > 3 else 0)  # noqa: PLR2004
        line[i] = (line[i] + guess) & 255
    return bytes(line)


def _paeth(left: int, above: int, corner: int) -> int:
    """Whichever of the three neighbours is nearest to left + above - corner."""
    distances = abs(above - corner), abs(left - corner), abs(left + above - 2 * corner)
    nearest = min(distances)
    if distances[0] == nearest:
        return left
    return above if distances[1] == nearest else corner
