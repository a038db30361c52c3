"""`deck.lock`: what each note and notetype held when it last changed, and when that was.

Anki updates a note only when the package's is newer, and then overwrites what the learner wrote into it. So a note's
time may move only when its own content does, and always forward: the time is kept in this file, beside the deck, and
committed.

The file is YAML, one line a note. Every line stands for itself, and of two lines for one note the newer counts: a
merge may keep both.
"""

from build_deck.lock.advance import advance, dropped, gone, heirs_of, is_of, news, outdated, renamed
from build_deck.lock.content import of_note
from build_deck.lock.text import dump, read
from build_deck.lock.values import Entry, Lock, Name, Retired

__all__ = [
    "Entry",
    "Lock",
    "Name",
    "Retired",
    "advance",
    "dropped",
    "dump",
    "gone",
    "heirs_of",
    "is_of",
    "news",
    "of_note",
    "outdated",
    "read",
    "renamed",
]
