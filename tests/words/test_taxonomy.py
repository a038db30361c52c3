import subprocess
import sys

import pytest
from build_deck.model import Difficulty, Rarity
from build_deck.words import taxonomy
from build_deck.words.taxonomy import Label

TAGS = ("en", "zh-CN", "zh-TW", "ja", "ko", "de", "fr", "es", "pt", "it", "ru", "nl", "pl", "tr")
ROWS = [taxonomy.language(tag) for tag in TAGS]


def test_the_languages_there_are() -> None:
    assert tuple(taxonomy.languages()) == TAGS


@pytest.mark.parametrize("row", ROWS, ids=TAGS)
def test_every_word_of_a_row_is_read_in_its_own_language_and_in_any_case(row: taxonomy.Language) -> None:
    for label, words in row.labels.items():
        assert {taxonomy.label(spelling, row.tag) for word in words for spelling in (word, word.upper())} == {label}
    for rarity, words in row.rarity_words.items():
        assert {taxonomy.rarity(word, row.tag) for word in words} == {rarity}
    for difficulty, words in row.difficulty_words.items():
        assert {taxonomy.difficulty(word, row.tag) for word in words} == {difficulty}


@pytest.mark.parametrize("row", ROWS, ids=TAGS)
def test_a_row_has_every_word_that_a_card_says(row: taxonomy.Language) -> None:
    english = taxonomy.language("en")
    assert row.words.keys() == english.words.keys()
    assert all(isinstance(word, str) and word.strip() == word and word for word in row.words.values())
    badges = {*map(row.badge, Rarity), *map(row.badge, Difficulty)}
    assert len(badges) == len(Rarity) + len(Difficulty)


@pytest.mark.parametrize("read", [taxonomy.label, taxonomy.rarity, taxonomy.difficulty], ids=lambda read: read.__name__)
def test_no_word_means_two_things_in_two_languages(read: object) -> None:
    meanings: dict[str, set[object]] = {}
    for row in ROWS:
        tables = {"label": row.labels, "rarity": row.rarity_words, "difficulty": row.difficulty_words}
        for value, words in tables[read.__name__].items():  # type: ignore[attr-defined]
            for word in words:
                meanings.setdefault(taxonomy.fold(word), set()).add(value)
    assert {word: values for word, values in meanings.items() if len(values) > 1} == {}


@pytest.mark.parametrize("row", ROWS, ids=TAGS)
def test_a_word_is_read_in_a_file_of_another_language(row: taxonomy.Language) -> None:
    assert taxonomy.label(row.labels[Label.ANSWER][0], "en") is Label.ANSWER
    assert taxonomy.canonical(row.difficulty_words[Difficulty.HARD][0], "en") == "hard"


@pytest.mark.parametrize(
    ("tag", "row"),
    [
        ("en-GB", "en"),
        ("EN", "en"),
        ("zh", "zh-CN"),
        ("zh-Hans-SG", "zh-CN"),
        ("zh-Hant", "zh-TW"),
        ("zh-HK", "zh-TW"),
        ("zh_TW", "zh-TW"),
        ("pt-BR", "pt"),
        ("sv", None),
        ("", None),
    ],
)
def test_the_row_that_serves_a_language_tag(tag: str, row: str | None) -> None:
    assert taxonomy.nearest_tag(tag) == row
    assert taxonomy.language(tag).tag == (row or "en")


@pytest.mark.parametrize("word", ["Very Common", "very-common", "VERY_COMMON", " **very  common**. ", "🔥 Very common"])
def test_marks_around_a_word_do_not_count(word: str) -> None:
    assert taxonomy.rarity(word) is Rarity.VERY_COMMON


def test_an_editions_words_for_tag_expressions() -> None:
    words = taxonomy.canonical_words("zh-CN")
    assert (words["困难"], words["hard"], words["非常常见"], words["very-common"]) == (
        "hard",
        "hard",
        "very-common",
        "very-common",
    )
    assert "schwer" not in words
    assert taxonomy.canonical_words("de")["sehr-häufig"] == "very-common"


def test_words_that_mean_nothing() -> None:
    assert taxonomy.label("Note") is None
    assert taxonomy.canonical("nothing") is None
    with pytest.raises(KeyError):
        taxonomy.language("en").word("no such word")


def test_importing_reads_neither_the_data_nor_yaml() -> None:
    code = (
        "import sys, build_deck.words.taxonomy; assert not {'yaml', 'markdown_it'} & set(sys.modules); print('clean')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "clean\n"
