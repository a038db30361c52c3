"""The shipped deck: what deck/README.md and its readers are promised."""

import re
from pathlib import Path

import pytest
from build_deck.deck.load import LoadedDeck, load_deck, problems_of
from build_deck.deck.select import select
from build_deck.model import EditionName, NoteSource
from build_deck.plan import plan_deck
from support import ROOT, open_package, run_command

LONGEST_SHOWN, LONGEST_LINE = 30, 88


@pytest.fixture(scope="module")
def deck() -> LoadedDeck:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return load_deck(Path("deck"))


def notes_of(deck: LoadedDeck, edition: str) -> dict[str, NoteSource]:
    return {note.id: note for note in deck.editions[EditionName(edition)].notes}


def test_lint_finds_nothing(deck: LoadedDeck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert problems_of(deck) == ()


def test_both_editions_have_the_same_hundred_and_thirty_notes_or_more(deck: LoadedDeck) -> None:
    zh, en = notes_of(deck, "zh"), notes_of(deck, "en")
    assert list(zh) == list(en)
    assert len(zh) >= 130
    assert sum("anchor" in note.tags for note in en.values()) >= 26
    for id_, note in zh.items():
        assert (note.rarity, note.difficulty, note.tags) == (en[id_].rarity, en[id_].difficulty, en[id_].tags)


def test_every_anchor_names_its_source(deck: LoadedDeck) -> None:
    for edition in deck.editions:
        for note in notes_of(deck, edition).values():
            assert note.source or "anchor" not in note.tags, note.id


def test_the_editions_share_every_session(deck: LoadedDeck) -> None:
    assert all(len(each.shown_by) == 2 for each in plan_deck(deck, select(deck)).sessions.values())


def test_what_a_card_shows_of_a_snippet_fits_a_card(deck: LoadedDeck) -> None:
    for note in notes_of(deck, "en").values():
        for snippet in note.snippets:
            if snippet.runs and not snippet.options.hide:
                lines = snippet.shown.splitlines()
                assert len(lines) <= LONGEST_SHOWN, note.id
                assert max(map(len, lines)) <= LONGEST_LINE, note.id


def test_anchor_answers_are_spoken_in_a_minute(deck: LoadedDeck) -> None:
    """120 words, or 220 Chinese characters, before what a listener ticks; math and code aside."""
    for note in notes_of(deck, "en").values():
        if "anchor" in note.tags:
            assert len(re.findall(r"[A-Za-z][\w'-]*", spoken(note))) <= 120, note.id
    for note in notes_of(deck, "zh").values():
        if "anchor" in note.tags:
            assert len(re.findall("[\u4e00-\u9fff]", spoken(note))) <= 220, note.id


def spoken(note: NoteSource) -> str:
    """The words of an answer up to the list of what a listener ticks."""
    text = ""
    for token in note.back:
        if token.type == "ordered_list_open":
            break
        kinds = ("text", "code_inline")
        text += " ".join(child.content for child in token.children or () if child.type in kinds) + " "
    return text


def test_no_list_is_longer_than_five(deck: LoadedDeck) -> None:
    for edition in deck.editions:
        for note in notes_of(deck, edition).values():
            for opening in (i for i, token in enumerate(note.back) if token.type.endswith("list_open")):
                level = note.back[opening].level
                items = 0
                for token in note.back[opening + 1 :]:
                    if token.type.endswith("list_close") and token.level == level:
                        break
                    items += token.type == "list_item_open" and token.level == level + 1
                assert items <= 5, note.id


def test_kinds_are_mixed(deck: LoadedDeck) -> None:
    notes = notes_of(deck, "en").values()
    options = [snippet.options for note in notes for snippet in note.snippets]
    assert sum(bool(option.predict) for option in options) >= 6
    assert sum(bool(option.cloze) for option in options) >= 6
    assert sum(note.kind == "cloze" for note in notes) > sum(bool(option.cloze) for option in options)


def test_the_readme_counts_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert run_command("list", "--summary").stdout.strip() in (ROOT / "deck/README.md").read_text("utf-8")


def test_both_packages_import_into_anki_from_recordings_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = run_command("--no-run", "--locked", "-q", "-o", str(tmp_path))
    assert result.status == 0, result
    for edition in ("zh", "en"):
        with open_package(tmp_path / f"ai-research-interview-{edition}.apkg") as collection:
            assert collection.note_count() >= 60
            assert collection.fix_integrity() == ("Database rebuilt and optimized.", True)
            media = collection.media.check()
            assert (list(media.missing), list(media.unused)) == ([], [])
            assert len(list(Path(collection.media.dir()).iterdir())) >= 6
            assert not collection.get_empty_cards().notes


@pytest.mark.parametrize(
    ("expression", "edition", "wanted"),
    [
        ("hard", "en", lambda note: note.difficulty == "hard"),
        ("困难", "zh", lambda note: note.difficulty == "hard"),
        ("very-common and not hard", "en", lambda n: n.rarity == "very-common" and n.difficulty != "hard"),
    ],
)
def test_filtered_decks_hold_exactly_what_they_say(
    deck: LoadedDeck, expression: str, edition: str, wanted: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    target = tmp_path / "filtered.apkg"
    result = run_command("--no-run", "--locked", "-q", "-t", expression, "-e", edition, "-o", str(target))
    assert result.status == 0, result
    assert callable(wanted)
    expected = {id_ for id_, note in notes_of(deck, edition).items() if wanted(note)}
    with open_package(target) as collection:
        found = {collection.get_note(n)["Id"] for n in collection.find_notes("")}
    assert len(expected) > 10
    assert found == expected
