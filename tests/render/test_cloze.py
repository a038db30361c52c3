"""Notes with blanks, in the real backend."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from build_deck.model import NotetypeName, Output
from build_deck.render.cloze import emptied, tex_with_clozes
from written_note import make_note

Make = Callable[..., Any]


def text(markup: str) -> str:
    """What a reader sees of the note's own part of a card."""
    _, _, shown = markup.partition('<div class="bd-top">')
    return html.unescape(re.sub(r"<[^>]*>", "", shown)).split("\n", 1)[1].strip()


def test_each_number_is_a_card_and_a_hint_stands_in_the_blank(render: Make, anki: Any) -> None:
    rendered = render(make_note("Chain rule", "It is {{c1::outer::which?}} times {{c2::inner}}.", marks=".cloze"))

    first, second = anki.cards(rendered)

    assert rendered.notetype == NotetypeName("cloze")
    assert text(first.question) == "Chain rule\nIt is [which?] times inner."
    assert text(first.answer) == "Chain rule\nIt is outer times inner."
    assert text(second.question) == "Chain rule\nIt is outer times [...]."


def test_what_follows_the_answer_label_comes_with_the_answer(render: Make, anki: Any) -> None:
    rendered = render(make_note("Q", "Because.", front="It is ==this==.", marks=".cloze"))

    (card,) = anki.cards(rendered)

    assert (rendered.fields["Text"], rendered.fields["Extra"]) == ("<p>It is {{c1::this}}.</p>", "<p>Because.</p>")
    assert "Because." not in card.question
    assert "Because." in card.answer


def test_a_blank_in_the_question(render: Make, anki: Any) -> None:
    """Anki shows nothing of a field without the card's own blank, so the question goes where the others are."""
    rendered = render(make_note("The derivative of {{c1::x²}} is 2x", "By the {{c2::power rule}}.", marks=".cloze"))

    first, second = anki.cards(rendered)

    assert rendered.fields["Question"] == "The derivative of […] is 2x"
    assert text(first.question) == "The derivative of [...] is 2xBy the power rule."
    assert text(second.question) == "The derivative of x² is 2xBy the [...]."


def test_groups_of_lines_are_numbered_after_the_text(render: Make, anki: Any) -> None:
    """A group is a card; its lines are hidden one by one, so that the code keeps its shape."""
    source = make_note(
        back="{{c3::blank}}\n\n```python cloze='2-4 5'\ndef f(x):\n    a = {1: {2: x[::2]}}\n\n    b = a\n    return b\n```",
        marks=".cloze",
    )

    _, lines, last = anki.cards(render(source))

    assert text(lines.question) == "What is it?\nblankdef f(x):\n    [...]\n\n    [...]\n    return b"
    assert text(lines.answer) == "What is it?\nblankdef f(x):\n    a = {1: {2: x[::2]}}\n\n    b = a\n    return b"
    assert text(last.question).endswith("    b = a\n    [...]")
    assert '<span class="k">return</span> b' in last.answer


def test_marked_lines_can_be_blank(render: Make) -> None:
    source = make_note(back="```text cloze=2 hl=2\na\n  b\n```")

    assert render(source).fields["Text"] == '<pre><code>a\n<span class="hll">  {{c1::b}}\n</span></code></pre>'


def test_an_output_beside_blanks_in_text_waits_for_the_answer(render: Make) -> None:
    """It may hold the answer; beside blanks in its own code it is what the missing lines must give."""
    plain = make_note(back="It prints ==7==.\n\n```python\n7\n```", marks=".cloze")
    blanked = make_note(back="```python cloze=1\n7\n```")

    assert '<div class="bd-output bd-late">' in render(plain, {0: Output(value="7")}).fields["Text"]
    assert '<div class="bd-output">' in render(blanked, {0: Output(value="7")}).fields["Text"]


def test_blanks_in_math(render: Make, anki: Any) -> None:
    """Around a formula, and spelled out within one; TeX's own braces do not end them."""
    around = make_note(back=r"==$\frac{1}{2^{n}}$==", marks=".cloze")

    (card,) = anki.cards(render(around))
    assert text(card.answer) == "What is it?\n" + r"\(\frac{1}{2^{n}}\)"

    (card,) = anki.cards(render(make_note(back=r"$a = {{c1::\frac{1}{2^{n}}::half}} + {b}$", marks=".cloze")))
    assert text(card.question) == "What is it?\n" + r"\(a = [half] + {b}\)"
    assert text(card.answer) == "What is it?\n" + r"\(a = \frac{1}{2^{n}} + {b}\)"


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
    hint = "a::b} <[sound:x]>"

    (card,) = anki.cards(render(make_note(back=f"{{{{c1::x::{hint}}}}}", marks=".cloze")))

    assert text(card.question) == f"What is it?\n[{hint}]"
    assert card.played == []


def test_blanks_in_hint_and_source_are_marks(render: Make) -> None:
    """Anki fills blanks in the fields that ask, and would show braces elsewhere."""
    fields = render(make_note(back="==x==", marks=".cloze", hint="==h==", cited="==s==")).fields

    assert (fields["Hint"], fields["Source"]) == ("<mark>h</mark>", "<mark>s</mark>")
