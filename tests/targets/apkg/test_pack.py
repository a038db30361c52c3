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
from author import DECK, EDITION, NOW, QA, composed, make
from build_deck.compose import guid
from build_deck.model import Note, NotetypeName
from build_deck.targets.apkg import pack

SCRIPT = """
import hashlib, sys
sys.path[:0] = ["tests", "builder"]
from test_pack import packed, some
sys.stdout.write(hashlib.sha256(packed(*some(), media={"b.svg": b"2", "a.svg": b"1"})).hexdigest())
"""


def packed(*notes: Note, **changes: Any) -> bytes:
    """A package of notes that all changed at NOW."""
    return pack(composed(*notes, **changes))


def some() -> list[Note]:
    """Notes in several decks, of both notetypes, with media."""
    cloze = {"Question": "{{c1::x}} {{c2::y}}"}
    notes = [make(f"n{number}", due=number, deck=f"Deck::{number % 7:02d}") for number in range(40)]
    return [*notes, make("c", notetype=NotetypeName("cloze"), fields=cloze, media=("b.svg", "a.svg"), tags=("z", "a"))]


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
        [sys.executable, "-c", SCRIPT], env=environment, cwd=here.parents[3], capture_output=True, text=True, check=True
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


def test_ten_thousand_guids_are_ten_thousand() -> None:
    notes = [make(f"n{number}") for number in range(10_000)]
    assert len(rows(packed(*notes), "SELECT DISTINCT guid, id FROM notes")) == 10_000
    assert notes[0].guid == guid(DECK, EDITION, notes[0].id)


def test_tags_that_anki_keeps_are_packed() -> None:
    tags = ('"x"', "*", "a,b", "a::b", "困难")
    assert rows(packed(make("a", tags=tags)), "SELECT tags FROM notes") == [(' "x" * a,b a::b 困难 ',)]
