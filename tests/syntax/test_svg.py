"""Figures are pictures: whatever else SVG can hold is left out, and what is too large for one is refused."""

import io
from pathlib import Path
from typing import Any

import pytest
from build_deck.syntax.svg import clean

ROOT = Path(__file__).parents[2]
DOT = '<circle cx="5" cy="5" r="4"/>'


def _svg(inside: str, head: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{head}>{inside}</svg>'


@pytest.mark.parametrize("path", sorted((ROOT / "snippets/recorded").glob("*.svg")), ids=lambda path: path.stem)
def test_a_recorded_figure_stays_as_it_is(path: Path) -> None:
    svg = path.read_text("utf-8")
    assert clean(svg) is svg


def _plots(pyplot: Any) -> Any:
    figure, axes = pyplot.subplots(2, 3, figsize=(9, 6))
    axes[0, 0].scatter(range(50), range(50), c=range(50))
    axes[0, 1].imshow([[1, 2], [3, 4]])
    axes[0, 2].contourf([[1, 2], [3, 4]], hatches=["/", "\\"])
    axes[1, 0].annotate("$\\alpha$ <b> & \\ @import url(x)", (0.1, 0.1), arrowprops={"arrowstyle": "->"})
    axes[1, 1].pcolormesh([[1, 2], [3, 4]], shading="gouraud")
    axes[1, 2].hist([1, 2, 2], label="x")
    axes[1, 2].legend(shadow=True)
    return figure


def test_whatever_matplotlib_draws_stays_as_it_is() -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("svg")
    from matplotlib import pyplot as plt

    figure, file = _plots(plt), io.StringIO()
    figure.savefig(file, format="svg")
    plt.close(figure)
    assert clean(file.getvalue()) == file.getvalue()


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        ("<script>alert(1)</script>", ""),
        ("<g><script href='x'/></g>", "<g></g>"),
        ('<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>', ""),
        ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>', ""),
        ('<metadata><script xmlns="http://www.w3.org/2000/svg">alert(1)</script></metadata>', ""),
        ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>", ""),
        ('<g onload="alert(1)" id="a"/>', '<g id="a"></g>'),
        ('<g onbegin="alert(1)"><set attributeName="onload" to="x"/></g>', "<g></g>"),
        ('<animate attributeName="href" values="javascript:alert(1)"/>', ""),
        ('<a href="javascript:alert(1)"><g id="b"/></a>', '<g id="b"></g>'),
        ('<image href="file:///etc/passwd"/>', "<image></image>"),
        ('<image xlink:href="http://a.b/c.png" x="1"/>', '<image x="1"></image>'),
        ('<image href="data:image/svg+xml;base64,PHN2Zz4="/>', "<image></image>"),
        ('<use href="other.svg#a"/>', "<use></use>"),
        ('<g filter="url(http://a.b/#f)"/>', "<g></g>"),
        ('<g style="fill: url(http://a.b)"/>', "<g></g>"),
        ("<g style=\"fill: \\75rl('http://a.b')\"/>", "<g></g>"),
        ("<style>@import 'http://a.b';</style>", "<style></style>"),
        ("<style>g { fill: url( http://a.b ) }</style>", "<style></style>"),
        ("<filter><feTurbulence numOctaves='9999'/><feImage href='/dev/zero'/></filter>", "<filter></filter>"),
        ("<image xml:base='http://a.b'/>", "<image></image>"),
        ("<text>1 &lt; 2 &amp; 3<script/></text>", "<text>1 &lt; 2 &amp; 3</text>"),
        ("<iframe/><audio/><video/><handler/><listener/>", ""),
        ("<?xml-stylesheet href='http://a.b'?>" + DOT, '<circle cx="5" cy="5" r="4"></circle>'),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_left_out(inside: str, left: str) -> None:
    cleaned = clean(_svg(inside))
    assert cleaned == _svg(left) + "\n"
    assert clean(cleaned) is cleaned


def test_what_refers_to_the_document_itself_stays() -> None:
    svg = _svg(
        '<defs><path id="p" d="M0 0"/><clipPath id="c"/></defs><use xlink:href="#p"/><g clip-path="url(#c)"/>'
        "<style>*{stroke-linecap: butt}</style><g style=\"fill: url('#p')\"/>"
        '<image href="data:image/png;base64,iVBORw0KGgo="/>'
    )
    assert clean(svg) is svg


LAUGHS = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("svg", "why"),
    [
        ("", "it is no SVG document: no element found in line 1"),
        ("<svg", "it is no SVG document: unclosed token in line 1"),
        ("<html/>", "it is no SVG document"),
        ("<html><svg/></html>", "it is no SVG document"),
        ('<svg xmlns="http://www.w3.org/1999/xhtml"/>', "it is no SVG document"),
        (LAUGHS + _svg("<text>&b;</text>"), "it declares entities"),
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + _svg("<text>&a;</text>"), "it declares entities"),
        (_svg("<g>" * 900 + "</g>" * 900), "it nests more than 100 levels deep"),
        (_svg("<g/>" * 300_001), "it has more than 300000 elements"),
        (_svg(" " * (16 << 20)), "it is larger than 16 MiB"),
        (
            _svg(
                '<g id="a"><path/></g>'
                + "".join(f'<g id="{b}"><use href="#{a}"/><use href="#{a}"/></g>' for a, b in zip("abcde", "bcdef", strict=True))
            ),
            "it repeats what repeats something else",
        ),
        (_svg('<use id="a" href="#a"/>'), "it repeats what repeats something else"),
    ],
)  # fmt: skip
def test_what_no_figure_is_is_refused(svg: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"^it ") as caught:
        clean(svg)
    assert str(caught.value) == why
