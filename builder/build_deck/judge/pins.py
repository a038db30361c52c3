"""Whether an output fits what the source pins: the text of an output fence, or what stands under each prompt."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from build_deck import runtimes
from build_deck.judge.compare import compare_pin
from build_deck.judge.counted import on_the_card
from build_deck.judge.repin import repinned
from build_deck.model import Example, Output, Snippet


def misfit(snippet: Snippet, output: Output) -> str:
    """Return how the output of a pinned snippet differs from its pin; nothing where it fits."""
    if answers_itself(snippet):
        return "\n".join(f"under {_prompt(example)}\n{how}" for example, how in misfits(snippet, output))
    text = snippet.pin.text if snippet.pin else ""
    difference = compare_pin(text, on_the_card(snippet, output), tolerance=snippet.options.tolerance)
    return str(difference) if difference else ""


def answers_itself(snippet: Snippet) -> bool:
    """Return whether a transcript's own lines are its pin, rather than an output fence behind it."""
    return bool(snippet.transcript and snippet.pin and not snippet.pin.text)


def misfits(snippet: Snippet, output: Output) -> Iterator[tuple[Example, str]]:
    """Yield the prompts of a transcript that gave something else than stands under them, and how it differs."""
    for example, given in zip_longest(snippet.transcript, output.examples, fillvalue=Output()):
        if isinstance(example, Example):
            pinned, came = answer(snippet, example.want, example.error), _given(snippet, given)
            difference = compare_pin(pinned, Output(stdout=came), tolerance=snippet.options.tolerance)
            if difference:
                yield example, str(difference)


def answer(snippet: Snippet, printed: str, error: str | None) -> str:
    """Return what stands under a prompt that gave this."""
    console = runtimes.named(snippet.runtime).console
    return console.answer(printed, error) if console else printed


def rewritten(own: Snippet, output: Output) -> str | None:
    """Return the new text of the author's fence that pins something else: the output fence, or the transcript.

    None where it cannot be written: what was printed looks like a prompt or a fence, and would be read as one.
    """
    if own.pin and not answers_itself(own):
        return repinned(own.pin.text, on_the_card(own, output), own.options.tolerance)
    console = runtimes.named(own.runtime).console
    if console is None or own.pin is None:
        return None
    given = dict(zip(own.transcript, output.examples, strict=False))
    answers = {e: _given(own, given[e]) for e, _ in misfits(own, output) if e in given}
    text = console.rewrite(own.shown, answers)
    now = console.read(text).examples
    again = replace(own, shown=text, transcript=now)
    return text if again.pieces == own.pieces and not misfit(again, output) else None


def _given(snippet: Snippet, output: Output) -> str:
    return answer(snippet, on_the_card(snippet, output).stdout, output.error)


def _prompt(example: Example) -> str:
    lines = example.code.rstrip("\n").split("\n")
    return f"`{lines[0]}{' …' if len(lines) > 1 else ''}`"
