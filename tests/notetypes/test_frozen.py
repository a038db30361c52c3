import json
import re
from pathlib import Path

from build_deck.notetypes import NOTETYPES


def test_ids_fields_and_templates_are_those_of_every_earlier_package() -> None:
    """The snapshot is never rewritten: a change here makes every learner's next import conflict."""
    snapshot = json.loads(Path(__file__).with_name("frozen.json").read_text(encoding="utf-8"))

    assert {
        name: {
            "id": notetype.id,
            "name": notetype.name,
            "cloze": notetype.cloze,
            "fields": {field.name: field.id for field in notetype.fields},
            "templates": {template.name: template.id for template in notetype.templates},
        }
        for name, notetype in NOTETYPES.items()
    } == snapshot
    order = {name: [field.name for field in notetype.fields] for name, notetype in NOTETYPES.items()}
    assert order == {name: list(row["fields"]) for name, row in snapshot.items()}


def test_ids_are_unique() -> None:
    fields = [field.id for notetype in NOTETYPES.values() for field in notetype.fields]
    templates = [template.id for notetype in NOTETYPES.values() for template in notetype.templates]
    ids = [*fields, *templates, *(notetype.id for notetype in NOTETYPES.values())]

    assert len(ids) == len(set(ids))


def test_the_question_is_the_first_field() -> None:
    """Anki lists notes by it, compares new ones by it, and makes no card where it is empty."""
    assert [notetype.fields[0].name for notetype in NOTETYPES.values()] == ["Question", "Question"]


def test_templates_name_fields_that_are_there() -> None:
    for notetype in NOTETYPES.values():
        names = {field.name for field in notetype.fields} | {"FrontSide"}
        for template in notetype.templates:
            text = template.question + template.answer
            used = set(re.findall(r"\{\{[#^/]?(?:cloze:)?(\w+)\}\}", text))
            assert used <= names
            assert "<script" not in text


def test_every_field_that_renders_is_used_and_spares_are_not() -> None:
    for notetype in NOTETYPES.values():
        text = "".join(template.question + template.answer for template in notetype.templates)
        unused = [field.name for field in notetype.fields if field.name not in text]
        assert unused == ["Spare1", "Spare2", "Spare3", "Spare4", "Spare5"]
