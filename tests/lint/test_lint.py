import time
from pathlib import Path

import pytest
from parse.reading import cases, read

from builder.lint import LintContext, lint, lint_editions
from builder.model import Document

FIXTURES = Path(__file__).parent / "fixtures"
CASES = [pytest.param(text, wanted, id=title) for title, text, wanted in cases(FIXTURES / "problems.md")]
LABELS = "{rarity=rare difficulty=hard}"


def said(*documents: Document, context: LintContext | None = None) -> list[str]:
    return [str(problem) for problem in lint(documents, context)]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_a_text_has_the_problems_that_its_fixture_says(text: str, wanted: str) -> None:
    assert "".join(f"{line}\n" for line in said(read(text))) == wanted.lstrip("\n")


def test_ids_and_questions_are_compared_across_the_files_of_an_edition() -> None:
    one = read(f"### What is it? {LABELS[:-1]} #it}}\n1\n", "a.md")
    two = read(f"### What is that? {LABELS[:-1]} #it}}\n2\n### What is it! {LABELS[:-1]} #other}}\n3\n", "b.md")
    assert said(one, two) == [
        "b.md:1:1: error[duplicate-id]: The id `it` is taken by the question at a.md:1. Give this question another id.",
        "b.md:3:1: warning[duplicate-question]: This question is nearly the one at a.md:1, `What is it?`."
        " Keep one, or say how they differ.",
    ]


def test_an_id_does_not_name_the_recording_of_another_note() -> None:
    zh, en = (
        read(f"### One {{#a {LABELS[1:]}\n1\n### Two {{#a.en {LABELS[1:]}\n2\n", f"{name}.md") for name in ("zh", "en")
    )
    assert [str(problem) for problem in lint_editions({"zh": [zh], "en": [en]})] == [
        "zh.md:3:1: error[duplicate-id]: The id `a.en` names what the note `a` prints in the edition en, too."
        " Give one of the two notes another id."
    ]
    assert lint_editions({"zh": [zh]}) == ()


def test_what_parsing_found_is_among_it_and_all_is_sorted() -> None:
    found = lint([read("### Two? {#b}\n![](no.png)\n", "b.md"), read("### One? {#a}\n", "a.md")])
    places = [(p.location.path, p.location.line) for p in found if p.location]
    assert places == sorted(places)
    assert {p.code for p in found} == {"missing-picture", "no-answer", "missing-rarity", "missing-difficulty"}


def test_a_long_answer_is_noted_and_code_does_not_count() -> None:
    long = read(f"### Q? {{#q rarity=rare difficulty=hard}}\n{'word ' * 301}\n")
    assert said(long) == [
        "deck.md:1:1: warning[long-answer]: The answer has about 301 words; more than 300 are too many for a card."
        " Split the question."
    ]
    assert said(long, context=LintContext(answer_words=400)) == []
    assert said(read(f"### Q? {{#q rarity=rare difficulty=hard}}\n```text\n{'word ' * 301}\n```\n")) == []


def test_chinese_answers_are_counted_by_characters() -> None:
    text = f"### 问？ {{#q rarity=rare difficulty=hard}}\n{'字' * 460}\n"
    (problem,) = said(read(text))
    assert problem.startswith("deck.md:1:1: warning[long-answer]: The answer has about 306 words;")


def test_editions_are_compared_by_explicit_ids() -> None:
    zh = [read("### 一？ {#a rarity=rare difficulty=hard}\n1\n### 二？ {#b rarity=rare difficulty=hard}\n2\n", "zh.md")]
    en = [read("### One? {#a rarity=common difficulty=hard}\n1\n", "en.md")]
    assert [str(problem) for problem in lint_editions({"zh": zh, "en": en})] == [
        "en.md:1:1: warning[edition-differs]: The note `a` is common and hard here, and rare and hard in the edition zh"
        " (zh.md:1:1). Label both alike.",
        "zh.md:3:1: warning[edition-gap]: The note `b` is not in the edition en. Write it there, under the same id.",
    ]


def test_media_that_no_edition_uses_is_noted() -> None:
    document = read("### Q? {#q rarity=rare difficulty=hard}\n![](cat.png)\n")
    context = LintContext(media=("media/cat.png", "media/dog.png"))
    assert [str(problem) for problem in lint_editions({"en": [document]}, context)] == [
        "media/dog.png:1:1: warning[unused-media]: No note uses this file. Remove it, or show it somewhere."
    ]


def test_an_error_in_a_snippet_file_has_its_place_there() -> None:
    class Files:
        def snippet(self, name: str) -> tuple[str, str]:
            return f"snippets/{name}", "import os\n\nprint(nothing)\n"

        def media(self, src: str) -> str:
            raise NotImplementedError

    from builder.parse import parse

    text = "### Q? {#q rarity=rare difficulty=hard}\n```python file=a.py\n```\n"
    assert said(parse(text, "deck.md", resources=Files())) == [
        "snippets/a.py:3:7: error[undefined-name]: The name `nothing` is not defined anywhere in this note's snippets."
        " Define or import it in this note: no other note's names exist when it runs."
    ]


@pytest.mark.parametrize(
    "code",
    ["x = " + "-" * 100_000 + "1", "x = 1" + "+1" * 100_000, "x" + ".a" * 100_000, "(" * 100_000, "\\"],
    ids=["minus", "plus", "attribute", "parenthesis", "backslash"],
)
def test_hostile_python_ends_in_a_problem_or_none(code: str) -> None:
    document = read(f"### Q? {{#q rarity=rare difficulty=hard}}\n```python\n{code}\n```\n")
    assert {p.code for p in lint([document])} <= {"syntax-error", "undefined-name", "silent-snippet"}


def many(number: int) -> str:
    note = (
        "### {0}. What is concept {0} of {1}? {{#note-{0} rarity=rare difficulty=hard}}\n\nIt has **bold**, `code` and"
        " $x_{0}$.\n\n- one\n- two\n\n```python\nprint(sum([{0}, 2]))\n```\n"
    )
    return "\n".join(note.format(i, i * 7919 % number) for i in range(1, number + 1))


def test_time_grows_with_the_number_of_notes_and_not_with_its_square() -> None:
    seconds = {}
    for number in (250, 2000):
        start = time.process_time()
        assert said(read(many(number))) == []
        seconds[number] = time.process_time() - start
    assert seconds[2000] < 8 * 4 * max(seconds[250], 0.02)
