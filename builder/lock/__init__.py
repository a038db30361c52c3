"""`deck.lock`: what each note and notetype held when it last changed, and when that was.

Anki updates a note only when the package's is newer, and then overwrites what the learner wrote into it. So a note's
time may move only when its own content does, and always forward: the time is kept in this file, beside the deck, and
committed.

The file is YAML, one line a note. Every line stands for itself, and of two lines for one note the newer counts: a
merge may keep both.
"""

from builder.lock.advance import advance, dropped, outdated
from builder.lock.text import dump, read
from builder.lock.values import Entry, Lock, Retired

__all__ = ["Entry", "Lock", "Retired", "advance", "dropped", "dump", "outdated", "read"]
