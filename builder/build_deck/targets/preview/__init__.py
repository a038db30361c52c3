"""A note's cards as Anki would show them: HTML of one side, from the package's own templates and style sheet.

Rooms: `template` (filling), `cloze` (blanks hidden and shown), `mathematics` (formulas, which browsers draw by
themselves), `card` (which cards there are, and a side of one as a page).
"""

from build_deck.targets.preview.card import Card, cards_of, page, side

__all__ = ["Card", "cards_of", "page", "side"]
