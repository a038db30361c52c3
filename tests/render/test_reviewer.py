"""The hard cases on the page of Anki's own reviewer, where MathJax and the browser have had their say."""

import dataclasses
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from build_deck.model import NoteSource, Output
from build_deck.render import Rendered
from written_note import make_note

pytestmark = pytest.mark.browser
PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" width="700" height="9"><rect width="700" height="9"/></svg>'
LONG = "x = " + " + ".join(f"a_long_name_{number}" for number in range(30))
LITERAL = r"\\\(a\\\) \\\[b\\\] \[sound:x.mp3\] \[latex\]x\[/latex\] \[\$\]x\[/\$\] \[\[type:Answer\]\] \{\{c1::x\}\}"
SEEN = r"\(a\) \[b\] [sound:x.mp3] [latex]x[/latex] [$]x[/$] [[type:Answer]] {{c1::x}}"


@dataclasses.dataclass(frozen=True)
class Shown:
    """A note's cards as the reviewer showed them."""

    questions: list[dict[str, Any]]
    answers: list[dict[str, Any]]


NOTES: dict[str, tuple[NoteSource, dict[int, Output]]] = {
    "literal": (make_note("Literal", f"{LITERAL} and $c^2$"), {}),
    "literal cloze": (make_note("Literal cloze", f"{LITERAL} and ==blank== and $c^2$", marks=".cloze"), {}),
    "code": (make_note("Code", f"```python\nr'{SEEN}'\n{LONG}\n```"), {0: Output(stdout=f"{SEEN}\n{LONG}\n")}),
    "math": (make_note("Math $q_1$", "$a<b$\n\n$$\n\\begin{pmatrix} 1 \\\\[2pt] 2 \\end{pmatrix}\n$$\n"), {}),
    "wide math": (make_note("Wide math", f"It is ${' + '.join('abcdefghijklmnopqrstuvwxyz')}$, and so on."), {}),
    "cloze in math": (make_note("Cloze in math", "$a = {{c1::\\frac{1}{2^{n}}}}$", marks=".cloze"), {}),
    "table": (make_note("Table", f"| {'wide ' * 9} | b | {'wide' * 30} |\n|--|--|--|\n| 1 | 2 | 3 |\n"), {}),
    "figure": (make_note("Figure", "```python\nf()\n```"), {0: Output(figures=(PIXEL,))}),
    "diagram": (make_note("Diagram", "```mermaid\nflowchart LR\n  A[输入] --> B[输出] --> C --> D --> E\n```"), {}),
    "html": (
        make_note("HTML", "<script>window.ran = 1</script><img src='https://x.invalid/' onerror='ran=1'> end"),
        {},
    ),
    "predict": (make_note("Predict", "```python predict\nprint(x)\n```"), {0: Output(stdout="31415")}),
    "typed": (make_note("Typed", "```python predict=type\nprint(x)\n```"), {0: Output(stdout="31415")}),
    "reversed": (make_note("Reversed", "To and **fro**.", marks=".reversed"), {}),
    "picture": (make_note("Picture", "![described](plot.svg)"), {}),
}


@pytest.fixture(scope="module")
def shown(
    open_anki: Callable[[Path], Any], render_once: Callable[..., Rendered], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Shown]:
    """Every note of `NOTES` in the reviewer of one Anki."""
    try:
        import aqt  # noqa: F401
    except ImportError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"Anki's desktop cannot start here, CI has what it needs: {error}")
    base = tmp_path_factory.mktemp("profile")
    (base / "User 1").mkdir()
    anki = open_anki(base / "User 1")
    counts = {}
    for name, (source, outputs) in NOTES.items():
        rendered = render_once(source, outputs, media={"plot.svg": PIXEL.encode()})
        assert rendered.problems == ()
        for file, content in rendered.media.items():
            Path(anki.collection.media.dir(), file).write_bytes(content)
        counts[name] = len(anki.cards(rendered))
    allow_all_at_once(anki.collection)
    anki.collection.close()
    sides = iter(by_note(review(base), list(counts)))
    return {name: next(sides) for name in counts}


