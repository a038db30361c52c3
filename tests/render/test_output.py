import pytest
from build_deck.model import Environment, Output
from build_deck.render.output import CardOutput, console, environment_words, on_card, table_markup

FIGURES = ("<svg>1</svg>", "<svg>2</svg>")


@pytest.mark.parametrize(
    ("output", "whole", "last"),
    [
        (Output(), CardOutput(), CardOutput()),
        (Output(stdout="a\nb\n"), CardOutput("a\nb"), CardOutput("b")),
        (Output(value="3"), CardOutput("3"), CardOutput("3")),
        (Output(stdout="a\n", value="[1,\n 2]"), CardOutput("a\n[1,\n 2]"), CardOutput("[1,\n 2]")),
        (Output(stdout="a", stderr="warned\n"), CardOutput("a"), CardOutput("a")),
        (
            Output(stdout="a\n", error="ValueError: b"),
            CardOutput("a", error="ValueError: b"),
            CardOutput(error="ValueError: b"),
        ),
        (
            Output(value="   x\n0  1", html="<table></table>"),
            CardOutput(html="<table></table>"),
            CardOutput(html="<table></table>"),
        ),
        (Output(stdout="a\n", figures=FIGURES), CardOutput("a", figures=FIGURES), CardOutput(figures=FIGURES[1:])),
        (
            Output(value="[<matplotlib.lines.Line2D object at 0x7f>]", figures=FIGURES),
            CardOutput(figures=FIGURES),
            CardOutput(figures=FIGURES[1:]),
        ),
        (
            Output(value="<object object at 0x7f>"),
            CardOutput("<object object at 0x7f>"),
            CardOutput("<object object at 0x7f>"),
        ),
        (Output(stdout="a\n", truncated=True), CardOutput("a", shortened=True), CardOutput("a")),
    ],
)
def test_what_a_card_shows(output: Output, whole: CardOutput, last: CardOutput) -> None:
    """What was printed, then the value, a table in place of its repr, figures without the repr of their artists."""
    assert on_card(output, "all") == whole
    assert on_card(output, "last") == last
    assert on_card(output, "none") == CardOutput()
    assert bool(whole) == (whole != CardOutput())


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
        (Environment({"python": "3.11"}), "Python 3.11 · CPU"),
        (
            Environment({"python": "3.11.9"}, {"torch": "2.13.0+cu130"}, "NVIDIA L4"),
            "Python 3.11 · torch 2.13 · NVIDIA L4",
        ),
        (
            Environment(
                {"python": "3.12"}, {"matplotlib": "3.10.1", "numpy": "2.3.1", "scipy": "1.16", "torch": "2.13.0"}
            ),
            "Python 3.12 · torch 2.13 · numpy 2.3 · matplotlib 3.10 · CPU",
        ),
    ],
)
def test_the_mark_names_what_outputs_were_verified_on(environment: Environment, words: str) -> None:
    """Python, three packages at most (those that numbers hang on before others), and the device."""
    assert environment_words(environment) == words
