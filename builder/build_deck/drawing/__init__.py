"""Figures drawn to pixels, in a process that may do nothing else and is ended where it takes too long."""

import atexit
from functools import cache

from build_deck.drawing.artist import WIDTH, Artist, Picture

__all__ = ["WIDTH", "Picture", "draw"]


def draw(svg: str) -> Picture:
    """Return the pixels of an SVG document on white; raises ValueError, saying why, where it cannot be drawn."""
    return _artist().draw(svg)


@cache
def _artist() -> Artist:
    """Return this process's one artist, who is hired for the first figure and draws all of them."""
    artist = Artist()
    atexit.register(artist.close)
    return artist
