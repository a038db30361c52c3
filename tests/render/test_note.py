import re
from collections.abc import Callable
from typing import Any

import pytest
from build_deck.model import NotetypeName, Output
from written_note import make_note

Make = Callable[..., Any]

CALL = make_note(back="```python\nf()\n```")


def test_question_and_answer_become_the_fields_of_a_qa_note(render: Make) -> None:
    """Inline markup survives, labels and badges are in the edition's words."""
    rendered = render(make_note("What is a _tensor_?", "An array with **axes**.", hint="think of `shape`"))

    assert rendered.notetype == NotetypeName("qa")
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


def test_code_is_followed_by_its_verified_output(render: Make) -> None:
    source = make_note(back="```python\nprint(1 < 2)\n```")

    rendered = render(source, {0: Output(stdout="True\n")})

    assert rendered.fields["Answer"] == (
        '<pre><code><span class="nb">print</span>(<span class="m">1</span> <span class="o">&lt;</span> '
        '<span class="m">2</span>)</code></pre>'
        '<div class="bd-output"><pre><samp>True</samp></pre>'
        '<div class="bd-verified">Verified · Python 3.11 · torch 2.13 · CPU</div></div>'
    )


def test_math_is_written_for_mathjax(render: Make) -> None:
    rendered = render(make_note(back="If $a<b$, then\n\n$$\n\\frac{a}{b} < 1\n$$\n"))

    assert rendered.fields["Answer"] == (
        r'<p>If <span class="bd-tie">\(a&lt;b\),</span> then</p><p>\[\frac{a}{b} &lt; 1\]</p>'
    )


def test_punctuation_stays_on_the_line_of_its_formula(render: Make) -> None:
    rendered = render(make_note(back="If $a$, then $b$。又 $c$ d ($e$)."))

    assert rendered.fields["Answer"] == (
        r'<p>If <span class="bd-tie">\(a\),</span> then <span class="bd-tie">\(b\)。</span>又 \(c\) d '
        r'<span class="bd-tie">(\(e\)).</span></p>'
    )


def test_brackets_stay_with_their_formula(render: Make) -> None:
    rendered = render(make_note(back="其（$a$ 是 [$b$]($c$，"))

    assert rendered.fields["Answer"] == (
        r'<p>其<span class="bd-tie">（\(a\)</span> 是 <span class="bd-tie">&#91;\(b\)]</span>'
        r'<span class="bd-tie">(\(c\)，</span></p>'
    )


def test_han_characters_are_not_slanted(render: Make) -> None:
    rendered = render(make_note(back="*重点* and *stress* and ***粗 x***"))

    assert rendered.fields["Answer"] == (
        '<p><em class="bd-han">重点</em> and <em>stress</em> and <em class="bd-han"><strong>粗 x</strong></em></p>'
    )


def test_a_table_scrolls_inside_itself(render: Make) -> None:
    rendered = render(make_note(back="| a | b |\n|--:|---|\n| 1 | 2 |\n"))

    assert rendered.fields["Answer"] == (
        '<div class="bd-table"><table><thead><tr><th style="text-align:right">a</th><th>b</th></tr></thead>'
        '<tbody><tr><td style="text-align:right">1</td><td>2</td></tr></tbody></table></div>'
    )


def test_a_mermaid_fence_becomes_a_picture(render: Make) -> None:
    rendered = render(make_note(back="```mermaid\nflowchart LR\n  A[输入] --> B[输出]\n```"))

    (name,) = rendered.media
    assert (
        rendered.fields["Answer"]
        == f'<div class="bd-figure bd-diagram"><img src="{name}" alt="输入, 输出" style="min-width:277px"></div>'
    )
    assert name.startswith("bd-note-")
    drawing = rendered.media[name].decode()
    assert drawing.startswith('<svg width="')
    assert "输入" in drawing
    assert "foreignObject" not in drawing


