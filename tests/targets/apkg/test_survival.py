"""Whatever a note may hold arrives in real Anki as it was packed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import pytest
from author import CLOZE, Author, composed, make
from build_deck import notetypes
from build_deck.model import Note, NotetypeName
from build_deck.targets.apkg import pack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from learner import Learner

TEXT = st.text(
    st.one_of(
        st.sampled_from(list("<>&;\"'{}[]()\\:/#=%$`~^|\n\t ")),
        st.characters(min_codepoint=0x20, exclude_categories=("Cc", "Cs", "Cn", "Co")),
    ),
    max_size=60,
)
TRAPS = st.sampled_from([
    "&#123;&#123;c2::lit&#125;&#125;", "{{c1::x}}", "{{Question}}", "&#91;sound:x.mp3]", r"\(a\)", r"\<span></span>(a)",
    "&#91;&#91;type:Answer]]", "a < b ", "<pre><code>\n  x</code></pre>", "<!--c-->", "<hr>", "&nbsp;", "😀", "نص",
])  # fmt: skip
"""As rendering writes them, and what is harmless as it is."""
CONTENT = st.lists(st.one_of(TEXT, TRAPS), max_size=4).map(lambda parts: normalize("NFC", "".join(parts)))
TAG = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12).map(lambda text: normalize("NFC", text))


def packed(folder: Path, *notes: Note) -> Path:
    """A package of these notes."""
    path = folder / "one.apkg"
    path.write_bytes(pack(composed(*notes)))
    return path


@pytest.fixture
def numbered() -> Callable[[], str]:
    """What gives each example a note of its own, so that one collection takes them all."""
    numbers = iter(range(10**6))
    return lambda: f"n{next(numbers)}"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=CONTENT, answer=CONTENT, predict=CONTENT, tags=st.lists(TAG, max_size=3, unique_by=str.casefold))
def test_any_content_survives(
    learner: Learner,
    tmp_path: Path,
    numbered: Callable[[], str],
    question: str,
    answer: str,
    predict: str,
    tags: list[str],
) -> None:
    """Fields and tags in a Q&A note, and what its first card shows."""
    fields = {"Question": f"Q{question}", "Answer": answer, "Predict": predict}
    note = make(numbered(), fields=fields, tags=tuple(sorted(tags)))
    assert learner.imports(packed(tmp_path, note)) == {"new": 1}
    there = learner.notes()[note.guid]
    assert {name: text for name, text in there["fields"].items() if text} == {n: t for n, t in fields.items() if t}
    assert sorted(tag.casefold() for tag in there["tags"]) == sorted(tag.casefold() for tag in tags)
    assert len(there["cards"]) == (2 if predict.strip(" \t\n") else 1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(TEXT.map(lambda text: text.translate(dict.fromkeys(map(ord, "{}:")))), min_size=1, max_size=4),
    numbers=st.lists(st.integers(1, 20), min_size=4, max_size=4),
)
def test_clozes_survive(
    learner: Learner, tmp_path: Path, numbered: Callable[[], str], texts: list[str], numbers: list[int]
) -> None:
    """A cloze note has a card for each of its numbers."""
    clozes = [f"{{{{c{number}::x{text}}}}}" for number, text in zip(numbers, texts, strict=False)]
    question = normalize("NFC", " and ".join(clozes))
    note = make(numbered(), notetype=NotetypeName("cloze"), fields={"Question": question})
    assert learner.imports(packed(tmp_path, note)) == {"new": 1}
    there = learner.notes()[note.guid]
    assert there["fields"]["Question"] == question
    assert [card["ord"] + 1 for card in there["cards"]] == sorted(set(numbers[: len(texts)]))


def test_cards_follow_the_template(learner: Learner, author: Author) -> None:
    """Our own count of cards is Anki's: when it counts them after an edit, it adds none and finds none empty."""
    author.notetypes[NotetypeName("cloze")] = replace(
        CLOZE, templates=(replace(CLOZE.templates[0], question="{{cloze:Question}}{{cloze:Predict}}"),)
    )
    author.write(
        "a", notetype=NotetypeName("cloze"), fields={"Question": "plain", "Predict": "{{c2::x}}\n{{c4::y\nz}}"}
    )
    author.write("b", fields={"Question": "Q", "Predict": " <br> "})
    author.write("c", fields={"Question": "Q", "Predict": "x<br>"})
    guids = [author.notes[id_].guid for id_ in "abc"]
    learner.imports(author.publish())
    before = [[card["ord"] for card in learner.notes()[guid]["cards"]] for guid in guids]
    for guid in guids:
        learner.call("edit", guid, {"Spare1": "x"}, [])
    after = [[card["ord"] for card in learner.notes()[guid]["cards"]] for guid in guids]
    assert before == after == [[1, 3], [0], [0, 1]]
    assert learner.call("faults") == []


def test_cards_of_the_real_notetypes(learner: Learner, author: Author) -> None:
    """A question has one card, with something to predict two; a cloze note one a number, wherever the clozes stand."""
    author.notetypes = dict(notetypes.NOTETYPES)
    first = {"Question": "Q", "Lang": "en", "Section": "S", "Rarity": "R", "Difficulty": "D", "Id": "a"}
    author.write("a", fields={**first, "Answer": "A"})
    author.write("b", fields={**first, "Answer": "A", "Predict": "<pre>x</pre>", "PredictOutput": "1"})
    author.write("c", notetype=NotetypeName("cloze"), fields={**first, "Text": "{{c2::x}} {{c3::y}}", "Extra": "E"})
    assert learner.imports(author.publish()) == {"new": 3}
    there = learner.notes()
    ordinals = {id_: [card["ord"] for card in there[note.guid]["cards"]] for id_, note in author.notes.items()}
    assert ordinals == {"a": [0], "b": [0, 1], "c": [1, 2]}
    del author.notes["b"]
    assert learner.imports(author.publish())["updated"] == 1
    del author.notes["c"]
    author.forget()
    learner.imports(author.publish())
    after = learner.notes()
    retired = [guid for guid, note in after.items() if "retired" in note["tags"]]
    shown = [answer for guid in retired for _, answer in learner.call("shown", guid)]
    assert [answer.count("no longer part of the deck") for answer in shown] == [1, 1, 1, 1]
    clozes = next(note for note in after.values() if note["fields"].get("Text"))
    assert (clozes["fields"]["Question"], clozes["fields"]["Text"]) == ("Q", "{{c2::…}} {{c3::…}}")
    assert learner.call("faults") == []
