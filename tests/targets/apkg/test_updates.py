"""What a learner's collection holds after the next import, in each version of real Anki.

The author's first package is hours old, every later one is newer than whatever the learner did in between.
"""

import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from author import QA, Author
from build_deck.model import Note, NotetypeName
from learner import Learner

SCHEDULING = ("id", "ord", "type", "queue", "due", "ivl", "factor", "reps", "lapses", "left", "deck", "flag")
RETIRED = '<p class="bd-retired">This question is no longer part of the deck. You may delete it.</p>'


@pytest.fixture(autouse=True)
def _nothing_to_complain_of(learner: Learner) -> Iterator[None]:
    """Whatever a test did, Anki's own checks find nothing, and each notetype is there once."""
    yield
    assert learner.call("faults") == []
    assert not [name for name in learner.call("notetypes") if name.endswith("+")]


def cards(notes: dict[str, Any]) -> dict[str, Any]:
    """All scheduling, by guid."""
    return {guid: [[card[name] for name in SCHEDULING] for card in note["cards"]] for guid, note in notes.items()}


def write_three(author: Author) -> list[str]:
    """The guids of three notes, the last of them a cloze note."""
    cloze = {"Question": "{{c1::One}} and {{c2::two}}", "Answer": "Extra"}
    return [author.write("a"), author.write("b"), author.write("c", notetype=NotetypeName("cloze"), fields=cloze)]


def test_first_import_brings_everything(author: Author, learner: Learner) -> None:
    a, b, c = write_three(author)
    author.say("b", Predict="print(1)", PredictOutput="1")
    author.write("b", deck="Deck::02 Second", tags=("hard", "section::第二节"), media=("_v1.svg", "x-1.svg"))
    author.say("a", Answer='<img src="x-1.svg">')
    author.media = {"x-1.svg": b"<svg/>", "_v1.svg": b"<svg></svg>", "unused.svg": b"<svg/>"}
    assert learner.imports(author.publish()) == {"new": 3}
    notes = learner.notes()
    assert notes[a]["fields"] == {
        "Question": "What is a?", "Answer": '<img src="x-1.svg">', "Predict": "", "PredictOutput": "", "Spare1": "",
    }  # fmt: skip
    assert notes[a]["sort"] == "What is a?"
    assert notes[b]["tags"] == ["hard", "section::第二节"]
    assert notes[a]["mod"] == author.now
    assert [(card["deck"], card["due"], card["ord"]) for card in notes[b]["cards"]] == [
        ("Deck::02 Second", 2, 0),
        ("Deck::02 Second", 2, 1),
    ]
    assert [card["ord"] for card in notes[c]["cards"]] == [0, 1]
    assert learner.call("decks") == {
        "Deck": "**What it is**", "Deck::01 First": "", "Deck::02 Second": "", "Default": "",
    }  # fmt: skip
    assert learner.call("shown", b)[1][1] == f"<style>{QA.css}</style>print(1)1"


def test_a_package_imported_twice_changes_nothing(author: Author, learner: Learner) -> None:
    write_three(author)
    package = author.publish()
    learner.imports(package)
    before = learner.notes()
    assert learner.imports(package) == {"duplicate": 3}
    assert learner.notes() == before


def test_changed_notes_are_updated_and_keep_their_reviews(author: Author, learner: Learner) -> None:
    a, b, c = write_three(author)
    learner.imports(author.publish())
    studied = learner.call("answer", "Deck", 3)
    assert set(studied) == {a, b, c}
    before = learner.notes()
    author.say("a", Answer="A better answer.")
    author.say("b", Question="What is b really?")
    author.write("c", tags=("hard", "new"))
    assert learner.imports(author.publish()) == {"updated": 3}
    after = learner.notes()
    assert after[a]["fields"]["Answer"] == "A better answer."
    assert after[b]["fields"]["Question"] == after[b]["sort"] == "What is b really?"
    assert after[c]["tags"] == ["hard", "new"]
    assert cards(after) == cards(before)
    assert learner.call("reviews") == 3


