"""A notetype and notes of the shape that packages have, without rendering."""

from collections.abc import Callable

import pytest

from builder.errors import Location
from builder.model import Field, Note, NoteId, Notetype, NotetypeName, Template
from builder.package import guid

FIELDS = tuple(
    Field(name, 7_000_000_000_000_000 + place)
    for place, name in enumerate(["Question", "Answer", "Predict", "Notice", "Spare 1"])
)

QA = Notetype(
    id=1_700_000_000_001,
    name="Q&A",
    cloze=False,
    fields=FIELDS,
    templates=(
        Template("Answer", 8_000_000_000_000_001, "{{Question}}", "{{FrontSide}}<hr id=answer>{{Answer}}{{Notice}}"),
        Template(
            "Predict", 8_000_000_000_000_002, "{{#Predict}}{{Predict}}{{/Predict}}", "{{FrontSide}}{{Answer}}{{Notice}}"
        ),
    ),
    css=".card { font-family: sans-serif }",
)
CLOZE = Notetype(
    id=1_700_000_000_002,
    name="Cloze",
    cloze=True,
    fields=FIELDS,
    templates=(Template("Cloze", 8_000_000_000_000_003, "{{cloze:Question}}", "{{cloze:Question}}{{Answer}}"),),
    css=".cloze { font-weight: bold }",
)
NOTETYPES = {NotetypeName.QA: QA, NotetypeName.CLOZE: CLOZE}
NOW = 1_764_000_000


def make(id_: str, question: str = "", answer: str = "Answer", **changes: object) -> Note:
    """A Q&A note, or what `changes` make of it."""
    values: dict[str, object] = {
        "id": NoteId(id_),
        "guid": guid("deck", "en", NoteId(id_)),
        "notetype": NotetypeName.QA,
        "fields": {"Question": question or f"What is {id_}?", "Answer": answer},
        "tags": ("easy",),
        "deck": "Deck::01 First",
        "due": 1,
        "media": (),
        "location": Location("deck/en.md", 3),
    }
    return Note(**(values | changes))  # type: ignore[arg-type]  # tests name fields one by one


@pytest.fixture
def note() -> Callable[..., Note]:
    """What makes notes."""
    return make
