"""Times move with content and forward; the file is readable, mergeable, and says when something is wrong with it."""

import cProfile
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
import yaml
from author import CLOZE, DECK, EDITION, NOTETYPES, QA, make
from build_deck import lock as locks
from build_deck.errors import BuildDeckError, Problem
from build_deck.lock import Entry, Lock, Retired
from build_deck.model import Note, NoteId, Notetype, NotetypeName
from hypothesis import given
from hypothesis import strategies as st

NOW = 1_764_000_000
"""2025-11-24 16:00:00 UTC"""


def advance(lock: Lock, *notes: Note, now: int = NOW, **changes: Any) -> tuple[Lock, list[str]]:
    """The next lock and the problems as they are printed."""
    arguments: dict[str, Any] = {"whole": True, "deck_id": DECK, "notetypes": NOTETYPES, **changes}
    notetypes: dict[NotetypeName, Notetype] = arguments.pop("notetypes")
    after, problems = locks.advance(lock, EDITION, notes, notetypes, now, **arguments)
    return after, [str(problem) for problem in problems]


def times(lock: Lock) -> dict[str, int]:
    """Seconds after NOW, by key."""
    return {key: entry.modified - NOW for key, entry in lock.entries.items()}


A, B = make("a"), make("b", due=2)
C = make("c", notetype=NotetypeName("cloze"), fields={"Question": "{{c1::One}} &amp; {{c2::two}}", "Answer": "Extra"})
FIRST, _ = advance(Lock(), A, B, C)


def test_the_file_is_one_line_a_note_in_order() -> None:
    kept = Retired({"Question": "Why?"}, "Deck::01 First", ("easy",))
    entries = {
        "note/en/b": Entry(NOW, "1-2-3", NotetypeName("cloze"), "{{c1::…}} & more"),
        "note/en/a": Entry(NOW + 1, "4-5-6", NotetypeName("qa"), "Why?", kept),
        "notetype/en/qa": Entry(NOW, "7-8"),
    }
    assert (
        locks.dump(Lock(entries, "deck"))
        == """\
# deck.lock: what each note held when it last changed, and when. build-deck writes this file; commit it with the deck.
# Without it, learners' next import overwrites their own edits. After a merge keep the lines of both sides.
format: 1
deck: "deck"
note/en/a: {modified: 2025-11-24T16:00:01Z, content: 4-5-6, notetype: qa, question: "Why?", retired: true, \
deck: "Deck::01 First", tags: ["easy"], fields: {"Question": "Why?"}}
note/en/b: {modified: 2025-11-24T16:00:00Z, content: 1-2-3, notetype: cloze, question: "{{c1::…}} & more"}
notetype/en/qa: {modified: 2025-11-24T16:00:00Z, content: 7-8}
"""
    )


def test_the_file_is_read_back() -> None:
    assert locks.read(locks.dump(FIRST)) == FIRST


def test_the_file_is_yaml() -> None:
    kept = Retired({"Question": "q", "Answer": 'a "b" \\ \u2028 \x85 \ufeff 😀 {c: d}, #'}, "Deck::01 First", ("x",))
    odd = replace(FIRST.entries["note/en/a"], retired=kept)
    lock = Lock({"note/en/a: b": odd, "note/en/注意-1": odd}, "a deck")
    text = locks.dump(lock)
    assert locks.read(text) == lock
    read = yaml.safe_load(text)
    assert read["deck"] == "a deck"
    assert read["note/en/a: b"] == read["note/en/注意-1"]
    assert read["note/en/a: b"]["fields"] == kept.fields
    assert read["note/en/a: b"]["retired"] is True
    assert read["note/en/a: b"]["modified"].timestamp() == NOW


