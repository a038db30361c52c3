"""The values that the stages hand on, from a Markdown note to a row of an Anki package.

`NoteSource` (parsed) and `Note` (rendered) are two types, so that what has not been rendered cannot be packaged.
A card is a note seen through a template: Anki derives cards, so there is no class for them here.

Rooms: `names`, `sources` (what was parsed), `runs` (what ran), `notes` (what Anki is given).
"""

from build_deck.model.names import (
    CLOZE,
    QA,
    REVERSED,
    DeviceChoice,
    Difficulty,
    EditionName,
    NoteId,
    NotetypeName,
    Prediction,
    Rarity,
    Shown,
)
from build_deck.model.notes import Field, Note, Notetype, Template
from build_deck.model.runs import Environment, Limits, Output, Session, SessionRun, SnippetRun, Verdict
from build_deck.model.sources import Block, Document, Example, Fate, NoteSource, Pin, Section, Snippet, SnippetOptions

__all__ = [
    "CLOZE",
    "QA",
    "REVERSED",
    "Block",
    "DeviceChoice",
    "Difficulty",
    "Document",
    "EditionName",
    "Environment",
    "Example",
    "Fate",
    "Field",
    "Limits",
    "Note",
    "NoteId",
    "NoteSource",
    "Notetype",
    "NotetypeName",
    "Output",
    "Pin",
    "Prediction",
    "Rarity",
    "Section",
    "Session",
    "SessionRun",
    "Shown",
    "Snippet",
    "SnippetOptions",
    "SnippetRun",
    "Template",
    "Verdict",
]
