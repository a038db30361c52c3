"""Articles as people write them: an introduction, sections that count their questions, labels after each answer."""

from pathlib import Path

import pytest
from build_deck.lint import lint
from parse.reading import read

ARTICLES = Path(__file__).parent / "articles"
LABELS = [
    ("very-common", "easy"),
    ("common", "medium"),
    ("uncommon", "hard"),
    ("very-common", "easy"),
    ("common", "easy"),
    ("common", "medium"),
    ("rare", "medium"),
]
TITLES = {
    "en": "Seven questions that machine-learning interviews ask",
    "zh": "机器学习面试常问的七个问题",
    "de": "Sieben Fragen, die im Gespräch wiederkehren",
}
SECTIONS = {
    "en": ["Optimisation", "Evaluation", "Architecture"],
    "zh": ["优化", "评估", "结构"],
    "de": ["Optimierung", "Bewertung", "Architektur"],
}
LOST = {"en": 53, "zh": 50, "de": 27}
"""Words of the introduction and of the closing lines."""
QUESTIONS = {
    "en": ["What does momentum add to plain gradient descent?", "What does LayerNorm normalise over?"],
    "zh": ["动量给梯度下降加了什么？", "LayerNorm 对什么做归一化？"],
    "de": ["Was fügt Momentum dem Gradientenabstieg hinzu?", "Worüber normiert LayerNorm?"],
}


@pytest.mark.parametrize("name", TITLES)
def test_an_article_gives_its_notes_sections_and_labels(name: str) -> None:
    document = read((ARTICLES / f"{name}.md").read_text(encoding="utf-8"))
    assert document.title == TITLES[name]
    assert [(s.title, s.index, s.announced) for s in document.sections] == [
        (title, index, count) for index, (title, count) in enumerate(zip(SECTIONS[name], (3, 2, 2), strict=True), 1)
    ]
    assert [(note.rarity, note.difficulty) for note in document.notes] == LABELS
    assert [note.number for note in document.notes] == [1, 2, 3, 4, 5, 6, 7]
    assert [note.section.index for note in document.notes if note.section] == [1, 1, 1, 2, 2, 3, 3]
    assert [document.notes[1].question, document.notes[6].question] == QUESTIONS[name]
    assert [note.id for note in document.notes if not note.back] == []
    assert not any(token.type in {"hr", "heading_open"} for note in document.notes for token in note.back)


@pytest.mark.parametrize("name", TITLES)
def test_lint_misses_the_ids_of_an_article_and_tells_what_is_under_no_question(name: str) -> None:
    document = read((ARTICLES / f"{name}.md").read_text(encoding="utf-8"))
    assert {problem.code for problem in lint([document])} == {"missing-id", "text-on-no-card"}
    assert document.lost == LOST[name]


@pytest.mark.parametrize("name", TITLES)
def test_the_place_of_each_note_is_its_heading(name: str) -> None:
    text = (ARTICLES / f"{name}.md").read_text(encoding="utf-8")
    lines = text.split("\n")
    for note in read(text).notes:
        assert lines[note.location.line - 1].startswith("### ")
        assert str(note.number) in lines[note.location.line - 1]
