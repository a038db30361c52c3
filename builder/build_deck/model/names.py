"""What notes, editions and notetypes are called, and the words that authors choose among."""

from enum import StrEnum
from typing import Literal, NewType

NoteId = NewType("NoteId", str)
"""What identifies a note in its deck for ever: the `{#id}` of its heading."""

EditionName = NewType("EditionName", str)
"""The key of an edition in deck.yaml, such as `zh`."""

NotetypeName = NewType("NotetypeName", str)
"""The key of a row of `notetypes.NOTETYPES`; it stands in deck.lock, so it never changes."""

QA = NotetypeName("qa")
"""What a note is unless it asks for another."""

CLOZE = NotetypeName("cloze")
"""What a note with gaps is."""

REVERSED = NotetypeName("reversed")
"""What a note is that is asked both ways."""

DeviceChoice = Literal["auto", "cpu", "cuda"]

Shown = Literal["none", "last", "all", "stderr", "all+stderr"]
"""What of its output a snippet's card shows."""

Prediction = Literal["", "said", "typed"]
"""Whether a card of its own asks for a snippet's output, and how the learner answers."""


class Rarity(StrEnum):
    """How often a question is asked; the order of members is the study order."""

    VERY_COMMON = "very-common"
    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"


class Difficulty(StrEnum):
    """How hard a question is; the order of members is the study order."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"
