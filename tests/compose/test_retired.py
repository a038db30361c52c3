"""How a note that went is packed; test_updates has what learners see of it."""

from author import CLOZE, DECK, EDITION, NOTETYPES, NOW, QA
from build_deck import notetypes
from build_deck.compose import guid
from build_deck.compose.retired import answers, retired
from build_deck.errors import Location
from build_deck.lock import Entry, Lock, Retired
from build_deck.model import Field, Note, NoteId, Notetype, NotetypeName, Template


def test_retired_notes_stand_behind_all_others() -> None:
    lock = Lock(
        {
            "note/en/a": Entry(NOW, "0", NotetypeName("qa"), "Q?"),
            "note/en/c": Entry(NOW, "0", NotetypeName("cloze"), "x {{c1::…}}", Retired({}), line=9),
            "note/en/b": Entry(
                NOW, "0", NotetypeName("qa"), "Q?", Retired({"Question": "Q", "Old": "x"}, "D::1", ("t",))
            ),
            "note/zh/d": Entry(NOW, "0", NotetypeName("qa"), "Q?", Retired({})),
        },
        DECK,
        "deck/deck.lock",
    )
    b, c = retired(
        lock, EDITION, home=lambda deck: deck or "Deck", notetypes=NOTETYPES, first_due=40, notice="Gone & <done>."
    )
    line = '<p class="bd-retired">Gone &amp; &lt;done&gt;.</p>'
    assert b == Note(
        id=NoteId("b"),
        guid=guid(DECK, EDITION, NoteId("b")),
        notetype=NotetypeName("qa"),
        fields={"Question": "Q", "Answer": line, "PredictOutput": line},
        tags=("retired", "t"),
        deck="D::1",
        due=40,
        media=(),
        location=Location("deck/deck.lock", 1),
        retired=True,
    )
    assert (c.fields, c.deck, c.due) == ({"Question": "x {{c1::…}}", "Answer": line}, "Deck", 41)
    assert c.location == Location("deck/deck.lock", 9)


def test_the_line_stands_where_only_answers_show_it() -> None:
    assert answers(QA) == ["Answer", "PredictOutput"]
    assert answers(CLOZE) == ["Answer"]
    assert {name: answers(notetype) for name, notetype in notetypes.NOTETYPES.items()} == {
        "qa": ["Answer", "PredictOutput"],
        "cloze": ["Extra"],
        "reversed": ["Answer"],
    }
    filtered = Template("T", 1, "{{hint:A}} {{#B}}x{{/B}}", "{{FrontSide}} {{A}} {{furigana:kana:C}} {{D}}")
    names = tuple(Field(name, number) for number, name in enumerate("ABCD"))
    assert answers(Notetype(1, "T", names, (filtered,), "")) == ["C"]


def test_fields_from_a_lock_are_cleaned() -> None:
    """Anybody may have written the lock, and what it holds of a retired note is packed."""
    fields = {
        "Question": "Q<script>alert(1)</script>",
        "Answer": '<b onclick="alert(1)">A</b>',
        "Link": "javascript:alert(1)",
        "Lang": 'en" onclick="alert(1)',
        "Section": "<iframe></iframe>S",
    }
    entry = Entry(NOW, "0", NotetypeName("qa"), "Q?", Retired(fields))
    (note,) = retired(Lock({"note/en/a": entry}, DECK), EDITION, home=str, notetypes=notetypes.NOTETYPES, first_due=1)
    assert note.fields["Answer"].endswith("<b>A</b>")
    assert {name: note.fields[name] for name in ("Question", "Link", "Lang", "Section")} == {
        "Question": "Q",
        "Link": "",
        "Lang": "",
        "Section": "S",
    }
