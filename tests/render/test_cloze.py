"""Notes with blanks, in the real backend."""

import dataclasses
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from markdown_it.token import Token
from markdown_notes import make_note

from builder.model import NoteSource, NotetypeName, Output, SnippetOptions
from builder.render.cloze import emptied, tex_with_clozes

Make = Callable[..., Any]


def text(markup: str) -> str:
    """What a reader sees of the note's own part of a card."""
    _, _, shown = markup.partition('<div class="bd-top">')
    return html.unescape(re.sub(r"<[^>]*>", "", shown)).split("\n", 1)[1].strip()


def test_each_number_is_a_card_and_a_hint_stands_in_the_blank(render: Make, anki: Any) -> None:
    rendered = render(make_note("Chain rule", "It is ==1|outer|which?== times ==2|inner==.", cloze=True))

    first, second = anki.cards(rendered)

    assert rendered.notetype is NotetypeName.CLOZE
    assert text(first.question) == "Chain rule\nIt is [which?] times inner."
    assert text(first.answer) == "Chain rule\nIt is outer times inner."
    assert text(second.question) == "Chain rule\nIt is outer times [...]."


def test_what_follows_the_answer_label_comes_with_the_answer(render: Make, anki: Any) -> None:
    rendered = render(make_note("Q", "Because.", front="It is ==this==.", cloze=True))

    (card,) = anki.cards(rendered)

    assert (rendered.fields["Text"], rendered.fields["Extra"]) == ("<p>It is {{c1::this}}.</p>", "<p>Because.</p>")
    assert "Because." not in card.question
    assert "Because." in card.answer


def test_a_blank_in_the_question(render: Make, anki: Any) -> None:
    """Anki shows nothing of a field without the card's own blank, so the question goes where the others are."""
    rendered = render(make_note("The derivative of ==1|x²== is 2x", "By the ==2|power rule==.", cloze=True))

    first, second = anki.cards(rendered)

    assert rendered.fields["Question"] == "The derivative of […] is 2x"
    assert text(first.question) == "The derivative of [...] is 2xBy the power rule."
    assert text(second.question) == "The derivative of x² is 2xBy the [...]."


def test_groups_of_lines_are_numbered_after_the_text(render: Make, anki: Any) -> None:
    """A group is a card; its lines are hidden one by one, so that the code keeps its shape."""
    source = make_note(
        back="==3|blank==\n\n```python\ndef f(x):\n    a = {1: {2: x[::2]}}\n\n    b = a\n    return b\n```",
        cloze=True,
        options=SnippetOptions(cloze=((2, 3, 4), (5,))),
    )

    _, lines, last = anki.cards(render(source))

    assert text(lines.question) == "What is it?\nblankdef f(x):\n    [...]\n\n    [...]\n    return b"
    assert text(lines.answer) == "What is it?\nblankdef f(x):\n    a = {1: {2: x[::2]}}\n\n    b = a\n    return b"
    assert text(last.question).endswith("    b = a\n    [...]")
    assert '<span class="k">return</span> b' in last.answer


def test_marked_lines_can_be_blank(render: Make) -> None:
    source = make_note(back="```\na\n  b\n```", cloze=True, options=SnippetOptions(cloze=((2,),), highlight=(2,)))

    assert render(source).fields["Text"] == '<pre><code>a\n<span class="hll">  {{c1::b}}\n</span></code></pre>'


def test_an_output_beside_blanks_in_text_waits_for_the_answer(render: Make) -> None:
    """It may hold the answer; beside blanks in its own code it is what the missing lines must give."""
    plain = make_note(back="It prints ==7==.\n\n```python\n7\n```", cloze=True)
    blanked = make_note(back="```python\n7\n```", cloze=True, options=SnippetOptions(cloze=((1,),)))

    assert '<div class="bd-output bd-late">' in render(plain, {0: Output(value="7")}).fields["Text"]
    assert '<div class="bd-output">' in render(blanked, {0: Output(value="7")}).fields["Text"]


def test_blanks_in_math(render: Make, anki: Any) -> None:
    """Around a formula, and spelled out within one; TeX's own braces do not end them."""
    around = with_blank(make_note(back="x", cloze=True), Token("math_inline", "", 0, content=r"\frac{1}{2^{n}}"))

    (card,) = anki.cards(render(around))
    assert text(card.answer) == "What is it?\n" + r"\(\frac{1}{2^{n}}\)"

    (card,) = anki.cards(render(make_note(back=r"$a = {{c1::\frac{1}{2^{n}}::half}} + {b}$", cloze=True)))
    assert text(card.question) == "What is it?\n" + r"\(a = [half] + {b}\)"
    assert text(card.answer) == "What is it?\n" + r"\(a = \frac{1}{2^{n}} + {b}\)"


def blank(token: Token, hint: str = "") -> tuple[Token, ...]:
    """A blank's tokens, as the parser makes them."""
    meta = {"number": 1, "hint": hint}
    return (Token("cloze_open", "", 1, meta=meta), token, Token("cloze_close", "", -1, meta=meta))


def with_blank(source: NoteSource, token: Token, hint: str = "") -> NoteSource:
    """The note with nothing but a blank in its paragraph."""
    (paragraph,) = [each for each in source.back if each.type == "inline"]
    paragraph.children = list(blank(token, hint))
    return source


@pytest.mark.parametrize(
    ("tex", "markup"),
    [
        ("a_{b}", "a_&#123;b&#125;"),
        ("{{c1::x}}", "{{c1::x}}"),
        ("{{c1::x_{i}}} y", "{{c1::x_&#123;i&#125;}} y"),
        ("{{c12::a}} < {{c2::b::h}}", "{{c12::a}} &lt; {{c2::b::h}}"),
        ("{{c1::never closed}", "&#123;&#123;c1&#58;&#58;never closed&#125;"),
        ("{{c1::a{{c2::b}}}}", "{{c1::a&#123;&#123;c2&#58;&#58;b&#125;&#125;}}"),
        ("{{c0::x}}", "&#123;&#123;c0&#58;&#58;x&#125;&#125;"),
    ],
)
def test_spelled_blanks_in_tex(tex: str, markup: str) -> None:
    assert tex_with_clozes(tex) == markup


def test_emptying_takes_blanks_within_blanks() -> None:
    assert emptied("{{c1::a {{c2::b::h}} c}} d {{c3::e}}") == "[…] d […]"


def test_a_hint_is_guarded_like_text(render: Make, anki: Any) -> None:
    hint = "a::b}} <[sound:x]>"

    (card,) = anki.cards(render(with_blank(make_note(back="x", cloze=True), Token("text", "", 0, content="x"), hint)))

    assert text(card.question) == f"What is it?\n[{hint}]"
    assert card.played == []


def test_blanks_in_hint_and_source_are_marks(render: Make) -> None:
    """Anki fills blanks in the fields that ask, and would show braces elsewhere."""
    source = dataclasses.replace(make_note(back="==x==", cloze=True), hint=blank(Token("text", "", 0, content="h")))

    assert render(source).fields["Hint"] == "<mark>h</mark>"