def test_only_what_changed_is_updated(author: Author, learner: Learner) -> None:
    """A learner's edit outlives a newer package in which the author changed something else."""
    a, b, _ = write_three(author)
    learner.imports(author.publish())
    learner.call("edit", a, {"Answer": "My own words."}, ["mine"])
    author.say("b", Answer="New")
    assert learner.imports(author.publish()) == {"updated": 1, "duplicate": 2}
    after = learner.notes()
    assert after[a]["fields"]["Answer"] == "My own words."
    assert after[a]["tags"] == ["easy", "mine"]
    assert after[b]["fields"]["Answer"] == "New"


def test_the_later_of_two_edits_of_one_note_stays(author: Author, learner: Learner) -> None:
    a, _, _ = write_three(author)
    learner.imports(author.publish())
    author.now -= 80_000
    author.say("a", Answer="Written before the learner's.")
    earlier = author.publish()
    author.say("a", Answer="Written after the learner's.")
    later = author.publish()
    learner.call("edit", a, {"Answer": "The learner's."}, [])
    assert learner.imports(earlier) == {"duplicate": 3}
    assert learner.notes()[a]["fields"]["Answer"] == "The learner's."
    assert learner.imports(later) == {"updated": 1, "duplicate": 2}
    assert learner.notes()[a]["fields"]["Answer"] == "Written after the learner's."


def test_an_older_package_after_a_newer_one_changes_nothing(author: Author, learner: Learner) -> None:
    write_three(author)
    first = author.publish()
    author.say("a", Answer="New")
    learner.imports(author.publish())
    before = learner.notes()
    assert learner.imports(first) == {"duplicate": 3}
    assert learner.notes() == before


def test_style_and_templates_are_updated_in_place(author: Author, learner: Learner) -> None:
    a, _, _ = write_three(author)
    learner.imports(author.publish())
    learner.call("answer", "Deck", 2)
    before = learner.notes()
    question, predict = QA.templates
    templates = (replace(question, answer="{{FrontSide}}<hr id=answer>Answer: {{Answer}}"), predict)
    author.notetypes[NotetypeName("qa")] = replace(QA, css=".card { color: green }", templates=templates)
    assert learner.imports(author.publish()) == {"duplicate": 3}
    assert learner.call("notetypes")["Test Q&A"]["id"] == QA.id
    assert learner.call("shown", a)[0][1] == (
        "<style>.card { color: green }</style><p>What is a?<hr id=answer>Answer: It is a."
    )
    assert cards(learner.notes()) == cards(before)


def test_a_style_that_the_learner_changed_stays_until_the_author_changes_it(author: Author, learner: Learner) -> None:
    write_three(author)
    learner.imports(author.publish())
    learner.call("restyle", "Test Q&A", ".card { color: pink }")
    author.say("a", Answer="New")
    assert learner.imports(author.publish()) == {"updated": 1, "duplicate": 2}
    assert learner.call("notetypes")["Test Q&A"]["css"] == ".card { color: pink }"
    author.notetypes[NotetypeName("qa")] = replace(QA, css=".card { color: green }")
    learner.imports(author.publish())
    assert learner.call("notetypes")["Test Q&A"]["css"] == ".card { color: green }"


def test_a_field_and_a_template_may_be_renamed(author: Author, learner: Learner) -> None:
    """Their integer ids say that they are the same, so that a spare field can be put to use under a good name."""
    a, _, _ = write_three(author)
    learner.imports(author.publish())
    learner.call("answer", "Deck", 1)
    before = learner.notes()
    fields = (*QA.fields[:4], replace(QA.fields[4], name="Mnemonic"))
    templates = (replace(QA.templates[0], name="Recall"), QA.templates[1])
    author.notetypes[NotetypeName("qa")] = replace(QA, fields=fields, templates=templates)
    author.say("a", Mnemonic="As in alphabet")
    assert learner.imports(author.publish()) == {"updated": 1, "duplicate": 2}
    after = learner.notes()
    assert after[a]["fields"]["Mnemonic"] == "As in alphabet"
    assert learner.call("notetypes")["Test Q&A"]["templates"][0][0] == "Recall"
    assert cards(after) == cards(before)


