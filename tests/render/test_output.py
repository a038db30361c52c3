import pytest

from builder.model import Environment, Output
from builder.render.output import Shown, console, environment_words, shown, table_markup

FIGURES = ("<svg>1</svg>", "<svg>2</svg>")


@pytest.mark.parametrize(
    ("output", "whole", "last"),
    [
        (Output(), Shown(), Shown()),
        (Output(stdout="a\nb\n"), Shown("a\nb"), Shown("b")),
        (Output(value="3"), Shown("3"), Shown("3")),
        (Output(stdout="a\n", value="[1,\n 2]"), Shown("a\n[1,\n 2]"), Shown("[1,\n 2]")),
        (Output(stdout="a", stderr="warned\n"), Shown("a"), Shown("a")),
        (Output(stdout="a\n", error="ValueError: b"), Shown("a", error="ValueError: b"), Shown(error="ValueError: b")),
        (
            Output(value="   x\n0  1", html="<table></table>"),
            Shown(html="<table></table>"),
            Shown(html="<table></table>"),
        ),
        (Output(stdout="a\n", figures=FIGURES), Shown("a", figures=FIGURES), Shown(figures=FIGURES[1:])),
        (
            Output(value="[<matplotlib.lines.Line2D object at 0x7f>]", figures=FIGURES),
            Shown(figures=FIGURES),
            Shown(figures=FIGURES[1:]),
        ),
        (Output(value="<object object at 0x7f>"), Shown("<object object at 0x7f>"), Shown("<object object at 0x7f>")),
        (Output(stdout="a\n", truncated=True), Shown("a", shortened=True), Shown("a")),
    ],
)
def test_what_a_card_shows(output: Output, whole: Shown, last: Shown) -> None:
    """What was printed, then the value, a table in place of its repr, figures without the repr of their artists."""
    assert shown(output, "all") == whole
    assert shown(output, "last") == last
    assert shown(output, "none") == Shown()
    assert bool(whole) == (whole != Shown())


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("  0%\r 50%\r100%\ndone", "100%\ndone"),
        ("a\r\nb\r\n", "a\nb\n"),
        ("nul\x00 unit\x1f bell\x07", "nul unit bell"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("e\u0301", "\u00e9"),
        ("a\tb", "a\tb"),
    ],
)
def test_text_is_what_a_terminal_would_leave(written: str, left: str) -> None:
    assert console(written) == left


def test_a_table_keeps_its_cells_and_nothing_else() -> None:
    frame = (
        "<div><style scoped>.dataframe tbody tr th { vertical-align: top; }</style>"
        '<table border="1" class="dataframe"><tr style="text-align: right;"><th></th><th onclick="x()">a[::2]</th></tr>'
        '<tr><th>0</th><td colspan="2">1<script>x()</script><a href="https://x">&lt;</a></td></tr></table></div>'
    )

    assert table_markup(frame, cloze=True) == (
        '<div class="bd-table"><div><table><tbody><tr><th></th><th>a[&#58;&#58;2]</th></tr>'
        '<tr><th>0</th><td colspan="2">1&lt;</td></tr></tbody></table></div></div>'
    )


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        (Environment("3.11"), "Python 3.11 · CPU"),
        (Environment("3.11.9", {"torch": "2.13.0+cu130"}, "NVIDIA L4"), "Python 3.11 · torch 2.13 · NVIDIA L4"),
        (
            Environment("3.12", {"matplotlib": "3.10.1", "numpy": "2.3.1", "scipy": "1.16", "torch": "2.13.0"}),
            "Python 3.12 · torch 2.13 · numpy 2.3 · matplotlib 3.10 · CPU",
        ),
    ],
)
def test_the_mark_names_what_outputs_were_verified_on(environment: Environment, words: str) -> None:
    """Python, three packages at most (those that numbers hang on before others), and the device."""
    assert environment_words(environment) == words
