"""What an earlier package tells of a note."""

import io
import sqlite3
import zipfile
from contextlib import closing

import pytest
from author import DECK, EDITION, composed, make
from build_deck.lock import Retired
from build_deck.model import Note, NoteId
from build_deck.targets.apkg import last, pack


def package(*notes: Note) -> bytes:
    """A package of these notes."""
    return pack(composed(*notes))


def test_the_last_package_tells_fields_deck_and_tags() -> None:
    note = make("a", fields={"Question": "Q", "Predict": "P"}, deck="Deck::02 Second", tags=("x", "y"))
    told = last(package(note, make("b")), DECK, EDITION)
    assert told(NoteId("a")) == Retired({"Question": "Q", "Predict": "P"}, "Deck::02 Second", ("x", "y"))
    assert told(NoteId("c")) is None
    assert last(package(note), "another", EDITION)(NoteId("a")) is None


def test_pictures_become_their_descriptions_and_sounds_go() -> None:
    answer = '<p><img class="x" alt="A &amp; b" src="a.svg"> and <img src="b.svg">[sound:c.mp3] <img alt=\'c\'>.</p>'
    note = make("a", fields={"Question": "Q", "Answer": answer})
    kept = last(package(note), DECK, EDITION)(NoteId("a"))
    assert kept
    assert kept.fields["Answer"] == "<p>(A &amp; b) and  (c).</p>"


def test_pictures_and_sounds_that_are_in_the_package_are_kept() -> None:
    """What is not stays as its description."""
    answer = '<img src="bd-a.svg" alt="A"> <img src="bd-b.svg" alt="B">[sound:bd-c.mp3]'
    media = {"bd-a.svg": b"<svg/>", "bd-c.mp3": b"c"}
    note = make("a", fields={"Question": "Q", "Answer": answer}, media=tuple(media))
    kept = last(pack(composed(note, media=media)), DECK, EDITION)(NoteId("a"))
    assert kept
    assert kept.fields["Answer"] == '<img src="bd-a.svg" alt="A"> (B)[sound:bd-c.mp3]'
    assert kept.media == media


def damaged(content: bytes) -> bytes:
    """The package with 200 bytes of its collection overwritten."""
    return content[:100] + b"\xff" * 200 + content[300:]


@pytest.mark.parametrize(
    "content", [b"", b"not a zip", package(make("a"))[:-200], package(make("a"))[300:], damaged(package(make("a")))]
)
def test_another_file_tells_nothing(content: bytes) -> None:
    assert last(content, DECK, EDITION)(NoteId("a")) is None


def _packed(collection: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", collection)
    return file.getvalue()


def _bomb() -> bytes:
    """A gigabyte of zeros in a megabyte."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("collection.anki2", "w") as member:
        for _ in range(1024):
            member.write(bytes(1 << 20))
    return file.getvalue()


def _database(*statements: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript("; ".join(statements))
        return database.serialize()


_COL = "CREATE TABLE col AS SELECT '{}' AS models, '{}' AS decks"
_ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT"
_VIEW = f"CREATE VIEW notes AS {_ENDLESS} x AS id, x AS guid, x AS mid, '' AS tags, '' AS flds FROM n"


def _encrypted() -> bytes:
    """The flag of an encrypted member, in both headers."""
    package = bytearray(_packed(b"x" * 100))
    package[6] |= 1
    package[package.index(b"PK\x01\x02") + 8] |= 1
    return bytes(package)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_bomb(), id="bomb"),
        pytest.param(_encrypted(), id="encrypted"),
        pytest.param(_packed(_database(_COL, _VIEW, "CREATE TABLE cards AS SELECT 1 AS nid, 1 AS did")), id="endless view"),
        pytest.param(_packed(_database(f"CREATE VIEW col AS {_ENDLESS} x AS models, x AS decks FROM n")), id="endless col"),
        pytest.param(_packed(_database(_COL.replace("{}", "[" * 100_000))), id="deep"),
        pytest.param(_packed(_database(_COL.replace("'{}' AS models", "9 AS models"))), id="numbers"),
        pytest.param(_packed(_database(_COL)[:5000]), id="half"),
    ],
)  # fmt: skip
def test_a_package_that_is_meant_to_harm_tells_nothing(content: bytes) -> None:
    assert last(content, DECK, EDITION)(NoteId("a")) is None
