"""What is kept of a note that went, and how it is packed; test_updates has what learners see of it."""

import pytest
from author import CLOZE, DECK, EDITION, NOTETYPES, QA, make

from builder.errors import Location
from builder.lock import Entry, Lock, Retired
from builder.model import Field, Note, NoteId, Notetype, NotetypeName, Template
from builder.package import guid, last, pack, retired
from builder.package.retired import answers

NOW = 1_764_000_000


def package(*notes: Note, media: tuple[str, ...] = ()) -> bytes:
    """A package of these notes."""
    modified = {note.guid: NOW for note in notes} | dict.fromkeys(NotetypeName, NOW)
    return pack(notes, notetypes=NOTETYPES, decks={}, media=dict.fromkeys(media, b""), modified=modified)


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


def damaged(content: bytes) -> bytes:
    """The package with 200 bytes of its collection overwritten."""
    return content[:100] + b"\xff" * 200 + content[300:]


@pytest.mark.parametrize(
    "content", [b"", b"not a zip", package(make("a"))[:-200], package(make("a"))[300:], damaged(package(make("a")))]
)
def test_another_file_tells_nothing(content: bytes) -> None:
    assert last(content, DECK, EDITION)(NoteId("a")) is None


def test_retired_notes_stand_behind_all_others() -> None:
    lock = Lock(
        {
            "note/en/a": Entry(NOW, "0", NotetypeName.QA, "Q?"),
            "note/en/c": Entry(NOW, "0", NotetypeName.CLOZE, "x {{c1::…}}", Retired({}), line=9),
            "note/en/b": Entry(NOW, "0", NotetypeName.QA, "Q?", Retired({"Question": "Q", "Old": "x"}, "D::1", ("t",))),
            "note/zh/d": Entry(NOW, "0", NotetypeName.QA, "Q?", Retired({})),
        },
        DECK,
        "deck/deck.lock",
    )
    b, c = retired(lock, EDITION, deck="Deck", notetypes=NOTETYPES, first_due=40, notice="Gone & <done>.")
    line = '<p class="bd-retired">Gone &amp; &lt;done&gt;.</p>'
    assert b == Note(
        id=NoteId("b"),
        guid=guid(DECK, EDITION, NoteId("b")),
        notetype=NotetypeName.QA,
        fields={"Question": "Q", "Answer": line, "PredictOutput": line},
        tags=("retired", "t"),
        deck="D::1",
        due=40,
        media=(),
        location=Location("deck/deck.lock", 1),
    )
    assert (c.fields, c.deck, c.due) == ({"Question": "x {{c1::…}}", "Answer": line}, "Deck", 41)
    assert c.location == Location("deck/deck.lock", 9)


def test_the_line_stands_where_only_answers_show_it() -> None:
    assert answers(QA) == ["Answer", "PredictOutput"]
    assert answers(CLOZE) == ["Answer"]
    filtered = Template("T", 1, "{{hint:A}} {{#B}}x{{/B}}", "{{FrontSide}} {{A}} {{furigana:kana:C}} {{D}}")
    names = tuple(Field(name, number) for number, name in enumerate("ABCD"))
    assert answers(Notetype(1, "T", names, (filtered,), "")) == ["C"]
