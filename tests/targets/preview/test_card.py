"""Cards as the preview fills them are those that real Anki makes of the package."""

import html
import re
from pathlib import Path

import pytest
from build_deck.commands.preview.making import draw, judged_already, reading
from build_deck.commands.preview.values import PreviewOptions
from build_deck.targets.preview import side
from build_deck.targets.preview.cloze import reveal
from build_deck.targets.preview.mathematics import with_formulas
from build_deck.targets.preview.template import fill, shows
from support import open_package, run_command, write_files

DECK = r"""# All kinds

## Numbers

### Why is *0.1* + 0.2 not 0.3? {#sum rarity=common difficulty=easy}

Look:

```python
x = 0.1 + 0.2
```

**Hint:** it is **binary**

Answer: Rounding, `{{c1::literal}}` and [sound:none.mp3].

```python predict
print(0.1 + 0.2)
```

**Source:** [IEEE](https://example.org/a?b=1&c=2)

### Nothing but an answer {#plain rarity=rare difficulty=hard}

Five.

### What comes? {#typed rarity=rare difficulty=hard}

This.

```python predict=type
print({1: [2], "<a>": 0.5})
```

### Which one? {#both .reversed rarity=rare difficulty=hard}

In front.

**Answer:** That one.

## Gaps

### A {{c2::gap}} in the question {#asked .cloze rarity=rare difficulty=easy}

The ==blank=={c1} and {{c2::the other::with a hint}}, and {{c3::one {{c4::in}} another}}.

```python cloze=1
y = 2
```

**Hint:** think

### Formula {#formula .cloze rarity=rare difficulty=easy}

It is $a = {{c1::\frac{1}{2}}}$ and $b<c$, ==too==.
"""


def seen(markup: str) -> str:
    """The HTML without what plays sounds and what draws formulas, which are not Anki's templates' work."""
    markup = re.sub(
        r'\[\[type:\w+\]\]|<input type="text" id="typeans"[^>]*>|<code id="typeans">.*?</code>', "✎", markup
    )
    without = re.sub(r"<math.*?</math>|\\\(.*?\\\)|\\\[.*?\\\]", "∑", markup, flags=re.DOTALL)
    played = re.sub(r"\[anki:play:.:\d+\]|<audio[^>]*></audio>", "♪", without)
    return html.unescape(re.sub(r' data-cloze="[^"]*"', "", played)).strip()


def test_every_side_of_every_card_is_what_anki_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {"q.md": DECK})
    built = run_command("-q", "q.md")
    assert built.status == 0, built.stderr
    with reading(Path("q.md"), PreviewOptions()) as read:
        shown = draw(read, judged_already(read, {}))
    ours = {
        (str(note.source.id), card.ordinal): tuple(
            seen(side(note.note, shown.notetypes[note.note.notetype], card, which)) for which in ("front", "back")
        )
        for note in shown.notes
        for card in note.cards
    }
    theirs = {}
    (package,) = Path("dist").glob("*.apkg")
    with open_package(package) as collection:
        for number in collection.find_cards(""):
            card = collection.get_card(number)
            output = card.render_output()
            theirs[card.note()["Id"], card.ord] = (seen(output.question_text), seen(output.answer_text))
    assert ours == theirs
    assert len(theirs) == 14


@pytest.mark.parametrize(
    ("text", "front", "back"),
    [
        ("{{c1::a::b}}", "[b]", "a"),
        ("{{c1::a", "{{c1::a", "{{c1::a"),
        ("{{c2::a {{c1::b}}}}", "a [...]", "a b"),
        ("}} {{c1::a}}", "}} [...]", "}} a"),
        ("no blank", "", ""),
    ],
)
def test_blanks(text: str, front: str, back: str) -> None:
    plain = [re.sub(r"<[^>]*>", "", reveal(text, 1, answer=answer)) for answer in (False, True)]
    assert plain == [front, back]


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{{A}}", "a"),
        ("{{#A}}yes{{/A}}{{^A}}no{{/A}}", "yes"),
        ("{{#Empty}}yes{{A}}{{/Empty}}{{^Empty}}no{{/Empty}}", "no"),
        ("{{hint:A}}", '<details class="hint"><summary>A</summary><div>a</div></details>'),
        ("{{hint:Empty}}{{unknown:A}}{{text:Markup}}{{None}}", "ab"),
    ],
)
def test_templates(template: str, filled: str) -> None:
    assert fill(template, {"A": "a", "Empty": " ", "Markup": "<b>b</b>"}, {}) == filled


def test_a_front_that_says_nothing_makes_no_card() -> None:
    assert shows("{{#A}}{{A}}{{/A}}", {"A": "a"})
    assert not shows("{{#A}}{{A}}{{/A}} text", {"A": "<br>"})


def test_formulas_are_drawn_without_a_script() -> None:
    drawn = with_formulas(r"so \(a&lt;b\) and \[\frac{1}{2}\], \(\frac{\) not")
    assert drawn.count("<math ") == 2
    assert 'display="block"' in drawn
    assert '<code class="preview-tex">\\frac{</code>' in drawn
    assert "<mo>&#x0003C;</mo>" in drawn