@given(
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(max_size=30), max_size=3),
    st.integers(0, 4_000_000_000),
)
def test_any_lock_is_read_back(texts: dict[str, str], modified: int) -> None:
    """Whatever ids, questions and fields hold, lines stay lines."""
    clean = {key: text.encode("utf-8", "replace").decode() for key, text in texts.items()}
    lock = Lock(
        {
            f"note/en/{key}": Entry(modified, "0-0-0", NotetypeName("qa"), text, Retired({key: text}, text, (text,)))
            for key, text in sorted(clean.items())
        },
        "deck",
    )
    assert locks.read(locks.dump(lock)).entries == lock.entries


def test_nothing_moves_without_a_change() -> None:
    after, problems = advance(FIRST, C, A, B, now=NOW + 500)
    assert after == FIRST
    assert problems == []
    assert locks.outdated(FIRST, after) is None


@pytest.mark.parametrize(
    "changed",
    [
        make("a", fields={"Question": "Other?", "Answer": "It is a."}),
        make("a", fields={"Question": "What is a?", "Answer": "Other."}),
        make("a", fields={"Question": "What is a?", "Answer": "It is a.", "Spare1": "More"}),
        make("a", tags=("easy", "new")),
    ],
    ids=["question", "answer", "another field", "tags"],
)
def test_a_change_moves_its_own_note_alone(changed: Note) -> None:
    after, problems = advance(FIRST, changed, B, C, now=NOW + 500)
    assert times(after) == {**times(FIRST), "note/en/a": 500}
    assert problems == []


@pytest.mark.parametrize(
    "same",
    [
        make("a", due=7),
        make("a", deck="Deck::09 Elsewhere"),
        make("a", media=("x.svg",)),
        make("a", fields={"Answer": "It is a.", "Spare1": "", "Question": "What is a?"}),
    ],
    ids=["order", "section", "media", "empty field"],
)
def test_what_anki_does_not_update_moves_nothing(same: Note) -> None:
    assert times(advance(FIRST, same, B, C, now=NOW + 500)[0]) == times(FIRST)


def test_a_notetype_moves_with_its_own_looks() -> None:
    styled = {**NOTETYPES, NotetypeName("qa"): replace(QA, css=".card {}")}
    after, _ = advance(FIRST, A, B, C, now=NOW + 500, notetypes=styled)
    assert times(after) == {**times(FIRST), "notetype/en/qa": 500}
    template = replace(CLOZE.templates[0], answer="{{cloze:Question}}")
    redrawn = {**NOTETYPES, NotetypeName("cloze"): replace(CLOZE, templates=(template,))}
    assert times(advance(FIRST, A, B, C, now=NOW + 500, notetypes=redrawn)[0])["notetype/en/cloze"] == 500


def test_editions_do_not_touch_each_other() -> None:
    zh, _ = locks.advance(FIRST, "zh", [A], NOTETYPES, NOW + 500, whole=True, deck_id=DECK)
    assert {key: entry for key, entry in zh.entries.items() if "/en/" in key} == FIRST.entries
    assert [key for key in zh.entries if "/zh/" in key] == ["note/zh/a", "notetype/zh/qa"]


def test_a_clock_that_runs_backwards_is_said_and_time_still_moves_forward() -> None:
    changed = make("a", tags=("new",))
    after, problems = advance(FIRST, changed, B, C, now=NOW - 86_400)
    assert times(after)["note/en/a"] == 1
    assert problems == [
        "deck.lock:1:1: warning[clock-behind]: This machine's clock says 2025-11-23 16:00 UTC, but the lock has "
        "changes up to 2025-11-24 16:00 UTC. Set the clock. What changed now is dated a second after its last change, "
        "so that learners get it."
    ]
    assert advance(FIRST, A, B, C, now=NOW - 86_400) == (FIRST, [])


def test_two_changes_within_a_second_are_two_times() -> None:
    after, problems = advance(FIRST, make("a", tags=("new",)), B, C)
    assert times(after)["note/en/a"] == 1
    assert problems == []


def test_the_result_does_not_depend_on_the_order_of_notes() -> None:
    assert len({locks.dump(advance(Lock(), *notes)[0]) for notes in permutations([A, B, C])}) == 1


