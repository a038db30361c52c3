"""A value that draws itself is a figure: the same picture, whatever library made it."""

import pytest
from build_deck.drawing import Picture
from build_deck.drawing.artist import Artist
from build_deck.model import Verdict
from execute.conftest import Run

PIL = "from PIL import Image\nimage = Image.new('RGB', (40, 20), (255, 0, 0))\nimage.putpixel((0, 0), (0, 0, 255))\n"


def draw(svg: str) -> Picture:
    """The picture's pixels, drawn by an artist who goes afterwards."""
    artist = Artist()
    try:
        return artist.draw(svg)
    finally:
        artist.close()


def test_an_image_of_pil_is_shown(run: Run) -> None:
    """Its repr names an address, and stays away from the card beside a figure."""
    (found,) = run(f"{PIL}image").snippets
    assert (found.verdict, found.message) == (Verdict.OK, "")
    (figure,) = found.output.figures
    assert figure.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert 'width="40" height="20"' in figure
    drawn = draw(figure)
    assert (drawn.width, drawn.height) == (640, 320)
    assert tuple(drawn.pixels[-3:]) == (255, 0, 0)


def test_the_same_pixels_are_the_same_figure(run: Run) -> None:
    """What a file says of its date or its program is not in it."""
    code = (
        "import io\nfrom PIL import PngImagePlugin\ninfo = PngImagePlugin.PngInfo()\ninfo.add_text('Software', 'mine')\n"
        "class Mine:\n    def _repr_png_(self):\n        file = io.BytesIO()\n        image.save(file, 'PNG', pnginfo=info, compress_level=1)\n"
        "        return file.getvalue()\nMine()"
    )
    plain, named = run(f"{PIL}image", code).snippets
    assert len(plain.output.figures) == 1
    assert plain.output.figures == named.output.figures


@pytest.mark.parametrize(
    "drawn",
    [
        '_repr_svg_ = lambda self: \'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"><rect width="8" height="4" fill="red"/></svg>\'',
        '_repr_svg_ = lambda self: (\'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"><rect width="8" height="4" fill="red"/></svg>\', {})',
    ],
)
def test_a_value_that_is_an_svg_document_is_shown(run: Run, drawn: str) -> None:
    (found,) = run(f"class V:\n    {drawn}\n    def __repr__(self):\n        return 'V'\nV()").snippets
    assert (found.verdict, found.output.value, len(found.output.figures)) == (Verdict.OK, "V", 1)
    assert tuple(draw(found.output.figures[0]).pixels[:3]) == (255, 0, 0)


def test_a_picture_stands_behind_what_was_plotted(run: Run) -> None:
    code = f"import matplotlib.pyplot as plt\nplt.plot([1])\n{PIL}image"
    (found,) = run(code).snippets
    assert ["<image" in figure for figure in found.output.figures] == [False, True]


@pytest.mark.parametrize(
    "method",
    [
        "_repr_png_ = lambda self: None",
        "_repr_png_ = lambda self: b'GIF89a'",
        "_repr_png_ = lambda self: 1 / 0",
        "_repr_png_ = lambda self: b'\\x89PNG\\r\\n\\x1a\\n'",
        "_repr_svg_ = lambda self: 'no document'",
        "_repr_svg_ = None",
        "_repr_svg_ = lambda self: 3",
    ],
)
def test_what_is_no_picture_is_a_value_like_any(run: Run, method: str) -> None:
    (found,) = run(f"class V:\n    {method}\n    def __repr__(self):\n        return 'V'\nV()").snippets
    assert (found.verdict, found.output.value, found.output.figures) == (Verdict.OK, "V", ())
