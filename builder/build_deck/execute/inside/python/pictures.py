"""Values that are pictures, as SVG documents: one kind of figure is enough for all that keep, draw and show them."""

import base64
import struct
from collections.abc import Callable
from typing import Any

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset((b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"IDAT", b"IEND"))
"""The parts of a PNG file that are the picture; others hold dates, names of programs and texts."""
_MOST_PIXELS = 4096 * 4096


def picture(value: object) -> str | None:
    """The SVG document of a value that draws itself (`_repr_svg_`, `_repr_png_`, as PIL's images do); else None."""
    for name, read in (("_repr_svg_", _svg), ("_repr_png_", _png)):
        draw = getattr(type(value), name, None)
        found = _drawn(draw, value, read) if callable(draw) else None
        if found:
            return found
    return None


def _drawn(draw: Callable[[object], Any], value: object, read: Callable[[Any], str | None]) -> str | None:
    try:
        drawn = draw(value)
        return read(drawn[0] if isinstance(drawn, tuple) else drawn)
    except Exception:
        return None


def _svg(drawn: Any) -> str | None:
    return drawn if isinstance(drawn, str) and "<svg" in drawn and "http://www.w3.org/2000/svg" in drawn else None


def _png(drawn: Any) -> str | None:
    """A PNG file's pixels inside a document of their size."""
    data = base64.b64decode(drawn) if isinstance(drawn, str) else drawn
    if not isinstance(data, bytes) or not data.startswith(_SIGNATURE):
        return None
    width, height = struct.unpack(">II", data[16:24])
    if not 0 < width * height <= _MOST_PIXELS:
        return None
    pixels = base64.b64encode(_bare(data)).decode("ascii")
    size = f'width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size} '
        f'viewBox="0 0 {width} {height}">\n<image {size} xlink:href="data:image/png;base64,{pixels}"/>\n</svg>\n'
    )


def _bare(data: bytes) -> bytes:
    parts, position = [_SIGNATURE], len(_SIGNATURE)
    while position < len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        end = position + 12 + length
        if data[position + 4 : position + 8] in _KEPT:
            parts.append(data[position:end])
        position = end
    return b"".join(parts)
