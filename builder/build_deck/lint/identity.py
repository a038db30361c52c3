"""Ids: missing, doubled; and questions that are asked twice."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise

from build_deck.lint.rule import Found, LintContext
from build_deck.model import Document, NoteSource
from build_deck.words.taxonomy import language

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+[#+]*")
_ALIKE = 0.85
"""How like each other two words must be spelled to be one: `normalisation` and `normalization` are."""
_SAME_START = 4
"""Letters that must be the same at their beginning: `supervised` and `unsupervised` are two words."""
_LONGEST = 40
"""Words of a question beyond which only an equal one counts as its double."""


def without_id(note: NoteSource, _: LintContext) -> Iterator[Found]:
    """One for a note without an id of its own."""
    if not note.explicit_id:
        what = f"This question has no id of its own; `{note.id}` was made from its words."
        remedy = "Write it in with `lint --fix`, so that learners keep their reviews when its words change."
        yield Found(note.location, what, remedy)


def repeated_ids(documents: Sequence[Document]) -> Iterator[Found]:
    """One for each note whose id an earlier one has."""
    yield from (_duplicate_id(note, first) for note, first in _doubled_ids(_notes(documents)))


def repeated_questions(documents: Sequence[Document]) -> Iterator[Found]:
    """One for each note that asks what an earlier one does; one with its id too is told of already."""
    notes = _notes(documents)
    same = {id(note) for note, _ in _doubled_ids(notes)}
    yield from (_duplicate_question(note, first) for note, first in _alike(notes) if id(note) not in same)


def _notes(documents: Sequence[Document]) -> Sequence[NoteSource]:
    return [note for document in documents for note in document.notes]


def _doubled_ids(notes: Sequence[NoteSource]) -> Iterator[tuple[NoteSource, NoteSource]]:
    """Each note whose id was taken, with the note that has it; ids name files, so case does not tell them apart."""
    first: dict[str, NoteSource] = {}
    for note in notes:
        taken = first.setdefault(note.id.casefold(), note)
        if taken is not note:
            yield note, taken


def _duplicate_id(note: NoteSource, first: NoteSource) -> Found:
    place = f"{first.location.path}:{first.location.line}"
    if note.explicit_id and first.explicit_id:
        what = f"The id `{note.id}` is taken by the question at {place}."
        return Found(note.location, what, "Give this question another id.")
    what = f"This question and the one at {place} get the same id, `{note.id}`."
    return Found(note.location, what, "`lint --fix` gives each an id of its own.")


def _duplicate_question(note: NoteSource, first: NoteSource) -> Found:
    place = f"{first.location.path}:{first.location.line}"
    what = f"This question is nearly the one at {place}, `{first.question[:80]}`."
    return Found(note.location, what, "Keep one, or say how they differ.")


def _alike(notes: Sequence[NoteSource]) -> Iterator[tuple[NoteSource, NoteSource]]:
    """Each note that asks what an earlier one does, with that one.

    Equal but for filler ("What is X?", "Explain X."), or one word spelled a little differently. Work grows with the
    words of all questions: notes that differ by one word meet in a bucket, where only neighbours by spelling are
    compared.
    """
    equal: dict[tuple[str, ...], int] = {}
    found: dict[int, int] = {}
    buckets: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for index, note in enumerate(notes):
        words = _content(note)
        if not words:
            continue
        if (first := equal.setdefault(words, index)) != index:
            found[index] = first
            continue
        for position, word in enumerate(words) if len(words) <= _LONGEST else ():
            key = hash((words[:position], words[position + 1 :])), position
            buckets.setdefault(key, []).append((word, index))
    for bucket in buckets.values():
        for index, first in _spelled_alike(bucket):
            found.setdefault(index, first)
    yield from ((notes[index], notes[first]) for index, first in found.items())


def _spelled_alike(bucket: list[tuple[str, int]]) -> Iterator[tuple[int, int]]:
    if len(bucket) < 2:  # noqa: PLR2004 - one has no neighbour
        return
    ordered = sorted(bucket)
    for (word, one), (other, two) in pairwise(ordered):
        if _same_word(word, other):
            yield max(one, two), min(one, two)


def _same_word(word: str, other: str) -> bool:
    if word[:_SAME_START] != other[:_SAME_START] or not (word.isalpha() and other.isalpha()):
        return False
    return min(len(word), len(other)) > _SAME_START and SequenceMatcher(None, word, other).ratio() >= _ALIKE


def _content(note: NoteSource) -> tuple[str, ...]:
    """The words of a question that carry its meaning, folded; for questions of nothing but filler, all of them."""
    text = unicodedata.normalize("NFKC", note.question).casefold()
    fillers, phrases = _filler(note.lang)
    words = tuple(word for word in _TOKEN.findall(phrases.sub(" ", text) if phrases else text) if word not in fillers)
    return words or tuple(_TOKEN.findall(text))


@cache
def _filler(lang: str) -> tuple[frozenset[str], re.Pattern[str] | None]:
    """Words to leave out, and a pattern for those that are phrases or stand in a script without spaces."""
    filler = sorted({word.casefold() for word in language(lang).filler}, key=lambda word: (-len(word), word))
    words = frozenset(word for word in filler if _TOKEN.findall(word) == [word])
    phrases = [re.escape(word) for word in filler if word not in words]
    return words, re.compile("|".join(phrases)) if phrases else None
