"""A deck pushed into a running Anki: what is asked of AnkiConnect, and what a collection holds then."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from build_deck.errors import BuildDeckError
from build_deck.notetypes import NOTETYPES
from targets.anki.connecting import Actions, running
from targets.anki.pusher import NOTE, Pusher

A, B, C = NOTE("Alpha", "a", "One."), NOTE("Beta", "b", "Two."), NOTE("Gamma", "c .cloze", "A ==gap==.")
READING = {"version", "findNotes", "notesInfo", "getDecks", "retrieveMediaFile"}


@pytest.fixture
def anki(pusher: Pusher, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actions]:
    """A running Anki that `pusher` pushes into, after a first push."""
    pusher.write("## First", A, B, "## Second", C)
    monkeypatch.chdir(pusher.folder)
    with running(pusher.collection) as (url, actions):
        pusher.options = {"collection": None, "url": url}
        assert told(pusher) == ["added: a", "added: b", "added: c"]
        actions.asked.clear()
        yield actions


def told(pusher: Pusher, **options: object) -> list[str]:
    """What a push says that it did with notes."""
    return [line for edition in pusher.push(**options).editions for line in edition.lines()]


def note(actions: Actions, name: str) -> dict[str, str]:
    """What a note says, without what is empty."""
    (found,) = actions.col.find_notes(f"Id:{name}")
    return {key: text for key, text in actions.col.get_note(found).items() if text}


def test_it_merges_as_a_push_into_a_file_does(pusher: Pusher, anki: Actions) -> None:
    (mine,) = anki.col.find_notes("Id:a")
    anki.updateNoteFields({"id": mine, "fields": {"Answer": "My words."}})
    anki.addTags([mine], "mine")
    pusher.write("## First", NOTE("Alpha", "a .new", "Newer."), "## Second", C, B, NOTE("Delta", "d", "Four."))
    assert told(pusher) == [
        "changed: a (Answer, tags)",
        "both changed: a (Answer)",
        "changed: b (Section, tags)",
        "moved: b (Deck::02 Second)",
        "added: d",
    ]
    assert note(anki, "a")["Answer"] == "<p>Newer.</p>"
    assert note(anki, "a")["Mine"] == "<details open><summary>Answer</summary>My words.</details>"
    assert anki.col.get_note(mine).tags == ["mine", "new", "section::first"]
    (card,) = anki.col.find_cards("Id:b")
    assert anki.col.decks.name(anki.col.get_card(card).did) == "Deck::02 Second"
    assert told(pusher) == []


def test_a_dry_run_only_reads(pusher: Pusher, anki: Actions) -> None:
    pusher.write("## First", A, "## Second", C)
    assert told(pusher, dry_run=True) == ["retired: b"]
    assert set(anki.asked) <= READING


def test_each_deck_is_backed_up_first_with_its_reviews(pusher: Pusher, anki: Actions) -> None:
    (edition,) = pusher.push().editions
    assert anki.asked.index("exportPackage") < anki.asked.index("importPackage")
    (package,) = Path(edition.backup).iterdir()
    assert package.stat().st_size > 0


def test_fields_get_the_names_of_now_before_an_import_that_goes_by_names(pusher: Pusher, anki: Actions) -> None:
    anki.modelFieldRename("build-deck Q&A", "PredictTyped", "Spare1")
    anki.modelFieldRename("build-deck Q&A", "Mine", "Spare5")
    assert told(pusher) == []
    assert anki.asked.count("modelFieldRename") == 2
    qa = next(kind for kind in NOTETYPES.values() if kind.name == "build-deck Q&A")
    assert anki.modelFieldNames("build-deck Q&A") == [field.name for field in qa.fields]


def test_retired_notes_are_deleted_when_asked(pusher: Pusher, anki: Actions) -> None:
    pusher.write("## First", A, "## Second", C)
    told(pusher)
    assert told(pusher, remove_retired=True) == ["removed: b"]
    assert not anki.col.find_notes("Id:b")


def test_two_notes_of_one_id_are_told_apart_by_their_deck_or_not_at_all(pusher: Pusher, anki: Actions) -> None:
    """AnkiConnect knows no guids, and another deck may have a note with this id."""
    (mine,) = anki.col.find_notes("Id:a")
    other = anki.col.new_note(anki.col.get_note(mine).note_type())
    other.fields = anki.col.get_note(mine).fields
    anki.col.add_note(other, anki.col.decks.id("Another"))
    assert told(pusher) == []
    anki.changeDeck(list(other.card_ids()), "Deck")
    with pytest.raises(BuildDeckError, match="2 notes in the collection bear the id `a`"):
        pusher.push()


def test_a_key_is_sent_where_one_is_asked_for(pusher: Pusher) -> None:
    pusher.write("## First", A)
    with running(pusher.collection, key="secret") as (url, _):
        pusher.options = {"collection": None, "url": url}
        with pytest.raises(BuildDeckError, match="AnkiConnect refuses `version`: valid api key must be provided"):
            pusher.push(dry_run=True)
        assert told(pusher, dry_run=True, key="secret") == ["added: a"]


def test_what_does_not_answer_is_told_with_what_to_start(pusher: Pusher) -> None:
    pusher.write("## First", A)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as other:
        thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        url = f"http://127.0.0.1:{other.server_address[1]}"
        with pytest.raises(BuildDeckError, match=f"speaks AnkiConnect's language answers at {url}: .*501.*Start Anki"):
            pusher.push(collection=None, url=url, dry_run=True)
        other.shutdown()
        thread.join()


def test_it_pushes_on_this_machine_only(pusher: Pusher) -> None:
    pusher.write("## First", A)
    for url in ("http://example.org:8765", "file:///etc/passwd"):
        with pytest.raises(BuildDeckError, match="is not on this machine"):
            pusher.push(collection=None, url=url)
