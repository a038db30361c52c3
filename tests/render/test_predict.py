"""The sibling card that shows code and asks what it prints, in the real backend."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from build_deck.model import Output
from written_note import fence, make_note

Make = Callable[..., Any]
SECRET = "31415"


def test_code_is_asked_and_its_verified_output_answers(render: Make, anki: Any) -> None:
    source = make_note("Why this number?", "Since.\n\n```python predict\nprint(x)\n```")

    asked, predicted = anki.cards(render(source, {0: Output(stdout=SECRET)}))

    assert "Since." in asked.answer
    assert SECRET in asked.answer
    assert "What does this print?" in predicted.question
    assert '<span class="nb">print</span>(x)' in predicted.question
    assert SECRET not in predicted.question
    assert "Why this number?" not in predicted.question
    assert SECRET in predicted.answer
    assert "Verified · Python 3.11 · torch 2.13 · CPU" in predicted.answer
    assert "Why this number?" in predicted.answer


def test_a_note_without_predict_has_one_card(render: Make, anki: Any) -> None:
    (card,) = anki.cards(render(make_note(back="```python\n1\n```"), {0: Output(value="1")}))

    assert "What does this print?" not in card.answer


def test_output_of_predicted_code_on_the_front_waits_for_the_answer(render: Make, anki: Any) -> None:
    source = make_note(front="```python predict\nprint(x)\n```", back="Since.")

    asked, predicted = anki.cards(render(source, {0: Output(stdout=SECRET)}))

    assert SECRET not in asked.question
    assert asked.answer.index(SECRET) < asked.answer.index("Since.")
    assert SECRET not in predicted.question
    assert predicted.answer.index(SECRET) < predicted.answer.index("Since.")


def test_code_above_in_the_session_is_part_of_the_question(render: Make) -> None:
    """Without its outputs; hidden setup and code that does not run stay away."""
    blocks = {
        "python hide": "hidden = 1",
        "python": "shown = 2",
        "python run=false": "not_run = 3",
        "python predict": "print(hidden + shown)",
        "python seed=1": "later = 5",
    }
    source = make_note(back="\n\n".join(fence(code, info) for info, code in blocks.items()))

    fields = render(source, {1: Output(stdout="early"), 3: Output(stdout=SECRET), 4: Output(stdout="late")}).fields

    assert fields["Predict"] == (
        '<pre><code>shown <span class="o">=</span> <span class="m">2</span></code></pre>'
        '<pre><code><span class="nb">print</span>(hidden <span class="o">+</span> shown)</code></pre>'
    )
    assert fields["PredictOutput"].startswith(f'<div class="bd-output"><pre><samp>{SECRET}</samp></pre>')
    assert "early" not in fields["PredictOutput"]
    assert fields["PredictOutput"].count("bd-verified") == 1


def test_nothing_to_predict_is_an_error_at_the_snippet(render: Make) -> None:
    (problem,) = render(make_note(back="a\n\n```python predict\n1;\n```")).problems

    assert str(problem) == (
        "deck/en.md:5:1: error[predict-without-output]: There is no output to predict: the snippet shows none. "
        "Let it print something, or take `predict` off."
    )


def test_a_cloze_note_cannot_ask_for_a_prediction(render: Make) -> None:
    source = make_note(back="==a==\n\n```python predict\n1\n```", marks=".cloze")

    (problem,) = render(source, {0: Output(value="1")}).problems

    assert str(problem) == (
        "deck/en.md:5:1: error[predict-in-cloze]: A cloze note can have no predict card. "
        "Make a note of its own for the prediction, or take `predict` off."
    )


def test_a_line_to_type_is_compared_by_anki(render: Make, anki: Any) -> None:
    """The front asks for it, the back compares: the question's own card has neither."""
    source = make_note("Why this number?", "Since.\n\n```python predict=type\nprint(x)\n```")

    asked, predicted = anki.cards(render(source, {0: Output(stdout=f"{SECRET}\n")}))

    assert "[[type:" not in asked.question + asked.answer
    assert '<label for="typeans">What does this print?</label>' in predicted.question
    assert predicted.question.count("[[type:PredictTyped]]") == 1
    assert SECRET not in predicted.question
    assert predicted.answer.count("[[type:PredictTyped]]") == 1
    assert predicted.stored["PredictTyped"] == SECRET
    assert "Verified" in predicted.answer


@pytest.mark.parametrize(
    "line",
    ["True", "[1.  2.]", "<class 'int'>", "{'a': [0.5, {1}]}", "a & b &amp; c", "答案 é", '"quoted"', "[[type:x]] {{c1::y}}",
     r"\(a\) $b$ \n", "[sound:x.mp3] [latex]", "a::b <!-- c -->", "-0.30000000000000004"],
)  # fmt: skip
def test_what_is_printed_is_what_is_to_be_typed(render: Make, anki: Any, line: str) -> None:
    source = make_note(back="```python predict=type\nprint(x)\n```")

    _, predicted = anki.cards(render(source, {0: Output(stdout=f"{line}\n")}))

    expected = predicted.stored["PredictTyped"]
    good = anki.collection.compare_answer(expected, line)
    bad = anki.collection.compare_answer(expected, f"{line}!")
    assert html.unescape(good) == f"<code id=typeans><span class=typeGood>{line}</span></code>"
    assert "typeBad" in bad


@pytest.mark.parametrize(
    ("output", "why"),
    [
        (Output(stdout="1\n2\n"), "The output has 2 lines, and one can be typed."),
        (Output(stdout="x" * 61), "The output has 61 characters, and 60 are the most to type."),
        (
            Output(error="ValueError: no"),
            "Only printed text can be typed, and this snippet shows something else.",
        ),
    ],
)
def test_what_nobody_types_is_an_error_at_the_snippet(render: Make, output: Output, why: str) -> None:
    (problem,) = render(make_note(back="a\n\n```python predict=type\nf()\n```"), {0: output}).problems

    assert str(problem) == (
        f"deck/en.md:5:1: error[predict-type]: {why} Let it print one short line, or write predict without `=type`."
    )


def test_a_pin_that_leaves_something_open_cannot_be_typed(render: Make) -> None:
    source = make_note(back="```python predict=type\nf()\n```\n\n```output\n0.3...\n```")

    (problem,) = render(source, {0: Output(stdout="0.31")}).problems

    assert problem.what == "The output is pinned with `...`, so nobody can say what to type."


def test_one_line_a_card(render: Make) -> None:
    source = make_note(back="```python predict=type\n1\n```\n\n```python predict\n2\n```")

    (problem,) = render(source, {0: Output(value="1"), 1: Output(value="2")}).problems

    assert problem.what == "A card compares one output with what is typed, and this note asks for 2."


def test_a_reversed_note_is_asked_both_ways(render: Make, anki: Any) -> None:
    source = make_note("Which is it?", "**That** one.", front="In front.", marks=".reversed")

    forward, backward = anki.cards(render(source))

    assert "That" not in forward.question
    assert "That" in forward.answer
    assert "Which question does this answer?" in backward.question
    assert "<strong>That</strong> one." in backward.question
    assert "Which is it?" not in backward.question
    assert "Which is it?" in backward.answer
    assert "In front." in backward.answer
