"""What a note should say and does not, or says at too great a length."""

import re
from collections.abc import Iterator, Sequence

from builder.errors import Level, Problem
from builder.lint.context import LintContext
from builder.model import Document, NoteSource
from builder.taxonomy import Label, language

_GAP = re.compile(r"(?<![=\w])==(?=[^\s=])[^=\n]*(?<=[^\s=])==(?![=\w])")
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def check(documents: Sequence[Document], context: LintContext) -> Iterator[Problem]:
    """A problem for each note without rarity or difficulty, with a gap that is none, or with too long an answer."""
    for document in documents:
        for note in document.notes:
            yield from _unlabelled(note)
            if not note.cloze and _gap(note):
                what = "`==text==` leaves a gap only in a note marked .cloze; here it is shown as it is."
                yield Problem("gap-outside-cloze", note.location, what, "Add .cloze to the braces.", Level.WARNING)
            words = _length(note)
            if words > context.answer_words:
                what = f"The answer has about {words} words; more than {context.answer_words} are too many for a card."
                yield Problem("long-answer", note.location, what, "Split the question.", Level.WARNING)


def _gap(note: NoteSource) -> bool:
    inlines = (token for token in (*note.title, *note.front, *note.back) if token.type == "inline")
    return any(_GAP.search(child.content) for t in inlines for child in t.children or () if child.type == "text")


def _unlabelled(note: NoteSource) -> Iterator[Problem]:
    row = language(note.lang)
    if note.rarity is None:
        name, values = row.labels[Label.RARITY][0], [words[0] for words in row.rarity_words.values()]
        yield _missing("rarity", name, values, note)
    if note.difficulty is None:
        name, values = row.labels[Label.DIFFICULTY][0], [words[0] for words in row.difficulty_words.values()]
        yield _missing("difficulty", name, values, note)


def _missing(kind: str, name: str, values: Sequence[str], note: NoteSource) -> Problem:
    what = f"This question has no {kind}."
    remedy = f"Write **{name}:** and one of {', '.join(values)} under its answer."
    return Problem(f"missing-{kind}", note.location, what, remedy, Level.WARNING)


def _length(note: NoteSource) -> int:
    """The words of the answer's prose; code does not count."""
    text = " ".join(token.content for token in note.back if token.type == "inline")
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + unspaced * 2 // 3
