import json
import re
from pathlib import Path

from build_deck.model import QA, Field, NotetypeName
from build_deck.notetypes import NOTETYPES

IN_USE = {(QA, "PredictTyped"): "Spare1", **{(name, "Mine"): "Spare5" for name in NOTETYPES}}
"""Fields that were spare ones, by their names now."""


def test_ids_fields_and_templates_are_those_of_every_earlier_package() -> None:
    """The snapshot is never rewritten: a change here makes every learner's next import conflict.

    A spare field that was put to use has another name: to Anki it is the same by its id.
    """
    snapshot = json.loads(Path(__file__).with_name("frozen.json").read_text(encoding="utf-8"))

    assert {
        name: {
            "id": notetype.id,
            "name": notetype.name,
            "cloze": notetype.cloze,
            "fields": {_first_name(name, field): field.id for field in notetype.fields},
            "templates": {template.name: template.id for template in notetype.templates},
        }
        for name, notetype in NOTETYPES.items()
    } == snapshot
    order = {name: [_first_name(name, field) for field in row.fields] for name, row in NOTETYPES.items()}
    assert order == {name: list(row["fields"]) for name, row in snapshot.items()}


def _first_name(notetype: NotetypeName, field: Field) -> str:
    """What a field was called in the first package."""
    return IN_USE.get((notetype, field.name), field.name)


def test_ids_are_unique() -> None:
    fields = [field.id for notetype in NOTETYPES.values() for field in notetype.fields]
    templates = [template.id for notetype in NOTETYPES.values() for template in notetype.templates]
    ids = [*fields, *templates, *(notetype.id for notetype in NOTETYPES.values())]

    assert len(ids) == len(set(ids))


def test_the_question_is_the_first_field() -> None:
    """Anki lists notes by it, compares new ones by it, and makes no card where it is empty."""
    assert [notetype.fields[0].name for notetype in NOTETYPES.values()] == ["Question", "Question", "Question"]


def test_templates_name_fields_that_are_there() -> None:
    for notetype in NOTETYPES.values():
        names = {field.name for field in notetype.fields} | {"FrontSide"}
        for template in notetype.templates:
            text = template.question + template.answer
            used = set(re.findall(r"\{\{[#^/]?(?:cloze:|type:)?(\w+)\}\}", text))
            assert used <= names
            assert "<script" not in text


def test_every_field_that_renders_is_used_and_spares_are_not() -> None:
    for notetype in NOTETYPES.values():
        text = "".join(template.question + template.answer for template in notetype.templates)
        unused = [field.name for field in notetype.fields if field.name not in text]
        assert unused == [field.name for field in notetype.fields if field.name.startswith("Spare")]
        assert len(unused) >= 3  # something must be left for what comes


def test_the_editor_hides_what_no_learner_writes_into() -> None:
    """A note in Anki's editor is no wall of empty spare fields."""
    hidden = {field.name for notetype in NOTETYPES.values() for field in notetype.fields if field.collapsed}
    assert {f"Spare{number}" for number in range(1, 5)} <= hidden
    assert not hidden & {"Question", "Answer", "Text", "Extra", "Predict", "PredictOutput", "Hint", "Source", "Mine"}
