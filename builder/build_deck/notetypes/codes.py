"""What can be wrong with a deck's colours."""

from build_deck.errors import Kind, Level

CODES = (
    Kind(
        "bad-colour",
        Level.ERROR,
        "A colour in deck.yaml is not one that CSS knows.",
        "Write it as #rrggbb.",
    ),
    Kind(
        "bad-style",
        Level.ERROR,
        "The style sheet that deck.yaml names holds what ends a style sheet in a page: what follows would be "
        "part of every card, scripts too.",
        "Take it out.",
    ),
    Kind(
        "unknown-colour",
        Level.ERROR,
        "deck.yaml names a colour of the card that does not exist.",
        "Use one of those listed.",
    ),
)