def test_study_order_is_of_the_first_import(author: Author, learner: Learner) -> None:
    """Anki studies by the `due` of the first import; a new order counts for new notes and new learners."""
    a, b, c = write_three(author)
    learner.imports(author.publish())
    author.write("a", due=4)
    author.write("b", due=3)
    d = author.write("d", due=1)
    assert learner.imports(author.publish()) == {"new": 1, "duplicate": 3}
    notes = learner.notes()
    assert {guid: note["cards"][0]["due"] for guid, note in notes.items()} == {a: 1, b: 2, c: 3, d: 1}


def test_new_learners_study_in_order(author: Author, learner: Learner) -> None:
    guids = [author.write(name, due=due) for name, due in (("a", 3), ("b", 1), ("c", 2))]
    learner.imports(author.publish())
    assert learner.call("answer", "Deck", 3) == [guids[1], guids[2], guids[0]]


def test_cards_stay_in_the_deck_where_they_are(author: Author, learner: Learner) -> None:
    """A note that moves to another section, or that the learner moved, stays; a new note goes to the new deck."""
    a, b, _ = write_three(author)
    learner.imports(author.publish())
    learner.call("move", b, "Mine")
    author.write("a", deck="Deck::02 Second", tags=("easy", "section::second"))
    author.say("b", Answer="New")
    d = author.write("d", deck="Deck::02 Second")
    assert learner.imports(author.publish()) == {"new": 1, "updated": 2, "duplicate": 1}
    notes = learner.notes()
    assert [notes[guid]["cards"][0]["deck"] for guid in (a, b, d)] == ["Deck::01 First", "Mine", "Deck::02 Second"]
    assert notes[a]["tags"] == ["easy", "section::second"]


def test_suspended_cards_stay_suspended(author: Author, learner: Learner) -> None:
    a, _, _ = write_three(author)
    learner.imports(author.publish())
    learner.call("suspend", a)
    author.say("a", Answer="New")
    assert learner.imports(author.publish()) == {"updated": 1, "duplicate": 2}
    note = learner.notes()[a]
    assert note["fields"]["Answer"] == "New"
    assert [card["queue"] for card in note["cards"]] == [-1]


def test_a_note_that_went_is_marked_as_retired_and_keeps_its_reviews(author: Author, learner: Learner) -> None:
    a, b, c = write_three(author)
    learner.imports(author.publish())
    learner.call("answer", "Deck", 3)
    before = learner.notes()
    del author.notes["a"]
    del author.notes["c"]
    assert learner.imports(author.publish()) == {"updated": 2, "duplicate": 1}
    assert [problem.code for problem in author.problems] == ["note-gone", "note-gone"]
    after = learner.notes()
    assert after[a]["tags"] == ["easy", "retired"]
    assert after[a]["fields"]["Question"] == "What is a?"
    assert after[a]["fields"]["Answer"] == f"{RETIRED}It is a."
    assert after[c]["fields"]["Question"] == "{{c1::One}} and {{c2::two}}"
    assert after[c]["fields"]["Answer"] == f"{RETIRED}Extra"
    assert after[b] == before[b]
    assert cards(after) == cards(before)
    learner.imports(author.publish())
    assert author.problems == ()
    assert {guid: note["fields"] for guid, note in learner.notes().items()} == {
        guid: note["fields"] for guid, note in after.items()
    }


