"""An edition brought into a collection that a learner lives with: what is theirs stays, and what overwrites is told.

Rooms: `values` (a note as they have it, what was pushed), `merge` (three versions of a note to one), `pushing` (the
steps), `collection` (a collection's file, through the `anki` package), `connect` (a running Anki, through AnkiConnect).
What `collection` needs is imported when one is opened.
"""

from build_deck.targets.anki.merge import Change, Merged, merge
from build_deck.targets.anki.pushing import Push, push
from build_deck.targets.anki.values import AnkiError, Held, Home, Pushed

__all__ = ["AnkiError", "Change", "Held", "Home", "Merged", "Push", "Pushed", "merge", "push"]