def test_a_picture_is_media_under_a_name_of_its_own(render: Make) -> None:
    rendered = render(make_note(back="![a *plot*](img/Loss_Curve.PNG)"), media={"img/Loss_Curve.PNG": b"png"})

    assert rendered.problems == ()
    assert rendered.media == {"bd-loss-curve-8f8cbb7d.png": b"png"}
    assert rendered.fields["Answer"] == '<p><img class="bd-picture" src="bd-loss-curve-8f8cbb7d.png" alt="a plot"></p>'


def test_the_mark_stands_once_on_a_side_under_its_last_output(render: Make) -> None:
    source = make_note(back="```python\n1\n```\n\n```python\n2\n```\n\n```python\n3\n```")

    answer = render(source, {0: Output(value="1"), 1: Output(value="2"), 2: Output()}).fields["Answer"]

    assert answer.count("bd-output") == 2
    assert answer.count("bd-verified") == 1
    assert answer.index("bd-verified") > answer.index("<samp>2")


def test_without_an_environment_nothing_claims_to_be_verified(render: Make) -> None:
    rendered = render(make_note(back="```python\n1\n```"), {0: Output(value="1")}, None)

    assert rendered.fields["Answer"].endswith('<div class="bd-output"><pre><samp>1</samp></pre></div>')


def test_marked_lines_and_blank_first_lines(render: Make) -> None:
    """A browser drops a newline right behind `<pre>`, not behind `<pre><code>`."""
    source = make_note(back="```text hl=2\n\na\nb\n```")

    assert render(source).fields["Answer"] == '<pre><code>\n<span class="hll">a\n</span>b</code></pre>'


def test_a_hidden_snippet_shows_neither_code_nor_output(render: Make) -> None:
    source = make_note(back="before\n\n```python hide\nsetup()\n```")

    assert render(source, {0: Output(stdout="noise")}).fields["Answer"] == "<p>before</p>"


@pytest.mark.parametrize(("which", "text"), [("all", "1\n2\n3"), ("last", "3"), ("none", "")])
def test_output_says_how_much_is_shown(render: Make, which: Any, text: str) -> None:
    source = make_note(back=f"```python output={which}\nf()\n```")

    answer = render(source, {0: Output(stdout="1\n2\n", value="3")}, None).fields["Answer"]

    shown = f'<div class="bd-output"><pre><samp>{text}</samp></pre></div>' if text else ""
    assert answer.removeprefix("<pre><code>f()</code></pre>") == shown


def test_the_exception_that_raises_asks_for_is_an_output(render: Make) -> None:
    answer = render(CALL, {0: Output(error="ValueError: a < b")}, None).fields["Answer"]

    assert answer.endswith('<div class="bd-output"><pre class="bd-error"><samp>ValueError: a &lt; b</samp></pre></div>')


def test_a_shortened_output_says_so(render: Make) -> None:
    answer = render(CALL, {0: Output(stdout="a\n", truncated=True)}, None).fields["Answer"]

    assert answer.endswith('<pre><samp>a</samp></pre><div class="bd-shortened">Output shortened …</div></div>')


def test_a_figure_is_media_beside_its_output(render: Make) -> None:
    rendered = render(CALL, {0: Output(stdout="a\n", figures=("<svg/>",))}, None)

    (name,) = rendered.media
    assert rendered.media[name] == b"<svg/>"
    assert rendered.fields["Answer"].endswith(
        f'<pre><samp>a</samp></pre><div class="bd-figure"><img src="{name}" alt="Figure"></div></div>'
    )


def test_sounds_play_and_remote_pictures_stay_links(render: Make) -> None:
    rendered = render(make_note(back='![](a.mp3) ![r](https://x.org/y.png "t")'), media={"a.mp3": b"x"})

    (name,) = rendered.media
    assert rendered.fields["Answer"] == (f'<p>[sound:{name}] <img src="https://x.org/y.png" alt="r" title="t"></p>')


