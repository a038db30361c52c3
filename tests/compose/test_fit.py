"""What Anki would silently change, drop or refuse is an error before it can."""

from typing import Any

import pytest
from author import composed, make
from build_deck.compose import fit
from build_deck.model import Note, NotetypeName


def refusal(*notes: Note, **changes: Any) -> list[str]:
    """What is said of these notes."""
    edition = composed(*notes, **changes)
    return [str(problem) for problem in fit.problems(edition.notes, edition.notetypes, edition.media)]


def test_two_notes_with_one_id_are_refused() -> None:
    assert refusal(make("a"), make("a")) == [
        "deck/en.md:3:1: error[duplicate-id]: The id `a` is already used at deck/en.md:3:1. Give one of the two notes "
        "another id."
    ]


@pytest.mark.parametrize(
    ("tag", "fault"),
    [
        ("a b", "holds a space, which would make two tags of it"),
        ("a\u3000b", "holds a space, which would make two tags of it"),
        ("::a", "has an empty part beside its `::`"),
        ("a::", "has an empty part beside its `::`"),
        ("a::::b", "has an empty part beside its `::`"),
        ("a\x01", "holds a control character"),
        ("", "is empty"),
    ],
)
def test_tags_that_anki_changes_are_refused(tag: str, fault: str) -> None:
    assert refusal(make("a", tags=(tag,))) == [
        f"deck/en.md:3:1: error[bad-tag]: The tag `{tag}` {fault}. Write it without."
    ]


def test_tags_that_differ_in_case_are_refused() -> None:
    assert refusal(make("a", tags=("Hard",)), make("b", tags=("hard",))) == [
        "deck/en.md:3:1: error[tag-case]: The tag `hard` is elsewhere written `Hard`, and Anki makes them one. Write "
        "both alike."
    ]


@pytest.mark.parametrize("text", ["a\x1fb", "a\x00", "a\r", "half \ud800"])
def test_control_characters_are_refused(text: str) -> None:
    assert refusal(make("a", fields={"Question": "Q", "Answer": text})) == [
        "deck/en.md:3:1: error[control-character]: The field `Answer` of the note `a` holds a control character or "
        "half a surrogate pair. Take it out: Anki's import fails on it."
    ]


def test_a_note_that_would_have_no_cards_is_refused() -> None:
    plain = make("b", notetype=NotetypeName("cloze"))
    assert refusal(make("a", fields={"Question": " \n", "Answer": "A"}), plain) == [
        "deck/en.md:3:1: error[empty-question]: The note `a` has no question. Write one.",
        "deck/en.md:3:1: error[no-cloze]: The cloze note `b` hides nothing, so Anki would make no card of it. Mark "
        "what to hide with `==text==`.",
    ]


def test_an_unknown_field_is_refused() -> None:
    assert refusal(make("a", fields={"Question": "Q", "Anwser": "A"})) == [
        "deck/en.md:3:1: error[unknown-field]: The notetype Test Q&A has no field `Anwser`. It has `Question`, "
        "`Answer`, `Predict`, `PredictOutput`, `Spare1`."
    ]


def test_missing_media_is_refused() -> None:
    assert refusal(make("a", media=("x.svg",))) == [
        "deck/en.md:3:1: error[missing-media]: The media file `x.svg` of the note `a` is missing."
    ]


@pytest.mark.parametrize("name", ["a/b.svg", 'a"b.svg', "a:b.svg", "a?.svg", "[a].svg", ".a", "a.", f"{'é' * 60}.svg"])
def test_media_names_that_anki_changes_are_refused(name: str) -> None:
    assert refusal(make("a", media=(name,)), media={name: b""}) == [
        f"deck/en.md:3:1: error[bad-media-name]: Anki would rename the media file `{name}`. Use letters, digits, `-`, "
        "`_` and `.`, at most 120 bytes."
    ]
