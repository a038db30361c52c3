"""Figures count by what they show."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from build_deck.judge.compare import EDITED, Context, Precision, compare, other_environment
from build_deck.model import Output


def _svg(inside: str, width: int = 320, height: int = 240) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{inside}</svg>'


DOT = '<circle cx="100" cy="100" r="4" fill="#1f77b4"/>'


ELSEWHERE = other_environment(Precision.FLOAT32)


def _compare(old: str, new: str, context: Context = ELSEWHERE) -> str | None:
    found = compare(Output(figures=(old,)), Output(figures=(new,)), context)
    return None if found is None else str(found)


def test_other_ids_and_line_ends_show_the_same() -> None:
    assert _compare(_svg(f'<g id="p1">{DOT}\n</g>'), _svg(f'<g id="p2">{DOT}\r\n</g>')) is None


def test_a_little_anti_aliasing_shows_the_same() -> None:
    assert _compare(_svg(DOT), _svg(DOT.replace("100", "100.3"))) is None


def test_each_pixel_counts_where_other_code_drew_it() -> None:
    moved = DOT.replace("100", "100.3")
    assert _compare(_svg(DOT), _svg(moved), EDITED) == "figure 1 of 1 differs in 0.02% of its pixels"
    assert _compare(_svg(f'<g id="p1">{DOT}</g>'), _svg(f'<g id="p2">{DOT}</g>'), EDITED) is None


def test_another_colour_differs() -> None:
    old = '<rect width="160" height="240" fill="#d62728"/>'
    assert _compare(_svg(old), _svg(old.replace("#d62728", "#2ca02c"))) == (
        "figure 1 of 1 differs in 50.00% of its pixels"
    )


def test_another_size_differs() -> None:
    assert _compare(_svg(DOT), _svg(DOT, width=200)) == "figure 1 of 1 was 320 x 240 and is 200 x 240"


def test_another_number_of_figures_differs() -> None:
    found = compare(Output(figures=(_svg(DOT),)), Output(), ELSEWHERE)
    assert str(found) == "figures: there were 1, there are 0"


def test_the_figure_that_differs_is_named() -> None:
    found = compare(
        Output(figures=(_svg(DOT), _svg(DOT))),
        Output(figures=(_svg(DOT), _svg(DOT.replace("100", "150")))),
        ELSEWHERE,
    )
    assert str(found) == "figure 2 of 2 differs in 0.14% of its pixels"


def test_what_is_no_svg_cannot_be_drawn() -> None:
    assert "figure 1 of 1 cannot be drawn: " in str(_compare("<svg>", "<svg"))


def _plot(change: Callable[[Any], None]) -> str:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("svg")
    from matplotlib import pyplot as plt

    with matplotlib.rc_context({"svg.hashsalt": "0"}):
        figure, axes = plt.subplots()
        axes.plot([1, 2, 3, 4], [1, 4, 9, 16], label="squares")
        axes.set_title("Growth")
        change(axes)
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None})
        plt.close(figure)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("a curve more", lambda axes: axes.plot([1, 2, 3, 4], [2, 3, 4, 5])),
        ("another title", lambda axes: axes.set_title("Decline")),
        ("a legend", lambda axes: axes.legend()),
        ("a point", lambda axes: axes.plot([2], [12], "o")),
        ("an axis label", lambda axes: axes.set_xlabel("step")),
    ],
)
def test_what_an_author_would_see_differs(name: str, change: Callable[[Any], None]) -> None:
    assert name
    assert "of its pixels" in str(_compare(_plot(lambda _: None), _plot(change)))


def test_text_a_pixel_aside_shows_the_same() -> None:
    """Another FreeType moves glyphs by fractions of a pixel."""
    svg = _plot(lambda _: None)
    assert _compare(svg, svg.replace("translate(", "translate(0.4,0.3) translate(")) is None
