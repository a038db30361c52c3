import pytest
from build_deck.syntax.tex import COMMANDS, defused, refused


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{a}{b} \text{class} \\class \operatorname{style} \hrefs \begin{pmatrix}a\\b\end{pmatrix}",
        r"\color{red}{x} \bbox[yellow]{x} \bbox[5px, border: 2px solid red]{x} \unicode{x2713} \tag{1}",
        "",
    ],
)
def test_formulas_are_let_through(tex: str) -> None:
    assert refused(tex) == ()
    assert defused(tex) == tex


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"bbox"}))
def test_what_is_more_than_a_formula_is_refused(name: str) -> None:
    assert refused(rf"x \{name}{{y}} \\{name} \{name} z") == (name,)
    assert refused(defused(rf"\{name}{{y}}")) == ()


@pytest.mark.parametrize("tex", [r"\\\href{x}{y}", r"\def\x{\href}\x{a}{b}", r"\text{\href{x}{y}}", "\\href\n{x}"])
def test_however_it_is_wrapped(tex: str) -> None:
    assert refused(tex) == ("href",)


def test_a_box_may_have_no_style_but_a_border() -> None:
    assert refused(r"\bbox[position:fixed;top:0]{x}") == ("bbox",)
    assert refused(r"\bbox [ red, background:url(x)]{x}") == ("bbox",)
    assert refused(defused(r"\bbox[position:fixed]{x}")) == ()
