"""What the parser gives is what the renderer takes: Markdown in, fields out."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from build_deck.render import Rendered
from parse.reading import read

Make = Callable[..., Rendered]
MEDIA = {"media/cat.png": b"cat", "media/pic/dog ä.png": b"dog", "media/song.mp3": b"song"}


def rendered(render: Make, markdown: str, *, cloze: bool = False) -> Rendered:
    """The one note of a file with this answer."""
    document = read(f"### Q? {{#q rarity=rare difficulty=hard{' .cloze' * cloze}}}\n\n{markdown}\n")
    assert document.problems == ()
    (note,) = document.notes
    return render(note, media=MEDIA)


@pytest.mark.parametrize(
    ("markdown", "field"),
    [
        ("{{c2::x::hint}} and ==y==", "<p>{{c2::x::hint}} and {{c1::y}}</p>"),
        (
            "{{c1::`a::b`::why?}} $x={{c2::y::letter}}$",
            r"<p>{{c1::<code>a&#58;&#58;b</code>::why?}} \(x={{c2::y::letter}}\)</p>",
        ),
        ("{{c1::a {{c2::b::in}} c::out}}", "<p>{{c1::a {{c2::b::in}} c::out}}</p>"),
    ],
)
def test_clozes_keep_their_hints(render: Make, markdown: str, field: str) -> None:
    assert rendered(render, markdown, cloze=True).fields["Text"] == field


def test_a_hint_stands_in_the_blank(render: Make, anki: Any) -> None:
    (card,) = anki.cards(rendered(render, "It is {{c1::this::what?}}.", cloze=True))
    assert re.search(r"It is <span class=\"cloze\"[^>]*>\[what\?\]</span>\.", card.question)


@pytest.mark.parametrize(
    ("markdown", "field"),
    [
        ('a <img src="cat.png" width=20 onerror="x()"> b', r'<p>a <img src="(bd-cat-\w+\.png)" width="20"> b</p>'),
        ("<div><img src='pic/dog ä.png'></div>", r'<div><img src="(bd-dog-a-\w+\.png)"></div>'),
        ("<IMG SRC=cat.png>", r'<img src="(bd-cat-\w+\.png)">'),
        ('![A "cat"](cat.png)', r'<p><img class="bd-picture" src="(bd-cat-\w+\.png)" alt="A &quot;cat&quot;"></p>'),
        ("![](pic/dog%20ä.png)", r'<p><img class="bd-picture" src="(bd-dog-a-\w+\.png)" alt=""></p>'),
        ("![](song.mp3)", r"<p>\[sound:(bd-song-\w+\.mp3)\]</p>"),
    ],
)
def test_pictures_and_sounds_are_copied_however_they_are_written(render: Make, markdown: str, field: str) -> None:
    made = rendered(render, markdown)
    assert made.problems == ()
    match = re.fullmatch(field, made.fields["Answer"])
    assert match, made.fields["Answer"]
    assert tuple(made.media) == match.groups()


def test_a_sound_in_html_is_an_error(render: Make) -> None:
    made = rendered(render, '<audio src="song.mp3"></audio> and <img src="song.mp3">')
    assert {str(problem) for problem in made.problems} == {
        "deck.md:1:1: error[html-picture]: A sound or film in HTML is not played: `song.mp3`. Write it as `![](song.mp3)`."
    }


def test_tasks_footnotes_and_details(render: Make) -> None:
    made = rendered(
        render,
        "- [ ] open\n- [x] done[^n]\n\n<details><summary>More</summary>\n\nInside **bold**.\n\n</details>\n\n[^n]: Note.",
    )
    assert made.fields["Answer"] == (
        '<ul><li class="bd-todo">open</li><li class="bd-done">done<sup>1</sup></li></ul><details><summary>More</summary>\n'
        "<p>Inside <strong>bold</strong>.</p></details>\n"
        '<div class="bd-footnotes"><ol><li value="1"><p>Note.</p></li></ol></div>'
    )