def test_a_retired_note_may_come_back(author: Author, learner: Learner) -> None:
    a, _, _ = write_three(author)
    learner.imports(author.publish())
    kept = author.notes.pop("a")
    learner.imports(author.publish())
    author.notes["a"] = kept
    assert learner.imports(author.publish()) == {"updated": 1, "duplicate": 2}
    note = learner.notes()[a]
    assert (note["fields"], note["tags"]) == ({**dict.fromkeys(note["fields"], ""), **kept.fields}, ["easy"])


def test_a_retired_note_whose_text_is_lost_keeps_its_question_and_its_cards(author: Author, learner: Learner) -> None:
    a, _, c = write_three(author)
    author.say("a", Question="Is <b>a</b> &lt; [sound:b.mp3]?".replace("[", "&#91;"))
    learner.imports(author.publish())
    before = learner.notes()
    del author.notes["a"]
    del author.notes["c"]
    author.forget()
    assert learner.imports(author.publish()) == {"updated": 2, "duplicate": 1}
    after = learner.notes()
    assert after[a]["fields"]["Question"] == "Is a &lt; &#91;sound:b.mp3]?"
    assert after[a]["fields"]["Answer"] == RETIRED
    assert after[c]["fields"]["Question"] == "{{c1::…}} and {{c2::…}}"
    assert cards(after) == cards(before)


def test_clozes_come_and_go(author: Author, learner: Learner) -> None:
    _, _, c = write_three(author)
    learner.imports(author.publish())
    learner.call("answer", "Deck", 4)
    before = learner.notes()
    author.say("c", Question="{{c1::One}}, {{c2::two}} and {{c3::three}}")
    assert learner.imports(author.publish()) == {"updated": 1, "duplicate": 2}
    after = learner.notes()
    assert [card["ord"] for card in after[c]["cards"]] == [0, 1, 2]
    assert cards(after)[c][:2] == cards(before)[c]


def test_a_predict_card_may_be_added(author: Author, learner: Learner) -> None:
    a, _, _ = write_three(author)
    learner.imports(author.publish())
    learner.call("answer", "Deck", 1)
    before = learner.notes()
    author.say("a", Predict="print(2)", PredictOutput="2")
    learner.imports(author.publish())
    after = learner.notes()
    assert [card["ord"] for card in after[a]["cards"]] == [0, 1]
    assert cards(after)[a][:1] == cards(before)[a]


@pytest.mark.parametrize("order", [("whole", "hard"), ("hard", "whole"), ("hard", "whole", "hard")])
def test_filtered_and_whole_packages_agree(order: tuple[str, ...], author: Author, learner: Learner) -> None:
    guids = write_three(author)
    author.write("b", tags=("hard",), due=1)
    author.write("a", due=2)
    packages = {"whole": author.publish(), "hard": author.publish(lambda note: "hard" in note.tags)}
    for name in order:
        learner.imports(packages[name])
    notes = learner.notes()
    assert sorted(notes) == sorted(guids)
    assert [notes[guid]["cards"][0]["due"] for guid in guids] == [2, 1, 3]
    studied = learner.call("answer", "Deck", 2)
    before = learner.notes()
    author.say("b", Answer="New")
    learner.imports(author.publish(lambda note: "hard" in note.tags))
    learner.imports(author.publish())
    after = learner.notes()
    assert studied == [guids[1], guids[0]]
    assert after[guids[1]]["fields"]["Answer"] == "New"
    assert not [note for note in after.values() if "retired" in note["tags"]]
    assert cards(after) == cards(before)


