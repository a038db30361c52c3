import pytest
from build_deck.errors import Location, UsageError
from build_deck.model import Difficulty, NoteId, NoteSource, Rarity, Section
from build_deck.syntax.tags import parse_tags, tags_of

NOTE = ("difficulty::hard", "rarity::very-common", "section::attention", "transformer-xl")
ZH = {"困难": "hard", "非常常见": "very-common"}


@pytest.mark.parametrize(
    "expression",
    [
        "hard",
        "HARD",
        "difficulty::hard",
        "Section::Attention",
        "attention",
        "hard and very-common",
        "not rare",
        "not not hard",
        "(easy or hard) and not rare",
        "（easy or hard）and transformer*",
        "transformer-x?",
        '"very common"',
        "easy or rare or hard",
        "hard and not (easy or rare)",
        "困难",
        "困难 and 非常常见",
        "困难　and　not　rare",
    ],
)
def test_matches(expression: str) -> None:
    assert parse_tags(expression, ZH).matches(NOTE)


@pytest.mark.parametrize(
    "expression",
    ["easy", "hard and rare", "not hard", "hard or easy and rare and (easy)"[:4] + " and easy", "har", "trans"],
)
def test_does_not_match(expression: str) -> None:
    assert not parse_tags(expression, ZH).matches(NOTE)


def test_and_binds_closer_than_or() -> None:
    assert parse_tags("hard or easy and rare").matches(NOTE)
    assert not parse_tags("(hard or easy) and rare").matches(NOTE)


def test_words_that_no_tag_has_are_told_once_in_canonical_form() -> None:
    expression = parse_tags("困难 or hrad or hrad or x*", ZH)
    assert expression.words == ("hard", "hrad", "hrad", "x*")
    assert expression.unknown_words(NOTE) == ("hrad", "x*")


@pytest.mark.parametrize(
    ("expression", "what", "caret"),
    [
        ("", "Here a tag is missing", 0),
        ("hard and", "Here a tag is missing", 8),
        ("hard easy", "Here `and` or `or` is missing", 5),
        ("(hard", "Here `)` is missing", 5),
        ("hard)", "Here `and` or `or` is missing", 4),
        ("and hard", "Here a tag is missing", 0),
        ('hard and "easy', "This quote is never closed", 9),
        ("困难 简单", "Here `and` or `or` is missing", 5),
        ("(" * 500, "The expression nests too deeply", 100),
    ],
)
def test_a_bad_expression_is_shown_with_a_caret(expression: str, what: str, caret: int) -> None:
    with pytest.raises(UsageError) as caught:
        parse_tags(expression)
    (problem,) = caught.value.problems
    assert str(problem) == (
        f"error[tags]: --tags: {what}. Write it like `hard and not rare`, with brackets where you mix `and` and `or`."
    )
    assert problem.detail == f"{expression}\n{' ' * caret}^"
    assert caught.value.exit_code == 2


def test_the_tags_of_a_note_are_what_anki_keeps() -> None:
    place = Location("a.md")
    note = NoteSource(
        id=NoteId("n"),
        explicit_id=True,
        question="Q",
        title=(),
        front=(),
        back=(),
        location=place,
        lang="en",
        section=Section("Theory", "theory", 1, place),
        rarity=Rarity.VERY_COMMON,
        difficulty=Difficulty.HARD,
        tags=("own tag", "全　角", "A", "a", "::x::", ""),
    )
    assert tags_of(note) == ("A", "difficulty::hard", "own-tag", "rarity::very-common", "section::theory", "x", "全-角")
