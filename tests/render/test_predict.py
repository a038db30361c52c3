"""The sibling card that shows code and asks what it prints, in the real backend."""

from collections.abc import Callable
from typing import Any

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
