"""What can be wrong with the machine that snippets run on."""

from build_deck.errors import Kind, Level

CODES = (
    Kind(
        "no-cuda",
        Level.ERROR,
        "The command was told to use a GPU, and there is none that works.",
        "Leave out --device cuda, or run it where there is one.",
    ),
)
