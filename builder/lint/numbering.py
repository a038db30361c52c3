"""Numbers in headings: they are decoration, but a gap in them usually means that something is missing."""

from collections import Counter
from collections.abc import Iterator, Sequence

from builder.errors import Level, Problem
from builder.lint.context import LintContext
from builder.model import Document


def check(documents: Sequence[Document], _: LintContext) -> Iterator[Problem]:
    """A problem for each number out of order, and for each section that announces another number of questions."""
    for document in documents:
        yield from _questions(document)
        yield from _sections(document)
        yield from _announcements(document)


def _questions(document: Document) -> Iterator[Problem]:
    """Questions count on from the one before, or from 1 in a new section."""
    last, section = None, None
    for note in document.notes:
        if note.number is None:
            continue
        new_section = note.section and note.section.slug != section
        if last is not None and note.number != last + 1 and not (new_section and note.number == 1):
            what = f"Question {note.number} follows question {last}."
            remedy = "Renumber, or look for the question that is missing."
            yield Problem("numbering", note.location, what, remedy, Level.WARNING)
        last, section = note.number, note.section.slug if note.section else None


def _sections(document: Document) -> Iterator[Problem]:
    last = None
    for section in document.sections:
        if section.number is None:
            continue
        if last is not None and section.number != last + 1:
            what = f"Section {section.number} follows section {last}."
            remedy = "Renumber, or look for the section that is missing."
            yield Problem("numbering", section.location, what, remedy, Level.WARNING)
        last = section.number


def _announcements(document: Document) -> Iterator[Problem]:
    counted = Counter(note.section.slug for note in document.notes if note.section)
    for section in document.sections:
        if section.announced is not None and section.announced != counted[section.slug]:
            there = counted[section.slug]
            verb = "is" if there == 1 else "are"
            noun = "question" if section.announced == 1 else "questions"
            what = f"The section announces {section.announced} {noun}, and there {verb} {there}."
            remedy = "Correct the number, or look for the question that is missing."
            yield Problem("section-count", section.location, what, remedy, Level.WARNING)
