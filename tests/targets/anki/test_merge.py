"""Whatever three versions of a note there are, nothing that the learner wrote is lost, and nothing new is missing."""

from dataclasses import replace

from author import composed, make
from build_deck.lock import Lock
from build_deck.model import NotetypeName
from build_deck.notetypes import MINE, NOTETYPES
from build_deck.targets.anki import Held, Merged, Pushed, merge
from build_deck.targets.anki.values import hashes
from hypothesis import given
from hypothesis import strategies as st

QA = NotetypeName("qa")
NAMES = [field.name for field in NOTETYPES[QA].fields]
TEXT = st.sampled_from(["", "‹1›", "‹2›", "<p>‹3›</p>"])
FIELDS = st.fixed_dictionaries(dict.fromkeys(("Question", "Answer", "Hint", MINE, "Spare2"), TEXT))
TAGS = st.sets(st.sampled_from(["easy", "hard", "mine"])).map(lambda tags: tuple(sorted(tags)))


def written(fields: dict[str, str]) -> dict[str, str]:
    """What an author may have written: the learner's own field is not theirs."""
    return {"Question": "Q", **{name: text for name, text in fields.items() if name != MINE and text}}


def merged(theirs: Held, new: dict[str, str], tags: tuple[str, ...], base: Pushed | None) -> Merged:
    """What becomes of the note."""
    note = make("a", notetype=QA, fields=new, tags=tags)
    edition = replace(composed(note), notetypes=NOTETYPES)
    (one,) = merge(edition, {note.guid: theirs}, {note.guid: base} if base else {}, lambda: (Lock(),))
    return one


@given(old=st.none() | FIELDS, theirs=FIELDS, new=FIELDS, old_tags=TAGS, their_tags=TAGS, new_tags=TAGS)
def test_three_versions(
    old: dict[str, str] | None,
    theirs: dict[str, str],
    new: dict[str, str],
    old_tags: tuple[str, ...],
    their_tags: tuple[str, ...],
    new_tags: tuple[str, ...],
) -> None:
    new = written(new)
    base = Pushed(hashes(written(old), NOTETYPES[QA]), old_tags, "Deck") if old else None
    one = merged(Held(1, theirs, their_tags, {}), new, new_tags, base)
    said = written(old) if old else {}
    for name in NAMES:
        mine, authors, before = theirs.get(name, ""), new.get(name, ""), said.get(name, "")
        if mine and (base is None or mine != before):
            assert one.fields[name] == mine or mine in one.fields[MINE]
        if name != MINE and authors != before:
            assert one.fields[name] == authors
        if base and name != MINE and mine == before:
            assert one.fields[name] == authors
    assert set(one.tags) >= set(their_tags) - set(old_tags)
    assert set(one.tags) >= set(new_tags) - (set(old_tags) if base else set())
    assert not set(one.tags) - set(their_tags) - set(new_tags)


@given(theirs=FIELDS, new=FIELDS, tags=TAGS, their_tags=TAGS)
def test_a_second_push_changes_nothing(
    theirs: dict[str, str], new: dict[str, str], tags: tuple[str, ...], their_tags: tuple[str, ...]
) -> None:
    new = written(new)
    one = merged(Held(1, theirs, their_tags, {}), new, tags, None)
    again = merged(
        Held(1, one.fields, one.tags, {}), new, tags, Pushed(hashes(new, NOTETYPES[QA]), tags, "Deck::01 First")
    )
    assert (again.fields, again.tags, again.changed, again.both) == (one.fields, one.tags, (), ())
