import time
from pathlib import Path

import pytest
from build_deck.lint import LintContext, lint, lint_editions
from build_deck.model import Document
from parse.reading import cases, read

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
    assert {p.code for p in found} == {"missing-picture", "no-answer"}


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

    from build_deck.parse import parse

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
    assert {p.code for p in lint([document])} <= {"syntax-error", "undefined-name", "silent-snippet", "long-code"}


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


def test_labels_are_missed_only_where_the_deck_uses_them() -> None:
    bare = read("### One? {#a}\n1\n### Two? {#b}\n2\n")
    assert said(bare) == []
    rare = read("### Three? {#c rarity=rare}\n3\n", "c.md")
    assert [(p.code, p.location and p.location.line) for p in lint([bare, rare])] == [
        ("missing-rarity", 1),
        ("missing-rarity", 3),
    ]
    assert [p.code for p in lint_editions({"zh": [bare], "en": [rare]})].count("missing-rarity") == 2


def test_a_misspelled_value_is_not_missing_as_well() -> None:
    text = "### One? {#a rarity=rare difficulty=hard}\n1\n### Two? {#b}\n2\n\n**Rarity:** rear **Difficulty:** easy\n"
    assert [p.code for p in lint([read(text)])] == ["unknown-rarity"]
    label = text.replace("**Rarity:** rear", "**Rarty:** rare")
    assert [p.code for p in lint([read(label)])] == ["unknown-label"]
    in_braces = "### One? {#a rarity=rare}\n1\n### Two? {#b rarity=rear}\n2\n"
    assert [p.code for p in lint([read(in_braces)])] == ["unknown-rarity"]


def test_a_snippet_file_that_is_missing_is_all_that_is_told_of_its_note() -> None:
    text = "### Q? {#q}\n```python file=none.py\n```\n```python\nprint(defined_there)\n```\n"
    assert [p.code for p in lint([read(text)])] == ["missing-snippet"]
    region = "### Q? {#q}\n```python file=attention.py#none\n```\n"
    assert [p.code for p in lint([read(region)])] == ["missing-region"]


def test_a_chain_of_a_thousand_elif_is_read() -> None:
    chain = "".join(f"elif x == {n}:\n    print({n})\n" for n in range(1, 1000))
    text = f"### Q? {{#q}}\n```python\nx = 3\nif x == 0:\n    print(zero)\n{chain}```\n"
    assert [p.code for p in lint([read(text)]) if p.code != "long-code"] == ["undefined-name"]


def test_code_that_nests_too_deep_for_its_names_to_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("build_deck.runtimes.python.check._DEEPEST", 0)
    chain = "".join(f"elif x == {n}:\n    print({n})\n" for n in range(1, 900))
    text = f"### Q? {{#q}}\n```python\nx = 3\nif x == 0:\n    print(0)\n{chain}```\n"
    (problem,) = (p for p in lint([read(text)]) if p.code != "long-code")
    assert str(problem) == (
        "deck.md:2:1: warning[unchecked-names]: The code of this note nests too deep (a long chain of elif does): its names "
        "are not checked. Nothing, as it runs all the same; a dict or a list instead of the chain is shorter."
    )
