"""The notetypes of every package, a row each: frozen fields, templates, and the style sheet that all share.

Anki matches notetypes by id and fields by their integer ids. A field or template that is added, removed or moved makes
every later import conflict, so a row that was published never changes; its `Spare` fields are there for what comes
later: one that is put to use takes a good name in its place (Anki goes by the id: no import conflicts, and no full sync
is asked for, with 24.11, 25.9.5 and 26.9.3). What may change freely are the texts of templates and style sheet, which
are files beside this module.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from build_deck.model import CLOZE, QA, REVERSED, Field, Notetype, NotetypeName, Template
from build_deck.notetypes.style import COLOURS, css, packaged

__all__ = ["COLOURS", "MINE", "NOTETYPES", "css", "field_names", "marked", "of_deck"]

_COMMON_TAIL = ("Hint", "HintLabel", "Rarity", "Difficulty", "Section", "Source", "Link", "Lang", "Id")
MINE = "Mine"
"""The learner's own field: what they write into it, and what a push keeps of theirs, stands under the answer."""
_SPARE = ("Spare1", "Spare2", "Spare3", "Spare4", MINE)
_TYPED = ("PredictTyped", *_SPARE[1:])

QA_FIELDS = ("Question", "Front", "Answer", "Predict", "PredictOutput", "PredictLabel", *_COMMON_TAIL, *_TYPED)
"""`Front` stands under the question, `Predict` is the code whose output a sibling card asks for, `PredictTyped` that
output where it is to be typed: in a field of this notetype, so that a card may begin or cease to be typed with its
reviews kept."""

CLOZE_FIELDS = ("Question", "Text", "Extra", "QuestionInText", *_COMMON_TAIL, *_SPARE)
"""`Text` holds all blanks, since Anki shows nothing of a field that lacks a card's own; `Extra` comes with the answer.

A question with blanks in it stands at the head of `Text`, and `QuestionInText` is `1`."""

REVERSED_FIELDS = ("Question", "Front", "Answer", "ReversedLabel", *_COMMON_TAIL, *_SPARE)
"""`ReversedLabel` is what the card asks that shows the answer."""

_OURS = frozenset(
    {*_SPARE[:-1], "PredictTyped", "PredictLabel", "ReversedLabel", "QuestionInText", "HintLabel", "Lang", "Id"}
)
"""What no learner writes into: the editor shows these fields' names alone."""


def _fields(first_id: int, names: tuple[str, ...]) -> tuple[Field, ...]:
    return tuple(Field(name, first_id + index, name in _OURS) for index, name in enumerate(names))


def _template(name: str, number: int, stem: str) -> Template:
    question, answer = (packaged(f"templates/{stem}.{side}.html") for side in ("question", "answer"))
    return Template(name, number, question, answer)


NOTETYPES: dict[NotetypeName, Notetype] = {
    QA: Notetype(
        id=1763856000001,
        name="build-deck Q&A",
        fields=_fields(7_310_001, QA_FIELDS),
        templates=(_template("Question", 7_320_001, "qa"), _template("Predict", 7_320_002, "predict")),
        css=css(),
    ),
    CLOZE: Notetype(
        id=1763856000002,
        name="build-deck Cloze",
        fields=_fields(7_330_001, CLOZE_FIELDS),
        templates=(_template("Cloze", 7_340_001, "cloze"),),
        css=css(),
        cloze=True,
        mark="cloze",
    ),
    REVERSED: Notetype(
        id=1763856000003,
        name="build-deck Q&A, reversed",
        fields=_fields(7_350_001, REVERSED_FIELDS),
        templates=(_template("Question", 7_360_001, "qa"), _template("Reversed", 7_360_002, "reversed")),
        css=css(),
        mark="reversed",
    ),
}
"""By name; ids are those of every package ever built, so they stay as they are.

What a field says is `render.fields.WRITERS`' business; one that is not in there stays empty.
"""


def of_deck(notetype: Notetype, deck_id: str) -> Notetype:
    """The notetype as a deck's own, for one that has a style: on a shared one, the newest style sheet paints all cards.

    Its id follows from the deck's, milliseconds between 2004 and 2039; within a notetype, ids of fields and templates
    may be those of another.
    """
    named = hashlib.sha256(f"{deck_id}\0{notetype.id}".encode()).digest()
    own = (1 << 40) + int.from_bytes(named[:5])
    return replace(notetype, id=own, name=f"{notetype.name} ({deck_id})")


def field_names(name: NotetypeName) -> tuple[str, ...]:
    """The fields of a notetype, in their order."""
    return tuple(field.name for field in NOTETYPES[name].fields)


def marked() -> Mapping[str, NotetypeName]:
    """The notetypes that a class on a question asks for, by that class."""
    return {notetype.mark: name for name, notetype in NOTETYPES.items() if notetype.mark}
