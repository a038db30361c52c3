"""The quicker way through a lexer's rules gives what Pygments gives, for every lexer there is."""

from itertools import islice

import pytest
from build_deck.render.lexing import quickened
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import get_all_lexers, get_lexer_by_name

LEXERS = sorted(aliases[0] for _, aliases, _, _ in get_all_lexers() if aliases)
PIECES = (
    *(
        "def f(x): return x",
        "class A { int b; }",
        "SELECT a FROM b WHERE c = 'd';",
        "<a href='b'>c</a>",
        "// note\n",
        "# note\n",
    ),
    *(
        "/* a */",
        '"text \\n %s"',
        "'it'",
        "`x`",
        "0x1F + 1.5e-3",
        "λ = ünïcode",
        "K ſ İ",
        "@a",
        "$b",
        "%d{c}",
        "#!/bin/sh\n",
    ),
    *(
        "if a then b else c end",
        "\n\n",
        "\t",
        "  ",
        "\\",
        "[a](b)",
        "| a | b |",
        "{{ x }}",
        "<?php echo 1; ?>",
        "&& || !=",
        "\0",
        "\x1b[0m",
    ),
)
MOST = 2000
"""Tokens: some lexers never end."""


def _tokens(lexer: object, text: str) -> list[object]:
    return list(islice(lexer.get_tokens(text), MOST))  # type: ignore[attr-defined]


@pytest.mark.parametrize("part", range(8))
def test_every_lexer_gives_what_it_gave(part: int) -> None:
    text = " ".join(PIECES)
    for name in LEXERS[part::8]:
        assert _tokens(quickened(get_lexer_by_name(name)), text) == _tokens(get_lexer_by_name(name), text), name


@settings(deadline=None)
@given(st.sampled_from(("python", "js", "c++", "sql", "bash", "rust", "go", "java", "html", "yaml")), st.text())
def test_whatever_the_text(name: str, text: str) -> None:
    assert _tokens(quickened(get_lexer_by_name(name)), text) == _tokens(get_lexer_by_name(name), text)


@settings(deadline=None)
@given(st.sampled_from(LEXERS), st.lists(st.sampled_from(PIECES)))
def test_whatever_the_order(name: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    assert _tokens(quickened(get_lexer_by_name(name)), text) == _tokens(get_lexer_by_name(name), text)


def test_of_pythons_rules_one_in_ten_is_tried() -> None:
    from build_deck.render.lexing import _states

    rules = _states(type(get_lexer_by_name("python")))["expr"]
    assert len(rules["x"]) * 10 <= len(rules[""])
    assert rules["é"] == rules[""]
