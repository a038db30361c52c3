import re

import pytest

from builder.render.code import CLASSES, highlight


def test_lines_carry_pygments_short_classes() -> None:
    assert highlight('def f(x):\n    return "a" + str(x)  # note', "python", cloze=False) == [
        '<span class="k">def</span> <span class="nf">f</span>(x):',
        (
            '    <span class="k">return</span> <span class="s">"a"</span> <span class="o">+</span> '
            '<span class="nb">str</span>(x)  <span class="c"># note</span>'
        ),
    ]


def test_a_token_of_many_lines_is_closed_on_each() -> None:
    """So that a line can be marked or blanked by itself."""
    assert highlight('"""a\nb"""', "python", cloze=False) == [
        '<span class="sd">"""a</span>',
        '<span class="sd">b"""</span>',
    ]


@pytest.mark.parametrize("language", ["", "text", "no-such-language"])
def test_an_unknown_language_is_plain_text(language: str) -> None:
    assert highlight("if a < b:\n\tc", language, cloze=False) == ["if a &lt; b:", "\tc"]


def test_leading_and_trailing_blank_lines_stay() -> None:
    assert highlight("\n\nx\n\n", "python", cloze=False) == ["", "", "x", "", ""]


def test_classes_are_pygments_own() -> None:
    """A deck's style sheet may be any that Pygments makes."""
    from pygments.token import STANDARD_TYPES, string_to_tokentype

    assert {STANDARD_TYPES[string_to_tokentype(f"Token.{name}")] for name in CLASSES} == set(CLASSES.values())


@pytest.mark.parametrize("language", ["python", "cpp", "bash", "json", "yaml", "diff", "html", "pycon", "pytb", "sql"])
def test_text_survives_highlighting(language: str) -> None:
    import html

    code = '- a[::2] <b> \'x\\(\' {{c1::y}} [sound:z] """\n+ é = 中文; // &amp;\n\t@@ $x \x1b %'

    lines = highlight(code, language, cloze=True)

    assert html.unescape(re.sub("<[^>]*>", "", "\n".join(lines))) == code.replace("\x1b", "")
