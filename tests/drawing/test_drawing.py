"""Figures are drawn by a process that can do nothing else, and whose end is not ours."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from build_deck.drawing.artist import WIDTH, Artist, Picture


@pytest.fixture
def artist() -> Iterator[Artist]:
    artist = Artist(seconds=10)
    yield artist
    artist.close()


def _svg(inside: str, width: int = 100, height: int = 50) -> str:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg {space} width="{width}" height="{height}">{inside}</svg>'


RED = '<rect width="100" height="50" fill="#ff0000"/>'


def _is_red(picture: Picture) -> bool:
    return picture.pixels == b"\xff\x00\x00" * picture.width * picture.height


def test_a_document_becomes_pixels(artist: Artist) -> None:
    picture = artist.draw(_svg(RED))
    assert (picture.width, picture.height) == (WIDTH, WIDTH // 2)
    assert _is_red(picture)


def test_what_is_none_says_why(artist: Artist) -> None:
    with pytest.raises(ValueError, match="root node"):
        artist.draw("<svg")
    assert _is_red(artist.draw(_svg(RED)))


TURBULENCE = '<filter id="f"><feTurbulence baseFrequency="0.01" numOctaves="100000000"/></filter>'


@pytest.mark.parametrize(
    ("name", "svg"),
    [
        ("nested", _svg("<g>" * 900 + RED + "</g>" * 900)),
        ("huge", _svg(RED, width=1, height=2_000_000_000)),
        ("endless", _svg(TURBULENCE + '<rect width="100" height="50" filter="url(#f)"/>')),
        ("large", _svg('<rect width="9" height="9"/>' * 2_000_000)),
    ],
)
def test_one_that_cannot_be_drawn_takes_nothing_else_with_it(name: str, svg: str) -> None:
    assert name
    artist = Artist(seconds=3)
    try:
        with pytest.raises(ValueError, match=r"than can be drawn|longer than 3 seconds|limit reached"):
            artist.draw(svg)
        assert _is_red(artist.draw(_svg(RED)))
    finally:
        artist.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing keeps a process from opening files")
def test_files_of_the_host_are_not_read(artist: Artist, tmp_path: Path) -> None:
    """A picture at a path is drawn by whoever may read it; at a pipe, waited for."""
    red = Path(__file__).parents[1] / "drawing/red.png"
    picture = artist.draw(_svg(f'<image href="{red}" width="100" height="50"/>'))
    assert picture.pixels == b"\xff" * len(picture.pixels)
    os.mkfifo(tmp_path / "pipe.png")
    picture = artist.draw(_svg(f'<image xlink:href="{tmp_path}/pipe.png" width="100" height="50"/>'))
    assert picture.pixels == b"\xff" * len(picture.pixels)


def test_one_process_draws_all(artist: Artist) -> None:
    artist.draw(_svg(RED))
    first = artist._process
    artist.draw(_svg(RED))
    assert artist._process is first


def test_closing_ends_it(artist: Artist) -> None:
    artist.draw(_svg(RED))
    process = artist._process
    artist.close()
    assert process is not None
    assert process.returncode is not None
    artist.close()
