"""A deck pushed into a collection of real Anki, in which a learner has made it theirs."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from build_deck.commands.build import BuildOptions
from build_deck.errors import BuildDeckError, UsageError
from build_deck.targets.anki.collection import CollectionHome
from learner import NEWEST, OLDER, Learner, anki_path
from support import SOURCE_ROOT, environment_of, run_command
from targets.anki.pusher import NOTE, Pusher

A, B, C = NOTE("Alpha", "a", "One."), NOTE("Beta", "b", "Two."), NOTE("Gamma", "c", "Three.")
IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@example.org")
NEW = NOTE("Alpha", "a", "Newer.")


def told(pusher: Pusher, **options: object) -> list[str]:
    """What a push says that it did with notes."""
    return [line for edition in pusher.push(**options).editions for line in edition.lines()]


@pytest.fixture
def pushed(pusher: Pusher) -> Pusher:
    """After a first push of three notes in two sections."""
    pusher.write("## First", A, B, "## Second", C)
    assert told(pusher) == ["added: a", "added: b", "added: c"]
    return pusher


def test_the_first_push_brings_everything_and_a_second_nothing(pushed: Pusher) -> None:
    fields, tags, decks = pushed.said("a")
    assert fields["Question"] == "Alpha?"
    assert fields["Answer"] == "<p>One.</p>"
    assert (tags, decks) == (["section::first"], {"Deck::01 First"})
    with pushed.anki() as collection:
        before = collection.db.all("SELECT id, mod FROM notes")
    assert told(pushed) == []
    with pushed.anki() as collection:
        assert collection.db.all("SELECT id, mod FROM notes") == before


def test_a_field_that_only_the_learner_changed_stays(pushed: Pusher) -> None:
    """Also when the author changes another of the note, and in the push after that."""
    pushed.edit("a", {"Answer": "My words."}, tags="mine")
    pushed.write("## First", NOTE("Alpha better", "a", "One."), B, "## Second", C)
    assert told(pushed) == ["changed: a (Question)", "yours kept: a (Answer)"]
    fields, tags, _ = pushed.said("a")
    assert (fields["Question"], fields["Answer"], tags) == ("Alpha better?", "My words.", ["mine", "section::first"])
    assert told(pushed) == ["yours kept: a (Answer)"]
    assert "Mine" not in fields


def test_where_both_changed_a_field_the_learners_is_kept_beside(pushed: Pusher) -> None:
    pushed.edit("a", {"Answer": "My words.", "Mine": "A memo."})
    pushed.write("## First", NEW, B, "## Second", C)
    assert told(pushed) == ["changed: a (Answer)", "both changed: a (Answer)"]
    fields, _, _ = pushed.said("a")
    assert fields["Answer"] == "<p>Newer.</p>"
    assert fields["Mine"] == "A memo.<details open><summary>Answer</summary>My words.</details>"
    with pushed.anki() as collection:
        (card,) = pushed.note(collection, "a").cards()
        assert "My words." in card.answer()
    assert told(pushed) == []
    assert pushed.said("a")[0] == fields


def test_tags_of_both_stay(pushed: Pusher) -> None:
    pushed.edit("a", {}, tags="mine")
    pushed.write("## First", NOTE("Alpha", "a .new", "One."), B, "## Second", C)
    assert told(pushed) == ["changed: a (tags)"]
    assert pushed.said("a")[1] == ["mine", "new", "section::first"]
    pushed.write("## First", A, B, "## Second", C)
    assert told(pushed) == ["changed: a (tags)"]
    assert pushed.said("a")[1] == ["mine", "section::first"]


def test_cards_go_where_the_author_moves_them_unless_the_learner_has(pushed: Pusher) -> None:
    with pushed.anki() as collection:
        cards = [card.id for card in pushed.note(collection, "b").cards()]
        collection.set_deck(cards, collection.decks.id("My own"))
    pushed.write("## First", NOTE("Delta", "d", "Four."), "## Second", C, A, B)
    assert told(pushed) == [
        "added: d",
        "changed: a (Section, tags)",
        "moved: a (Deck::02 Second)",
        "changed: b (Section, tags)",
    ]
    assert pushed.said("a")[2] == {"Deck::02 Second"}
    assert pushed.said("b")[2] == {"My own"}


def test_reviews_suspension_and_a_filtered_deck_stay(pushed: Pusher) -> None:
    with pushed.anki() as collection:
        collection.decks.set_current(collection.decks.id("Deck"))
        card = collection.get_card(collection.sched.get_queued_cards(fetch_limit=1).cards[0].card.id)
        card.start_timer()
        collection.sched.answerCard(card, 3)
        collection.sched.suspend_cards([one.id for one in pushed.note(collection, "b").cards()])
        deck = collection.sched.get_or_create_filtered_deck(0)
        deck.name = "Cram"
        deck.config.search_terms[0].search = "Gamma"
        collection.sched.add_or_update_filtered_deck(deck)
        before = collection.db.all("SELECT id, did, odid, queue, due, ivl, reps FROM cards ORDER BY id")
    pushed.write("## First", NEW, NOTE("Beta", "b", "Newer."), "## Second", NOTE("Gamma", "c", "Newer."))
    assert told(pushed) == ["changed: a (Answer)", "changed: b (Answer)", "changed: c (Answer)"]
    with pushed.anki() as collection:
        assert collection.db.all("SELECT id, did, odid, queue, due, ivl, reps FROM cards ORDER BY id") == before


def test_a_retired_note_is_marked_and_removed_when_asked(pushed: Pusher) -> None:
    pushed.write("## First", A, "## Second", C)
    assert told(pushed) == ["retired: b"]
    assert "retired" in pushed.said("b")[1]
    assert told(pushed) == []
    assert told(pushed, remove_retired=True) == ["removed: b"]
    with pushed.anki() as collection:
        assert collection.note_count() == 3
    assert told(pushed) == []


def test_a_retired_note_does_not_come_to_who_never_had_it(pushed: Pusher, tmp_path: Path) -> None:
    from anki.collection import Collection

    pushed.write("## First", A, "## Second", C)
    told(pushed)
    pushed.collection = tmp_path / "other.anki2"
    Collection(str(pushed.collection)).close()
    assert told(pushed) == ["added: a", "added: c"]


def test_a_dry_run_tells_and_writes_nothing(pushed: Pusher) -> None:
    pushed.edit("a", {"Answer": "My words."})
    pushed.write("## First", NEW, B, NOTE("Delta", "d", "Four."))
    with pushed.anki() as collection:
        assert collection.note_count() == 4
    watched = [pushed.collection, pushed.folder / "deck.lock"]
    before = [path.read_bytes() for path in watched]
    result = pushed.push(dry_run=True)
    assert list(result.summary()) == [
        "changed: a (Answer)",
        "both changed: a (Answer)",
        "added: d",
        "retired: c",
        "en: 4 notes, 1 added, 1 changed, 1 retired, 1 both changed",
        f"nothing was written to {pushed.collection}",
    ]
    assert [path.read_bytes() for path in watched] == before


def test_who_imported_a_package_and_edited_nothing_gets_what_is_new(pusher: Pusher) -> None:
    """The lock says what was published: such a note has no words of the learner's."""
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
    from build_deck.commands.build import build

    pusher.write("## First", A, B)
    packages = build(pusher.folder, BuildOptions(output=pusher.folder / "dist"), lambda _event: None).packages
    with pusher.anki() as collection:
        request = ImportAnkiPackageRequest(package_path=str(packages[0].path), options=ImportAnkiPackageOptions())
        collection.import_anki_package(request)
    pusher.edit("b", {"Answer": "My words."})
    pusher.write("## First", NEW, NOTE("Beta", "b", "Newer."))
    assert told(pusher) == ["changed: a (Answer)", "changed: b (Answer)", "both changed: b (Answer)"]