def allow_all_at_once(collection: Any) -> None:
    """Every new card of the default deck on one day, a note's siblings one after the other."""
    (config,) = collection.decks.all_config()
    config["new"].update(perDay=999, bury=False)
    collection.decks.update_config(config)


def review(base: Path) -> list[dict[str, Any]]:
    """What Anki shows of the profile in `base`, card by card."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("reviewer.py")), str(base)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1", "LANG": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout.splitlines()[-1]))


def by_note(cards: list[dict[str, Any]], names: list[str]) -> list[Shown]:
    """The cards that belong to each note, found by its question; a prediction names it on its answer."""
    questions = [NOTES[name][0].question.removesuffix(" q_1") for name in names]
    made = []
    for question in questions:
        own = [card for card in cards if re.search(rf"^{question}\s*$", card["answer"]["text"], re.MULTILINE)]
        made.append(Shown([card["question"] for card in own], [card["answer"] for card in own]))
    return made


def test_no_card_loads_wide_or_breaks(shown: dict[str, Shown]) -> None:
    """Nothing pushes the page wide at 420 px, no picture is missing, no script ran, nothing else asks for typing."""
    for name, note in shown.items():
        assert note.questions, name
        for side in (*note.questions, *note.answers):
            assert not side["wide"], name
            assert [src for src in side["broken"] if "x.invalid" not in src] == [], name
            assert (side["ran"], side["buttons"], side["errors"]) == ("undefined", 0, 0), name
            assert side["inputs"] == (name == "typed" and side is note.questions[1]), name
            assert all(width <= side["window"] for width in side["widths"]), name


def test_what_looks_like_math_sound_or_fields_is_text(shown: dict[str, Shown]) -> None:
    """Beside real math too, which is the one formula that is typeset."""
    (answer,) = shown["literal"].answers
    assert answer["body"][-1].startswith(f"{SEEN} and ")
    assert answer["typeset"] == 1
    (answer,) = shown["literal cloze"].answers
    assert answer["body"][0].startswith(f"{SEEN} and blank and ")
    assert (answer["cloze"], answer["typeset"]) == (["blank"], 1)
    (question,) = shown["literal cloze"].questions
    assert question["cloze"] == ["[...]"]


def test_code_and_output_are_left_alone(shown: dict[str, Shown]) -> None:
    (answer,) = shown["code"].answers

    assert answer["body"][-1].split("\n")[:2] == [f"r'{SEEN}'", LONG]
    assert f"\n{SEEN}\n{LONG}\n" in answer["body"][-1]
    assert answer["typeset"] == 0


def test_math_is_typeset(shown: dict[str, Shown]) -> None:
    assert [side["typeset"] for side in (*shown["math"].questions, *shown["math"].answers)] == [1, 3]
    assert [side["typeset"] for side in shown["cloze in math"].answers] == [1]


def test_a_prediction_keeps_its_output_for_the_answer(shown: dict[str, Shown]) -> None:
    asked, predicted = (side["text"] for side in shown["predict"].questions)

    assert "31415" not in asked
    assert "31415" not in predicted
    assert "What does this print?" in predicted
    assert "print(x)" in predicted
    assert all("31415" in side["text"] for side in shown["predict"].answers)


def test_what_is_typed_is_compared_with_the_output(shown: dict[str, Shown]) -> None:
    asked, answered = shown["typed"].questions[1], shown["typed"].answers[1]

    assert asked["label"] == "What does this print?"
    assert "31415" not in asked["text"]
    assert answered["typed"] == [
        ["typeGood", "3141"], ["typeBad", "6"], ["typeGood", "3141"], ["typeMissed", "5"],
    ]  # fmt: skip
    assert "Verified" in answered["text"]


def test_a_reversed_card_asks_for_the_question(shown: dict[str, Shown]) -> None:
    forward, backward = (side["text"] for side in shown["reversed"].questions)

    assert "fro" not in forward
    assert "To and fro." in backward
    assert "Reversed" not in backward
