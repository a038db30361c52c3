"""What the rules need besides the documents."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LintContext:
    """Limits, and the files that lie beside the Markdown."""

    media: tuple[str, ...] = ()
    """Paths, as `Document.media` has them, of all pictures and sounds in the deck's media folder."""
    answer_words: int = 300
    """More than these on the back of a card are too many; three Chinese or Japanese characters count as two words."""