def test_a_version_that_git_knows_is_no_edit(pusher: Pusher) -> None:
    """Who imported the first version has the author's words, whatever was built since: git has its lock."""
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
    from build_deck.commands.build import build

    for number, text in enumerate((A + B, NEW + B, NOTE("Alpha", "a", "Third.") + B)):
        pusher.write("## First", text)
        made = build(pusher.folder, BuildOptions(output=pusher.folder / f"{number}.apkg"), lambda _event: None)
        if not number:
            with pusher.anki() as collection:
                path = str(made.packages[0].path)
                request = ImportAnkiPackageRequest(package_path=path, options=ImportAnkiPackageOptions())
                collection.import_anki_package(request)
        for command in (["init", "-q"], ["add", "deck.lock"], [*IDENTITY, "commit", "-qm", "."]):
            subprocess.run(["git", *command], cwd=pusher.folder, check=True, env=environment_of())
    assert told(pusher) == ["changed: a (Answer)"]
    assert pusher.said("a")[0]["Answer"] == "<p>Third.</p>"


def test_a_backup_is_made_first_and_other_notes_are_left_alone(pushed: Pusher) -> None:
    with pushed.anki() as collection:
        (other,) = collection.find_notes("Front:Not*")
        before = collection.get_note(other).fields, collection.get_note(other).mod
    pushed.write("## First", NEW, B, "## Second", C)
    (edition,) = pushed.push().editions
    assert Path(edition.backup).parent == pushed.collection.parent / "backups"
    assert Path(edition.backup).stat().st_size > 0
    with pushed.anki() as collection:
        assert (collection.get_note(other).fields, collection.get_note(other).mod) == before
        assert collection.note_count() == 4
        assert collection.fix_integrity()[1]