def test_a_lost_lock_is_said_where_recordings_tell_of_an_older_build() -> None:
    after, problems = advance(Lock(path="deck/deck.lock"), A, B, C, recorded=True)
    assert after.entries == FIRST.entries
    assert problems == [
        "deck/deck.lock:1:1: warning[lock-lost]: There is no lock, but the deck was built before: it has recordings. "
        "If learners have this deck, restore the lock from git: without it every note counts as changed now, and their "
        "next import overwrites what they edited."
    ]
    assert advance(FIRST, A, B, C, recorded=True)[1] == []


def test_another_deck_id_is_an_error() -> None:
    _, problems = advance(FIRST, A, B, C, deck_id="renamed")
    assert problems == [
        "deck.lock:1:1: error[deck-id-changed]: The deck's id was `deck` and is now `renamed`: every note would be a "
        "new one to learners. Write `id: deck` into deck.yaml; for a deck of its own, delete the lock."
    ]


# ---- notes that go ---------------------------------------------------------------------------------------------------


def test_another_notetype_is_an_error() -> None:
    lock, _ = advance(Lock(), make("a"))
    (line,) = (entry.line for entry in lock.notes("en").values())
    cloze = make("a", notetype=NotetypeName("cloze"), fields={"Question": "{{c1::One}}"})

    _, told = advance(lock, cloze)

    assert told == [
        "deck/en.md:3:1: error[notetype-changed]: The note `a` is a Test cloze note now and was a Test Q&A note: Anki would "
        "never update learners' copies. Give it another id: it is a new note, and the old one retires. "
        f"If no learner has it yet, delete line {line} of deck.lock."
    ]


def test_a_note_that_went_is_kept_as_retired_and_reported() -> None:
    kept = Retired({"Question": "What is a?", "Answer": "It is a."}, "Deck::01 First", ("easy",))
    read = locks.read(locks.dump(FIRST))
    after, problems = advance(read, B, C, now=NOW + 500, last={NoteId("a"): kept}.get)
    assert after.entries["note/en/a"] == replace(FIRST.entries["note/en/a"], modified=NOW + 500, retired=kept)
    assert problems == [
        "deck.lock:5:1: warning[note-gone]: The note `a` (en) is gone from the source; learners keep it, so it is "
        "packed as retired. Put it back, or delete its line here to leave learners' copies as they are."
    ]
    again, problems = advance(after, B, C, now=NOW + 900)
    assert (again, problems) == (after, [])


def test_a_note_that_went_without_an_earlier_package_keeps_its_question() -> None:
    after, problems = advance(locks.read(locks.dump(FIRST)), A, B, now=NOW + 500)
    assert after.entries["note/en/c"].retired == Retired({})
    assert after.entries["note/en/c"].question == "{{c1::…}} & {{c2::…}}"
    assert problems == [
        "deck.lock:7:1: warning[note-gone]: The note `c` (en) is gone from the source; learners keep it, so it is "
        "packed as retired, with its question alone: there is no earlier package to take its answer from. Put it back, "
        "or delete its line here to leave learners' copies as they are."
    ]


def test_a_filtered_build_retires_nothing_and_drops_no_line() -> None:
    after, problems = advance(FIRST, make("b", tags=("new",)), now=NOW + 500, whole=False)
    assert times(after) == {**times(FIRST), "note/en/b": 500}
    assert problems == []


def test_a_deleted_line_ends_a_retired_note() -> None:
    retired, _ = advance(FIRST, B, C, now=NOW + 500)
    text = "".join(line for line in locks.dump(retired).splitlines(keepends=True) if "note/en/a" not in line)
    after, problems = advance(locks.read(text), B, C, now=NOW + 900)
    assert "note/en/a" not in after.entries
    assert problems == []


def test_a_retired_note_that_is_back_is_a_change() -> None:
    retired, _ = advance(FIRST, B, C, now=NOW + 500)
    after, problems = advance(retired, A, B, C, now=NOW + 900)
    assert times(after)["note/en/a"] == 900
    assert after.entries["note/en/a"].retired is None
    assert problems == []


