"""What of an output counts: a library's new warning on stderr is no change of a card that does not show it."""

from dataclasses import replace

from build_deck.model import Output, Snippet


def counted(snippet: Snippet, output: Output) -> Output:
    """Return what is recorded and compared: stderr only where the author shows it."""
    return output if snippet.options.shows_stderr else replace(output, stderr="")


def on_the_card(snippet: Snippet, output: Output) -> Output:
    """Return the output with its text as the card has it, to be held against a pin."""
    if snippet.options.output == "stderr":
        return Output(stdout=output.stderr, figures=output.figures)
    return replace(output, stdout=output.stdout + counted(snippet, output).stderr)