def test_two_decks_whose_row_ids_are_the_same_lose_nothing(author: Author, learner: Learner) -> None:
    """Ids count from the time of the newest note; Anki gives a note or card whose id is taken another."""
    guids = write_three(author)
    other = Author(author.folder / "other", author.now, deck="another")
    others = write_three(other)
    first, second = author.publish(), other.publish()
    assert ids_in(first) == ids_in(second)
    assert learner.imports(first) == learner.imports(second) == {"new": 3}
    learner.call("answer", "Deck", 2)
    before = learner.notes()
    assert sorted(before) == sorted([*guids, *others])
    assert len({card["id"] for note in before.values() for card in note["cards"]}) == 8
    other.say("a", Answer="New")
    assert learner.imports(other.publish()) == {"updated": 1, "duplicate": 2}
    after = learner.notes()
    assert [guid for guid in after if after[guid]["fields"] != before[guid]["fields"]] == [others[0]]
    assert cards(after) == cards(before)


def ids_in(package: Path) -> list[int]:
    """The note ids of a package."""
    with zipfile.ZipFile(package) as archive, closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(archive.read("collection.anki2"))
        return [id_ for (id_,) in database.execute("SELECT id FROM notes ORDER BY id")]


def test_ten_versions_in_a_row(author: Author, learner: Learner) -> None:
    """Each version edits, adds and removes notes and restyles, with a review and an edit by the learner in between."""
    for number in range(12):
        author.write(f"n{number}")
    learner.imports(author.publish())
    mine = author.notes["n11"].guid
    learner.call("edit", mine, {"Spare1": "My own line."}, ["mine"])
    expected: dict[str, Note] = dict(author.notes)
    for version in range(2, 12):
        learner.call("answer", "Deck", 1)
        before = learner.notes()
        author.say(f"n{version - 2}", Answer=f"Answer of version {version}.")
        author.write(f"n{version - 1}", tags=("easy", f"v{version}"))
        author.write(f"new{version}", deck=f"Deck::{version:02d} Section")
        if version % 3 == 0:
            del author.notes[f"new{version - 1}"]
        author.notetypes[NotetypeName("qa")] = replace(QA, css=f".card {{ margin: {version}px }}")
        learner.imports(author.publish())
        expected |= author.notes
        after = learner.notes()
        assert len(after) == len(expected)
        assert {guid: cards(after)[guid] for guid in before} == cards(before)
        for id_, note in author.notes.items():
            there = after[note.guid]
            if id_ != "n11":
                assert {name: text for name, text in there["fields"].items() if text} == note.fields
                assert there["tags"] == list(note.tags)
        assert after[mine]["fields"]["Spare1"] == "My own line."
        assert after[mine]["tags"] == ["easy", "mine"]
        assert learner.call("notetypes")["Test Q&A"]["css"] == f".card {{ margin: {version}px }}"
    assert learner.call("reviews") == 10
    retired = [guid for guid, note in learner.notes().items() if "retired" in note["tags"]]
    assert sorted(retired) == sorted(expected[f"new{version}"].guid for version in (2, 5, 8))


def test_a_retired_card_is_packed_suspended_and_nobodys_scheduling_changes(author: Author, learner: Learner) -> None:
    """Anki takes the suspension with learning progress; without, the card stands behind all others, as new."""
    a, b, c = write_three(author)
    learner.imports(author.publish())
    assert set(learner.call("answer", "Deck", 3)) == {a, b, c}
    before = cards(learner.notes())
    del author.notes["a"]
    package = author.publish()
    with zipfile.ZipFile(package) as archive, closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(archive.read("collection.anki2"))
        queues = dict(database.execute("SELECT guid, min(queue) FROM cards JOIN notes ON notes.id = nid GROUP BY guid"))
    assert queues == {a: -1, b: 0, c: 0}
    learner.imports(package)
    assert cards(learner.notes()) == before
    learner.start(author.folder / "another")
    learner.imports(package)
    due = {guid: [card["due"] for card in note["cards"]] for guid, note in learner.notes().items()}
    assert min(due[a]) >= max(*due[b], *due[c])
    learner.start(author.folder / "with progress")
    learner.call("imports", str(package), True)
    queues = {guid: {card["queue"] for card in note["cards"]} for guid, note in learner.notes().items()}
    assert queues == {a: {-1}, b: {0}, c: {0}}
