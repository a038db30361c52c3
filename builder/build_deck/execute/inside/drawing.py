"""The program that draws figures: it reads SVG documents and writes pixels, and can do nothing else.

What draws them is native code, and a document may come from anybody: it may end this process, fill its memory or take
for ever, and whoever asked goes on. A request is the document's length in four bytes and the document; an answer is
width and height in four bytes each and three bytes a pixel, or a width of 0, a length and why there is none.
"""

import contextlib
import signal
import struct
import sys
from io import BytesIO
from typing import Any, BinaryIO

from .sandbox import calls, landlock, limits, seccomp

_MEMORY = 2048
"""MiB."""
_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts", "/System/Library/Fonts", "/Library/Fonts")
_ANYTHING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">x</text></svg>'


def main(setup: dict[str, Any]) -> None:
    """Answer until nobody asks."""
    calls.die_with_parent(signal.SIGKILL)
    sys.path[:] = setup["path"]
    _pixels(_ANYTHING.encode(), setup["width"])  # everything is loaded before the doors are shut
    _confine(setup["seconds"])
    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    while request := _request(asked):
        try:
            width, height, content = _pixels(request, setup["width"])
        except BaseException as error:  # a panic of the library is no Exception
            width, content = 0, str(error).encode("utf-8", "replace")[:1000]
            height = len(content)
        answered.write(struct.pack("<II", width, height) + content)
        answered.flush()


def _request(stream: BinaryIO) -> bytes:
    header = stream.read(4)
    return stream.read(struct.unpack("<I", header)[0]) if len(header) == 4 else b""  # noqa: PLR2004 - as packed


def _pixels(document: bytes, width: int) -> tuple[int, int, bytes]:
    from PIL import Image
    from resvg_py import svg_to_bytes

    png = bytes(svg_to_bytes(svg_string=document.decode(), width=width, dpi=96, background="#ffffff"))
    picture = Image.open(BytesIO(png)).convert("RGB")
    return picture.width, picture.height, picture.tobytes()


def _confine(seconds: int) -> None:
    """Give up files, network, processes and privileges, as far as this system can take them."""
    with contextlib.suppress(OSError, ValueError):
        limits.confine(memory=_MEMORY, seconds=seconds, disk=0, device=False)
    limits.drop_privileges()
    landlock.confine(landlock.Access(read=_FONTS))
    seccomp.confine(seccomp.Rights())