def test_a_collection_that_anki_has_open_is_told(pushed: Pusher) -> None:
    holding = (
        "import sys; from anki.collection import Collection; c = Collection(sys.argv[1]); print(1, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", holding, str(pushed.collection)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment_of(),
    ) as anki:
        assert anki.stdout
        assert anki.stdin
        anki.stdout.readline()
        with pytest.raises(BuildDeckError) as caught:
            pushed.push()
        anki.stdin.close()
    assert str(caught.value) == (
        f"error[push-failed]: {pushed.collection} cannot be opened: Anki already open, or media currently syncing. "
        "Close Anki first; or leave --collection out, to push into the running Anki through AnkiConnect."
    )


def test_a_note_whose_notetype_the_learner_changed_is_told(pushed: Pusher) -> None:
    with pushed.anki() as collection:
        note = pushed.note(collection, "a")
        collection.db.execute("UPDATE notes SET mid = ? WHERE id = ?", collection.models.id_for_name("Basic"), note.id)
    with pytest.raises(BuildDeckError, match="The note `a` is of another notetype in the collection"):
        pushed.push()


def test_what_cannot_be_pushed(pusher: Pusher, tmp_path: Path) -> None:
    pusher.write("## First", A)
    with pytest.raises(BuildDeckError, match="There is no collection"):
        pusher.push(collection=tmp_path / "none.anki2")
    with pytest.raises(UsageError, match="A push is of the whole deck"):
        pusher.push(build=BuildOptions(tags="hard"))
    assert not (pusher.folder / "dist").exists()


def test_the_command(pushed: Pusher) -> None:
    """As a user runs it: the lines on standard output, and an error where two places are named."""
    pushed.write("## First", NEW, B, "## Second", C)
    told = run_command("push", str(pushed.folder), "--collection", str(pushed.collection), "--dry-run", "-q")
    assert told.status == 0, told.stderr
    assert told.stdout == (f"changed: a (Answer)\nen: 3 notes, 1 changed\nnothing was written to {pushed.collection}\n")
    both = run_command("push", "--collection", "x.anki2", "--url", "http://127.0.0.1:1")
    assert (both.status, both.stdout) == (2, "")
    assert "--collection is a file and --url a running Anki: name one of them." in both.stderr


@pytest.mark.parametrize("version", OLDER)
def test_with_an_older_anki(pushed: Pusher, version: str) -> None:
    """The extra takes whichever Anki the learner has."""
    pushed.edit("a", {"Answer": "My words."}, tags="mine")
    pushed.write("## First", NEW, NOTE("Beta", "b", "Newer."), "## Second", C)
    paths = os.pathsep.join(map(str, (SOURCE_ROOT, anki_path(version))))
    told = run_command(
        "push", str(pushed.folder), "--collection", str(pushed.collection), "-q", environment={"PYTHONPATH": paths}
    )
    assert told.status == 0, told.stderr
    assert "both changed: a (Answer)\nchanged: b (Answer)\n" in told.stdout
    assert pushed.said("a")[0]["Mine"] == "<details open><summary>Answer</summary>My words.</details>"
    assert pushed.said("b")[0]["Answer"] == "<p>Newer.</p>"


def test_a_field_that_the_learner_added_is_told_before_anything_is_written(pushed: Pusher) -> None:
    """Anki would make a second notetype of it, and update nothing."""
    with pushed.anki() as collection:
        kind = collection.models.by_name("build-deck Q&A")
        collection.models.add_field(kind, collection.models.new_field("Own"))
        collection.models.update_dict(kind)
    pushed.write("## First", NEW, B, "## Second", C)
    with pytest.raises(
        BuildDeckError, match="build-deck Q&A has other fields or cards in the collection than the deck's"
    ):
        pushed.push()
    assert pushed.said("a")[0]["Answer"] == "<p>One.</p>"


