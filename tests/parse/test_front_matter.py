import pytest
from parse.reading import read


def said(text: str) -> list[str]:
    return [str(problem) for problem in read(text + "### Q? {#q}\na\n").problems]


def test_what_it_says_goes_before_the_editions_defaults_and_adds_to_its_tags() -> None:
    text = "---\ntitle:  Ein  Titel\nlang: de\ntags: [a, b c]\nquestion_level: 2\n---\n## Q?\na\n"
    document = read(text, lang="en", question_level=3, tags=("deck",))
    assert (document.title, document.lang, document.question_level) == ("Ein Titel", "de", 2)
    assert document.notes[0].tags == ("deck", "a", "b-c")
    assert document.notes[0].location.line == 7


def test_defaults_hold_without_it() -> None:
    document = read("# Q?\na\n", lang="zh-CN", question_level=1, tags=("deck",))
    assert (document.lang, document.question_level, document.notes[0].tags) == ("zh-CN", 1, ("deck",))


def test_text_is_what_is_written_whatever_yaml_takes_it_for() -> None:
    document = read("---\ntitle: 2.10\nlang: no\ntags: [3.10, off, 12:30]\n---\n### Q?\na\n")
    assert (document.title, document.lang, document.notes[0].tags) == ("2.10", "no", ("3.10", "off", "12:30"))


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (
            "titel: x",
            "deck.md:2:1: error[front-matter]: The front matter has no key `titel`."
            " The nearest is title; the known ones are title, lang, tags, question_level, run, setup.",
        ),
        ("title: [a]", "deck.md:2:1: error[front-matter]: `title` is not a text. Write `title: Some words`."),
        (
            "tags: {a: b}",
            "deck.md:2:1: error[front-matter]: `tags` is not a list of words. Write `tags: [one, two]`.",
        ),
        (
            "title: x\nquestion_level: three",
            "deck.md:3:1: error[front-matter]: `question_level` is not a heading level. Write a number from 1 to 6.",
        ),
        (
            "lang: 简体",
            "deck.md:2:1: error[front-matter]: `lang` is not a language tag."
            " The known ones are en, zh-CN, zh-TW, ja, ko, de, fr, es, pt, it, ru, nl, pl, tr.",
        ),
        (
            "lang: sv",
            "deck.md:2:7: warning[unknown-language]: There are no words for the language `sv`;"
            " cards will say theirs in English."
            " The nearest is es; the known ones are en, zh-CN, zh-TW, ja, ko, de, fr, es, pt, it, ru, nl, pl, tr.",
        ),
        (
            "title: a\nlang: en\ntitle: b",
            "deck.md:4:1: error[yaml]: The key `title` is given twice, first on line 2. Keep one of them.",
        ),
        (
            "a: &x [b]\ntags: *x",
            "deck.md:3:7: error[yaml]: An alias (*name) is used. Write the value out.",
        ),
        (
            "title: !!python/object:os.system x",
            "deck.md:2:8: error[yaml]: The tag tag:yaml.org,2002:python/object:os.system is not known."
            " Write the value without it.",
        ),
    ],
)
def test_what_is_wrong_in_it_is_an_error_with_its_place(block: str, problem: str) -> None:
    assert said(f"---\n{block}\n---\n") == [problem]


def test_a_block_that_never_ends() -> None:
    assert said("---\ntitle: x\n\n") == [
        "deck.md:1:1: error[front-matter]: The front matter that begins here has no closing line."
        " Put --- on a line of its own after it.",
        "deck.md:2:1: warning[text-on-no-card]: The text before the first question (2 words) is on no card."
        " Put it under a question, or into <!-- … --> if it is not for learners.",
    ]


@pytest.mark.parametrize("text", ["---\n\n", "---\n\ntext: this is none\n\n---\n", "---\n# A comment\n---\n", "----\n"])
def test_breaks_at_the_top_are_no_front_matter(text: str) -> None:
    document = read(text + "### Q? {#q}\na\n")
    assert {problem.code for problem in document.problems} <= {"text-on-no-card"}
    assert [note.id for note in document.notes] == ["q"]


def test_a_bottomless_one_ends_in_a_message() -> None:
    (problem,) = said("---\ntags: " + "[" * 5000 + "\n---\n")
    assert problem.startswith("deck.md:2:")
    problem, _ = said("---\n" + "k: v\n" * 9000 + "---\n")
    assert problem == (
        "deck.md:1:1: error[front-matter]: The front matter has 45004 characters; no file needs more than 20000."
        " Look for the --- that should end it."
    )


@pytest.mark.parametrize("title", ["", '""', "null", "' '"])
def test_a_title_left_empty_is_none(title: str) -> None:
    document = read(f"---\ntitle: {title}\n---\n# Sums\n\n### One? {{#one}}\n\n1\n")
    assert (document.title, document.problems) == ("Sums", ())