def test_lists_tasks_and_footnotes(render: Make) -> None:
    source = make_note(back="- [x] done\n- plain\n\nText[^b] and[^a] and[^b].\n\n[^a]: A\n[^b]: B\n")

    assert render(source).fields["Answer"] == (
        '<ul><li class="bd-done">done</li><li>plain</li></ul>'
        "<p>Text<sup>1</sup> and<sup>2</sup> and<sup>1</sup>.</p>"
        '<div class="bd-footnotes"><ol><li value="1"><p>B</p></li><li value="2"><p>A</p></li></ol></div>'
    )


def test_a_line_break_between_han_characters_is_no_space(render: Make) -> None:
    source = make_note(back="第一行\n第二行，\n又 word\nthen 中\nA")

    assert render(source).fields["Answer"] == "<p>第一行第二行，又 word\nthen 中\nA</p>"


def test_links_stay_where_they_lead_somewhere(render: Make) -> None:
    source = make_note(back="[a](https://x.org/a::b) [b](other.md) <https://y.org>")

    assert render(source).fields["Answer"] == (
        '<p><a href="https://x.org/a::b">a</a> <a>b</a> <a href="https://y.org">https://y.org</a></p>'
    )


def test_authors_html_cannot_look_like_ours(render: Make) -> None:
    source = make_note(
        back='<div class="bd-verified" onclick="x()">Verified</div>\n\na <b class="x">b</b>\ufdd00\ufdd1 $c$'
    )

    assert render(source).fields["Answer"] == r"<div>Verified</div><p>a <b>b</b>0 \(c\)</p>".replace(
        "</div>", "</div>\n"
    )


@pytest.mark.parametrize(
    "mark",
    ["&#xFDD0;0&#xFDD1;", "&#0064976 9&#64977", "&#x&#xfdd0;FDD0;0&#XFDD1;", "&#x\ufdd0FDD0;0&#xFDD1;", "&#31;&#xD;"],
)
def test_references_to_characters_that_are_ours_or_no_card_may_hold_are_shown_as_unknown(
    render: Make, mark: str
) -> None:
    source = make_note(
        back=f'<b title="{mark}">{mark} &amp; &#233;</b>\n\n```text\n" onmouseover="x()\n```\n\n<i>&#{"9" * 9}</i>'
    )

    answer = render(source).fields["Answer"]

    assert not re.search("[\x00-\x08\x0b-\x1f\ufdd0-\ufdef]", answer)
    assert answer.count("\ufffd") > 1
    assert "&amp; é</b>" in answer
    assert answer.count("onmouseover") == 1


def test_badges_section_source_and_link(render: Make) -> None:
    """Canonical values as classes, the edition's words as text."""
    source = make_note(
        "问题？",
        cited="[Ba 等](https://arxiv.org/abs/1607.06450)",
        marks=".own rarity=非常常见 difficulty=hard",
        above="---\nlang: zh-CN\n---\n## 深度学习 & 理论 {#theory}",
    )

    rendered = render(source, source_link=lambda note: f"https://x.org/{note.location.path}?a&b")

    filled = {name: value for name, value in rendered.fields.items() if value}
    assert filled == {
        "Question": "问题？",
        "Rarity": '<span class="bd-badge bd-very-common">非常常见</span>',
        "Difficulty": '<span class="bd-badge bd-hard">困难</span>',
        "Section": "深度学习 &amp; 理论",
        "Answer": "<p>It.</p>",
        "Source": '<a href="https://arxiv.org/abs/1607.06450">Ba 等</a>',
        "Link": "https://x.org/deck/en.md?a&amp;b",
        "Lang": "zh-CN",
        "Id": "note",
    }


