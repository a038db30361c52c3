"""The words of the source language and of the cards, in every language that `languages.yaml` has a row for.

A label or a value is read in any row's words whatever the file's language; the file's own row comes first where rows
disagree. What comes out is canonical: `Label`, `Rarity`, `Difficulty`.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from build_deck.model import Difficulty, Rarity

Value = TypeVar("Value")

FALLBACK = "en"
"""The language of a card whose own language has no row."""


class Label(StrEnum):
    """What the word before a colon means."""

    ANSWER = "answer"
    RARITY = "rarity"
    DIFFICULTY = "difficulty"
    TAGS = "tags"
    SOURCE = "source"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Language:
    """One row of the data file."""

    tag: str
    """BCP 47, such as `zh-CN`."""
    name: str
    """What its speakers call it."""
    labels: Mapping[Label, tuple[str, ...]]
    """The first word of each is the one to recommend."""
    rarity_words: Mapping[Rarity, tuple[str, ...]]
    """The first word of each is the one that a badge shows."""
    difficulty_words: Mapping[Difficulty, tuple[str, ...]]
    question_words: tuple[str, ...]
    """What may stand before a question's number."""
    counted_words: tuple[str, ...]
    """The word of a section title such as "Theory (5 Questions)"."""
    filler: tuple[str, ...]
    """What two wordings of one question may differ by."""
    words: Mapping[str, str]

    def word(self, key: str) -> str:
        """What a card says for `key`, such as `output` or `verified`; KeyError when no row has such a key."""
        return self.words[key]

    def badge(self, value: Rarity | Difficulty) -> str:
        """The word that a badge shows for a rarity or a difficulty."""
        words = self.rarity_words[value] if isinstance(value, Rarity) else self.difficulty_words[value]
        return words[0]


@functools.cache
def languages() -> Mapping[str, Language]:
    """Every row by its tag, in the data file's order."""
    return {tag: _language(tag, row) for tag, row in _rows().items()}


@functools.cache
def nearest_tag(tag: str) -> str | None:
    """The row that serves a language tag: itself, its script's or region's, its primary language's; else None."""
    wanted = tag.replace("_", "-").casefold()
    rows = {known.casefold(): known for known in languages()}
    primary, _, rest = wanted.partition("-")
    if primary == "zh" and wanted not in rows:
        return "zh-TW" if set(rest.split("-")) & {"hant", "tw", "hk", "mo"} else "zh-CN"
    return rows.get(wanted) or rows.get(primary)


def language(tag: str) -> Language:
    """The row that serves a language tag, English where none does."""
    return languages()[nearest_tag(tag) or FALLBACK]


def label(word: str, lang: str = FALLBACK) -> Label | None:
    """What a word before a colon means in `lang` or in any other row."""
    return _lookup(_label_index(), word, lang)


def rarity(word: str, lang: str = FALLBACK) -> Rarity | None:
    """The rarity that a word names in `lang` or in any other row."""
    return _lookup(_rarity_index(), word, lang)


def difficulty(word: str, lang: str = FALLBACK) -> Difficulty | None:
    """The difficulty that a word names in `lang` or in any other row."""
    return _lookup(_difficulty_index(), word, lang)


def canonical(word: str, lang: str = FALLBACK) -> str | None:
    """`hard` for `Hard`, `困难` or `Schwer`: the value of a rarity or difficulty that a word names, None otherwise."""
    return difficulty(word, lang) or rarity(word, lang)


@functools.cache
def canonical_words(lang: str = FALLBACK) -> Mapping[str, str]:
    """Every folded word for a rarity or a difficulty to its value, in the row of `lang` and in English."""
    words: dict[str, str] = {}
    for tag in (FALLBACK, language(lang).tag):
        words |= {**_rarity_index()[tag], **_difficulty_index()[tag]}
    # A tag expression has no spaces within a word: `very-common`, `Sehr-häufig`.
    return words | {word.replace(" ", "-"): value for word, value in words.items()}


def fold(word: str) -> str:
    """The word as it is compared: case, width, surrounding marks and the kind of space or hyphen do not count."""
    text = unicodedata.normalize("NFKC", word).casefold().replace("i̇", "i").replace("ı", "i")
    return " ".join(_EDGES.sub("", _GAPS.sub(" ", text)).split())


_GAPS = re.compile(r"[\s_\-‐‑–]+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def _lookup(index: Mapping[str, Mapping[str, Value]], word: str, lang: str) -> Value | None:
    folded = fold(word)
    own = index[nearest_tag(lang) or FALLBACK]
    if folded in own:
        return own[folded]
    return next((row[folded] for row in index.values() if folded in row), None)


@functools.cache
def _label_index() -> Mapping[str, Mapping[str, Label]]:
    return {tag: dict(_folded(row.labels)) for tag, row in languages().items()}


@functools.cache
def _rarity_index() -> Mapping[str, Mapping[str, Rarity]]:
    canonical_words = {fold(value): value for value in Rarity}
    return {tag: canonical_words | dict(_folded(row.rarity_words)) for tag, row in languages().items()}


@functools.cache
def _difficulty_index() -> Mapping[str, Mapping[str, Difficulty]]:
    canonical_words = {fold(value): value for value in Difficulty}
    return {tag: canonical_words | dict(_folded(row.difficulty_words)) for tag, row in languages().items()}


def _folded(words: Mapping[Value, Iterable[str]]) -> Iterator[tuple[str, Value]]:
    return ((fold(word), value) for value, spellings in words.items() for word in spellings)


def _rows() -> Mapping[str, Any]:
    from importlib.resources import files

    import yaml

    # libyaml, where PyYAML was built with it, reads this file ten times as fast.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (files("build_deck.words") / "languages.yaml").read_text(encoding="utf-8")
    rows: Mapping[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    return rows


def _language(tag: str, row: Mapping[str, Any]) -> Language:
    return Language(
        tag=tag,
        name=row["name"],
        labels={kind: tuple(row["labels"][kind]) for kind in Label},
        rarity_words={value: tuple(row["rarity"][value]) for value in Rarity},
        difficulty_words={value: tuple(row["difficulty"][value]) for value in Difficulty},
        question_words=tuple(row["question"]),
        counted_words=tuple(row["counted"]),
        filler=tuple(row["filler"]),
        words=dict(row["words"]),
    )