@pytest.mark.parametrize(
    "heir",
    [
        make("new", fields=A.fields),
        make("new", fields={**A.fields, "Answer": "Another."}),
        make("new", fields={**A.fields, "Question": "Another?"}),
        make("new", fields={**A.fields, "Id": "new"}, tags=("other",)),
    ],
    ids=["all the same", "same question", "same answer", "another address"],
)
def test_an_id_that_changed_is_known_by_its_content(heir: Note) -> None:
    read = locks.read(locks.dump(FIRST))
    _, problems = advance(read, heir, B, C, now=NOW + 500)
    assert problems == [
        "deck/en.md:3:1: error[probable-rename]: The note `new` looks like `a`, which is gone: learners would get it "
        "twice and lose its reviews. Write `{#a}` behind its question. If it is another note, delete line 5 of "
        "deck.lock."
    ]


def test_a_note_with_nothing_of_the_old_is_no_rename() -> None:
    _, problems = advance(FIRST, make("new", fields={"Question": "Other?"}), B, C)
    assert [problem.split(":")[3] for problem in problems] == [" warning[note-gone]"]


def test_work_grows_with_the_number_of_ids_that_changed() -> None:
    """Four times as many take four times as long, not sixteen: counted in calls, which no busy machine changes."""
    calls = [_calls_of_renaming(number) for number in (250, 1000)]
    assert calls[1] < calls[0] * 6


def _calls_of_renaming(number: int) -> int:
    first, _ = advance(Lock(), *(make(f"old-{each}") for each in range(number)))
    new = [make(f"new-{each}") for each in range(number)]
    profile = cProfile.Profile()
    with profile:
        _, problems = advance(first, *new)
    assert len(problems) == number
    return sum(entry.callcount for entry in profile.getstats())


# ---- merges and faults -----------------------------------------------------------------------------------------------


def test_of_two_lines_for_one_note_the_newer_counts() -> None:
    ours, _ = advance(FIRST, make("a", tags=("ours",)), B, C, now=NOW + 500)
    theirs, _ = advance(FIRST, make("a", tags=("theirs",)), B, C, now=NOW + 900)
    line = next(line for line in locks.dump(theirs).splitlines() if line.startswith("note/en/a"))
    for text in (f"{locks.dump(ours)}{line}\n", f"{line}\n{locks.dump(ours)}"):
        assert locks.read(text).entries["note/en/a"] == theirs.entries["note/en/a"]


def test_conflict_markers_are_told_with_their_lines() -> None:
    lines = locks.dump(FIRST).splitlines()
    text = "\n".join([*lines[:4], "<<<<<<< HEAD", lines[4], "=======", lines[5], ">>>>>>> other", *lines[6:]])
    with pytest.raises(BuildDeckError) as caught:
        locks.read(text, "deck/deck.lock")
    advice = (
        "error[lock-conflict]: A merge left a conflict marker here. Delete the marker lines and keep the lines of both "
        "sides: of two lines for one note the newer counts."
    )
    assert str(caught.value).splitlines() == [f"deck/deck.lock:{line}:1: {advice}" for line in (5, 7, 9)]


@pytest.mark.parametrize(
    "line",
    [
        "note/en/a",
        "note/en/a:",
        "note/en/a: {",
        "note/en/a: {modified: 2025-11-24T16:00:00Z",
        "note/en/a: {modified: yesterday, content: 0}",
        "note/en/a: {modified: 2025-11-24T16:00:00Z}",
        "note/en/a: {modified: 2025-11-24T16:00:00Z, content: 0, notetype: basic}",
        'note/en/a: {modified: 2025-11-24T16:00:00Z, content: 0, question: "open}',
        "note/en/a: {modified: 2025-11-24T16:00:00Z, content: 0} more",
        "note/en/a: 7",
        "- a",
        "format: x",
        "a: {modified: 2025-11-24T16:00:00Z, content: 0}",
        "note/en: {modified: 2025-11-24T16:00:00Z, content: 0}",
    ],
)
def test_a_line_that_is_none_is_told_with_its_place(line: str) -> None:
    with pytest.raises(BuildDeckError) as caught:
        locks.read(f"format: 1\n{line}\n")
    assert str(caught.value) == (
        "deck.lock:2:1: error[lock-line]: This line of the lock cannot be read. Restore it from git, or delete it: its "
        "note then counts as changed now."
    )


