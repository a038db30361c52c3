"""Packages as files: the same bytes for the same values, nothing missing, nothing too much, nothing left behind."""

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from author import DECK, EDITION, NOTETYPES, QA, make

from builder.errors import BuilderError
from builder.model import Note, NoteId, NotetypeName
from builder.package import guid, pack

NOW = 1_764_000_000
SCRIPT = """
import hashlib, sys
sys.path[:0] = ["tests", "."]
from test_pack import packed, some
sys.stdout.write(hashlib.sha256(packed(*some(), media={"b.svg": b"2", "a.svg": b"1"})).hexdigest())
"""


def packed(*notes: Note, **changes: Any) -> bytes:
    """A package of notes that all changed at NOW."""
    modified = {note.guid: NOW for note in notes} | dict.fromkeys(NotetypeName, NOW)
    arguments: dict[str, Any] = {"notetypes": NOTETYPES, "decks": {}, "media": {}, "modified": modified, **changes}
    return pack(notes, **arguments)


def some() -> list[Note]:
    """Notes in several decks, of both notetypes, with media."""
    cloze = {"Question": "{{c1::x}} {{c2::y}}"}
    notes = [make(f"n{number}", due=number, deck=f"Deck::{number % 7:02d}") for number in range(40)]
    return [*notes, make("c", notetype=NotetypeName.CLOZE, fields=cloze, media=("b.svg", "a.svg"), tags=("z", "a"))]


def rows(package: bytes, query: str) -> list[Any]:
    """What a query gives of a package's collection."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive, closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(archive.read("collection.anki2"))
        return database.execute(query).fetchall()


def test_the_same_values_in_any_order_are_the_same_bytes() -> None:
    notes = some()
    media = {"a.svg": b"1", "b.svg": b"2"}
    backwards = packed(*reversed(notes), media=dict(reversed(media.items())))
    assert packed(*notes, media=media) == backwards


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_no_hash_seed_and_no_machine_shows_in_the_bytes(seed: str, tmp_path: Path) -> None:
    """Another process, another hash seed, another time zone, and no temporary file."""
    here = Path(__file__)
    environment = {
        **os.environ,
        "PYTHONHASHSEED": seed,
        "TZ": "Asia/Shanghai",
        "TMPDIR": str(tmp_path),
        "PYTHONPATH": str(here.parent),
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, cwd=here.parents[2], capture_output=True, text=True, check=True
    )
    assert done.stdout == hashlib.sha256(packed(*some(), media={"a.svg": b"1", "b.svg": b"2"})).hexdigest()
    assert list(tmp_path.iterdir()) == []


def test_members_are_deflated_dated_alike_and_in_order() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(*some(), media={"b.svg": b"2", "a.svg": b"1"}))) as archive:
        members = archive.infolist()
        assert [member.filename for member in members] == ["collection.anki2", "media", "0", "1"]
        assert {member.compress_type for member in members} == {zipfile.ZIP_DEFLATED}
        assert {(member.date_time, member.create_system) for member in members} == {((1980, 1, 1, 0, 0, 0), 3)}
        assert json.loads(archive.read("media")) == {"0": "a.svg", "1": "b.svg"}
        assert archive.read("1") == b"2"


def test_only_used_media_and_what_style_sheets_use_goes_in() -> None:
    media = {"a.svg": b"", "b.svg": b"", "unused.svg": b"", "_font.woff2": b""}
    with zipfile.ZipFile(io.BytesIO(packed(make("a", media=("b.svg", "a.svg")), media=media))) as archive:
        assert json.loads(archive.read("media")) == {"0": "_font.woff2", "1": "a.svg", "2": "b.svg"}


def test_each_note_and_notetype_has_its_own_time() -> None:
    a, b = make("a"), make("b")
    package = packed(a, b, modified={a.guid: NOW + 1, b.guid: NOW + 2, "qa": NOW + 3})
    assert dict(rows(package, "SELECT guid, mod FROM notes")) == {a.guid: NOW + 1, b.guid: NOW + 2}
    ((models,),) = rows(package, "SELECT models FROM col")
    assert {id_: model["mod"] for id_, model in json.loads(models).items()} == {str(QA.id): NOW + 3}


def test_fields_and_templates_carry_their_ids() -> None:
    ((models,),) = rows(packed(make("a")), "SELECT models FROM col")
    model = json.loads(models)[str(QA.id)]
    assert [(field["name"], field["id"]) for field in model["flds"]] == [(field.name, field.id) for field in QA.fields]
    assert [(one["name"], one["id"]) for one in model["tmpls"]] == [(one.name, one.id) for one in QA.templates]


def test_decks_have_parents_descriptions_and_ids_of_their_own() -> None:
    package = packed(make("a", deck="Deck::01 First::Part"), decks={"Deck": "**Bold**", "Empty": ""})
    ((text,),) = rows(package, "SELECT decks FROM col")
    decks = {deck["name"]: deck for deck in json.loads(text).values()}
    assert sorted(decks) == ["Deck", "Deck::01 First", "Deck::01 First::Part", "Default", "Empty"]
    assert (decks["Deck"]["desc"], decks["Deck"]["md"]) == ("**Bold**", True)
    assert decks["Default"]["id"] == 1
    assert all(2**40 <= deck["id"] < 2**41 for name, deck in decks.items() if name != "Default")


def test_a_guid_is_of_deck_edition_and_id() -> None:
    """Frozen: another guid for the same note would give every learner a second copy."""
    assert guid("deck", "en", NoteId("attention")) == "Nkm.a{?ZoM"
    assert guid("deck", "zh", NoteId("注意力")) == "jy]M7K?jwS"
    apart = [("a", "b", "c"), ("a", "bc", ""), ("ab", "", "c"), ("a", 'b","', "c"), ("b", "a", "c")]
    assert len({guid(deck, edition, NoteId(note)) for deck, edition, note in apart}) == len(apart)


def test_ten_thousand_guids_are_ten_thousand() -> None:
    notes = [make(f"n{number}") for number in range(10_000)]
    assert len(rows(packed(*notes), "SELECT DISTINCT guid, id FROM notes")) == 10_000
    assert notes[0].guid == guid(DECK, EDITION, notes[0].id)


# ---- what Anki would change, drop or refuse --------------------------------------------------------------------------


def refusal(*notes: Note, **changes: Any) -> list[str]:
    """The lines that a refused package is refused with."""
    with pytest.raises(BuilderError) as caught:
        packed(*notes, **changes)
    return str(caught.value).splitlines()


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


def test_tags_that_anki_keeps_are_packed() -> None:
    tags = ('"x"', "*", "a,b", "a::b", "困难")
    assert rows(packed(make("a", tags=tags)), "SELECT tags FROM notes") == [(' "x" * a,b a::b 困难 ',)]


@pytest.mark.parametrize("text", ["a\x1fb", "a\x00", "a\r", "half \ud800"])
def test_control_characters_are_refused(text: str) -> None:
    assert refusal(make("a", fields={"Question": "Q", "Answer": text})) == [
        "deck/en.md:3:1: error[control-character]: The field `Answer` of the note `a` holds a control character or "
        "half a surrogate pair. Take it out: Anki's import fails on it."
    ]


def test_a_note_that_would_have_no_cards_is_refused() -> None:
    plain = make("b", notetype=NotetypeName.CLOZE)
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
