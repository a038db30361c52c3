"""Numbers in headings: they are decoration, but a gap in them usually means that something is missing."""

from collections import Counter
from collections.abc import Iterator

from build_deck.lint.rule import Found
from build_deck.model import Document


def out_of_order(document: Document) -> Iterator[Found]:
    """One for each number of a question or a section that does not follow the one before."""
    yield from _questions(document)
    yield from _sections(document)


def _questions(document: Document) -> Iterator[Found]:
    """Questions count on from the one before, or from 1 in a new section."""
    last, section = None, None
    for note in document.notes:
        if note.number is None:
            continue
        new_section = note.section and note.section.slug != section
        if last is not None and note.number != last + 1 and not (new_section and note.number == 1):
            what = f"Question {note.number} follows question {last}."
            remedy = "Renumber, or look for the question that is missing."
            yield Found(note.location, what, remedy)
        last, section = note.number, note.section.slug if note.section else None


def _sections(document: Document) -> Iterator[Found]:
    last = None
    for section in document.sections:
        if section.number is None:
            continue
        if last is not None and section.number != last + 1:
            what = f"Section {section.number} follows section {last}."
            remedy = "Renumber, or look for the section that is missing."
            yield Found(section.location, what, remedy)
        last = section.number


def miscounted(document: Document) -> Iterator[Found]:
    """One for each section that announces another number of questions than it has."""
    counted = Counter(note.section.slug for note in document.notes if note.section)
    for section in document.sections:
        if section.announced is not None and section.announced != counted[section.slug]:
            there = counted[section.slug]
            verb = "is" if there == 1 else "are"
            noun = "question" if section.announced == 1 else "questions"
            what = f"The section announces {section.announced} {noun}, and there {verb} {there}."
            remedy = "Correct the number, or look for the question that is missing."
            yield Found(section.location, what, remedy)
