import re

import pytest
from build_deck.render.code import CLASSES, highlight


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


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("console", "$ pwd"),
        ("console", "$ pwd\n/home\n$ ls"),
        ("psql", "db=> SELECT count(*) FROM t;\n 42"),
        ("ps1con", "PS> Get-Date"),
        ("sqlite3", "sqlite> .tables\nx"),
        ("rconsole", "> 1 + 1\n[1] 2"),
        ("rbcon", "irb(main):001:0> 1\n=> 1"),
        ("erl", "1> 1 + 1.\n2"),
        ("iex", "iex> 1 + 1\n2"),
        ("tnt", "db=> 42"),
    ],
)
def test_the_last_line_of_a_console_stays(language: str, code: str) -> None:
    assert _text(highlight(code, language, cloze=False)) == code


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("pycon", ">>> 1 + 1\n2"),
        ("diff", "-a\n+b\n c"),
        ("make", "all:\n\techo hi"),
        ("pytb", 'Traceback (most recent call last):\n  File "x"\nValueError: x'),
    ],
)
def test_a_last_line_without_an_end_is_no_error(language: str, code: str) -> None:
    assert 'class="err"' not in "".join(highlight(code, language, cloze=False))


def _aliases() -> list[str]:
    from pygments.lexers import get_all_lexers

    return [aliases[0] for _, aliases, _, _ in get_all_lexers(plugins=False) if aliases]


@pytest.mark.parametrize("code", ["$ pwd", "db=> SELECT 1;\n 42", ">>> 1 + 1\n2", "a\tb  \n\n\n c", ""])
def test_no_lexer_loses_a_character(code: str) -> None:
    assert [name for name in _aliases() if _text(highlight(code, name, cloze=False)) != code] == []


@pytest.mark.parametrize("code", ["x = 1\n" * 501, "x" * 10_001])
def test_very_long_code_is_plain(code: str) -> None:
    assert "\n".join(highlight(code, "python", cloze=False)) == code


def _text(lines: list[str]) -> str:
    import html

    return html.unescape(re.sub("<[^>]*>", "", "\n".join(lines)))