def test_a_newer_format_is_an_error() -> None:
    with pytest.raises(BuildDeckError) as caught:
        locks.read("format: 2\n")
    assert str(caught.value) == (
        "deck.lock:1:1: error[lock-newer]: A newer build-deck wrote this lock. Update build-deck."
    )


def test_windows_line_ends_and_a_byte_order_mark_are_read() -> None:
    assert locks.read("\ufeff" + locks.dump(FIRST).replace("\n", "\r\n")) == FIRST


def test_what_a_locked_build_would_write_is_listed() -> None:
    after, _ = advance(FIRST, make("a", tags=("new",)), C, make("d", fields={"Question": "d?"}), now=NOW + 500)
    assert locks.outdated(FIRST, after) == Problem(
        "lock-outdated",
        locks.outdated(FIRST, after).location,  # type: ignore[union-attr]  # it is there
        "The lock is behind the deck in 3 lines.",
        "Build without --locked and commit the lock.",
        detail="+ note/en/d\n~ note/en/a\n~ note/en/b",
    )


def test_an_edition_that_the_deck_does_not_have_is_told() -> None:
    both, _ = locks.advance(FIRST, "zh", [A], NOTETYPES, NOW, whole=True, deck_id=DECK)
    assert locks.dropped(both, ["en", "zh"]) == ()
    assert [str(problem) for problem in locks.dropped(locks.read(locks.dump(both)), ["en", "zh-CN"])] == [
        "deck.lock:8:1: warning[edition-gone]: The lock has notes of the edition `zh`, which the deck does not have. "
        "If it was renamed, give it its old name back: to learners every note would be a new one. If it is gone, "
        "delete its lines."
    ]


def test_times_for_packing_are_by_guid_and_notetype() -> None:
    assert FIRST.modified(EDITION, [A, C]) == {A.guid: NOW, C.guid: NOW, "qa": NOW, "cloze": NOW}


@pytest.mark.parametrize(
    "line",
    [
        'note/en/a: {modified: 9999-12-31T23:59:59Z, content: 0-0-0, notetype: qa, question: "Q"}',
        'note/en/a: {modified: 0001-01-01T00:00:00Z, content: 0-0-0, notetype: qa, question: "Q"}',
        "note/en/a: {modified: " + "9" * 5000 + ', content: 0-0-0, notetype: qa, question: "Q"}',
        "note/en/a: {modified: 2026-01-01T00:00:00Z, content: [1], notetype: qa}",
        'note/en/a: {modified: 2026-01-01T00:00:00Z, content: 0, notetype: qa, retired: true, fields: {"Answer": 1}}',
        'note/en/a: {modified: 2026-01-01T00:00:00Z, content: 0, notetype: qa, retired: true, fields: ["x"]}',
        'note/en/a: {modified: 2026-01-01T00:00:00Z, content: 0, notetype: qa, retired: true, tags: "x"}',
        'note/en/a: {modified: 2026-01-01T00:00:00Z, content: 0, notetype: qa, retired: true, deck: {"a": 1}}',
        "note/en/a: " + "[" * 100_000,
        "note/en/a: {modified: " + '{"a":' * 100_000,
    ],
)
def test_a_line_that_is_meant_to_harm_cannot_be_read(line: str) -> None:
    with pytest.raises(BuildDeckError) as caught:
        locks.read(line)
    assert [problem.code for problem in caught.value.problems] == ["lock-line"]
