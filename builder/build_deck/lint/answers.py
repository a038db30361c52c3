"""What a note should say and does not, or says at too great a length."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Literal

from build_deck.lint.rule import Found, LintContext, Subject
from build_deck.model import NoteSource
from build_deck.notetypes import NOTETYPES
from build_deck.words.taxonomy import Label, language

_GAP = re.compile(r"(?<![=\w])==(?=[^\s=])[^=\n]*(?<=[^\s=])==(?![=\w])")
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def without_rarity(subject: Subject) -> Iterator[Found]:
    """One for each note without a rarity, in a deck that gives one to any."""
    for note in _without(subject, "rarity"):
        row = language(note.lang)
        values = [words[0] for words in row.rarity_words.values()]
        yield _missing("rarity", row.labels[Label.RARITY][0], values, note)


def without_difficulty(subject: Subject) -> Iterator[Found]:
    """One for each note without a difficulty, in a deck that gives one to any."""
    for note in _without(subject, "difficulty"):
        row = language(note.lang)
        values = [words[0] for words in row.difficulty_words.values()]
        yield _missing("difficulty", row.labels[Label.DIFFICULTY][0], values, note)


def _without(subject: Subject, kind: Literal["rarity", "difficulty"]) -> Iterator[NoteSource]:
    """The notes without one, where others have it; one that is misspelled or lost in a fence is told of as such."""
    documents = [document for documents in subject.editions.values() for document in documents]
    if all(getattr(note, kind) is None for document in documents for note in document.notes):
        return
    for document in documents:
        told = (f"unknown-{kind}", "unknown-label", "unclosed-fence")
        lines = [p.location.line for p in document.problems if p.code in told and p.location]
        starts = [note.location.line for note in document.notes]
        having = {bisect_right(starts, line) - 1 for line in lines}
        for index, note in enumerate(document.notes):
            if getattr(note, kind) is None and index not in having:
                yield note


def _missing(kind: str, name: str, values: Sequence[str], note: NoteSource) -> Found:
    remedy = f"Write **{name}:** and one of {', '.join(values)} under its answer."
    return Found(note.location, f"This question has no {kind}, as others have.", remedy)


def gap_outside_cloze(note: NoteSource, _: LintContext) -> Iterator[Found]:
    """One for a note that has a gap and is none in which a gap is left."""
    if not NOTETYPES[note.kind].cloze and _gap(note):
        what = "`==text==` leaves a gap only in a note marked .cloze; here it is shown as it is."
        yield Found(note.location, what, "Add .cloze to the braces.")


def asked_twice(note: NoteSource, _: LintContext) -> Iterator[Found]:
    """One for each snippet to predict that stands above the answer, where the note's first card asks for it too."""
    for token in note.front:
        snippet = note.snippets[token.meta["snippet"]] if "snippet" in token.meta else None
        if snippet and snippet.options.predict:
            what = "The code to predict stands above the answer: two cards of this note ask for the same."
            remedy = "Put it under the answer, or take `predict` off: the first card asks what the question says."
            yield Found(snippet.location, what, remedy)


def _gap(note: NoteSource) -> bool:
    inlines = (token for token in (*note.title, *note.front, *note.back) if token.type == "inline")
    return any(_GAP.search(child.content) for t in inlines for child in t.children or () if child.type == "text")


def too_long(note: NoteSource, context: LintContext) -> Iterator[Found]:
    """One for a note whose answer has more words than a card should."""
    words = _length(note)
    if words > context.answer_words:
        what = f"The answer has about {words} words; more than {context.answer_words} are too many for a card."
        yield Found(note.location, what, "Split the question.")


def _length(note: NoteSource) -> int:
    """The words of the answer's prose; code does not count."""
    text = " ".join(token.content for token in note.back if token.type == "inline")
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + unspaced * 2 // 3
