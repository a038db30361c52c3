from collections.abc import Callable
from typing import Any

from builder.model import NotetypeName, Output

Make = Callable[..., Any]


def test_question_and_answer_become_the_fields_of_a_qa_note(note: Make, render: Make) -> None:
    """Inline markup survives, labels and badges are in the edition's words."""
    rendered = render(note("What is a _tensor_?", "An array with **axes**.", hint="think of `shape`"))

    assert rendered.notetype is NotetypeName.QA
    assert rendered.problems == ()
    filled = {name: value for name, value in rendered.fields.items() if value}
    assert filled == {
        "Question": "What is a <em>tensor</em>?",
        "Answer": "<p>An array with <strong>axes</strong>.</p>",
        "Hint": "think of <code>shape</code>",
        "HintLabel": "Hint",
        "Lang": "en",
        "Id": "note",
    }


def test_code_is_followed_by_its_verified_output(note: Make, render: Make) -> None:
    source = note(back="```python\nprint(1 < 2)\n```")

    rendered = render(source, {0: Output(stdout="True\n")})

    assert rendered.fields["Answer"] == (
        '<pre><code><span class="nb">print</span>(<span class="m">1</span> <span class="o">&lt;</span> '
        '<span class="m">2</span>)</code></pre>'
        '<div class="bd-output"><pre><samp>True</samp></pre>'
        '<div class="bd-verified">Verified · Python 3.11 · torch 2.13 · CPU</div></div>'
    )


def test_math_is_written_for_mathjax(note: Make, render: Make) -> None:
    rendered = render(note(back="If $a<b$, then\n\n$$\n\\frac{a}{b} < 1\n$$\n"))

    assert rendered.fields["Answer"] == (r"<p>If \(a&lt;b\), then</p><p>\[\frac{a}{b} &lt; 1\]</p>")


def test_a_table_scrolls_inside_itself(note: Make, render: Make) -> None:
    rendered = render(note(back="| a | b |\n|--:|---|\n| 1 | 2 |\n"))

    assert rendered.fields["Answer"] == (
        '<div class="bd-table"><table><thead><tr><th style="text-align:right">a</th><th>b</th></tr></thead>'
        '<tbody><tr><td style="text-align:right">1</td><td>2</td></tr></tbody></table></div>'
    )


def test_a_mermaid_fence_becomes_a_picture(note: Make, render: Make) -> None:
    rendered = render(note(back="```mermaid\nflowchart LR\n  A[输入] --> B[输出]\n```"))

    (name,) = rendered.media
    assert rendered.fields["Answer"] == f'<div class="bd-figure"><img src="{name}" alt=""></div>'
    assert name.startswith("bd-note-")
    drawing = rendered.media[name].decode()
    assert drawing.startswith('<svg width="')
    assert "输入" in drawing
    assert "foreignObject" not in drawing


def test_a_picture_is_media_under_a_name_of_its_own(note: Make, render: Make) -> None:
    rendered = render(note(back="![a *plot*](img/Loss_Curve.PNG)"), media={"img/Loss_Curve.PNG": b"png"})

    assert rendered.problems == ()
    assert rendered.media == {"bd-loss-curve-8f8cbb7d.png": b"png"}
    assert rendered.fields["Answer"] == '<p><img class="bd-picture" src="bd-loss-curve-8f8cbb7d.png" alt="a plot"></p>'
