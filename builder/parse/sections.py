"""The parts of a file to its title, its sections and its notes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from builder.model import NoteSource, Section
from builder.parse import ids, markdown, notes
from builder.parse.outline import Heading, Part, announced
from builder.parse.snippets import check_closed


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds."""

    title: str | None
    notes: tuple[NoteSource, ...]
    sections: tuple[Section, ...]


def contents(parts: Sequence[Part], first_section: int, around: notes.Surroundings) -> Contents:
    """Title, notes and sections; a section without notes is an introduction and does not count."""
    headings = [part.heading for part in parts if part.heading and part.heading.level < around.question_level]
    top = [heading for heading in headings if heading.level == 1]
    title_heading = top[0] if len(top) == 1 else None
    title, found = None, []
    sections: dict[str, Section] = {}
    current: Section | None = None
    section_tags: tuple[str, ...] = ()
    for part in parts:
        heading = part.heading
        if heading and heading.level == around.question_level:
            if current:
                current = sections.setdefault(current.slug, replace(current, index=first_section + len(sections)))
            note = notes.build(part, current, section_tags, around)
            found += [note] if note else []
            continue
        _check_introduction(part, around)
        if heading and heading is title_heading:
            title = _section(heading, around)[0].title
            current, section_tags = None, ()
        elif heading:
            current, section_tags = _section(heading, around)
    used = {note.section.slug for note in found if note.section}
    return Contents(title, tuple(found), tuple(section for slug, section in sections.items() if slug in used))


def _section(heading: Heading, around: notes.Surroundings) -> tuple[Section, tuple[str, ...]]:
    """The section of a heading and the tags it gives to its notes; its index is not yet known."""
    page = around.page
    text, marks = notes.read_marks(heading, page)
    for name, value in (("rarity", marks.rarity), ("difficulty", marks.difficulty), (".cloze", marks.cloze or None)):
        if value:
            what = f"A section has no {name}; only questions have."
            page.error("unknown-attribute", page.find(heading.token, name), what, "Write it on each question.")
    counted = announced(page.language).search(text)
    heading.inline.content = (text[: counted.start()] if counted else text).strip()
    markdown.read_inline([heading.inline], around.env)
    title = markdown.plain(heading.inline)
    section = Section(
        title=title,
        slug=marks.id or ids.slug(title),
        index=0,
        location=page.start_of(heading.token),
        number=heading.number,
        announced=int(counted[1]) if counted else None,
    )
    return section, tuple(marks.tags)


def _check_introduction(part: Part, around: notes.Surroundings) -> None:
    """Nothing; what stands in no question is looked through for fences and headings that were meant for one."""
    for token in part.tokens:
        if token.type == "fence":
            check_closed(token, around.page)
    notes.strip_deep_attributes(part.tokens, around)