def test_rendering_twice_gives_the_same(render: Make) -> None:
    def once() -> Any:
        return render(make_note(back='a $b$[^1]\n\n```mermaid\npie\n "a": 1\n```\n\n[^1]: c'))

    assert once() == once()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"question": "<!-- -->"},
            (
                "[empty-question]: The question is empty: Anki would make no card of it. "
                "Write the question behind the heading's mark."
            ),
        ),
        (
            {"back": "text", "marks": ".cloze"},
            (
                "[no-blank]: A cloze note without a blank: Anki would make no card of it. "
                "Mark what to ask for with `==…==`, or lines of a snippet with `cloze=`."
            ),
        ),
        (
            {"back": "<img src='missing.png'>"},
            (
                "[html-picture]: A picture in HTML is not copied into the package: `missing.png`. "
                "Write it as `![](missing.png)`."
            ),
        ),
        (
            {"back": "![](gone.png)"},
            (
                "[missing-media]: `gone.png` cannot be read: No such file or directory. "
                "Put the file there, or mend its path."
            ),
        ),
    ],
)
def test_what_anki_could_not_show_is_an_error_at_the_note(render: Make, more: dict[str, Any], message: str) -> None:
    (problem,) = render(make_note(**more)).problems

    assert str(problem) == f"deck/en.md:1:1: error{message}"


def test_media_of_unknown_kind_is_an_error(render: Make) -> None:
    (problem,) = render(make_note(back="![](a.docx)"), media={"a.docx": b""}).problems

    assert str(problem) == (
        "deck/en.md:1:1: error[unknown-media]: Anki can neither show nor play `a.docx`. "
        "Use PNG, JPEG, SVG, WebP or GIF for pictures, MP3, OGG or MP4 for sound and film."
    )


def test_a_diagram_that_cannot_be_drawn_is_an_error_at_its_fence(render: Make) -> None:
    (problem,) = render(make_note(back="text\n\n```mermaid\nflowchart TD\n  A -->\n```")).problems

    assert str(problem) == (
        "deck/en.md:5:1: error[mermaid]: The mermaid diagram cannot be drawn: Diagram parse error (flowchart-v2): "
        "unexpected end of input; expected node identifier, edge label. Mend the diagram."
    )


def test_a_note_that_nests_without_end_is_refused(render: Make) -> None:
    rendered = render(make_note(back="a\n\n" + "<li>\n" * 300 + "\n"))
    (problem,) = rendered.problems
    assert str(problem).endswith(
        "error[html-too-deep]: Elements nest more than 256 levels deep: HTML that is never closed, or lists in lists. "
        "Write it flatter, and close what is opened."
    )


def test_a_pinned_output_is_verified_too(render: Make) -> None:
    """Nothing is recorded of it, so it does not say on what."""
    source = make_note(back="```python\nprint(1)\n```\n\n```output\n1\n```")

    answer = render(source, {0: Output(stdout="1\n")}, environment=None).fields["Answer"]

    assert answer.endswith(
        '<div class="bd-output"><pre><samp>1</samp></pre><div class="bd-verified">Verified</div></div>'
    )


def test_a_transcript_is_verified_below(render: Make) -> None:
    source = make_note(back="```pycon\n>>> 1 + 1\n2\n```\n\nThat is it.")

    answer = render(source, {0: Output()}, environment=None).fields["Answer"]

    assert answer.endswith(
        '</pre><div class="bd-output"><div class="bd-verified">Verified</div></div><p>That is it.</p>'
    )


def test_a_transcript_that_does_not_run_claims_nothing(render: Make) -> None:
    source = make_note(back="```pycon run=false\n>>> 1 + 1\n3\n```")

    assert "Verified" not in render(source, {}, environment=None).fields["Answer"]


def test_a_figure_is_described_as_its_author_does(render: Make) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    source = make_note(back="```python alt=\"Loss & 'lr' fall\"\nplot()\n```")

    answer = render(source, {0: Output(figures=(svg,))}).fields["Answer"]

    assert 'alt="Loss &amp; &#x27;lr&#x27; fall"' in answer