def test_a_deck_that_the_author_renames_is_renamed(pushed: Pusher) -> None:
    """By its line of the lock, as the warning says: with its options, and with what the learner has put into it."""
    with pushed.anki() as collection:
        first = collection.decks.id_for_name("Deck::01 First")
        collection.set_deck(
            [card.id for card in pushed.note(collection, "b").cards()], collection.decks.id("Deck::My own")
        )
        preset = collection.decks.add_config("Slow")["id"]
        deck = collection.decks.get(first)
        deck["conf"] = preset
        collection.decks.save(deck)
    lock = pushed.folder / "deck.lock"
    text = lock.read_text("utf-8")
    assert '"01 First"' in text
    lock.write_text(text.replace('deck/en: "Deck"', 'deck/en: "The deck"').replace('"01 First"', '"01 Early"'), "utf-8")
    pushed.write("## First", A, B, NOTE("Delta", "d", "Four."), "## Second", C)
    assert told(pushed) == [
        "moved: a (The deck::01 Early)",
        "added: d",
        "moved: c (The deck::02 Second)",
    ]
    assert [pushed.said(name)[2] for name in "abcd"] == [
        {"The deck::01 Early"}, {"The deck::My own"}, {"The deck::02 Second"}, {"The deck::01 Early"},
    ]  # fmt: skip
    with pushed.anki() as collection:
        names = {deck.name for deck in collection.decks.all_names_and_ids()}
        assert names == {"Default", "The deck", "The deck::01 Early", "The deck::02 Second", "The deck::My own"}
        assert collection.decks.get(first)["name"] == "The deck::01 Early"
        assert collection.decks.get(first)["conf"] == preset
    assert told(pushed) == []


def test_a_section_whose_notes_go_two_ways_is_not_renamed(pushed: Pusher) -> None:
    pushed.write("## Other", A, "## Second", B, C)
    told(pushed)
    assert [pushed.said(name)[2] for name in "abc"] == [
        {"Deck::01 First"}, {"Deck::02 Second"}, {"Deck::02 Second"},
    ]  # fmt: skip


def test_a_push_is_an_ordinary_change_to_the_sync_server(pushed: Pusher, tmp_path: Path) -> None:
    """What was last pushed goes with it: the other machine's push knows what its learner changed."""
    learner = Learner(NEWEST)
    other = tmp_path / "other"
    with learner.server(tmp_path / "server") as address:
        learner.start(pushed.collection.parent)
        assert learner.call("sync", address, True).startswith("FULL")
        learner.start(other)
        assert learner.call("sync", address).startswith("FULL")
        pushed.write("## First", NEW, B, "## Second", C)
        assert told(pushed) == ["changed: a (Answer)"]
        learner.start(pushed.collection.parent)
        assert learner.call("sync", address) in ("NO_CHANGES", "NORMAL_SYNC")
        at_home = learner.notes()
        learner.start(other)
        assert learner.call("sync", address) in ("NO_CHANGES", "NORMAL_SYNC")
        assert learner.notes() == at_home
    learner.close()
    pushed.collection = other / "collection.anki2"
    pushed.edit("a", {"Answer": "My words."})
    assert told(pushed) == ["yours kept: a (Answer)"]


def test_ctrl_c_waits_until_the_learners_words_are_back(pushed: Pusher, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import overwrites them for a moment."""
    bring = CollectionHome.bring

    def interrupted(home: CollectionHome, *arguments: Any) -> None:
        bring(home, *arguments)
        signal.raise_signal(signal.SIGINT)

    pushed.edit("a", {"Answer": "My words."})
    pushed.write("## First", NOTE("Alpha better", "a", "One."), B, "## Second", C)
    around = signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored where the tests run
    try:
        with monkeypatch.context() as patched:
            patched.setattr(CollectionHome, "bring", interrupted)
            with pytest.raises(KeyboardInterrupt):
                pushed.push()
    finally:
        signal.signal(signal.SIGINT, around)
    fields, _, _ = pushed.said("a")
    assert (fields["Question"], fields["Answer"]) == ("Alpha better?", "My words.")
    assert told(pushed) == ["yours kept: a (Answer)"]
